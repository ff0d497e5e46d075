import { gammaQ } from '../../simulator/kernel/index.ts';

/** Tests of fit, for draws with a fixed seed: a right sampler fails one with a free seed as often as `alpha` says. */

/** Kolmogorov's largest distance between draws and law, divided by its critical value: above one, the law is refused. */
export function kolmogorovRatio(draws: Float64Array, cdf: (x: number) => number, alpha = 0.001): number {
  const sorted = draws.slice().sort();
  const n = sorted.length;
  let distance = 0;
  sorted.forEach((x, i) => {
    const p = cdf(x);
    distance = Math.max(distance, p - i / n, (i + 1) / n - p);
  });
  // P(√n D > k) → 2 exp(-2 k²); the law of large n, which n ≥ 1000 has reached to the third digit.
  return distance / Math.sqrt((-0.5 * Math.log(alpha / 2)) / n);
}

/** P(chi-square at least as large as this), for observed counts and expected ones with the same sum. */
export function chiSquareP(observed: ArrayLike<number>, expected: ArrayLike<number>): number {
  let statistic = 0;
  for (let i = 0; i < observed.length; i++) {
    const e = expected[i] as number;
    statistic += ((observed[i] as number) - e) ** 2 / e;
  }
  return gammaQ((observed.length - 1) / 2, statistic / 2);
}

/** How far a sample mean is from the truth, in its own standard errors. */
export function meanDeviation(draws: Float64Array, truth: number): number {
  const n = draws.length;
  const mean = draws.reduce((sum, x) => sum + x, 0) / n;
  const variance = draws.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (n - 1);
  return Math.abs(mean - truth) / Math.sqrt(variance / n);
}
