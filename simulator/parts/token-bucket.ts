import type { RateLimiter } from './rate-limiter.ts';
import { SLACK } from './slack.ts';

/**
 * Tokens accrue continuously up to the bucket's size, which is what it holds at the start; each admission takes one.
 * Counted when somebody asks, not by a timer: an idle bucket costs no events. Who waits has taken its token in advance,
 * and the bucket owes it.
 */
export class TokenBucket implements RateLimiter {
  private readonly rate: number;
  private readonly size: number;
  private readonly longest: number;
  private tokens: number;
  private accruedAt = 0;

  /** `rate` in tokens per second; a request that would have to wait longer than `longest` [s] is refused. */
  constructor(rate: number, size: number, longest = 0) {
    this.rate = rate;
    this.size = size;
    this.longest = longest * (1 + SLACK);
    this.tokens = size;
  }

  /** Takes a token if there is one at this moment [s]. */
  take(now: number): boolean {
    return this.reserve(now) === 0;
  }

  /** Whether so many tokens are there at this moment [s]. */
  has(now: number, cost: number): boolean {
    this.accrue(now);
    return this.tokens >= cost * (1 - SLACK);
  }

  /** Takes so many tokens at once, if they are there at this moment [s]: a request may be worth more than one. */
  takeMany(now: number, cost: number): boolean {
    if (!this.has(now, cost)) return false;
    this.tokens = Math.max(0, this.tokens - cost);
    return true;
  }

  reserve(now: number): number {
    this.accrue(now);
    if (this.tokens >= 1 - SLACK) {
      this.tokens = Math.max(0, this.tokens - 1);
      return 0;
    }
    const wait = (1 - this.tokens) / this.rate;
    if (wait > this.longest) return -1;
    this.tokens -= 1;
    return wait;
  }

  private accrue(now: number): void {
    this.tokens = Math.min(this.size, this.tokens + (now - this.accruedAt) * this.rate);
    this.accruedAt = now;
  }
}
