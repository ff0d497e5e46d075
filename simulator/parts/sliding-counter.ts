import type { RateLimiter } from './rate-limiter.ts';
import { SLACK } from './slack.ts';

/**
 * So many requests in a window that slides, estimated from two counters: those of this window, and those of the last one
 * in proportion to what of it is still covered. Two numbers in place of a log, at the price of taking the last window's
 * requests to have been spread evenly. [Cloudflare, "How we built rate limiting capable of scaling to millions of
 * domains", 2017]
 */
export class SlidingCounter implements RateLimiter {
  private readonly length: number;
  private readonly most: number;
  private readonly longest: number;
  private window = 0;
  private current = 0;
  private before = 0;
  /** When the last one that was let in passes: nobody overtakes [s]. */
  private last = 0;

  /** `most` requests in `most / rate` seconds. */
  constructor(rate: number, most: number, longest: number) {
    this.length = most / rate;
    this.most = most;
    this.longest = longest * (1 + SLACK);
  }

  reserve(now: number): number {
    const { length, most } = this;
    let at = Math.max(now, this.last);
    let window = Math.max(this.window, Math.floor(at / length + SLACK));
    const passed = window - this.window;
    let current = passed === 0 ? this.current : 0;
    let before = passed === 0 ? this.before : passed === 1 ? this.current : 0;
    if (current + 1 > most) {
      // This window is full whatever was before: its requests fade in the next.
      window++;
      before = current;
      current = 0;
      at = window * length;
    }
    const room = most - current - 1;
    const covered = Math.max(0, 1 - (at / length - window));
    if (before * covered > room + most * SLACK) at = (window + 1 - room / before) * length;
    if (at - now > this.longest) return -1;
    this.window = window;
    this.current = current + 1;
    this.before = before;
    this.last = at;
    return at - now;
  }
}
