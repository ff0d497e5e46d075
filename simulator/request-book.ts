import { Histogram } from './kernel/index.ts';
import type { CompiledStream, RequestKind } from './model.ts';
import { isFailure, OUTCOMES } from './outcome.ts';
import type { HotKeys } from './parts/hot-keys.ts';
import type { Surge } from './parts/rate-curve.ts';

/** Batches that the counted time is cut into for intervals from one long run. [Law, Simulation Modeling and Analysis: 20 to 30] */
export const BATCHES = 20;

/** The books of one kind of request in one replication. */
export class KindBook {
  offered = 0;
  readonly outcomes = new Float64Array(OUTCOMES);
  /** Response times of successes by batch of arrival time, for intervals; all together they are `latency()`. */
  readonly batches: readonly Histogram[] = Array.from({ length: BATCHES }, () => new Histogram());
  readonly batchFailures = new Float64Array(BATCHES);
  readonly batchOffered = new Float64Array(BATCHES);
  /** Failures by outcome × place; places are components, then connections. */
  readonly failures: Float64Array;
  /** Of the window under way, whenever the request arrived. */
  windowOffered = 0;
  windowOk = 0;
  windowFailed = 0;
  readonly window = new Histogram();

  constructor(places: number) {
    this.failures = new Float64Array(OUTCOMES * places);
  }

  /** Response times of all counted successes [s]. */
  latency(): Histogram {
    const all = new Histogram();
    for (const batch of this.batches) all.merge(batch);
    return all;
  }
}

/**
 * Requests as their clients see them. Counted are those that arrive from the end of the warm-up to the end of the run;
 * they are followed to their end while arrivals go on.
 */
export class RequestBook {
  readonly kinds: readonly RequestKind[];
  readonly streams: readonly CompiledStream[];
  readonly surges: readonly Surge[];
  /** Undefined where the design has no faults that make any. */
  hotKeys: HotKeys | undefined;
  readonly books: readonly KindBook[];
  /** Counted requests that have not ended. */
  inFlight = 0;
  /** All requests, counted or not. */
  requests = 0;
  private readonly from: number;
  private readonly to: number;
  private readonly places: number;

  constructor(
    kinds: readonly RequestKind[],
    streams: readonly CompiledStream[],
    surges: readonly Surge[],
    places: number,
    counted: { from: number; to: number },
  ) {
    this.kinds = kinds;
    this.streams = streams;
    this.surges = surges;
    this.places = places;
    this.from = counted.from;
    this.to = counted.to;
    this.books = kinds.map(() => new KindBook(places));
  }

  arrived(now: number, kind: number): void {
    const book = this.books[kind];
    this.requests++;
    book.windowOffered++;
    if (now < this.from || now >= this.to) return;
    book.offered++;
    book.batchOffered[this.batch(now)]++;
    this.inFlight++;
  }

  finished(now: number, kind: number, arrivedAt: number, outcome: number, origin: number): void {
    const book = this.books[kind];
    const failed = isFailure(outcome);
    if (failed) {
      book.windowFailed++;
    } else {
      book.windowOk++;
      book.window.record(now - arrivedAt);
    }
    if (arrivedAt < this.from || arrivedAt >= this.to) return;
    this.inFlight--;
    book.outcomes[outcome]++;
    const batch = this.batch(arrivedAt);
    if (failed) {
      book.failures[outcome * this.places + origin]++;
      book.batchFailures[batch]++;
    } else {
      book.batches[batch].record(now - arrivedAt);
    }
  }

  private batch(arrivedAt: number): number {
    const batch = Math.floor(((arrivedAt - this.from) / (this.to - this.from)) * BATCHES);
    return batch < BATCHES ? batch : BATCHES - 1;
  }
}
