import { exp, expm1 } from '../kernel/index.ts';

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
  /** Without a time to live FIFO and RANDOM hit equally often under independent requests. [Gelenbe 1973] */
  readonly eviction: 'lru' | 'fifo' | 'random' | 'lfu';
  /** Time to live in units of the mean time between requests: TTL [s] × request rate [1/s]; Infinity for none. */
  readonly ttl: number;
  /** Whether a hit starts the time to live anew. */
  readonly ttlRenewedByHit: boolean;
}

/** Different keys among so many requests that come at random (a Poisson number of this mean), per request. */
export function distinctShare({ probability, keys }: KeyProfile, requests: number): number {
  let distinct = 0;
  for (let i = 0; i < keys.length; i++) distinct -= keys[i] * expm1(-requests * probability[i]);
  return requests === 0 ? 1 : distinct / requests;
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
  if (model.eviction === 'lfu') return hits(mostPopular(profile, model.capacity), model, Infinity);
  return hits(profile, model, characteristicTime(profile, model));
}

/**
 * The age, in units of the mean time between requests, at which an entry that nobody asks for is evicted. Infinity where
 * capacity never binds. An expired entry takes room until it is evicted or asked for.
 */
export function characteristicTime({ probability, keys }: KeyProfile, model: CacheModel): number {
  const { capacity } = model;
  const entries = (stay: number) => probability.reduce((sum, p, j) => sum + keys[j] * storedShare(p, model, stay), 0);
  if (entries(Infinity) <= capacity) return Infinity;
  // The mean number of entries rises with the characteristic time, which is at least the capacity.
  let low = capacity;
  let high = 2 * capacity;
  while (entries(high) < capacity) {
    low = high;
    high *= 2;
  }
  for (let i = 0; i < 60 && high - low > 1e-13 * high; i++) {
    const middle = 0.5 * (low + high);
    if (entries(middle) < capacity) low = middle;
    else high = middle;
  }
  return 0.5 * (low + high);
}

/** Σ hit probability over requests. */
function hits({ probability, keys }: KeyProfile, model: CacheModel, stay: number): number {
  const sum = probability.reduce((total, p, j) => total + keys[j] * p * hitsToRatio(hitsOf(p, model, stay)), 0);
  return Math.min(1, sum);
}

/** Mean number of hits of one entry whose key is asked for at Poisson rate `rate`, with characteristic time `stay`. */
function hitsOf(rate: number, { eviction, ttl, ttlRenewedByHit }: CacheModel, stay: number): number {
  if (rate === 0) return 0;
  if (eviction === 'random' && stay < Infinity) return hitsBeforeChance(rate, stay, ttl, ttlRenewedByHit);
  // LRU and a renewed time to live count from the last request, the others from the insertion.
  const gap = Math.min(eviction === 'lru' ? stay : Infinity, ttlRenewedByHit ? ttl : Infinity);
  const age = Math.min(eviction === 'lru' ? Infinity : stay, ttlRenewedByHit ? Infinity : ttl);
  return hitsBeforeExpiry(rate, gap, age);
}

/** Share of time that a key is stored, fresh or expired. */
function storedShare(rate: number, model: CacheModel, stay: number): number {
  const { eviction, ttl, ttlRenewedByHit } = model;
  if (rate === 0) return 0;
  if (stay === Infinity) return 1;
  // LRU stores what has been asked for during the characteristic time, whether that was a hit or not.
  if (eviction === 'lru') return -expm1(-rate * stay);
  // From one insertion to the next: a miss and its hits, and at last, where it was evicted, the wait for who asks next.
  const requests = 1 + hitsOf(rate, model, stay);
  return requests === Infinity ? 1 : 1 - evictedShare(rate, stay, ttl, ttlRenewedByHit, eviction) / requests;
}

/** Chance that an entry is evicted, rather than stored anew by a request after it has expired. */
function evictedShare(
  rate: number,
  stay: number,
  ttl: number,
  ttlRenewedByHit: boolean,
  eviction: CacheModel['eviction'],
): number {
  if (eviction === 'random') {
    const first = rate / (rate + 1 / stay);
    if (!ttlRenewedByHit) return 1 - exp(-ttl / stay) * first;
    const quiet = exp(-(rate + 1 / stay) * ttl);
    return 1 - (quiet / (1 - first * (1 - quiet))) * first;
  }
  if (ttl >= stay) return 1;
  // Renewed, expiry takes a gap of the time to live without a request; such gaps are nearly a Poisson process.
  return exp(-rate * (stay - ttl) * (ttlRenewedByHit ? exp(-rate * ttl) : 1));
}

/** Mean number of hits of an entry that is evicted at rate 1 / `stay` whatever is asked for, and also expires. */
function hitsBeforeChance(rate: number, stay: number, ttl: number, ttlRenewedByHit: boolean): number {
  if (!ttlRenewedByHit) return -rate * stay * expm1(-ttl / stay);
  // Each hit starts anew: the next request comes before both chance and expiry, or not.
  const next = (-rate / (rate + 1 / stay)) * expm1(-(rate + 1 / stay) * ttl);
  return next / (1 - next);
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
