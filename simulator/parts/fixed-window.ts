import type { RateLimiter } from './rate-limiter.ts';
import { SLACK } from './slack.ts';

/**
 * So many requests in each window, the windows one after the other from time zero on. Around the end of a window twice as
 * many may pass in no time.
 */
export class FixedWindow implements RateLimiter {
  private readonly length: number;
  private readonly most: number;
  private readonly longest: number;
  /** The window in which the next request has its place, and how many have theirs there. */
  private window = 0;
  private taken = 0;

  /** `most` requests in each window of `most / rate` seconds. */
  constructor(rate: number, most: number, longest: number) {
    this.length = most / rate;
    this.most = most;
    this.longest = longest * (1 + SLACK);
  }

  reserve(now: number): number {
    const current = Math.floor(now / this.length + SLACK);
    if (current > this.window) {
      this.window = current;
      this.taken = 0;
    }
    const isFull = this.taken + 1 > this.most;
    const window = isFull ? this.window + 1 : this.window;
    const wait = window === current ? 0 : window * this.length - now;
    if (wait > this.longest) return -1;
    this.window = window;
    this.taken = isFull ? 1 : this.taken + 1;
    return wait;
  }
}
