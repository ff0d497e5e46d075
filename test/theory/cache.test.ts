import { expect, test } from 'vitest';
import { type RandomStream, streamFor } from '../../simulator/kernel/index.ts';
import { type Popularity, popularity } from '../../simulator/parts/popularity.ts';
import {
  type CacheModel,
  cacheHitRatio,
  characteristicTime,
  lruHitRatio,
  ttlHitRatio,
} from '../../simulator/theory/index.ts';

/** A cache in thirty lines, by requests at Poisson instants one apart in the mean: what the formulas approximate. */
function simulated(law: Popularity, model: CacheModel, requests: number, stream: RandomStream): number {
  const until = new Map<number, number>(); // key → expiry, the oldest first
  let now = 0;
  let hits = 0;
  const warmUp = requests / 4;
  for (let i = 0; i < requests + warmUp; i++) {
    now += stream.exponential();
    const key = law.sample(stream);
    const expiry = until.get(key);
    const hit = expiry !== undefined && now <= expiry;
    if (hit) {
      if (i >= warmUp) hits += 1;
      const renewed = model.ttlRenewedByHit ? now + model.ttl : expiry;
      if (model.eviction === 'lru') until.delete(key);
      until.set(key, renewed);
    } else {
      until.delete(key);
      // What has expired takes room until it is asked for or goes.
      if (until.size >= model.capacity) until.delete(until.keys().next().value as number);
      until.set(key, now + model.ttl);
    }
  }
  return hits / requests;
}

const zipf = (count: number, exponent: number) => popularity({ kind: 'zipf', count, exponent });
const plain = { ttl: Infinity, ttlRenewedByHit: false };

test('the published values for 10,000 keys, Zipf 0.9 and 500 entries come out', () => {
  const profile = zipf(10_000, 0.9).profile();
  expect(lruHitRatio(profile, 500)).toBeCloseTo(0.455382, 5);
  expect(cacheHitRatio(profile, { capacity: 500, eviction: 'fifo', ...plain })).toBeCloseTo(0.410229, 5);
  expect(cacheHitRatio(profile, { capacity: 500, eviction: 'lfu', ...plain })).toBeCloseTo(0.585651, 5);
});

test('with ten keys and three entries LRU comes out within 1.2 per cent of the exact value, FIFO within 3', () => {
  const profile = zipf(10, 0.8).profile();
  expect(lruHitRatio(profile, 3)).toBeCloseTo(0.4036, 4);
  expect(Math.abs(lruHitRatio(profile, 3) / 0.407837 - 1)).toBeLessThan(0.012);
  expect(Math.abs(cacheHitRatio(profile, { capacity: 3, eviction: 'fifo', ...plain }) / 0.391982 - 1)).toBeLessThan(
    0.03,
  );
  expect(cacheHitRatio(profile, { capacity: 3, eviction: 'lfu', ...plain })).toBeCloseTo(0.558072, 6);
});

test.each([
  [1000, 0.6, 50],
  [1000, 0.9, 300],
  [2000, 1.2, 20],
])('a simulated LRU of %d keys, Zipf %d and %d entries agrees', (count, exponent, capacity) => {
  const law = zipf(count, exponent);
  const model = { capacity, eviction: 'lru', ...plain } as const;
  const measured = simulated(law, model, 100_000, streamFor(1, 0, 'lru', `${count} ${exponent}`));
  expect(Math.abs(measured - lruHitRatio(law.profile(), capacity))).toBeLessThan(0.01);
});

test('one key with a time to live: fixed from insertion, and renewed by hits', () => {
  const one = popularity({ kind: 'uniform', count: 1 }).profile();
  expect(ttlHitRatio(one, 10)).toBeCloseTo(10 / 11, 12);
  expect(ttlHitRatio(one, 2, true)).toBeCloseTo(1 - Math.exp(-2), 12);
});

test.each([
  ['lru', 300, 500, false],
  ['lru', 300, 500, true],
  ['lru', 100, 2000, false],
  ['lru', 100, 400, false],
  ['fifo', 100, 400, false],
  ['fifo', 100, 400, true],
  ['lru', Infinity, 1000, false],
  ['lru', Infinity, 1000, true],
] as const)(
  '%s with %d entries and a time to live of %d requests (renewed: %s) agrees',
  (eviction, capacity, ttl, renewed) => {
    const law = zipf(1000, 0.9);
    const model: CacheModel = { capacity, eviction, ttl, ttlRenewedByHit: renewed };
    const measured = simulated(law, model, 60_000, streamFor(2, 0, eviction, `${capacity} ${ttl} ${renewed}`));
    expect(Math.abs(measured - cacheHitRatio(law.profile(), model))).toBeLessThan(0.015);
  },
);

test('the mean number of entries at the characteristic time is the capacity', () => {
  const { probability, keys } = zipf(1_000_000, 1).profile();
  const capacity = 12_345;
  const time = characteristicTime({ probability, keys }, { capacity, eviction: 'lru', ...plain });
  const entries = keys.reduce((sum, k, j) => sum - k * Math.expm1(-(probability[j] as number) * time), 0);
  expect(Math.abs(entries / capacity - 1)).toBeLessThan(1e-9);
});

test('a cache that holds everything always hits, one that holds nothing never', () => {
  const profile = zipf(1000, 0.9).profile();
  for (const eviction of ['lru', 'fifo', 'random', 'lfu'] as const) {
    expect(cacheHitRatio(profile, { capacity: 1000, eviction, ...plain })).toBeCloseTo(1, 9);
    expect(cacheHitRatio(profile, { capacity: Infinity, eviction, ...plain })).toBeCloseTo(1, 9);
    expect(cacheHitRatio(profile, { capacity: 0, eviction, ...plain })).toBe(0);
  }
});

test('more entries and longer lives hit more, and LRU beats FIFO and stays below LFU', () => {
  const profile = zipf(10_000_000, 0.9).profile();
  let previous = 0;
  for (const capacity of [1, 10, 1000, 100_000, 5_000_000, 9_999_999]) {
    const lru = lruHitRatio(profile, capacity);
    expect(lru).toBeGreaterThan(previous);
    expect(lru).toBeGreaterThan(cacheHitRatio(profile, { capacity, eviction: 'fifo', ...plain }));
    expect(lru).toBeLessThan(cacheHitRatio(profile, { capacity, eviction: 'lfu', ...plain }));
    const expiring = [10, 1e4, 1e6, 1e9].map((ttl) =>
      cacheHitRatio(profile, { capacity, eviction: 'lru', ttl, ttlRenewedByHit: false }),
    );
    expect(expiring).toEqual(expiring.toSorted((a, b) => a - b));
    expect(expiring.at(-1)).toBeLessThanOrEqual(lru);
    previous = lru;
  }
});
