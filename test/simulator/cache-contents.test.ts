import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Capacity } from '../../simulator/field.ts';
import { streamFor } from '../../simulator/kernel/index.ts';
import { CacheContents, ENTRY_OVERHEAD } from '../../simulator/parts/cache-contents.ts';

type Step =
  | { does: 'lookup' | 'remove'; key: number }
  | { does: 'insert'; key: number; bytes: number }
  | { does: 'wait'; time: number }
  | { does: 'clear' };

/** What the cache should hold: a Map, whose order of insertion is the order of eviction. */
class Shadow {
  readonly held = new Map<number, { expiry: number; size: number }>();
  private readonly capacity: Capacity;
  private readonly ttl: number;
  private readonly isLru: boolean;

  constructor(capacity: Capacity, ttl: number, isLru: boolean) {
    this.capacity = capacity;
    this.ttl = ttl;
    this.isLru = isLru;
  }

  lookup(key: number, now: number): boolean {
    const entry = this.held.get(key);
    if (entry === undefined) return false;
    if (entry.expiry <= now) this.held.delete(key);
    else this.touch(key);
    return entry.expiry > now;
  }

  insert(key: number, now: number, bytes: number): void {
    const size = 'bytes' in this.capacity ? bytes + ENTRY_OVERHEAD : 1;
    const room = 'bytes' in this.capacity ? this.capacity.bytes : this.capacity.entries;
    if (this.held.has(key)) {
      if (this.held.get(key)!.expiry > now) {
        this.touch(key);
        return;
      }
      this.held.delete(key);
    }
    if (size > room) return;
    this.held.set(key, { expiry: now + this.ttl, size });
    while ([...this.held.values()].reduce((sum, entry) => sum + entry.size, 0) > room) {
      const [oldest] = this.held.keys();
      this.held.delete(oldest);
    }
  }

  private touch(key: number): void {
    if (!this.isLru) return;
    const entry = this.held.get(key)!;
    this.held.delete(key);
    this.held.set(key, entry);
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
    { weight: 3, arbitrary: keys.map((key): Step => ({ does: 'remove', key })) },
    { weight: 2, arbitrary: fc.constantFrom(1, 3, 10).map((time): Step => ({ does: 'wait', time })) },
    { weight: 1, arbitrary: fc.constant<Step>({ does: 'clear' }) },
  ),
  { maxLength: 400, size: 'max' },
);

test('it holds what a Map in order of use holds, by entries or by bytes, cold or warm, with expiry and eviction', () => {
  fc.assert(
    fc.property(
      steps,
      fc.constantFrom<Capacity>({ entries: 1 }, { entries: 5 }, { entries: 100 }, { bytes: 500 }, { bytes: 3000 }),
      fc.constantFrom(4, 15, Infinity),
      fc.constantFrom<'lru' | 'fifo'>('lru', 'fifo'),
      fc.constantFrom(0, 0, 3, 25, 2000),
      (script, capacity, finite, eviction, warmKeys) => {
        const ttl = warmKeys > 0 ? Infinity : finite; // when warm keys expire is drawn
        const cache = new CacheContents(capacity, ttl, eviction);
        const shadow = new Shadow(capacity, ttl, eviction === 'lru');
        if (warmKeys > 0) {
          cache.warm(warmKeys, 20, streamFor(1, 0, 'cache', 'warm'));
          // The most popular that fit, the least popular of them the oldest.
          const fit = 'bytes' in capacity ? Math.floor(capacity.bytes / (20 + ENTRY_OVERHEAD)) : capacity.entries;
          for (let key = Math.min(warmKeys, fit) - 1; key >= 0; key--) shadow.insert(key, 0, 20);
        }
        const said: unknown[] = [];
        const expected: unknown[] = [];
        let now = 0;
        for (const step of script) {
          if (step.does === 'wait') now += step.time;
          else if (step.does === 'clear') {
            cache.clear();
            shadow.held.clear();
          } else if (step.does === 'remove') {
            cache.remove(step.key);
            shadow.held.delete(step.key);
          } else if (step.does === 'insert') {
            cache.insert(step.key, now, step.bytes);
            shadow.insert(step.key, now, step.bytes);
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
    { seed: 21, numRuns: 600 },
  );
});

test('a full table with many removals finds every key that is left', () => {
  const cache = new CacheContents({ entries: 10_000 }, Infinity, 'lru');
  for (let key = 0; key < 10_000; key++) cache.insert(key * 64, 0, 0);
  for (let key = 0; key < 10_000; key += 3) cache.remove(key * 64);
  const found = Array.from({ length: 10_000 }, (_, key) => cache.lookup(key * 64, 0));
  expect(found.every((isHeld, key) => isHeld === (key % 3 !== 0))).toBe(true);
  expect(cache.entries).toBe(10_000 - 3334);
});

test('an entry that expires exactly now is gone', () => {
  const cache = new CacheContents({ entries: 5 }, 10, 'lru');
  cache.insert(1, 0, 0);
  expect(cache.lookup(1, 10 - 1e-9)).toBe(true);
  expect(cache.lookup(1, 10)).toBe(false);
  expect(cache.entries).toBe(0);
});

test('a warm cache holds the most popular keys, evicts the least popular first, and does not expire all at once', () => {
  const cache = new CacheContents({ entries: 100 }, 60, 'lru');
  cache.warm(1000, 10, streamFor(1, 0, 'cache', 'warm'));
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
  const cache = new CacheContents({ bytes: 10 * (1000 + ENTRY_OVERHEAD) + 500 }, Infinity, 'lru');
  cache.warm(1e6, 1000, streamFor(1, 0, 'cache', 'warm'));
  expect(cache.entries).toBe(10);
  expect(Array.from({ length: 12 }, (_, key) => cache.lookup(key, 0)).lastIndexOf(true)).toBe(9);
});
