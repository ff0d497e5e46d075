import { client, delay, poisson, relay } from '../blocks.ts';
import type { Case, ReadRow, Sketch } from '../case.ts';
import { component, meanResponse } from '../readings.ts';
import { steady } from '../steady.ts';

/** Caches under independent requests. Lookups, fills and, but for the last case, fetches take no time. */

const hitRatio: Pick<ReadRow, 'of'> = { of: (result) => component(result, 'cache').hitRatio ?? Number.NaN };

const originCalls: Pick<ReadRow, 'of'> = {
  of: (result) => component(result, 'origin').arrivalRate / component(result, 'cache').arrivalRate,
};

/** An entry lives 1 s and is fetched for 50 ms: so often it expires. */
const callsPerExpiry: Pick<ReadRow, 'of'> = { of: (result) => component(result, 'origin').arrivalRate * 1.05 };

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
    source: 'LRU: King 1971, exact; FIFO and RANDOM: Gelenbe 1973, exact; LFU: the three most popular keys stay',
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
      steady({
        name: 'RANDOM',
        design: small('random'),
        rate: 100,
        length: 2e6,
        quick: 200_000,
        whole: 4e6,
        rows: [{ metric: 'hit ratio', value: 0.391982, unit: 'share', se: 0.00036, ...hitRatio }],
      }),
      steady({
        name: 'LFU (perfect)',
        design: small('lfu'),
        rate: 100,
        length: 2e6,
        quick: 200_000,
        whole: 2e6,
        rows: [{ metric: 'hit ratio', value: 0.558072, unit: 'share', within: 0.004, ...hitRatio }],
      }),
    ],
  },
  {
    id: 'T74',
    title: 'Large cache, Zipf 0.9',
    model: '10,000 keys, Zipf 0.9, 500 entries.',
    source:
      'LRU: Che, Tung & Wang 2002, off by less than 0.001 here (Fricker, Robert & Roberts 2012); FIFO and RANDOM: Gelenbe 1973; LFU: the most popular keys stay',
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
      steady({
        name: 'RANDOM',
        design: large('random'),
        rate: 100,
        length: 100_000,
        quick: 200_000,
        whole: 1e6,
        rows: [{ metric: 'hit ratio', value: 0.410229, unit: 'share', se: 0.0019, ...hitRatio }],
      }),
      steady({
        name: 'LFU (perfect)',
        design: large('lfu'),
        rate: 100,
        length: 100_000,
        quick: 300_000,
        whole: 1e6,
        // By then chance no longer decides which keys are counted the most popular.
        warmup: 400_000,
        rows: [{ metric: 'hit ratio', value: 0.585651, unit: 'share', within: 0.003, ...hitRatio }],
      }),
    ],
  },
  {
    id: 'T76',
    title: 'TTL',
    model:
      'One key, Poisson; 5/s, to live 2 s from its load; 1/s, to live 2 s from its last request; loads are instant.',
    source: 'Renewal: λT / (1 + λT); 1 − exp(−λT)',
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
      steady({
        name: 'renewed by every hit',
        design: readThrough(1, { count: 1, zipf: 0 }, { capacity: '1 entries', ttl: '2 s', ttlRenewedByHit: true }),
        rate: 1,
        length: 100_000,
        quick: 200_000,
        whole: 2e6,
        rows: [{ metric: 'hit ratio', value: 0.864665, unit: 'share', se: 0.00093, ...hitRatio }],
      }),
    ],
  },
  {
    id: 'T78',
    title: 'Thundering herd and coalescing',
    model:
      'One hot key, Poisson 1000/s; an origin fetch takes 50 ms; to live 1 s from the completion of the fetch; those that come during a fetch share it, or each makes its own (the first to complete fills).',
    source: 'Renewal–reward',
    trials: [
      steady({
        name: 'one fetch is shared',
        design: readThrough(
          1000,
          { count: 1, zipf: 0 },
          { capacity: '1 entries', ttl: '1 s', coalesce: true },
          '50 ms',
        ),
        rate: 1000,
        length: 1e6,
        quick: 300_000,
        whole: 4e6,
        rows: [
          { metric: 'origin calls per request', value: 9.5147e-4, unit: 'share', se: 1.1e-6, ...originCalls },
          { metric: 'hit ratio', value: 0.951475, unit: 'share', se: 0.0002, ...hitRatio },
          { metric: 'mean latency', value: 1.23692, unit: 'ms', se: 0.0062, ...meanResponse },
        ],
      }),
      steady({
        name: 'each its own fetch',
        design: readThrough(1000, { count: 1, zipf: 0 }, { capacity: '1 entries', ttl: '1 s' }, '50 ms'),
        rate: 1000,
        length: 1e6,
        quick: 300_000,
        whole: 4e6,
        rows: [
          { metric: 'origin calls per expiry', value: 51, unit: '', within: 1.5, ...callsPerExpiry },
          { metric: 'origin calls per request', value: 0.048525, unit: 'share', se: 0.00024, ...originCalls },
          { metric: 'hit ratio', value: 0.951475, unit: 'share', se: 0.0002, ...hitRatio },
          { metric: 'mean latency', value: 2.42626, unit: 'ms', se: 0.012, ...meanResponse },
        ],
      }),
    ],
  },
];
