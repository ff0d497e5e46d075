import type { Interval } from './result.ts';
import { studentQuantile } from './theory/index.ts';

/**
 * 95 % confidence interval of a mean from independent observations, by Student's t; undefined with fewer than two.
 * Observations that are not numbers make it undefined too: where a replication measured nothing, nothing can be said.
 */
export function intervalOf(observations: readonly number[]): Interval | undefined {
  const n = observations.length;
  if (n < 2 || observations.some((value) => !Number.isFinite(value))) return undefined;
  const mean = observations.reduce((sum, value) => sum + value, 0) / n;
  const squares = observations.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
  const half = studentQuantile(n - 1) * Math.sqrt(squares / (n - 1) / n);
  return [mean - half, mean + half];
}

/** The same width around a center that was estimated from all observations together; nothing measured here is below zero. */
export function intervalAround(center: number, observations: readonly number[]): Interval | undefined {
  const interval = intervalOf(observations);
  if (interval === undefined || !Number.isFinite(center)) return undefined;
  const half = (interval[1] - interval[0]) / 2;
  return [Math.max(0, center - half), center + half];
}
