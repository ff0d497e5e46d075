import { Histogram } from './kernel/index.ts';
import type { CompiledStream, RequestKind } from './model.ts';
import { isFailure, OUTCOMES } from './outcome.ts';
import type { HotKeys } from './parts/hot-keys.ts';
import type { Surge } from './parts/rate-curve.ts';
import type { Candidates } from './tracing/samples.ts';
import type { BlameSegment } from './tracing/traced-book.ts';

/**
 * The time of a run is cut into so many segments of equal length: what a warm-up leaves out is a number of them, and the
 * batches of one long run are one or several.
 */
export const SEGMENTS = 40;

/** Which requests are counted, by their arrival [s], and in how many places failures may begin. */
export interface Counted {
  readonly from: number;
  readonly to: number;
  readonly places: number;
}

/** The books of one kind of request in one replication, by the segment in which a request arrived. */
export class KindBook {
  readonly offered = new Float64Array(SEGMENTS);
  /** By segment × outcome. */
  readonly outcomes = new Float64Array(SEGMENTS * OUTCOMES);
  /** Response times of successes; made when the first comes. */
  readonly latency: (Histogram | undefined)[] = Array.from({ length: SEGMENTS }, () => undefined);
  /** Failures by outcome × place, places being components, then connections; made when the first comes. */
  readonly failures: (Float64Array | undefined)[] = Array.from({ length: SEGMENTS }, () => undefined);
  /** Of the window under way, whenever the request arrived. */
  windowOffered = 0;
  windowOk = 0;
  windowFailed = 0;
  readonly window = new Histogram();
}

/**
 * Requests as their clients see them. Counted are those that arrive in the counted time; they are followed to their end
 * while arrivals go on.
 */
export class RequestBook {
  readonly kinds: readonly RequestKind[];
  readonly streams: readonly CompiledStream[];
  readonly surges: readonly Surge[];
  /** Undefined where the design has no faults that make any. */
  hotKeys: HotKeys | undefined = undefined;
  /** Whether any component looks at the keys of requests. */
  keysMatter = true;
  readonly books: readonly KindBook[];
  /** Counted requests that have not ended. */
  inFlight = 0;
  /** All requests, counted or not. */
  requests = 0;
  protected readonly from: number;
  protected readonly to: number;
  protected readonly places: number;

  constructor(
    kinds: readonly RequestKind[],
    streams: readonly CompiledStream[],
    surges: readonly Surge[],
    counted: Counted,
  ) {
    this.kinds = kinds;
    this.streams = streams;
    this.surges = surges;
    this.places = counted.places;
    this.from = counted.from;
    this.to = counted.to;
    this.books = kinds.map(() => new KindBook());
  }

  arrived(now: number, kind: number, _visit: number): void {
    const book = this.books[kind];
    this.requests++;
    book.windowOffered++;
    if (now < this.from || now >= this.to) return;
    book.offered[this.segment(now)]++;
    this.inFlight++;
  }

  finished(now: number, kind: number, arrivedAt: number, outcome: number, origin: number, _visit: number): void {
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
    const segment = this.segment(arrivedAt);
    book.outcomes[segment * OUTCOMES + outcome]++;
    if (failed) {
      book.failures[segment] ??= new Float64Array(OUTCOMES * this.places);
      (book.failures[segment] as Float64Array)[outcome * this.places + origin]++;
    } else {
      book.latency[segment] ??= new Histogram();
      (book.latency[segment] as Histogram).record(now - arrivedAt);
    }
  }

  /** By kind, where the time of those went that arrived in a segment; undefined where nobody followed it. */
  blame(_segment: number): readonly BlameSegment[] | undefined {
    return undefined;
  }

  /** Counted requests that are worth a closer look; undefined where nobody followed them. */
  candidates(): Candidates | undefined {
    return undefined;
  }

  protected segment(arrivedAt: number): number {
    const segment = Math.floor(((arrivedAt - this.from) / (this.to - this.from)) * SEGMENTS);
    return segment < SEGMENTS ? segment : SEGMENTS - 1;
  }
}
