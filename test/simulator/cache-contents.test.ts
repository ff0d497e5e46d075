import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Capacity } from '../../simulator/field.ts';
import { streamFor } from '../../simulator/kernel/index.ts';
import { CacheContents, ENTRY_OVERHEAD } from '../../simulator/parts/cache-contents.ts';
import { evictionOf } from '../../simulator/parts/eviction/index.ts';
import type { Lifetime } from '../../simulator/parts/lifetime.ts';
import { popularity } from '../../simulator/parts/popularity.ts';
import { cacheHitRatio } from '../../simulator/theory/index.ts';
import { chiSquareP } from '../kernel/goodness-of-fit.ts';

const stream = (purpose: string) => streamFor(1, 0, 'cache', purpose);
/** Of keys that are asked for without pause. */
const past = (keys: number) => ({ keys, rateOf: () => Number.POSITIVE_INFINITY });
type Predictable = 'lru' | 'fifo' | 'lfu' | 'none';

type Step =
  | { does: 'lookup' | 'stale' | 'remove'; key: number }
  | { does: 'insert'; key: number; bytes: number }
  | { does: 'wait'; time: number }
  | { does: 'clear' };

interface Held {
  expiry: number;
  size: number;
}

/** What the cache should hold: a Map, whose order of insertion is the order of eviction, or by counts of all keys. */
class Shadow {
  readonly held = new Map<number, Held>();
  private readonly asks = new Map<number, number>();
  private readonly past = new Map<number, number>();
  private readonly capacity: Capacity;
  private readonly life: Lifetime;
  private readonly eviction: Predictable;

  constructor(capacity: Capacity, life: Lifetime, eviction: Predictable) {
    this.capacity = capacity;
    this.life = life;
    this.eviction = eviction;
  }

  lookup(key: number, now: number): boolean {
    this.asks.set(key, (this.asks.get(key) ?? 0) + 1);
    return this.use(key, now, 0);
  }

  lookupStale(key: number, now: number): boolean {
    return this.use(key, now, this.life.stale ?? 0);
  }

  insert(key: number, now: number, bytes: number): void {
    const size = 'bytes' in this.capacity ? bytes + ENTRY_OVERHEAD : 1;
    const room = 'bytes' in this.capacity ? this.capacity.bytes : this.capacity.entries;
    const entry = this.held.get(key);
    if (entry !== undefined && entry.expiry > now) {
      this.touch(key, entry);
      return;
    }
    this.held.delete(key);
    if (size > room) return;
    const used = () => [...this.held.values()].reduce((sum, { size: taken }) => sum + taken, 0);
    while (used() + size > room) {
      const victim = this.victim(key);
      if (victim === undefined) return;
      this.held.delete(victim);
    }
    this.held.set(key, { expiry: now + this.life.ttl, size });
  }

  /** The most popular that fit, the least popular of them the oldest. */
  warm(keys: number, bytes: number): void {
    const room =
      'bytes' in this.capacity ? Math.floor(this.capacity.bytes / (bytes + ENTRY_OVERHEAD)) : this.capacity.entries;
    const fit = Math.min(keys, room);
    for (let key = fit - 1; key >= 0; key--) {
      this.insert(key, 0, bytes);
      this.past.set(key, (fit - key) * 1e6);
    }
  }

  clear(): void {
    this.held.clear();
    this.asks.clear();
    this.past.clear();
  }

  private use(key: number, now: number, grace: number): boolean {
    const entry = this.held.get(key);
    if (entry === undefined) return false;
    if (entry.expiry + grace <= now) {
      if (entry.expiry + (this.life.stale ?? 0) <= now) this.held.delete(key);
      return false;
    }
    if (this.life.renewedByHit === true && entry.expiry > now) entry.expiry = now + this.life.ttl;
    this.touch(key, entry);
    return true;
  }

  private touch(key: number, entry: Held): void {
    if (this.eviction !== 'lru' && this.eviction !== 'lfu') return;
    this.held.delete(key);
    this.held.set(key, entry);
  }

  private victim(newcomer: number): number | undefined {
    const [oldest] = this.held.keys();
    if (this.eviction === 'none') return undefined;
    if (this.eviction !== 'lfu') return oldest;
    const frequency = (key: number) => (this.asks.get(key) ?? 0) + (this.past.get(key) ?? 0);
    const least = [...this.held.keys()].reduce((a, b) => (frequency(b) < frequency(a) ? b : a), oldest!);
    return frequency(newcomer) < frequency(least) ? undefined : least;
  }
}

// Keys that share a home in the table (equal in their lower 32 bits), negative ones, and more than its first size holds.
const keys = fc.oneof(
  { weight: 6, arbitrary: fc.nat(30) },
  { weight: 2, arbitrary: fc.constantFrom(...[1, 2, 3].map((i) => 7 + i * 2 ** 32), -1, -2, 7) },
  { weight: 1, arbitrary: fc.integer({ min: 1000, max: 1200 }) },
);
const steps = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: keys.map((key): Step => ({ does: 'lookup', key })) },
    {
      weight: 8,
      arbitrary: fc
        .tuple(keys, fc.constantFrom(0, 20, 120, 5000))
        .map(([key, bytes]): Step => ({ does: 'insert', key, bytes })),
    },
    { weight: 2, arbitrary: keys.map((key): Step => ({ does: 'stale', key })) },
    { weight: 3, arbitrary: keys.map((key): Step => ({ does: 'remove', key })) },
    { weight: 2, arbitrary: fc.constantFrom(1, 3, 10).map((time): Step => ({ does: 'wait', time })) },
    { weight: 1, arbitrary: fc.constant<Step>({ does: 'clear' }) },
  ),
  { maxLength: 400, size: 'max' },
);

const lives = fc.record({
  ttl: fc.constantFrom(4, 15, Infinity),
  renewedByHit: fc.boolean(),
  stale: fc.constantFrom(0, 0, 3),
});

test('it holds what a Map in the order of eviction holds, by entries or by bytes, cold or warm, with every way to expire', () => {
  fc.assert(
    fc.property(
      steps,
      fc.constantFrom<Capacity>({ entries: 1 }, { entries: 5 }, { entries: 100 }, { bytes: 500 }, { bytes: 3000 }),
      lives,
      fc.constantFrom<Predictable>('lru', 'fifo', 'lfu', 'none'),
      fc.constantFrom(0, 0, 3, 25, 2000),
      (script, capacity, finite, eviction, warmKeys) => {
        const life = warmKeys > 0 ? { ...finite, ttl: Infinity } : finite; // when warm keys expire is drawn
        const cache = new CacheContents(capacity, life, evictionOf(eviction), stream);
        const shadow = new Shadow(capacity, life, eviction);
        if (warmKeys > 0) {
          cache.warm(past(warmKeys), 20, stream('warm'));
          shadow.warm(warmKeys, 20);
        }
        const said: unknown[] = [];
        const expected: unknown[] = [];
        let now = 0;
        for (const step of script) {
          if (step.does === 'wait') now += step.time;
          else if (step.does === 'clear') {
            cache.clear();
            shadow.clear();
          } else if (step.does === 'remove') {
            cache.remove(step.key);
            shadow.held.delete(step.key);
          } else if (step.does === 'insert') {
            cache.insert(step.key, now, step.bytes);
            shadow.insert(step.key, now, step.bytes);
          } else if (step.does === 'stale') {
            said.push(cache.lookupStale(step.key, now));
            expected.push(shadow.lookupStale(step.key, now));
          } else {
            said.push(cache.lookup(step.key, now));
            expected.push(shadow.lookup(step.key, now));
          }
          said.push(cache.entries);
          expected.push(shadow.held.size);
        }
        // Every key at last: asked for in the same order, since a lookup changes the order.
        for (const key of [...shadow.held.keys()]) {
          said.push(cache.lookup(key, now));
          expected.push(shadow.lookup(key, now));
        }
        expect(said).toEqual(expected);
      },
    ),
    { seed: 21, numRuns: 1000 },
  );
});

test.each([0, 40, 100])('random eviction takes any entry, all alike, those of %i warm keys too', (warmKeys) => {
  // A hundred entries, and one more: which one has gone?
  const gone = new Array<number>(100).fill(0);
  for (let trial = 0; trial < 4000; trial++) {
    const cache = new CacheContents({ entries: 100 }, { ttl: Infinity }, evictionOf('random'), () =>
      streamFor(trial, 0, 'cache', 'eviction'),
    );
    if (warmKeys > 0) cache.warm(past(warmKeys), 0, stream('warm'));
    for (let key = warmKeys; key < 100; key++) cache.insert(key, 0, 0);
    cache.insert(1000, 0, 0);
    expect(cache.entries).toBe(100);
    gone[gone.findIndex((_, key) => !cache.lookup(key, 0))]++;
  }
  expect(chiSquareP(gone, new Array(100).fill(40))).toBeGreaterThan(0.001);
});

test('lives with a spread end evenly between the shortest and the longest', () => {
  const cache = new CacheContents({ entries: 1e6 }, { ttl: 100, jitter: 0.2 }, evictionOf('lru'), stream);
  for (let key = 0; key < 20_000; key++) cache.insert(key, 0, 0);
  const alive = (now: number) => Array.from({ length: 20_000 }, (_, key) => cache.lookup(key, now)).filter((is) => is);
  expect(alive(79.9)).toHaveLength(20_000);
  const quarters = [90, 100, 110, 120.1].map((now) => alive(now).length);
  const ended = quarters.map((left, i) => (i === 0 ? 20_000 : quarters[i - 1]) - left);
  expect(quarters[3]).toBe(0);
  expect(chiSquareP(ended, [5000, 5000, 5000, 5000])).toBeGreaterThan(0.001);
});

test('a new value takes the place of the old one and lives from now on', () => {
  const cache = new CacheContents({ entries: 2 }, { ttl: 10 }, evictionOf('fifo'), stream);
  cache.insert(1, 0, 0);
  cache.insert(2, 0, 0);
  cache.replace(1, 5, 0);
  expect(cache.entries).toBe(2);
  cache.insert(3, 5, 0); // 2 is the oldest now
  expect([1, 2, 3].map((key) => cache.lookup(key, 12))).toEqual([true, false, true]);
});

test('a full table with many removals finds every key that is left', () => {
  const cache = new CacheContents({ entries: 10_000 }, { ttl: Infinity }, evictionOf('lru'), stream);
  for (let key = 0; key < 10_000; key++) cache.insert(key * 64, 0, 0);
  for (let key = 0; key < 10_000; key += 3) cache.remove(key * 64);
  const found = Array.from({ length: 10_000 }, (_, key) => cache.lookup(key * 64, 0));
  expect(found.every((isHeld, key) => isHeld === (key % 3 !== 0))).toBe(true);
  expect(cache.entries).toBe(10_000 - 3334);
});

test('an entry that expires exactly now is gone', () => {
  const cache = new CacheContents({ entries: 5 }, { ttl: 10 }, evictionOf('lru'), stream);
  cache.insert(1, 0, 0);
  expect(cache.lookup(1, 10 - 1e-9)).toBe(true);
  expect(cache.lookup(1, 10)).toBe(false);
  expect(cache.entries).toBe(0);
});

test('a warm cache holds the most popular keys, evicts the least popular first, and does not expire all at once', () => {
  const cache = new CacheContents({ entries: 100 }, { ttl: 60 }, evictionOf('lru'), stream);
  cache.warm(past(1000), 10, stream('warm'));
  expect(cache.entries).toBe(100);
  const held = (now: number) => Array.from({ length: 100 }, (_, key) => key).filter((key) => cache.lookup(key, now));
  expect(held(0)).toHaveLength(100);
  cache.insert(5000, 0, 10);
  // Everything was just asked for in order, so key 0 is the oldest now.
  expect(cache.lookup(0, 0)).toBe(false);
  const later = held(30).length;
  expect(later).toBeGreaterThan(25);
  expect(later).toBeLessThan(75);
});

test('of a cache warmed by bytes as many entries are held as fit with what each costs', () => {
  const cache = new CacheContents(
    { bytes: 10 * (1000 + ENTRY_OVERHEAD) + 500 },
    { ttl: Infinity },
    evictionOf('lru'),
    stream,
  );
  cache.warm(past(1e6), 1000, stream('warm'));
  expect(cache.entries).toBe(10);
  expect(Array.from({ length: 12 }, (_, key) => cache.lookup(key, 0)).lastIndexOf(true)).toBe(9);
});

test.each([
  ['lru', 300, Infinity, false],
  ['lru', 300, 500, false],
  ['lru', 300, 500, true],
  ['lru', 100, 400, false],
  ['fifo', 100, Infinity, false],
  ['fifo', 100, 400, false],
  ['fifo', 100, 400, true],
  ['random', 100, Infinity, false],
  ['random', 100, 400, false],
  ['random', 100, 200, true],
  ['lfu', 100, Infinity, false],
  ['lfu', 100, 400, false],
  ['lfu', 100, 400, true],
] as const)(
  'under independent requests the closed form says how often %s with %d entries hits that live for %d requests (renewed: %s)',
  (eviction, capacity, ttl, ttlRenewedByHit) => {
    const law = popularity({ kind: 'zipf', count: 1000, exponent: 0.9 });
    const cache = new CacheContents(
      { entries: capacity },
      { ttl, renewedByHit: ttlRenewedByHit },
      evictionOf(eviction),
      stream,
    );
    const draws = streamFor(2, 0, eviction, `${capacity} ${ttl} ${ttlRenewedByHit}`);
    let now = 0;
    let hits = 0;
    const [before, counted] = [100_000, 100_000];
    for (let i = 0; i < before + counted; i++) {
      now += draws.exponential();
      const key = law.sample(draws);
      if (!cache.lookup(key, now)) cache.insert(key, now, 0);
      else if (i >= before) hits++;
    }
    const expected = cacheHitRatio(law.profile(), { capacity, eviction, ttl, ttlRenewedByHit });
    expect(Math.abs(hits / counted - expected)).toBeLessThan(0.012);
  },
);
