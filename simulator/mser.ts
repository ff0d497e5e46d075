import { spreadOf } from './interval.ts';

/**
 * MSER-5 [White, "An effective truncation heuristic for bias reduction in simulation output", Simulation 69(6), 1997;
 * White, Cobb & Spratt, "A comparison of five steady-state truncation heuristics for simulation", WSC 2000]: averages of
 * five observations each are dropped from the front until the standard error of the mean of the rest is smallest. The
 * rule may drop at most half of them.
 *
 * It would also drop a busy spell that happened to come early, and the mean of the rest would be too low and its interval
 * too narrow: of M/M/1 at 80 % one interval in twelve then misses. So what is dropped must differ from the rest by more than
 * chance; from above, as after a cold start of caches, by more than from below, as in a system that fills.
 */
export const OBSERVATIONS_PER_BATCH = 5;

/** Standard errors by which what is dropped lies below the rest, or above it. */
const BELOW = 3;
const ABOVE = 5;

/** How many batches of five observations are dropped from the front. */
export function mser5(observations: readonly number[]): number {
  const batches = batchMeans(observations);
  const most = Math.floor(batches.length / 2);
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  let count = 0;
  let mean = 0;
  let squares = 0;
  // From the end, so that mean and sum of squares grow by one batch at a time. [Welford 1962]
  for (let first = batches.length - 1; first >= 0; first--) {
    count++;
    const off = batches[first] - mean;
    mean += off / count;
    squares += off * (batches[first] - mean);
    const statistic = squares / (count * count);
    // Of equals the earlier one: nothing is dropped in vain.
    if (first <= most && statistic <= least) {
      least = statistic;
      best = first;
    }
  }
  return best > 0 && isOff(batches.slice(0, best), batches.slice(best)) ? best : 0;
}

/** Whether the front differs from the rest by more than the rest's scatter and correlation make likely. */
function isOff(front: readonly number[], rest: readonly number[]): boolean {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const center = mean(rest);
  const spread = spreadOf(
    rest.map((value) => [value, 1] as const),
    true,
  );
  const error = (spread?.error ?? 0) * Math.sqrt(1 + rest.length / front.length);
  const off = mean(front) - center;
  return off < -BELOW * error || off > ABOVE * error;
}

function batchMeans(observations: readonly number[]): number[] {
  const size = OBSERVATIONS_PER_BATCH;
  return Array.from({ length: Math.floor(observations.length / size) }, (_, batch) => {
    const own = observations.slice(batch * size, (batch + 1) * size);
    return own.reduce((sum, value) => sum + value, 0) / size;
  });
}
