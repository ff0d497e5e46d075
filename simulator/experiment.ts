import { cost } from './cost.ts';
import { findingsOf } from './findings.ts';
import { InvariantError } from './kernel/index.ts';
import type { Model } from './model.ts';
import { type Guards, Replication } from './replication.ts';
import type { GuardTrip, RunResult } from './result.ts';
import type { Snapshot } from './snapshot.ts';
import { digestOf, summarize } from './summary/index.ts';

export interface ExperimentOptions {
  /** 32 bits, unsigned; the design's own unless given. */
  readonly seed?: number | undefined;
  readonly replications?: number | undefined;
  /** Guards; the defaults let an ordinary machine finish within minutes and a quarter of a gigabyte. */
  readonly maxEvents?: number | undefined;
  readonly maxVisits?: number | undefined;
}

const DEFAULT_GUARDS: Guards = { maxEvents: 400_000_000, maxVisits: 1_000_000 };

export interface Progress {
  /** Share of the simulated time of all replications that is done, 0 to 1. */
  readonly fraction: number;
  /** The one under way, from 0. */
  readonly replication: number;
  /** Simulated time in it [s]. */
  readonly simulated: number;
  /** Of all replications so far. */
  readonly events: number;
  readonly requests: number;
}

/** Replications of a model one after the other, advanced in slices that the host sizes. */
export class Experiment {
  private readonly model: Model;
  private readonly seed: number;
  private readonly replications: number;
  private readonly guards: Guards;
  private readonly done: Snapshot[] = [];
  private current: Replication;
  private trip: GuardTrip | undefined;
  private isOver = false;

  constructor(model: Model, options: ExperimentOptions = {}) {
    this.model = model;
    this.seed = options.seed ?? model.topology.run.seed;
    this.replications = options.replications ?? model.topology.run.replications;
    this.guards = {
      maxEvents: options.maxEvents ?? DEFAULT_GUARDS.maxEvents,
      maxVisits: options.maxVisits ?? DEFAULT_GUARDS.maxVisits,
    };
    this.current = new Replication(model, this.seed, 0, this.guards);
  }

  get progress(): Progress {
    const { sim, requests } = this.current.run;
    const before = (of: (snapshot: Snapshot) => number) => this.done.reduce((sum, snapshot) => sum + of(snapshot), 0);
    const isCounted = this.isOver; // then the current one is among the done
    return {
      fraction: this.isOver ? 1 : (this.done.length + this.current.fraction) / this.replications,
      replication: Math.min(this.done.length, this.replications - 1),
      simulated: sim.now,
      events: before((snapshot) => snapshot.events) + (isCounted ? 0 : sim.events),
      requests: before((snapshot) => snapshot.requests) + (isCounted ? 0 : requests.requests),
    };
  }

  /** Runs at most about `events` events. True when the experiment is over. */
  advance(events: number): boolean {
    let left = events;
    while (left > 0 && !this.isOver) {
      left = this.advanceCurrent(left);
      if (left > 0) this.finishCurrent();
    }
    return this.isOver;
  }

  /** Ends the experiment as far as it has come; the result says so. */
  cancel(): void {
    if (this.isOver) return;
    this.current.stop({
      guard: 'canceled',
      at: this.current.run.sim.now,
      says: 'The run was canceled before its end.',
    });
    this.finishCurrent();
  }

  /** What was measured. The experiment must be over. */
  result(): RunResult {
    const { model, seed, done } = this;
    const bare = summarize(model, done, { seed, cost: cost(model), partial: this.trip });
    const digest = digestOf(bare, done);
    return { ...bare, run: { ...bare.run, digest }, findings: findingsOf(model, bare) };
  }

  private advanceCurrent(events: number): number {
    try {
      return this.current.advance(events);
    } catch (error) {
      // The one place that knows the run: an invariant that failed says which run fails it again.
      if (!(error instanceof InvariantError)) throw error;
      const { sim } = this.current.run;
      throw new InvariantError(
        `${error.message} [seed ${this.seed}, replication ${this.done.length}, at ${sim.now} s, event ${sim.events}]`,
      );
    }
  }

  private finishCurrent(): void {
    this.done.push(this.current.result());
    this.trip = this.current.trip;
    if (this.trip !== undefined || this.done.length >= this.replications) this.isOver = true;
    else this.current = new Replication(this.model, this.seed, this.done.length, this.guards);
  }
}

/** A whole experiment at once. */
export function simulate(model: Model, options: ExperimentOptions = {}): RunResult {
  const experiment = new Experiment(model, options);
  while (!experiment.advance(10_000_000));
  return experiment.result();
}
