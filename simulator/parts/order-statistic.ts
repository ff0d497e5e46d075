import type { Distribution } from '../distribution.ts';
import { streamFor } from '../kernel/index.ts';

/** Draws that the integral is taken over: the error is about one percent. */
const SAMPLES = 4000;

/**
 * Mean of the k-th smallest of n sums of independent draws, one of each law [s]. Such order statistics have no formula:
 * the integral is taken over a fixed sample.
 */
export function meanOfKth(n: number, k: number, laws: readonly Distribution[]): number {
  const draws = streamFor(1, 0, 'estimate', 'order statistic');
  const times = new Float64Array(n);
  let total = 0;
  for (let sample = 0; sample < SAMPLES; sample++) {
    for (let i = 0; i < n; i++) {
      times[i] = 0;
      for (const law of laws) times[i] += law.sample(draws);
    }
    total += times.sort()[k - 1];
  }
  return total / SAMPLES;
}
