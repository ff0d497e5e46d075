import { Gathering, type Terms } from './gathering.ts';
import { InvariantError } from './kernel/index.ts';
import type { Model } from './model.ts';
import { type Guards, Replication } from './replication.ts';
import type { GuardTrip, RunResult } from './result.ts';
import { BlameFollowing } from './tracing/blame-following.ts';
import type { Following } from './tracing/following.ts';

export interface ExperimentOptions {
  /** 32 bits, unsigned; the design's own unless given. */
  readonly seed?: number | undefined;
  readonly replications?: number | undefined;
  readonly precision?: number | undefined;
  /** Guards; the defaults let an ordinary machine finish within minutes and a quarter of a gigabyte. */
  readonly maxEvents?: number | undefined;
  readonly maxVisits?: number | undefined;
  /** Whether the result says where the time of requests went; a run takes longer for it. */
  readonly blame?: boolean | undefined;
}

const DEFAULT_GUARDS: Guards = { maxEvents: 400_000_000, maxVisits: 1_000_000 };

export interface Progress {
  /** Share of the simulated time of all replications that is done, 0 to 1. */
  readonly fraction: number;
  /** The one under way, from 0. */
  readonly replication: number;
  /** How many are needed, as far as is known by now. */
  readonly replications: number;
  /** Simulated time in it [s]. */
  readonly simulated: number;
  /** Of all replications so far. */
  readonly events: number;
  readonly requests: number;
}

/** The options of an experiment with the design's own settings in place of what is not given. */
export function settled({ topology: { run } }: Model, options: ExperimentOptions): Settled {
  const guards = {
    maxEvents: options.maxEvents ?? DEFAULT_GUARDS.maxEvents,
    maxVisits: options.maxVisits ?? DEFAULT_GUARDS.maxVisits,
  };
  const precision = options.precision ?? run.precision;
  // Who asks for a seed or for so many replications does not ask for those of the list.
  const isAsked = options.seed !== undefined || options.replications !== undefined || options.precision !== undefined;
  const seeds = isAsked ? undefined : run.seeds;
  const terms = {
    seed: options.seed ?? seeds?.[0] ?? run.seed,
    replications: options.replications ?? seeds?.length ?? run.replications,
    seeds,
    precision,
    maxEvents: guards.maxEvents,
  };
  return { guards, terms, blame: options.blame === true };
}

export interface Settled {
  readonly guards: Guards;
  readonly terms: Terms;
  readonly blame: boolean;
}

/** Replications of a model one after the other, advanced in slices that the host sizes. */
export class Experiment {
  private readonly model: Model;
  private readonly settled: Settled;
  /** What has come out of it by now. */
  readonly gathering: Gathering;
  private current: Replication;

  constructor(model: Model, options: ExperimentOptions = {}) {
    this.model = model;
    this.settled = settled(model, options);
    this.gathering = new Gathering(model, this.settled.terms);
    this.current = replicationOf(model, this.settled, 0);
  }

  get progress(): Progress {
    const { gathering } = this;
    const { sim, requests } = this.current.run;
    const { isOver } = gathering; // then the current one is among those taken
    return {
      fraction: isOver ? 1 : (gathering.count + this.current.fraction) / gathering.wanted,
      replication: Math.min(gathering.count, gathering.wanted - 1),
      replications: gathering.wanted,
      simulated: sim.now,
      events: gathering.events + (isOver ? 0 : sim.events),
      requests: gathering.requests + (isOver ? 0 : requests.requests),
    };
  }

  /** Runs at most about `events` events. True when the experiment is over. */
  advance(events: number): boolean {
    let left = events;
    while (left > 0 && !this.gathering.isOver) {
      left = advanceNamed(this.current, left);
      if (left > 0) this.finishCurrent();
    }
    return this.gathering.isOver;
  }

  /** Ends the experiment as far as it has come; the result says so. */
  cancel(): void {
    if (this.gathering.isOver) return;
    this.current.stop(canceledAt(this.current.run.sim.now));
    this.finishCurrent();
  }

  /** What was measured. The experiment must be over. */
  result(): RunResult {
    return this.gathering.result();
  }

  private finishCurrent(): void {
    const { gathering, current } = this;
    gathering.add(gathering.count, { snapshot: current.result(), trip: current.trip });
    if (!gathering.isOver) this.current = replicationOf(this.model, this.settled, gathering.count);
  }
}

/** The replication with this number, from 0; its requests are followed for what was asked for, or for `following`. */
export function replicationOf(
  model: Model,
  { terms, guards, blame }: Settled,
  number: number,
  following: Following | undefined = blame ? new BlameFollowing() : undefined,
): Replication {
  const { seed, seeds } = terms;
  return seeds === undefined
    ? new Replication(model, seed, number, guards, following)
    : new Replication(model, seeds[number], 0, guards, following);
}

/** What a run that was canceled at this moment [s] says of it. */
export function canceledAt(at: number): GuardTrip {
  return { guard: 'canceled', at, says: 'The run was canceled before its end.' };
}

/** Advances a replication; an invariant that fails says which run fails it again. */
export function advanceNamed(replication: Replication, events: number): number {
  try {
    return replication.advance(events);
  } catch (error) {
    // The one place that knows the run.
    if (!(error instanceof InvariantError)) throw error;
    const { sim, seed, replication: number } = replication.run;
    throw new InvariantError(
      `${error.message} [seed ${seed}, replication ${number}, at ${sim.now} s, event ${sim.events}]`,
    );
  }
}

/** A whole experiment at once. */
export function simulate(model: Model, options: ExperimentOptions = {}): RunResult {
  const experiment = new Experiment(model, options);
  while (!experiment.advance(10_000_000));
  return experiment.result();
}
