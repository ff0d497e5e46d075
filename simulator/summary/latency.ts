import type { Histogram, PackedHistogram } from '../kernel/index.ts';
import type { HistogramBar, LatencySummary } from '../result.ts';
import { ci95 } from './arithmetic.ts';
import type { Intervals } from './sample.ts';

const PERCENTILES = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99, p999: 0.999 } as const;

/** Times all together, with intervals by where `times` finds them in an observation. */
export function latencySummary<T>(
  all: Histogram,
  intervals: Intervals<T>,
  times: (part: T) => PackedHistogram,
): LatencySummary {
  const at = (p: number) => (all.count === 0 ? 0 : all.quantile(p));
  return {
    count: all.count,
    mean: all.count === 0 ? 0 : all.mean,
    p50: at(PERCENTILES.p50),
    p90: at(PERCENTILES.p90),
    p95: at(PERCENTILES.p95),
    p99: at(PERCENTILES.p99),
    p999: at(PERCENTILES.p999),
    max: all.count === 0 ? 0 : all.max,
    ...ci95({
      mean: intervals.mean(times),
      p50: intervals.percentile(PERCENTILES.p50, all, times),
      p90: intervals.percentile(PERCENTILES.p90, all, times),
      p95: intervals.percentile(PERCENTILES.p95, all, times),
      p99: intervals.percentile(PERCENTILES.p99, all, times),
      p999: intervals.percentile(PERCENTILES.p999, all, times),
    }),
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
