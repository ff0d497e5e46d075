import { betaI, exp, gammaQ, ln, lnGamma } from '../kernel/index.ts';

/** P(|T| > t) for Student's t with any positive number of degrees of freedom; Infinity is the normal law. */
export function studentTail(t: number, degreesOfFreedom: number): number {
  if (degreesOfFreedom === Infinity) return gammaQ(0.5, 0.5 * t * t);
  return betaI(0.5 * degreesOfFreedom, 0.5, degreesOfFreedom / (degreesOfFreedom + t * t));
}

/**
 * The half-width, in standard errors, of a two-sided confidence interval: P(|T| ≤ value) = confidence. 12.706 for one
 * degree of freedom at 95 %, 1.960 for infinitely many; to nine digits up to a million of them. [Student 1908; Abramowitz & Stegun 26.7]
 */
export function studentQuantile(degreesOfFreedom: number, confidence = 0.95): number {
  // Newton from zero: the tail is convex and falls, so every step stops short of the root and none passes it.
  const target = 1 - confidence;
  let t = 0;
  for (let i = 0; i < 200; i++) {
    const step = (studentTail(t, degreesOfFreedom) - target) / (2 * studentDensity(t, degreesOfFreedom));
    t += step;
    if (!(step > 1e-14 * t)) break;
  }
  return t;
}

function studentDensity(t: number, degreesOfFreedom: number): number {
  if (degreesOfFreedom === Infinity) return exp(-0.5 * t * t) * 0.3989422804014327;
  const half = 0.5 * degreesOfFreedom;
  const front = lnGamma(half + 0.5) - lnGamma(half) - 0.5 * ln(degreesOfFreedom * Math.PI);
  return exp(front - (half + 0.5) * ln(1 + (t * t) / degreesOfFreedom));
}
