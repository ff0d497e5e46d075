import type { RunResult } from '../../../simulator/index.ts';
import { client, delay, poisson, relay } from '../building-blocks.ts';
import type { Row, Truth } from './truth.ts';

/** Caches under independent requests. Lookups, fills and, but for the last, fetches take no time. */

const hitRatio = (value: number, error: number): Row => ({
  metric: 'hit ratio',
  value,
  error,
  of: (result) => result.components['cache'].hitRatio ?? Number.NaN,
});
const originCalls = (value: number, error: number): Row => ({
  metric: 'origin calls per request',
  value,
  error,
  of: (result) => result.components['origin'].arrivalRate / result.components['cache'].arrivalRate,
});

function readThrough(rate: number, keys: { count: number; zipf: number }, cache: object, fetch: unknown = '0 s') {
  return {
    rate,
    design: {
      components: [client, relay('api'), { id: 'cache', type: 'cache', work: '0 s', ...cache }, delay('origin', fetch)],
      connections: [
        { from: 'users', to: 'api' },
        { from: 'api', to: 'cache' },
        { from: 'cache', to: 'origin' },
      ],
      workload: poisson(rate, { keys }),
    },
  };
}

const small = (eviction: string) => readThrough(100, { count: 10, zipf: 0.8 }, { capacity: '3 entries', eviction });
const large = (eviction: string) =>
  readThrough(100, { count: 10_000, zipf: 0.9 }, { capacity: '500 entries', eviction });

export const caches: readonly Truth[] = [
  {
    id: 'T72',
    model: 'LRU, three entries, ten keys, Zipf 0.8',
    source: 'King 1971, exact',
    length: 2e6,
    ...small('lru'),
    rows: [hitRatio(0.407837, 0.00036)],
    quick: 200_000,
    slow: 4_000_000,
  },
  {
    id: 'T72',
    model: 'FIFO, three entries, ten keys, Zipf 0.8',
    source: 'Gelenbe 1973, exact',
    length: 2e6,
    ...small('fifo'),
    rows: [hitRatio(0.391982, 0.00034)],
    quick: 200_000,
    slow: 4_000_000,
  },
  {
    id: 'T74',
    model: 'LRU, 500 entries, 10,000 keys, Zipf 0.9',
    source: 'Che, Tung & Wang 2002, off by less than 0.001 here (Fricker, Robert & Roberts 2012)',
    length: 100_000,
    ...large('lru'),
    rows: [hitRatio(0.455382, 0.0017)],
    quick: 200_000,
    slow: 1_000_000,
  },
  {
    id: 'T74',
    model: 'FIFO, 500 entries, 10,000 keys, Zipf 0.9',
    source: 'Gelenbe 1973 by its characteristic time',
    length: 100_000,
    ...large('fifo'),
    rows: [hitRatio(0.410229, 0.0019)],
    quick: 200_000,
    slow: 1_000_000,
  },
  {
    id: 'T76',
    model: 'One key asked for 5 times a second, to live 2 s from its insertion',
    source: 'renewal: λT / (1 + λT)',
    length: 100_000,
    ...readThrough(5, { count: 1, zipf: 0 }, { capacity: '1 entries', ttl: '2 s' }),
    rows: [hitRatio(0.909091, 0.00027)],
    quick: 200_000,
    slow: 2_000_000,
  },
  {
    id: 'T78',
    model: 'Thundering herd: one key, 1000/s, to live 1 s, every request of the 50 ms of a fetch fetches for itself',
    source: 'renewal–reward: 51 misses in 1051 requests',
    length: 1e6,
    ...readThrough(1000, { count: 1, zipf: 0 }, { capacity: '1 entries', ttl: '1 s' }, '50 ms'),
    rows: [
      originCalls(0.048525, 0.00024),
      hitRatio(0.951475, 0.0002),
      {
        metric: 'mean response',
        value: 2.42626e-3,
        error: 0.012e-3,
        of: (result: RunResult) => result.requests['*'].latency.mean,
      },
    ],
    quick: 300_000,
    slow: 4_000_000,
  },
];
