import type { RateLimitSpec } from '../policies/rate-limit.ts';
import { FixedWindow } from './fixed-window.ts';
import { LeakyBucket } from './leaky-bucket.ts';
import { SlidingCounter } from './sliding-counter.ts';
import { SlidingWindow } from './sliding-window.ts';
import { TokenBucket } from './token-bucket.ts';

/**
 * Says when a request may pass. A delayed request takes its place in advance, so that those who come later queue behind
 * it without any line being kept.
 */
export interface RateLimiter {
  /** How long a request that comes now [s] has to wait for its place [s]; 0 to pass at once, -1 where it is refused. */
  reserve(now: number): number;
}

/** The limiter that a file describes. */
export function rateLimiter(spec: RateLimitSpec): RateLimiter {
  const { rate, burst, algorithm, excess } = spec;
  const longest = excess === 'delay' ? (spec.maxWaitDuration ?? Number.POSITIVE_INFINITY) : 0;
  switch (algorithm) {
    case 'token-bucket':
      return new TokenBucket(rate, burst, longest);
    case 'leaky-bucket':
      return new LeakyBucket(rate, excess === 'delay' ? longest : burst / rate);
    case 'fixed-window':
      return new FixedWindow(rate, burst, longest);
    case 'sliding-window':
      return new SlidingWindow(rate, burst, longest);
    case 'sliding-counter':
      return new SlidingCounter(rate, burst, longest);
  }
}
