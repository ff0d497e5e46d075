import { assert } from './kernel/index.ts';
import type { Model } from './model.ts';
import { OBSERVATIONS_PER_BATCH } from './mser.ts';
import { SEGMENTS } from './request-book.ts';
import type { GuardTrip } from './result.ts';
import { Run } from './run.ts';
import { type Snapshot, Snapshots } from './snapshot.ts';
import { TimelineRecorder } from './timeline.ts';
import type { Following } from './tracing/following.ts';

/**
 * Counted requests are followed for at most so many durations after the end: a last-come-first-served line may keep one
 * for ever. And no longer than one duration after the last of them has ended: those behind a partition that never heals
 * would never.
 */
const LONGEST_DRAIN = 10;
/** Guards are looked at after so many events, whatever slices the host asks for: where a run ends is not the host's to say. */
const SLICE = 65_536;
/** The number in the system is averaged over so many slices of the counted time, five to each segment. */
const SLICES = SEGMENTS * OBSERVATIONS_PER_BATCH;

export interface Guards {
  /** Events of one replication. */
  readonly maxEvents: number;
  /** Visits in progress at one moment: what a run needs memory for. */
  readonly maxVisits: number;
}

/** One replication from start to end, advanced in slices that the host sizes. */
export class Replication {
  readonly run: Run;
  trip: GuardTrip | undefined = undefined;
  private readonly guards: Guards;
  private readonly timeline: TimelineRecorder;
  private readonly snapshots: Snapshots;
  /** When counting begins [s]. */
  private readonly from: number;
  private isWarm: boolean;
  private isMeasured = false;
  /** Slices of the counted time that are over. */
  private slices = 0;
  /** When the segment under way began [s]. */
  private segmentFrom = 0;
  /** While counted requests are followed to their end: when to look next whether any is left [s]. */
  private drainStop = 0;
  /** How many were left when one last ended, and when that was seen [s]. */
  private left = Number.POSITIVE_INFINITY;
  private leftSince = 0;
  /** Events asked of the kernel so far. */
  private taken = 0;
  private isOver = false;

  /** `following` where the requests are followed on their way. */
  constructor(model: Model, seed: number, replication: number, guards: Guards, following?: Following) {
    this.guards = guards;
    this.run = new Run(model, seed, replication, following);
    this.timeline = new TimelineRecorder(this.run);
    this.snapshots = new Snapshots(this.run);
    this.from = model.warmup.length;
    this.isWarm = this.from === 0;
  }

  /** Share of the simulated time that is done, 0 to 1. */
  get fraction(): number {
    return this.isOver ? 1 : Math.min(1, this.run.sim.now / this.run.model.duration);
  }

  /** Runs at most `budget` events; returns what is left of it, above zero when the replication is over. */
  advance(budget: number): number {
    const { sim } = this.run;
    let left = budget;
    while (left > 0 && !this.isOver) {
      const stop = this.nextStop();
      const slice = Math.min(left, SLICE - (this.taken % SLICE));
      const rest = sim.advance(stop, slice);
      left -= slice - rest;
      this.taken += slice - rest;
      if (rest > 0) this.reached(stop);
      else if (this.taken % SLICE === 0) this.checkGuards();
    }
    return left;
  }

  /** Ends it now, as far as it has come. */
  stop(trip: GuardTrip): void {
    if (this.isOver) return;
    const early = this.isWarm ? '' : ' It was still in its warm-up: no request was counted.';
    this.trip = { ...trip, says: trip.says + early };
    if (!this.isMeasured) this.snapshots.close(this.segmentFrom);
    this.isMeasured = true;
    this.isOver = true;
  }

  /** What it measured, once it is over. */
  result(): Snapshot {
    assert(this.isOver, 'a replication has a result when it is over');
    return this.snapshots.finish(this.timeline.timeline());
  }

  /** End of slice `number` of the counted time, or its beginning for zero [s]. */
  private sliceEnd(number: number): number {
    const { duration } = this.run.model;
    return number === SLICES ? duration : this.from + ((duration - this.from) * number) / SLICES;
  }

  private nextStop(): number {
    // After the end: until nothing counted is left inside, looked at in steps.
    if (this.isMeasured) return Math.min(this.drainStop, this.run.model.duration * (1 + LONGEST_DRAIN));
    return Math.min(this.timeline.nextEnd, this.isWarm ? this.sliceEnd(this.slices + 1) : this.from);
  }

  private reached(stop: number): void {
    if (this.isMeasured) {
      this.drained(stop);
      return;
    }
    if (!this.isWarm && stop >= this.from) this.startCounting();
    else if (this.isWarm && stop >= this.sliceEnd(this.slices + 1)) this.endSlice();
    // Sums of steps are not exact multiples: a window ends at its end but for rounding.
    if (stop >= this.timeline.nextEnd * (1 - 1e-12)) this.timeline.close();
    if (this.slices === SLICES) {
      this.isMeasured = true;
      this.drained(stop);
    }
  }

  private startCounting(): void {
    this.isWarm = true;
    this.run.startCounting();
    this.beginSegment();
  }

  private endSlice(): void {
    this.slices++;
    this.snapshots.slice();
    if (this.slices % OBSERVATIONS_PER_BATCH > 0) return;
    this.snapshots.close(this.segmentFrom);
    if (this.slices < SLICES) this.beginSegment();
  }

  private beginSegment(): void {
    this.timeline.beforeReset();
    this.run.resetBooks();
    this.segmentFrom = this.run.sim.now;
    this.snapshots.begin();
  }

  /** Measured, and run up to `stop`: over when nothing counted is left inside, or when it has been followed too long. */
  private drained(stop: number): void {
    const { requests, model } = this.run;
    this.drainStop = stop + this.timeline.step;
    if (requests.inFlight < this.left) {
      this.left = requests.inFlight;
      this.leftSince = stop;
    }
    const isStuck = stop >= this.leftSince + model.duration || stop >= model.duration * (1 + LONGEST_DRAIN);
    this.isOver = this.left === 0 || isStuck;
  }

  private checkGuards(): void {
    const { sim } = this.run;
    const at = sim.now;
    if (sim.events >= this.guards.maxEvents) {
      const says = `The run was ended after ${this.guards.maxEvents} events, at ${at.toPrecision(4)} s of simulated time. Shorten the duration or lower the rate.`;
      this.stop({ guard: 'events', at, says });
    } else if (sim.visits.open >= this.guards.maxVisits) {
      const says = `The run was ended at ${at.toPrecision(4)} s: ${sim.visits.open} requests and calls were in progress at once. Something is asked for more than it can do, and its line is unbounded: bound its queue or add capacity.`;
      this.stop({ guard: 'memory', at, says });
    }
  }
}
