import { expect, test } from 'vitest';
import { connectionSchema } from '../../../simulator/connection.ts';
import {
  NO_VISIT,
  type RandomStream,
  Rank,
  Simulation,
  type Station,
  streamFor,
} from '../../../simulator/kernel/index.ts';
import { RetryPolicy } from '../../../simulator/parts/retry-policy.ts';

/**
 * T84: a hundred clients start together and update one row with optimistic concurrency: read the version, write, and on a
 * conflict back off and begin again. Every message takes |N(10, 2)| ms. The values are those of the simulator that Brooker
 * published with "Exponential Backoff And Jitter" (AWS Architecture Blog, 2015), means over 200 runs.
 */
const CLIENTS = 100;
/** Of the published means, and of ours. */
const PUBLISHED_RUNS = 200;
const RUNS = 100;
/** Standard error of the difference of the two, in published standard errors. */
const SCALE = Math.sqrt(1 + PUBLISHED_RUNS / RUNS);
const READ = 0;
const WRITE = 1;
const CONFLICT = 8;

/** A message's delay [s]. */
function leg(draws: RandomStream): number {
  return Math.abs(0.01 + 0.002 * draws.normal());
}

class Row implements Station {
  readonly id: number;
  writes = 0;
  private readonly sim: Simulation;
  private readonly draws: RandomStream;
  private version = 0;

  constructor(sim: Simulation, draws: RandomStream) {
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

class Clients implements Station {
  doneAt = 0;
  private readonly id: number;
  private readonly sim: Simulation;
  private readonly row: Row;
  private readonly draws: RandomStream;
  private readonly policy: RetryPolicy;

  constructor(sim: Simulation, row: Row, draws: RandomStream, policy: RetryPolicy) {
    this.sim = sim;
    this.row = row;
    this.draws = draws;
    this.policy = policy;
    this.id = sim.add(this);
    for (let i = 0; i < CLIENTS; i++) this.send(sim.open(this.id, NO_VISIT, 0, 0, 0, 0, -1), READ, 0);
  }

  answered(visit: number, op: number, outcome: number, version: number): void {
    const { sim } = this;
    const { visits } = sim;
    if (op === READ) {
      this.send(visit, WRITE, version);
    } else if (outcome !== CONFLICT) {
      this.doneAt = sim.now;
      sim.answer(visit, 0, 0);
    } else {
      const wait = this.policy.backoff(++visits.stage[visit], visits.mark[visit]);
      visits.mark[visit] = wait;
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

function contend(jitter: string): { writes: number; time: number } {
  const at = { base: '5 ms', cap: '2 s', factor: 2, jitter, exponentOffset: 1 };
  const backoff = jitter === 'no backoff' ? { base: 0, cap: 0, jitter: 'none' } : at;
  const spec = connectionSchema.parse({ from: 'a', to: 'b', retry: { backoff } });
  let writes = 0;
  let time = 0;
  for (let seed = 1; seed <= RUNS; seed++) {
    const sim = new Simulation();
    const policy = new RetryPolicy(spec.retry!, streamFor(seed, 0, 'backoff', 'retry'));
    const row = new Row(sim, streamFor(seed, 0, 'row', 'legs'));
    const clients = new Clients(sim, row, streamFor(seed, 0, 'clients', 'legs'), policy);
    sim.advance(Infinity, 1e9);
    expect(sim.visits.open).toBe(0);
    writes += row.writes / RUNS;
    time += (clients.doneAt * 1000) / RUNS;
  }
  return { writes, time };
}

// Means and their standard errors.
test.each([
  { jitter: 'no backoff', writes: [2422.436, 2.3], time: [2027.7534, 3.1] },
  { jitter: 'none', writes: [1856.2755, 4], time: [63448.828, 260] },
  { jitter: 'equal', writes: [812.3368, 0.55], time: [6628.2747, 46] },
  { jitter: 'full', writes: [795.6947, 0.49], time: [4907.1077, 38] },
  { jitter: 'decorrelated', writes: [1002.6872, 2.1], time: [4588.4555, 48] },
])(
  'T84 a hundred clients with jitter: $jitter, make as many calls, and take as long, as in the published simulation',
  (of) => {
    const { writes, time } = contend(of.jitter);
    expect(Math.abs(writes - of.writes[0])).toBeLessThan(4 * SCALE * of.writes[1]);
    expect(Math.abs(time - of.time[0])).toBeLessThan(4 * SCALE * of.time[1]);
  },
);
