import type { RandomStream } from '../kernel/index.ts';

/** A law that can be drawn from. */
export interface Distribution {
  /** [s]; Infinity where the law has none. */
  readonly mean: number;
  /** Squared coefficient of variation, variance / mean²: 0 for a constant, 1 for an exponential, Infinity where it diverges. */
  readonly scv: number;
  /** One draw [s]. */
  sample(stream: RandomStream): number;
  /** P(X ≤ x). */
  cdf(x: number): number;
}
