import type { RateLimiter } from './rate-limiter.ts';
import { SLACK } from './slack.ts';

/** Requests drip out one by one, evenly spaced; those between wait in the bucket, and what finds it full is refused. */
export class LeakyBucket implements RateLimiter {
  private readonly gap: number;
  private readonly longest: number;
  /** When the last one that was let in drips out [s]. */
  private last = Number.NEGATIVE_INFINITY;

  /** `rate` per second; `longest` is how long the last place of the bucket waits [s]. */
  constructor(rate: number, longest: number) {
    this.gap = 1 / rate;
    this.longest = longest * (1 + SLACK);
  }

  reserve(now: number): number {
    const next = this.last + this.gap;
    if (next <= now + this.gap * SLACK) {
      this.last = now;
      return 0;
    }
    if (next - now > this.longest) return -1;
    this.last = next;
    return next - now;
  }
}
