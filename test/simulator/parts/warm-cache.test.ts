import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { streamFor } from '../../../simulator/kernel/index.ts';
import { CacheContents } from '../../../simulator/parts/cache-contents.ts';
import { evictionOf } from '../../../simulator/parts/eviction/index.ts';

const stream = (purpose: string) => streamFor(1, 0, 'cache', purpose);

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

describe('a cache that is warm from the start', () => {
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
          cache.warm(keys, 1, streamFor(1, 0, 'cache', 'warm'));
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
    cache.warm(100_000, 1, streamFor(1, 0, 'cache', 'warm'));
    let hits = 0;
    for (let key = 0; key < 100_000; key++) if (cache.lookup(key, 3)) hits++;
    // Binomial: four standard deviations.
    expect(Math.abs(hits - 70_000)).toBeLessThan(4 * Math.sqrt(100_000 * 0.3 * 0.7));
    expect(cache.entries).toBe(hits);
  });

  it('holds a hundred million entries without a row for each', () => {
    const cache = new CacheContents({ bytes: 1e12 }, { ttl: Number.POSITIVE_INFINITY }, evictionOf('lru'), stream);
    cache.warm(1e8, 500, streamFor(1, 0, 'cache', 'warm'));
    expect(cache.entries).toBe(1e8);
    expect(cache.lookup(99_999_999, 0)).toBe(true);
  });

  it('is empty after it has been cleared', () => {
    const cache = new CacheContents({ entries: 10 }, { ttl: Number.POSITIVE_INFINITY }, evictionOf('lru'), stream);
    cache.warm(10, 1, streamFor(1, 0, 'cache', 'warm'));
    cache.clear();
    expect(cache.entries).toBe(0);
    for (let key = 0; key < 10; key++) expect(cache.lookup(key, 0)).toBe(false);
  });
});
