import { assert } from './assert.ts';
import { DOUBLE, HIGH, LOW, WORDS } from './bits.ts';

/** 2^7 = 128 sub-buckets for each octave: the upper word of a double without its last 13 bits is the bucket number. */
const SHIFT = 13;
const FIRST = upperWord(1e-9) >> SHIFT;
/** Bucket 0 holds what lies below the range (zeros above all), the last one what lies above it. */
const SIZE = (upperWord(1e6) >> SHIFT) - FIRST + 3;
const OVERFLOW = SIZE - 1;

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

/**
 * A log-linear histogram of values from 1 ns to 10^6 s, 128 buckets for each doubling. A quantile is off by at most
 * 1/256 = 0.39 % of its value; below 1 ns by at most 1 ns. Count, sum, minimum and maximum are exact. Its size, 26 kB, does
 * not depend on what it has seen, and two histograms merge without loss.
 */
export class Histogram {
  count = 0;
  sum = 0;
  /** Infinity when empty. */
  min = Infinity;
  /** -Infinity when empty. */
  max = -Infinity;
  private readonly counts = new Uint32Array(SIZE);

  /** Adds one value; it must not be negative or NaN. */
  record(value: number): void {
    assert(value >= 0, 'a recorded value is a number and not negative');
    this.count += 1;
    this.sum += value;
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
    this.counts[bucketOf(value)] += 1;
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
    let bucket = bucketOf(this.min);
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
    this.count += other.count;
    this.sum += other.sum;
    this.min = Math.min(this.min, other.min);
    this.max = Math.max(this.max, other.max);
    const last = bucketOf(other.max);
    for (let bucket = bucketOf(other.min); bucket <= last; bucket++) this.counts[bucket] += other.counts[bucket];
  }

  /** Adds all that a packed one holds. */
  add({ count, sum, min, max, first, counts }: PackedHistogram): void {
    if (count === 0) return;
    this.count += count;
    this.sum += sum;
    this.min = Math.min(this.min, min);
    this.max = Math.max(this.max, max);
    for (let i = 0; i < counts.length; i++) this.counts[first + i] += counts[i];
  }

  /** What it holds, as plain data of its own. */
  pack(): PackedHistogram {
    const { count, sum, min, max } = this;
    if (count === 0) return { count, sum, min, max, first: 0, counts: new Uint32Array(0) };
    const first = bucketOf(min);
    return { count, sum, min, max, first, counts: this.counts.slice(first, bucketOf(max) + 1) };
  }

  clear(): void {
    if (this.count > 0) this.counts.fill(0, bucketOf(this.min), bucketOf(this.max) + 1);
    this.count = 0;
    this.sum = 0;
    this.min = Infinity;
    this.max = -Infinity;
  }

  /** The buckets that hold something, in rising order. */
  buckets(): Bucket[] {
    const buckets: Bucket[] = [];
    for (let bucket = 0; bucket < SIZE; bucket++) {
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

function bucketOf(value: number): number {
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
