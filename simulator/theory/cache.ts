import { expm1 } from '../kernel/index.ts';

/**
 * How requests spread over keys, as classes of keys alike: `keys[j]` keys, each asked for with probability
 * `probability[j]`. The products sum to one. Ten million keys need a few hundred classes (see parts/popularity.ts).
 */
export interface KeyProfile {
  readonly probability: Float64Array;
  readonly keys: Float64Array;
}

/**
 * Hit ratios under independent requests, by the characteristic time: the time a key stays when nobody asks for it is
 * nearly the same for all keys, and follows from their number being the capacity. Off by 1 to 3 % with three entries,
 * by less than 1 % from some ten on, and asymptotically exact. [Che, Tung & Wang, IEEE J. Sel. Areas Commun. 20(7), 2002; why it is so good:
 * Fricker, Robert & Roberts, "A versatile and accurate approximation for LRU cache performance", ITC 24, 2012]
 */
export interface CacheModel {
  /** Entries that fit; Infinity for no bound. */
  readonly capacity: number;
  /** FIFO stands for RANDOM as well: under independent requests they hit equally often. [Gelenbe 1973] */
  readonly eviction: 'lru' | 'fifo' | 'random' | 'lfu';
  /** Time to live in units of the mean time between requests: TTL [s] × request rate [1/s]; Infinity for none. */
  readonly ttl: number;
  /** Whether a hit starts the time to live anew. */
  readonly ttlRenewedByHit: boolean;
}

/** LRU without time to live: share of requests that find their key among `capacity` entries. */
export function lruHitRatio(profile: KeyProfile, capacity: number): number {
  return cacheHitRatio(profile, { capacity, eviction: 'lru', ttl: Infinity, ttlRenewedByHit: false });
}

/** Time to live and no bound on entries; `ttl` in units of the mean time between requests. */
export function ttlHitRatio(profile: KeyProfile, ttl: number, ttlRenewedByHit = false): number {
  return cacheHitRatio(profile, { capacity: Infinity, eviction: 'lru', ttl, ttlRenewedByHit });
}

/** Share of requests that hit, in steady state, with fetches that take no time. */
export function cacheHitRatio(profile: KeyProfile, model: CacheModel): number {
  if (!(model.capacity > 0)) return 0;
  // The most popular keys stay (perfect LFU); expiry then acts on those alone.
  if (model.eviction === 'lfu') return sumOver(mostPopular(profile, model.capacity), model, Infinity, true);
  return sumOver(profile, model, characteristicTime(profile, model), true);
}

/**
 * The age, in units of the mean time between requests, at which an entry that nobody asks for is evicted. Infinity where
 * capacity never binds.
 */
export function characteristicTime(profile: KeyProfile, model: CacheModel): number {
  const { capacity } = model;
  if (sumOver(profile, model, Infinity, false) <= capacity) return Infinity;
  // Requests see time averages, so a key's hit probability is also the share of time it is stored: the sum over keys
  // is the mean number of entries. It rises with the characteristic time, which is at least the capacity.
  let low = capacity;
  let high = 2 * capacity;
  while (sumOver(profile, model, high, false) < capacity) {
    low = high;
    high *= 2;
  }
  for (let i = 0; i < 60 && high - low > 1e-13 * high; i++) {
    const middle = 0.5 * (low + high);
    if (sumOver(profile, model, middle, false) < capacity) low = middle;
    else high = middle;
  }
  return 0.5 * (low + high);
}

/** Σ hit probability: over requests where `weighted`, else over keys (the mean number of stored entries). */
function sumOver(profile: KeyProfile, model: CacheModel, stay: number, weighted: boolean): number {
  const { probability, keys } = profile;
  let sum = 0;
  for (let j = 0; j < keys.length; j++) {
    const p = probability[j];
    sum += keys[j] * (weighted ? p : 1) * hitProbability(p, model, stay);
  }
  return weighted ? Math.min(1, sum) : sum;
}

/** Of one key asked for at Poisson rate `rate`, with characteristic time `stay`. */
function hitProbability(rate: number, model: CacheModel, stay: number): number {
  const { eviction, ttl, ttlRenewedByHit } = model;
  // LRU and a renewed time to live count from the last request, the others from the insertion.
  const gap = Math.min(eviction === 'lru' ? stay : Infinity, ttlRenewedByHit ? ttl : Infinity);
  const age = Math.min(eviction === 'lru' ? Infinity : stay, ttlRenewedByHit ? Infinity : ttl);
  return rate === 0 ? 0 : hitsToRatio(hitsBeforeExpiry(rate, gap, age));
}

/** A miss and the hits until the next one make a cycle. */
function hitsToRatio(hits: number): number {
  return hits === Infinity ? 1 : hits / (1 + hits);
}

/**
 * Mean number of hits of an entry that goes when nobody asks for it during `gap`, or at `age`, whichever is first. Exact
 * where `age` ≤ `gap` and for `age` = Infinity; between, an exponential joins the two with the true value and slope at
 * `age` = `gap`, which holds the hit ratio to about 1 %.
 */
function hitsBeforeExpiry(rate: number, gap: number, age: number): number {
  if (age <= gap) return rate * age;
  const unlimited = expm1(rate * gap);
  const missing = unlimited - rate * gap;
  if (age === Infinity || missing <= 0) return unlimited;
  if (unlimited === Infinity) return rate * age;
  const slope = -rate * expm1(-rate * gap);
  // Written so that nothing cancels: for a popular key `unlimited` is beyond the precision of what is left of it.
  return rate * gap - missing * expm1((-slope / missing) * (age - gap));
}

/** The most popular keys that fit, assuming classes in falling order of probability. */
function mostPopular(profile: KeyProfile, capacity: number): KeyProfile {
  let left = capacity;
  const keys = profile.keys.map((count) => {
    const kept = Math.min(count, left);
    left -= kept;
    return kept;
  });
  return { probability: profile.probability, keys };
}
