import { SLACK } from './slack.ts';

/**
 * Tokens accrue continuously up to the bucket's size, which is what it holds at the start; each admission takes one.
 * Counted when somebody asks, not by a timer: an idle bucket costs no events.
 */
export class TokenBucket {
  private readonly rate: number;
  private readonly size: number;
  private tokens: number;
  private accruedAt = 0;

  /** `rate` in tokens per second. */
  constructor(rate: number, size: number) {
    this.rate = rate;
    this.size = size;
    this.tokens = size;
  }

  /** Takes a token if there is one at this moment [s]. */
  take(now: number): boolean {
    this.tokens = Math.min(this.size, this.tokens + (now - this.accruedAt) * this.rate);
    this.accruedAt = now;
    if (this.tokens < 1 - SLACK) return false;
    this.tokens = Math.max(0, this.tokens - 1);
    return true;
  }
}
