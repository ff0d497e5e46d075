import { findingsOf } from './findings/index.ts';
import type { Model } from './model.ts';
import { mser5, OBSERVATIONS_PER_BATCH } from './mser.ts';
import { formatQuantity } from './quantity.ts';
import { SEGMENTS } from './request-book.ts';
import type { GuardTrip, RunResult } from './result.ts';
import { condensed } from './segments.ts';
import type { Snapshot } from './snapshot.ts';
import { digestOf, type Precision, precisionOf, summarize } from './summary/index.ts';
import { type Candidates, type Pick, picksOf } from './tracing/samples.ts';

/** What came out of one replication. */
export interface Finished {
  readonly snapshot: Snapshot;
  readonly trip?: GuardTrip | undefined;
}

export interface Terms {
  readonly seed: number;
  readonly replications: number;
  /** One replication for each, the same as a run by itself with that seed; they take the place of the two above. */
  readonly seeds?: readonly number[] | undefined;
  /** Replications are added until the intervals of mean and p99 are this narrow, as a share of the value. */
  readonly precision: number | undefined;
  /** Of all replications together, where they are added for precision. */
  readonly maxEvents: number;
}

/** A width is judged from so many replications at least: from fewer, chance stops too early. [Law, Simulation Modeling and Analysis, § 9.4.1] */
const FEWEST = 10;
const MOST = 1000;

/**
 * The replications of an experiment as they come in, from one thread or many and in whatever order: the result is the
 * same, for they are taken by number, and from the first that a guard stopped on they are left out.
 */
export class Gathering {
  /** How many replications are needed, as far as is known by now. */
  wanted: number;
  private readonly model: Model;
  private readonly terms: Terms;
  /** By number, without gaps. */
  private readonly taken: Snapshot[] = [];
  /** Come before one of a smaller number. */
  private readonly early = new Map<number, Finished>();
  /** Segments at the front that belong to the warm-up. */
  private dropped = 0;
  private trip: GuardTrip | undefined = undefined;
  /** Of the first replication. */
  private candidates: Candidates | undefined = undefined;
  private reached: Precision | undefined = undefined;

  constructor(model: Model, terms: Terms) {
    this.model = model;
    this.terms = terms;
    this.wanted = terms.precision === undefined ? terms.replications : Math.max(FEWEST, terms.replications);
  }

  /** Replications taken by now. */
  get count(): number {
    return this.taken.length;
  }

  get events(): number {
    return this.taken.reduce((sum, { events }) => sum + events, 0);
  }

  get requests(): number {
    return this.taken.reduce((sum, { requests }) => sum + requests, 0);
  }

  get isOver(): boolean {
    return this.taken.length >= this.wanted;
  }

  add(number: number, finished: Finished): void {
    this.early.set(number, finished);
    for (let next = this.early.get(this.count); next !== undefined && !this.isOver; next = this.early.get(this.count)) {
      this.early.delete(this.count);
      this.take(next);
    }
  }

  /** No more will come: the result is of what there is. */
  cut(trip: GuardTrip): void {
    this.trip = trip;
    this.wanted = this.count;
  }

  /** What was measured. At least one replication must have been taken. */
  result(): RunResult {
    const bare = this.summary(this.taken);
    const digest = digestOf(bare, this.taken);
    return { ...bare, run: { ...bare.run, digest }, findings: findingsOf(this.model, bare) };
  }

  /** Requests of the first replication worth a closer look, so many for each reason; none where nobody followed them. */
  picks(count: number): Pick[] {
    return this.candidates === undefined ? [] : picksOf(this.candidates, this.dropped, count);
  }

  /** What each replication measured by itself, for comparisons of pairs. */
  each(): RunResult[] {
    return this.taken.map((snapshot) => this.summary([snapshot]));
  }

  private summary(snapshots: readonly Snapshot[]): RunResult {
    const { model, terms, trip, reached } = this;
    const precision = terms.precision === undefined ? undefined : { asked: terms.precision, ...reached };
    const warmup = this.dropped === 0 ? model.warmup.length : (model.duration * this.dropped) / SEGMENTS;
    return summarize(model, snapshots, { seed: terms.seed, seeds: terms.seeds, warmup, partial: trip, precision });
  }

  private take({ snapshot, trip }: Finished): void {
    // The first replication says how long the warm-up is, the same for all: which finishes first must not matter.
    if (this.count === 0 && this.model.warmup.rule === 'detected') this.dropped = mser5(snapshot.inSystem);
    if (this.count === 0) this.candidates = snapshot.candidates;
    const counted = after(snapshot, this.dropped);
    const isOnly = this.wanted === 1 || (this.count === 0 && trip !== undefined);
    this.taken.push(isOnly ? counted : condensed(counted));
    if (trip !== undefined) this.cut(trip);
    else if (this.terms.precision !== undefined && this.count >= FEWEST) this.judge(this.terms.precision);
  }

  /**
   * The sequential rule of Chow & Robbins (Annals of Mathematical Statistics 36, 1965): enough is enough when the interval,
   * from all replications so far, is narrow enough; against the estimate instead of the unknown truth that is γ/(1 + γ).
   */
  private judge(asked: number): void {
    this.reached = precisionOf(this.model, this.taken);
    const { mean, p99 } = this.reached;
    const narrow = asked / (1 + asked);
    const says = this.hopeless(asked, mean, p99);
    if (mean !== undefined && p99 !== undefined && Math.max(mean, p99) <= narrow) {
      this.wanted = this.count;
    } else if (says !== undefined) {
      this.cut({ guard: 'precision', at: this.model.duration, says });
    } else {
      // Widths shrink with the square root of the number; they are only estimates, so at most half as many again at a time.
      const excess = Math.max(mean ?? 0, p99 ?? 0) / narrow;
      this.wanted = Math.max(this.count + 1, Math.min(Math.ceil(this.count * Math.min(1.5, excess * excess)), MOST));
    }
  }

  /** Why more replications will not do; undefined where they may. */
  private hopeless(asked: number, mean: number | undefined, p99: number | undefined): string | undefined {
    const share = (width: number) => `±${formatQuantity(width, 'fraction')}`;
    if (mean === undefined || p99 === undefined) {
      const which = mean === undefined ? 'the mean' : 'p99';
      return `These ${this.count} replications give no interval for ${which}, so more of them cannot make it as narrow as the ${share(asked)} asked for. Make the duration longer: each needs more requests.`;
    }
    const known = `After ${this.count} replications the mean is known to ${share(mean)} and p99 to ${share(p99)}, not to the ${share(asked)} asked for.`;
    if (this.count >= MOST) return `${known} Make the duration longer, or ask for less.`;
    if (this.events < this.terms.maxEvents) return undefined;
    const excess = (Math.max(mean, p99) * (1 + asked)) / asked;
    return `${known} It would take some ${Math.ceil(excess * excess)} times as many events, and the limit is ${this.terms.maxEvents.toLocaleString('en-US')}: ask for less.`;
  }
}

/** A replication that counts from segment `first` on. */
function after(snapshot: Snapshot, first: number): Snapshot {
  if (first === 0) return snapshot;
  const { segments, inSystem } = snapshot;
  return {
    ...snapshot,
    segments: segments.slice(first),
    inSystem: inSystem.slice(first * OBSERVATIONS_PER_BATCH),
  };
}
