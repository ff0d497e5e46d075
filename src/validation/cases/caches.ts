import { client, delay, poisson, relay } from '../blocks.ts';
import type { Case, ReadRow, Sketch } from '../case.ts';
import { component, meanResponse } from '../readings.ts';
import { steady } from '../steady.ts';

/** Caches under independent requests. Lookups, fills and, but for the last case, fetches take no time. */

const hitRatio: Pick<ReadRow, 'of'> = { of: (result) => component(result, 'cache').hitRatio ?? Number.NaN };

const originCalls: Pick<ReadRow, 'of'> = {
  of: (result) => component(result, 'origin').arrivalRate / component(result, 'cache').arrivalRate,
};

function readThrough(
  rate: number,
  keys: { count: number; zipf: number },
  cache: object,
  fetch: unknown = '0 s',
): Sketch {
  return {
    components: [client, relay('api'), { id: 'cache', type: 'cache', work: '0 s', ...cache }, delay('origin', fetch)],
    connections: [
      { from: 'users', to: 'api' },
      { from: 'api', to: 'cache' },
      { from: 'cache', to: 'origin' },
    ],
    workload: poisson(rate, { keys }),
  };
}

const small = (eviction: string) => readThrough(100, { count: 10, zipf: 0.8 }, { capacity: '3 entries', eviction });
const large = (eviction: string) =>
  readThrough(100, { count: 10_000, zipf: 0.9 }, { capacity: '500 entries', eviction });

export const caches: readonly Case[] = [
  {
    id: 'T72',
    title: 'Small cache',
    model: '10 keys, Zipf 0.8, independent requests; 3 entries, loaded on a miss.',
    source: 'LRU: King 1971, exact; FIFO: Gelenbe 1973, exact',
    note: 'Che’s approximation for LRU gives 0.4036, 1 % off at this size.',
    trials: [
      steady({
        name: 'LRU',
        design: small('lru'),
        rate: 100,
        length: 2e6,
        quick: 200_000,
        whole: 4e6,
        rows: [{ metric: 'hit ratio', value: 0.407837, unit: 'share', se: 0.00036, ...hitRatio }],
      }),
      steady({
        name: 'FIFO',
        design: small('fifo'),
        rate: 100,
        length: 2e6,
        quick: 200_000,
        whole: 4e6,
        rows: [{ metric: 'hit ratio', value: 0.391982, unit: 'share', se: 0.00034, ...hitRatio }],
      }),
    ],
  },
  {
    id: 'T74',
    title: 'Large cache, Zipf 0.9',
    model: '10,000 keys, Zipf 0.9, 500 entries.',
    source:
      'LRU: Che, Tung & Wang 2002, off by less than 0.001 here (Fricker, Robert & Roberts 2012); FIFO: Gelenbe 1973',
    trials: [
      steady({
        name: 'LRU',
        design: large('lru'),
        rate: 100,
        length: 100_000,
        quick: 200_000,
        whole: 1e6,
        rows: [{ metric: 'hit ratio', value: 0.455382, unit: 'share', se: 0.0017, ...hitRatio }],
      }),
      steady({
        name: 'FIFO',
        design: large('fifo'),
        rate: 100,
        length: 100_000,
        quick: 200_000,
        whole: 1e6,
        rows: [{ metric: 'hit ratio', value: 0.410229, unit: 'share', se: 0.0019, ...hitRatio }],
      }),
    ],
  },
  {
    id: 'T76',
    title: 'TTL',
    model: 'One key, Poisson 5/s, to live 2 s from its load; loads are instant.',
    source: 'Renewal: λT / (1 + λT)',
    trials: [
      steady({
        name: 'fixed',
        design: readThrough(5, { count: 1, zipf: 0 }, { capacity: '1 entries', ttl: '2 s' }),
        rate: 5,
        length: 100_000,
        quick: 200_000,
        whole: 2e6,
        rows: [{ metric: 'hit ratio', value: 0.909091, unit: 'share', se: 0.00027, ...hitRatio }],
      }),
    ],
  },
  {
    id: 'T78',
    title: 'Thundering herd',
    model:
      'One hot key, Poisson 1000/s; an origin fetch takes 50 ms; to live 1 s from the completion of the fetch; every request that comes during a fetch makes its own.',
    source: 'Renewal–reward',
    trials: [
      steady({
        name: 'each its own fetch',
        design: readThrough(1000, { count: 1, zipf: 0 }, { capacity: '1 entries', ttl: '1 s' }, '50 ms'),
        rate: 1000,
        length: 1e6,
        quick: 300_000,
        whole: 4e6,
        rows: [
          { metric: 'origin calls per request', value: 0.048525, unit: 'share', se: 0.00024, ...originCalls },
          { metric: 'hit ratio', value: 0.951475, unit: 'share', se: 0.0002, ...hitRatio },
          { metric: 'mean latency', value: 2.42626, unit: 'ms', se: 0.012, ...meanResponse },
        ],
      }),
    ],
  },
];
