import { BUCKETS, bucketOf, grown } from '../kernel/index.ts';
import type { CompiledStream, RequestKind } from '../model.ts';
import { isFailure, OUTCOMES } from '../outcome.ts';
import type { Surge } from '../parts/rate-curve.ts';
import { type Counted, RequestBook, SEGMENTS } from '../request-book.ts';
import type { Paths } from './paths.ts';
import { type Candidates, Sampler } from './samples.ts';
import { type PackedTallies, Tallies } from './tallies.ts';

/** Eight of a histogram's buckets in one: 16 for each doubling of the response time. */
const SHIFT = 3;
const LEVELS = (BUCKETS >> SHIFT) + 1;

/** Where the time of the requests of one kind went that arrived in one segment. */
export interface BlameSegment {
  /** Of successes, by how long they took: a number that rises with it. */
  readonly answered: PackedTallies;
  /** Of failures, by outcome × places + place. */
  readonly failed: PackedTallies;
}

/** The book of requests in a run that is followed: it also knows where their time went. */
export class TracedBook extends RequestBook {
  private readonly paths: Paths;
  private readonly sorts: number;
  /** By kind × segments + segment. */
  private readonly answered: (Tallies | undefined)[] = [];
  private readonly failed: (Tallies | undefined)[] = [];
  private readonly sampler = new Sampler();
  /** By visit, the number of the request that began with it. */
  private numbers = new Float64Array(1024);

  constructor(
    kinds: readonly RequestKind[],
    streams: readonly CompiledStream[],
    surges: readonly Surge[],
    counted: Counted,
    followed: { paths: Paths; sorts: number },
  ) {
    super(kinds, streams, surges, counted);
    this.paths = followed.paths;
    this.sorts = followed.sorts;
  }

  override arrived(now: number, kind: number, visit: number): void {
    super.arrived(now, kind, visit);
    this.paths.begin(visit);
    if (visit >= this.numbers.length) this.numbers = grown(this.numbers, Math.max(visit + 1, this.numbers.length * 2));
    this.numbers[visit] = this.requests;
  }

  override finished(
    now: number,
    kind: number,
    arrivedAt: number,
    outcome: number,
    origin: number,
    visit: number,
  ): void {
    super.finished(now, kind, arrivedAt, outcome, origin, visit);
    if (arrivedAt < this.from || arrivedAt >= this.to) return;
    const segment = this.segment(arrivedAt);
    const at = kind * SEGMENTS + segment;
    this.sampler.ended(this.numbers[visit], segment, now - arrivedAt, isFailure(outcome));
    if (isFailure(outcome)) {
      this.failed[at] ??= new Tallies(this.sorts, OUTCOMES * this.places);
      this.tally(this.failed[at], outcome * this.places + origin, visit);
    } else {
      this.answered[at] ??= new Tallies(this.sorts, LEVELS);
      this.tally(this.answered[at], bucketOf(now - arrivedAt) >> SHIFT, visit);
    }
  }

  override blame(segment: number): BlameSegment[] {
    return this.kinds.map((_, kind) => {
      const at = kind * SEGMENTS + segment;
      return { answered: this.answered[at]?.pack() ?? NOTHING, failed: this.failed[at]?.pack() ?? NOTHING };
    });
  }

  override candidates(): Candidates {
    return this.sampler.candidates();
  }

  private tally(tallies: Tallies, key: number, visit: number): void {
    const rows = tallies.count(key);
    this.paths.addUp(visit, rows, tallies.place(key));
  }
}

const NOTHING: PackedTallies = { keys: new Int32Array(0), rows: new Float64Array(0) };
