import { bucketEdges, countThrough, type Histogram, type PackedHistogram, pow } from './kernel/index.ts';
import type { Interval } from './result.ts';
import { studentQuantile } from './theory/index.ts';

/** What one replication, or one batch of the only one, adds to the two totals of a ratio: a mean is sum over count. */
export type Share = readonly [part: number, whole: number];

export interface Spread {
  /** Standard error. */
  readonly error: number;
  /** Half of the 95 % interval's width. */
  readonly half: number;
  /** Half of it on the side of the rarer and larger deviations, where they are skewed. */
  readonly longer: number;
  /** Of the deviations; zero for fewer than three. */
  readonly skewness: number;
  /** Correlation of neighbors. */
  readonly correlation: number;
}

/**
 * How far the ratio of the totals may be from the truth: the ratio estimator's variance [Cochran, Sampling Techniques,
 * § 6.3] with Student's t. Batches of one run are not quite independent: their lag-one correlation φ, where it is
 * positive, widens the interval by √((1 + φ)/(1 − φ)), as for a first-order autoregression [Tafazzoli, Steiger & Wilson,
 * "N-Skart", IEEE Trans. Automatic Control 56(2), 2011]. Undefined with fewer than two, or where one has nothing to divide by.
 */
export function spreadOf(shares: readonly Share[], isSerial: boolean): Spread | undefined {
  const n = shares.length;
  if (n < 2 || shares.some(([, whole]) => !(whole > 0))) return undefined;
  let part = 0;
  let whole = 0;
  for (const [of, all] of shares) {
    part += of;
    whole += all;
  }
  const ratio = part / whole;
  let squares = 0;
  let cubes = 0;
  let products = 0;
  let before = 0;
  for (const [of, all] of shares) {
    const off = of - ratio * all; // they sum to zero
    squares += off * off;
    cubes += off * off * off;
    products += off * before;
    before = off;
  }
  const correlation = squares > 0 ? products / squares : 0;
  const known = isSerial ? Math.min(MOST_CORRELATED, Math.max(0, correlation)) : 0;
  const error = Math.sqrt(((squares / (n - 1) / n) * (1 + known)) / (1 - known)) / (whole / n);
  const variance = squares / (n - 1);
  const skewness = n < 3 || squares === 0 ? 0 : (n * cubes) / ((n - 1) * (n - 2) * variance * Math.sqrt(variance));
  const t = studentQuantile(n - 1);
  return { error, half: t * error, longer: skewed(t, skewness, n) * error, skewness, correlation };
}

/** So much of a sample's skewness is believed: of ten values more is mostly chance, and would widen intervals severalfold. */
const MOST_SKEWED = 0.5;

/** Student's t on the longer side of a skewed distribution. [Willink, Communications in Statistics 34, 2005, as in N-Skart] */
function skewed(t: number, skewness: number, n: number): number {
  const lean = Math.min(MOST_SKEWED, Math.abs(skewness)) / (6 * Math.sqrt(n));
  if (lean < 1e-6) return t;
  const rest = 1 - 6 * lean * (t + lean);
  return (1 - Math.sign(rest) * pow(Math.abs(rest), 1 / 3)) / (2 * lean);
}

/** Beyond this there is no telling how much wider an interval should be. */
const MOST_CORRELATED = 0.9;

/** 95 % confidence interval of a ratio; nothing that is measured here is below zero. */
export function ratioInterval(shares: readonly Share[], isSerial: boolean): Interval | undefined {
  const spread = spreadOf(shares, isSerial);
  if (spread === undefined) return undefined;
  const ratio = shares.reduce((sum, [part]) => sum + part, 0) / shares.reduce((sum, [, whole]) => sum + whole, 0);
  return [Math.max(0, ratio - spread.half), ratio + spread.half];
}

/**
 * The same of the rate of an event that may not have been seen at all: then the truth is likely below three over the
 * number of chances. [Hanley & Lippman-Hand, "If nothing goes wrong, is everything all right?", JAMA 249, 1983]
 */
export function rareInterval(shares: readonly Share[], isSerial: boolean): Interval | undefined {
  const seen = shares.some(([part]) => part > 0);
  const chances = shares.reduce((sum, [, whole]) => sum + whole, 0);
  return seen || shares.length < 2 || chances === 0 ? ratioInterval(shares, isSerial) : [0, Math.min(1, 3 / chances)];
}

/** An interval of a percentile needs so many observations beyond it for each batch or replication. */
const LEAST_BEYOND = 10;

/**
 * 95 % confidence interval of a percentile. The share of observations up to the measured percentile is a ratio with a
 * spread of its own; the interval lies between the percentiles of the lowest and the highest share that this allows
 * [Heidelberger & Lewis, "Quantile estimation in dependent sequences", Operations Research 32(1), 1984], taken to the
 * outer edges of their buckets; up to the greatest value seen where the highest share would be above one. A few busy
 * spells hold most of what is beyond a high percentile: who has seen few of them puts it too low, and thinks to know it
 * well. So the interval is longer on that side.
 */
export function percentileInterval(
  p: number,
  all: Histogram,
  parts: readonly PackedHistogram[],
  isSerial: boolean,
): Interval | undefined {
  if (parts.length < 2 || all.count * Math.min(p, 1 - p) < LEAST_BEYOND * parts.length) return undefined;
  const bucket = all.bucketAt(p);
  const spread = spreadOf(
    parts.map((part) => [countThrough(part, bucket), part.count]),
    isSerial,
  );
  if (spread === undefined) return undefined;
  const { half, longer, skewness } = spread;
  const [low] = bucketEdges(all.bucketAt(Math.max(0, p - (skewness > 0 ? longer : half))));
  const [, high] = bucketEdges(all.bucketAt(Math.min(1, p + (skewness < 0 ? longer : half))));
  return [Math.max(all.min, low), Math.min(all.max, high)];
}
