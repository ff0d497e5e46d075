import { pow, type RandomStream } from '../kernel/index.ts';
import type { BackoffSpec } from '../policies/backoff.ts';

/** How long to wait before a try is repeated. */
export class Backoff {
  private readonly spec: BackoffSpec;
  private readonly draws: RandomStream;

  constructor(spec: BackoffSpec, draws: RandomStream) {
    this.spec = spec;
    this.draws = draws;
  }

  /**
   * Wait before the k-th retry, k = 1, 2, … [s], below a ceiling of min(cap, base × factor^(k − 1 + offset)).
   * Full jitter clears contention with the fewest calls. [Brooker, "Exponential Backoff And Jitter", AWS, 2015]
   *
   * @param previous the wait before the retry before, 0 for the first: decorrelated jitter grows from it [s]
   */
  wait(k: number, previous: number): number {
    const { base, cap, factor, jitter, exponentOffset } = this.spec;
    if (jitter === 'decorrelated') {
      const from = Math.min(base, cap);
      return Math.min(cap, from + this.draws.uniform() * (3 * Math.max(previous, base) - from));
    }
    const ceiling = Math.min(cap, base * pow(factor, k - 1 + exponentOffset));
    if (jitter === 'full') return this.draws.uniform() * ceiling;
    if (jitter === 'equal') return ceiling / 2 + (this.draws.uniform() * ceiling) / 2;
    return ceiling;
  }
}
