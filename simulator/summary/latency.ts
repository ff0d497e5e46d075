import { intervalAround } from '../interval.ts';
import type { Histogram } from '../kernel/index.ts';
import type { HistogramBar, Interval, LatencySummary } from '../result.ts';
import { ci95 } from './arithmetic.ts';
import type { Observation } from './observations.ts';

/** An interval of a percentile needs so many observations beyond it in each batch or replication. */
const LEAST_BEYOND = 10;

const PERCENTILES = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99, p999: 0.999 } as const;

export function latencySummary(all: Histogram, observations: readonly Observation[] = []): LatencySummary {
  const at = (p: number) => (all.count === 0 ? 0 : all.quantile(p));
  const intervalAt = (p: number): Interval | undefined => {
    const known = observations.every(({ latency }) => latency.count * Math.min(p, 1 - p) >= LEAST_BEYOND);
    return known
      ? intervalAround(
          at(p),
          observations.map(({ latency }) => latency.quantile(p)),
        )
      : undefined;
  };
  const center = all.count === 0 ? 0 : all.mean;
  return {
    count: all.count,
    mean: center,
    p50: at(PERCENTILES.p50),
    p90: at(PERCENTILES.p90),
    p95: at(PERCENTILES.p95),
    p99: at(PERCENTILES.p99),
    p999: at(PERCENTILES.p999),
    max: all.count === 0 ? 0 : all.max,
    ...(observations.length < 2
      ? {}
      : ci95({
          mean: intervalAround(
            center,
            observations.map(({ latency }) => (latency.count === 0 ? Number.NaN : latency.mean)),
          ),
          p50: intervalAt(PERCENTILES.p50),
          p95: intervalAt(PERCENTILES.p95),
          p99: intervalAt(PERCENTILES.p99),
        })),
  };
}

/** At most so many bars: for a plot the histogram's own buckets are too fine. */
const BARS_PER_OCTAVE = 8;

export function bars(histogram: Histogram): HistogramBar[] {
  const made: { from: number; to: number; count: number }[] = [];
  for (const { low, high, count } of histogram.buckets()) {
    const last = made.at(-1);
    // Buckets lie in order; they share a bar as long as it spans less than an eighth of an octave.
    if (last !== undefined && high <= last.from * (1 + 1 / BARS_PER_OCTAVE)) {
      last.to = high;
      last.count += count;
    } else {
      made.push({ from: low, to: high, count });
    }
  }
  return made;
}
