import { expm1, ln } from '../kernel/index.ts';

/** How long entries live. */
export interface Lifetime {
  /** From insertion [s]; Infinity where entries do not expire. */
  readonly ttl: number;
  /** Whether a hit starts it anew. */
  readonly renewedByHit?: boolean;
  /** Each life is drawn between (1 - jitter) and (1 + jitter) times as long. */
  readonly jitter?: number;
  /** Of what does not exist: how long that is remembered [s]; absent where it is not. */
  readonly absentTtl?: number | undefined;
  /** For how long after its expiry an entry may still be served stale [s]. */
  readonly stale?: number;
}

/**
 * When the entry of a key expires that has been asked for at this rate [1/s], at random, for ever before time 0; negative
 * if it has expired by then. `u` and `v` are uniform on [0, 1), `v` counts only where lives are spread.
 *
 * Lives and waits for the next request alternate: stored by a miss, an entry lives T and then waits 1/rate for who stores it
 * anew, so that it is fresh with rate·T / (1 + rate·T), and then with a uniform part of its life left. Where each request
 * starts life anew, what counts is how long ago the last one came. Fetches are taken to need no time. [Stationary
 * renewal process: Cox, "Renewal Theory", 1962; of caches: Fofack et al., "Performance evaluation of hierarchical TTL-based
 * cache networks", Computer Networks 65, 2014]
 */
export function expiryAtStart({ ttl, renewedByHit, jitter = 0 }: Lifetime, rate: number, u: number, v: number): number {
  if (rate === 0) return Number.NEGATIVE_INFINITY;
  if (renewedByHit === true) return ttl * (1 + jitter * (2 * v - 1)) + ln(1 - u) / rate;
  const place = u * (ttl + 1 / rate);
  if (place >= ttl) return ln(1 - (place - ttl) * rate) / rate;
  // Of lives of different length a moment is more often in a long one.
  const [shortest, longest] = [1 - jitter, 1 + jitter];
  const length = jitter === 0 ? 1 : Math.sqrt(shortest * shortest + v * (longest * longest - shortest * shortest));
  return place * length;
}

/** Share of the keys that are fresh of those asked for at this rate [1/s]; a spread of lives left aside. */
export function freshShare({ ttl, renewedByHit }: Lifetime, rate: number): number {
  if (ttl === Number.POSITIVE_INFINITY) return 1;
  return renewedByHit === true ? -expm1(-rate * ttl) : 1 / (1 + 1 / (rate * ttl));
}
