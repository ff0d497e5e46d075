import { Ring } from '../kernel/index.ts';
import type { RateLimiter } from './rate-limiter.ts';
import { SLACK } from './slack.ts';

/** So many requests in any window of that length, wherever it begins: the log of the last so many passages decides. */
export class SlidingWindow implements RateLimiter {
  private readonly length: number;
  private readonly most: number;
  private readonly longest: number;
  /** When each of the last `most` requests passed or is to pass. */
  private readonly passed = new Ring();

  /** `most` requests in any `most / rate` seconds. */
  constructor(rate: number, most: number, longest: number) {
    this.length = most / rate;
    this.most = Math.floor(most);
    this.longest = longest * (1 + SLACK);
  }

  reserve(now: number): number {
    const { passed, length } = this;
    const isFull = passed.size >= this.most;
    const next = isFull ? passed.oldestAt() + length : now;
    const wait = next <= now + length * SLACK ? 0 : next - now;
    if (wait > this.longest) return -1;
    if (isFull) passed.shift();
    passed.push(0, 0, now + wait);
    return wait;
  }
}
