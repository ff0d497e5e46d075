import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { streamFor } from '../../../simulator/kernel/index.ts';
import { CacheContents } from '../../../simulator/parts/cache-contents.ts';
import { evictionOf } from '../../../simulator/parts/eviction/index.ts';
import type { Lifetime } from '../../../simulator/parts/lifetime.ts';

const stream = (purpose: string) => streamFor(1, 0, 'cache', purpose);

/** Of keys that are asked for without pause. */
const past = (keys: number) => ({ keys, rateOf: () => Number.POSITIVE_INFINITY });

/** What a cache that forgets nothing about order would hold: a list, the newest first. */
class Naive {
  held: number[];
  private readonly room: number;
  private readonly isLru: boolean;
  constructor(room: number, keys: number, isLru: boolean) {
    this.room = room;
    this.isLru = isLru;
    this.held = Array.from({ length: Math.min(room, keys) }, (_, key) => key);
  }
  lookup(key: number): boolean {
    if (!this.held.includes(key)) return false;
    if (this.isLru) this.held = [key, ...this.held.filter((one) => one !== key)];
    return true;
  }
  insert(key: number): void {
    this.held = [key, ...this.held.filter((one) => one !== key)].slice(0, this.room);
  }
  remove(key: number): void {
    this.held = this.held.filter((one) => one !== key);
  }
}

/** Share of the keys asked for at this rate that are fresh at some time after a warm start. */
function freshAt(now: number, life: Lifetime, rate: number, keys = 20_000): number {
  const cache = new CacheContents({ entries: keys }, life, evictionOf('lru'), stream);
  cache.warm({ keys, rateOf: () => rate }, 1, streamFor(1, 0, 'cache', 'warm'));
  let fresh = 0;
  for (let key = 0; key < keys; key++) if (cache.lookup(key, now)) fresh++;
  return fresh / keys;
}

/** Four standard errors of a share of 20,000. */
const error = (share: number) => 4 * Math.sqrt((share * (1 - share)) / 20_000);

describe('a cache that is warm from the start', () => {
  it.each([0.1, 1, 5])(
    'has of keys asked for %f times per time to live those fresh that a renewal process would',
    (load) => {
      const rate = load / 10;
      const share = load / (1 + load);
      for (const jitter of [0, 0.5]) {
        expect(Math.abs(freshAt(0, { ttl: 10, jitter }, rate) - share)).toBeLessThan(error(share));
      }
      // What is left of a life is uniform: a third is gone after a third of it, if nobody asks.
      expect(Math.abs(freshAt(10 / 3, { ttl: 10 }, rate) - (share * 2) / 3)).toBeLessThan(error((share * 2) / 3));
      // Of lives between 5 and 15 s the density of what is left is P(L > x)/10: beyond 10 s an integral of (15 − x)/100.
      const spread = share * 0.125;
      expect(Math.abs(freshAt(10, { ttl: 10, jitter: 0.5 }, rate) - spread)).toBeLessThan(error(spread));
      // Renewed by hits: fresh at t is who was asked for within T − t.
      for (const now of [0, 4]) {
        const renewed = 1 - Math.exp(-rate * (10 - now));
        const found = freshAt(now, { ttl: 10, renewedByHit: true }, rate);
        expect(Math.abs(found - renewed)).toBeLessThan(error(renewed));
      }
    },
  );

  it('has keys that expired as long ago as nobody has asked for them, and may serve these stale', () => {
    const [rate, ttl, stale] = [0.2, 10, 3];
    const keys = 20_000;
    const cache = new CacheContents({ entries: keys }, { ttl, stale }, evictionOf('lru'), stream);
    cache.warm({ keys, rateOf: () => rate }, 1, streamFor(1, 0, 'cache', 'warm'));
    expect(cache.entries).toBe(keys);
    let served = 0;
    for (let key = 0; key < keys; key++) if (cache.lookupStale(key, 0)) served++;
    const expected = (rate * ttl + 1 - Math.exp(-rate * stale)) / (1 + rate * ttl);
    expect(Math.abs(served / keys - expected)).toBeLessThan(error(expected));
  });

  it('with less room holds the most popular of those that are fresh, many or few keys', () => {
    // A tenth of the keys is fresh, and half of these fit: the first half of the keys is passed.
    for (const keys of [20_000, 2_000_000]) {
      const room = keys / 20;
      const cache = new CacheContents({ entries: room }, { ttl: 10 }, evictionOf('fifo'), stream);
      cache.warm({ keys, rateOf: () => 1 / 90 }, 1, streamFor(1, 0, 'cache', 'warm'));
      expect(cache.entries).toBe(room);
      const fresh = (from: number) => {
        let found = 0;
        for (let key = from; key < from + 5000; key++) if (cache.lookup(key, 0)) found++;
        return found;
      };
      expect(Math.abs(fresh(0) - 500)).toBeLessThan(4 * Math.sqrt(450));
      expect(fresh(keys * 0.55)).toBe(0);
    }
  });

  it('fills up exactly once what was warm has gone, though what it held was counted by its mean', () => {
    const cache = new CacheContents({ entries: 10_000 }, { ttl: 10 }, evictionOf('lru'), stream);
    cache.warm({ keys: 1_000_000, rateOf: () => 1 / 990 }, 1, streamFor(1, 0, 'cache', 'warm'));
    for (let key = 0; key < 40_000; key++) cache.insert(2_000_000 + key, 0, 1);
    expect(cache.entries).toBe(10_000);
    for (let key = 30_000; key < 40_000; key++) expect(cache.lookup(2_000_000 + key, 0)).toBe(true);
  });

  it('on one of several nodes holds the keys of that node', () => {
    const own = { has: (key: number) => key % 4 === 1, share: 0.25 };
    for (const ttl of [Number.POSITIVE_INFINITY, 10]) {
      const cache = new CacheContents({ entries: 1000 }, { ttl }, evictionOf('lru'), stream);
      cache.warm({ keys: 100_000, rateOf: () => Infinity, own }, 1, streamFor(1, 0, 'cache', 'warm'));
      expect(cache.entries).toBe(1000);
      const found = Array.from({ length: 5000 }, (_, key) => key).filter((key) => cache.lookup(key, 0));
      expect(found).toEqual(Array.from({ length: 1000 }, (_, at) => 4 * at + 1));
    }
  });

  it('holds and evicts what one filled entry by entry would', () => {
    // Negative keys are items of their own, which nobody asked for before.
    const operation = fc.record({
      kind: fc.constantFrom('lookup', 'insert', 'remove'),
      key: fc.integer({ min: -5, max: 40 }),
    });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 30 }),
        fc.nat(40),
        fc.boolean(),
        fc.array(operation, { maxLength: 200 }),
        (room, keys, isLru, operations) => {
          const cache = new CacheContents(
            { entries: room },
            { ttl: Number.POSITIVE_INFINITY },
            evictionOf(isLru ? 'lru' : 'fifo'),
            stream,
          );
          cache.warm(past(keys), 1, streamFor(1, 0, 'cache', 'warm'));
          const naive = new Naive(room, keys, isLru);
          for (const { kind, key } of operations) {
            if (kind === 'lookup') expect(cache.lookup(key, 0)).toBe(naive.lookup(key));
            else if (kind === 'insert') {
              cache.insert(key, 0, 1);
              naive.insert(key);
            } else {
              cache.remove(key);
              naive.remove(key);
            }
            expect(cache.entries).toBe(naive.held.length);
          }
        },
      ),
      { seed: 1 },
    );
  });

  it('has lost the part of its entries that the time since the start is of their time to live', () => {
    const cache = new CacheContents({ entries: 100_000 }, { ttl: 10 }, evictionOf('fifo'), stream);
    cache.warm(past(100_000), 1, streamFor(1, 0, 'cache', 'warm'));
    let hits = 0;
    for (let key = 0; key < 100_000; key++) if (cache.lookup(key, 3)) hits++;
    // Binomial: four standard deviations.
    expect(Math.abs(hits - 70_000)).toBeLessThan(4 * Math.sqrt(100_000 * 0.3 * 0.7));
    expect(cache.entries).toBe(hits);
  });

  it('holds a hundred million entries without a row for each', () => {
    const cache = new CacheContents({ bytes: 1e12 }, { ttl: Number.POSITIVE_INFINITY }, evictionOf('lru'), stream);
    cache.warm(past(1e8), 500, streamFor(1, 0, 'cache', 'warm'));
    expect(cache.entries).toBe(1e8);
    expect(cache.lookup(99_999_999, 0)).toBe(true);
  });

  it('is empty after it has been cleared', () => {
    const cache = new CacheContents({ entries: 10 }, { ttl: Number.POSITIVE_INFINITY }, evictionOf('lru'), stream);
    cache.warm(past(10), 1, streamFor(1, 0, 'cache', 'warm'));
    cache.clear();
    expect(cache.entries).toBe(0);
    for (let key = 0; key < 10; key++) expect(cache.lookup(key, 0)).toBe(false);
  });
});
