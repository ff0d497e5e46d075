import { advanceNamed, type ExperimentOptions, replicationOf, settled } from '../experiment.ts';
import type { Model } from '../model.ts';
import type { Replication } from '../replication.ts';
import type { Pick } from './samples.ts';
import { SpanFollowing } from './span-following.ts';
import type { RequestTrace } from './trace.ts';

/**
 * Runs the first replication of an experiment once more, which is the same to the last digit, and records the requests that
 * were picked from it: what is worth a trace is known only after a run, and to keep all would cost too much. It ends
 * when the last of them has.
 */
export class Tracing {
  private readonly following: SpanFollowing;
  private readonly replication: Replication;
  private isOver: boolean;

  /** `options` are those of the experiment that the picks are from. */
  constructor(model: Model, picks: readonly Pick[], options: ExperimentOptions = {}) {
    this.following = new SpanFollowing(picks);
    this.replication = replicationOf(model, settled(model, options), 0, this.following);
    this.isOver = picks.length === 0;
  }

  /** Share of the simulated time that has passed, 0 to 1. */
  get fraction(): number {
    return this.isOver ? 1 : this.replication.fraction;
  }

  /** Runs at most about so many events; true when all that were picked have ended. */
  advance(events: number): boolean {
    if (!this.isOver) this.isOver = advanceNamed(this.replication, events) > 0 || this.following.isDone;
    return this.isOver;
  }

  /** Those that have ended by now. */
  traces(): RequestTrace[] {
    return this.following.traces();
  }
}
