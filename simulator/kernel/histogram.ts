import { assert } from './assert.ts';
import { DOUBLE, HIGH, LOW, WORDS } from './bits.ts';

/** 2^7 = 128 sub-buckets for each octave: the upper word of a double without its last 13 bits is the bucket number. */
const SHIFT = 13;
const FIRST = upperWord(1e-9) >> SHIFT;
/** Bucket 0 holds what lies below the range (zeros above all), the last one what lies above it. */
export const BUCKETS = (upperWord(1e6) >> SHIFT) - FIRST + 3;
const OVERFLOW = BUCKETS - 1;

export interface Bucket {
  /** Lower edge, belongs to the bucket. */
  readonly low: number;
  /** Upper edge, does not. */
  readonly high: number;
  readonly count: number;
}

/** What a histogram holds as plain data: small, since only the span of buckets between minimum and maximum is in it. */
export interface PackedHistogram {
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
  /** Number of the bucket that `counts` begins with. */
  readonly first: number;
  readonly counts: Uint32Array;
}

/** Values that wait to be sorted into buckets together. */
const BLOCK = 64;
const NOTHING = new Uint32Array(0);

/**
 * A log-linear histogram of values from 1 ns to 10^6 s, 128 buckets for each doubling. A quantile is off by at most
 * 1/256 = 0.39 % of its value; below 1 ns by at most 1 ns. Count, sum, minimum and maximum are exact. Its size, 26 kB, does
 * not depend on what it has seen, and two histograms merge without loss.
 *
 * Recording only appends to a block, which is sorted into the buckets when it is full or somebody reads: a run fills a
 * dozen histograms in turn, and one block after the other leaves the buckets of one in the cache at a time.
 */
export class Histogram {
  private readonly block: Float64Array = new Float64Array(BLOCK);
  private waiting = 0;
  private sorted = 0;
  private total = 0;
  private least = Infinity;
  private greatest = -Infinity;
  /** Made when first needed: a run has many that never see a value. */
  private counts: Uint32Array = NOTHING;

  /** Adds one value; it must not be negative or NaN. */
  record(value: number): void {
    this.block[this.waiting++] = value;
    if (this.waiting === BLOCK) this.sort();
  }

  get count(): number {
    return this.sorted + this.waiting;
  }

  get sum(): number {
    this.sort();
    return this.total;
  }

  /** Infinity when empty. */
  get min(): number {
    this.sort();
    return this.least;
  }

  /** -Infinity when empty. */
  get max(): number {
    this.sort();
    return this.greatest;
  }

  /** What waits goes into its buckets. */
  private sort(): void {
    const { block, waiting } = this;
    if (waiting === 0 && this.counts !== NOTHING) return;
    if (this.counts === NOTHING) this.counts = new Uint32Array(BUCKETS);
    const { counts } = this;
    let { total, least, greatest } = this;
    for (let i = 0; i < waiting; i++) {
      const value = block[i];
      assert(value >= 0, 'a recorded value is a number and not negative');
      total += value;
      if (value < least) least = value;
      if (value > greatest) greatest = value;
      counts[bucketOf(value)]++;
    }
    this.total = total;
    this.least = least;
    this.greatest = greatest;
    this.sorted += waiting;
    this.waiting = 0;
  }

  /** NaN when empty. */
  get mean(): number {
    return this.sum / this.count;
  }

  /**
   * The value of rank ⌈p · count⌉, rank 1 being the smallest: the middle of its bucket, but never outside what was
   * seen. NaN when empty.
   */
  quantile(p: number): number {
    if (this.count === 0) return NaN;
    this.sort();
    // A product like 0.07 · 100 lands just above its integer; a slack far below one rank takes that back.
    const rank = Math.min(this.count, Math.max(1, Math.ceil(p * this.count * (1 - 1e-14))));
    if (rank === this.count) return this.max;
    return Math.min(this.max, Math.max(this.min, middleOf(this.bucketOfRank(rank))));
  }

  /** Number of the bucket that the quantile lies in. The histogram must not be empty. */
  bucketAt(p: number): number {
    return this.bucketOfRank(Math.min(this.count, Math.max(1, Math.ceil(p * this.count * (1 - 1e-14)))));
  }

  private bucketOfRank(rank: number): number {
    this.sort();
    let bucket = bucketOf(this.least);
    for (let reached = this.counts[bucket]; reached < rank; reached += this.counts[bucket]) bucket += 1;
    return bucket;
  }

  /** Share of the values at or below `value`; within its bucket as if they lay evenly. NaN when empty. */
  fractionAtOrBelow(value: number): number {
    if (this.count === 0) return NaN;
    if (value < this.min) return 0;
    if (value >= this.max) return 1;
    const last = bucketOf(value);
    let below = 0;
    for (let bucket = 0; bucket < last; bucket++) below += this.counts[bucket];
    const low = Math.max(edge(last), this.min);
    const high = Math.min(edge(last + 1), this.max);
    return (below + (this.counts[last] * (value - low)) / (high - low)) / this.count;
  }

  /** Adds all that another histogram has seen. */
  merge(other: Histogram): void {
    if (other.count === 0) return;
    this.sort();
    other.sort();
    this.sorted += other.sorted;
    this.total += other.total;
    this.least = Math.min(this.least, other.least);
    this.greatest = Math.max(this.greatest, other.greatest);
    const { counts } = this;
    const last = bucketOf(other.greatest);
    for (let bucket = bucketOf(other.least); bucket <= last; bucket++) counts[bucket] += other.counts[bucket];
  }

  /** Adds all that a packed one holds. */
  add({ count, sum, min, max, first, counts }: PackedHistogram): void {
    if (count === 0) return;
    this.sort();
    this.sorted += count;
    this.total += sum;
    this.least = Math.min(this.least, min);
    this.greatest = Math.max(this.greatest, max);
    for (let i = 0; i < counts.length; i++) this.counts[first + i] += counts[i];
  }

  /** What it holds, as plain data of its own. */
  pack(): PackedHistogram {
    if (this.count === 0) return { count: 0, sum: 0, min: Infinity, max: -Infinity, first: 0, counts: NOTHING };
    const { count, sum, min, max } = this;
    const first = bucketOf(min);
    return { count, sum, min, max, first, counts: this.counts.slice(first, bucketOf(max) + 1) };
  }

  clear(): void {
    if (this.sorted > 0) this.counts.fill(0, bucketOf(this.least), bucketOf(this.greatest) + 1);
    this.waiting = 0;
    this.sorted = 0;
    this.total = 0;
    this.least = Infinity;
    this.greatest = -Infinity;
  }

  /** The buckets that hold something, in rising order. */
  buckets(): Bucket[] {
    const buckets: Bucket[] = [];
    if (this.count === 0) return buckets;
    this.sort();
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      const count = this.counts[bucket];
      if (count > 0) buckets.push({ low: edge(bucket), high: edge(bucket + 1), count });
    }
    return buckets;
  }
}

/** How many of the values of a packed histogram lie in this bucket or below. */
export function countThrough({ first, counts }: PackedHistogram, bucket: number): number {
  let reached = 0;
  for (let i = Math.min(counts.length - 1, bucket - first); i >= 0; i--) reached += counts[i];
  return reached;
}

/** Lower and upper edge of a bucket [s]. */
export function bucketEdges(bucket: number): readonly [low: number, high: number] {
  return [edge(bucket), edge(bucket + 1)];
}

/** Number of the bucket of a value [s]. */
export function bucketOf(value: number): number {
  DOUBLE[0] = value;
  const bucket = (WORDS[HIGH] >> SHIFT) - FIRST + 1;
  return Math.max(0, Math.min(bucket, OVERFLOW));
}

/** Lower edge of a bucket [s]. */
function edge(bucket: number): number {
  if (bucket <= 0) return 0;
  if (bucket > OVERFLOW) return Infinity;
  WORDS[HIGH] = (bucket - 1 + FIRST) << SHIFT;
  WORDS[LOW] = 0;
  return DOUBLE[0];
}

/** What stands for the values of a bucket: nothing below the range, the lower edge above it. */
function middleOf(bucket: number): number {
  if (bucket === 0) return 0;
  return bucket === OVERFLOW ? edge(bucket) : 0.5 * (edge(bucket) + edge(bucket + 1));
}

function upperWord(value: number): number {
  DOUBLE[0] = value;
  return WORDS[HIGH];
}
