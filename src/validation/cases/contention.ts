import { connectionSchema, mechanisms } from '../../../simulator/index.ts';
import type { Case, Trial } from '../case.ts';

const { NO_VISIT, Rank, RetryPolicy, Simulation, streamFor } = mechanisms;

/**
 * A published experiment about one mechanism alone: what surrounds it there is no backend, so that it is built here from
 * the kernel.
 */

const CLIENTS = 100;
/** Runs that the published means are of; ours are of as many or fewer, so that the difference has this error more. */
const PUBLISHED_RUNS = 200;
const READ = 0;
const WRITE = 1;
const CONFLICT = 8;

/** A message's delay [s]. */
function leg(draws: mechanisms.RandomStream): number {
  return Math.abs(0.01 + 0.002 * draws.normal());
}

/** A row with a version: a write of another version than it has is a conflict. */
class VersionedRow implements mechanisms.Station {
  readonly id: number;
  writes = 0;
  private readonly sim: mechanisms.Simulation;
  private readonly draws: mechanisms.RandomStream;
  private version = 0;

  constructor(sim: mechanisms.Simulation, draws: mechanisms.RandomStream) {
    this.sim = sim;
    this.draws = draws;
    this.id = sim.add(this);
  }

  arrive(visit: number): void {
    const { op, key } = this.sim.visits;
    let outcome = 0;
    if (op[visit] === WRITE) {
      this.writes++;
      if (key[visit] === this.version) this.version++;
      else outcome = CONFLICT;
    }
    this.sim.answerAfter(visit, outcome, this.version, leg(this.draws));
  }

  answered(): void {}
  wake(): void {}
  abandoned(): void {}
}

/** Clients that start together, and update the row once each. */
class Contenders implements mechanisms.Station {
  doneAt = 0;
  private readonly id: number;
  private readonly sim: mechanisms.Simulation;
  private readonly row: VersionedRow;
  private readonly draws: mechanisms.RandomStream;
  private readonly policy: mechanisms.RetryPolicy;

  constructor(
    sim: mechanisms.Simulation,
    row: VersionedRow,
    draws: mechanisms.RandomStream,
    policy: mechanisms.RetryPolicy,
  ) {
    this.sim = sim;
    this.row = row;
    this.draws = draws;
    this.policy = policy;
    this.id = sim.add(this);
    for (let i = 0; i < CLIENTS; i++) this.send(sim.open(this.id, NO_VISIT, 0, 0, 0, 0, -1), READ, 0);
  }

  answered(visit: number, op: number, outcome: number, version: number): void {
    const { sim } = this;
    const { stage, mark } = sim.visits;
    if (op === READ) {
      this.send(visit, WRITE, version);
    } else if (outcome !== CONFLICT) {
      this.doneAt = sim.now;
      sim.answer(visit, 0, 0);
    } else {
      const attempt = (stage[visit] ?? 0) + 1;
      stage[visit] = attempt;
      const wait = this.policy.backoff(attempt, mark[visit] ?? 0);
      mark[visit] = wait;
      sim.wakeAfter(this.id, 0, visit, wait, Rank.timer);
    }
  }

  wake(_timer: number, visit: number): void {
    this.send(visit, READ, 0);
  }

  private send(visit: number, op: number, version: number): void {
    const { sim, row } = this;
    sim.arriveAfter(sim.open(row.id, visit, op, 0, version, op, -1), leg(this.draws));
  }

  arrive(): void {}
  abandoned(): void {}
}

type Published = readonly [value: number, se: number];

/** A hundred clients, their mean number of writes and the time when the last is done, over many runs. */
function contention(name: string, backoff: object, writes: Published, time: Published): Trial {
  const spec = connectionSchema.parse({ from: 'a', to: 'b', retry: { backoff } }).retry;
  return {
    name,
    length: PUBLISHED_RUNS,
    rows: [
      { metric: 'write calls', value: writes[0], unit: '', se: writes[1] },
      { metric: 'completion time', value: time[0], unit: 'ms', se: time[1] },
    ],
    measure: async ({ isQuick, seed }) => {
      const runs = isQuick ? PUBLISHED_RUNS / 2 : 4 * PUBLISHED_RUNS;
      let calls = 0;
      let lasted = 0;
      for (let run = 0; run < runs && spec !== undefined; run++) {
        const sim = new Simulation();
        const policy = new RetryPolicy(spec, streamFor(seed, run, 'backoff', 'retry'));
        const row = new VersionedRow(sim, streamFor(seed, run, 'row', 'legs'));
        const contenders = new Contenders(sim, row, streamFor(seed, run, 'clients', 'legs'), policy);
        sim.advance(1e6, 1e9);
        calls += row.writes / runs;
        lasted += contenders.doneAt / runs;
      }
      // The published means have an error of their own: that of the difference is as if of a smaller sample.
      return { size: 1 / (1 / runs + 1 / PUBLISHED_RUNS), values: [calls, lasted] };
    },
  };
}

/** The published simulator raises its ceiling before the first wait already. */
const capped = (jitter: string) => ({ base: '5 ms', cap: '2 s', factor: 2, jitter, exponentOffset: 1 });

export const contentions: readonly Case[] = [
  {
    id: 'T84',
    title: 'Backoff and jitter, 100 contending clients',
    model:
      '100 clients start together and update one row with optimistic concurrency: read the version, write, on a conflict wait and begin again. Every message takes |N(10, 2)| ms; base 5 ms, cap 2 s.',
    source:
      'Means over 200 runs of the simulator published with Exponential Backoff And Jitter, AWS Architecture Blog 2015',
    trials: [
      contention('no backoff', { base: 0, cap: 0, jitter: 'none' }, [2422.436, 2.264], [2027.7534, 3.129]),
      contention('exponential', capped('none'), [1856.2755, 4.046], [63448.828, 261.6]),
      contention('equal jitter', capped('equal'), [812.33675, 0.555], [6628.2747, 46.16]),
      contention('full jitter', capped('full'), [795.69475, 0.49], [4907.1077, 37.92]),
      contention('decorrelated jitter', capped('decorrelated'), [1002.6872, 2.07], [4588.4555, 48.22]),
    ],
  },
];
