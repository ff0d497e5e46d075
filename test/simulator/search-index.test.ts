import { expect, test } from 'vitest';
import { estimate, simulate } from '../../simulator/index.ts';
import { modelOf } from '../support/topology.ts';
import { chain, client, delay, poisson, relay } from './building-blocks.ts';
import { cold, steady } from './support.ts';

const index = (of: object) => ({ id: 'index', type: 'search-index', hop: 0, fetch: 0, copies: 0, nodes: 1, ...of });
const model = (of: object, workload: unknown, run: object) =>
  modelOf({
    components: [client, relay('api'), index(of)],
    connections: chain('users', 'api', 'index'),
    workload,
    run,
  });

test('the 99th percentile of a query over N shards is the quantile 0.99^(1/N) of one shard', () => {
  for (const shards of [1, 4, 16]) {
    const result = simulate(
      model({ shards, cores: 256, work: { exponential: { mean: '10 ms' } } }, poisson(100), cold(200)),
    );
    // Nobody waits: with hardly ever more than 40 of 385 threads busy a query is the longest of N exponentials.
    const quantile = (p: number) => -0.01 * Math.log(1 - p ** (1 / shards));
    const { p50, p99, count } = result.requests['*'].latency;
    for (const [p, measured] of [
      [0.5, p50],
      [0.99, p99],
    ] as const) {
      // Standard error of a quantile: √(p(1−p)/n) over the density there, N·F^(N−1)·f.
      const x = quantile(p);
      const density = shards * (1 - Math.exp(-x / 0.01)) ** (shards - 1) * 100 * Math.exp(-x / 0.01);
      const error = Math.sqrt((p * (1 - p)) / count) / density;
      // The histogram of latencies is exact to one percent.
      expect(Math.abs((measured ?? Number.NaN) - x), `${shards} shards, p${p * 100}`).toBeLessThan(
        4 * error + 0.01 * x,
      );
    }
  }
});

test('every shard is work: N shards ask N times the cores, and replicas ask more only of writes', () => {
  const busy = (of: object, kind: string) => {
    const of_ = model({ nodes: 2, cores: 4, work: '1 ms', ...of }, poisson(100, { kind }), cold(50));
    const { busy, servers } = simulate(of_).components['index'].resources['cores'];
    const { utilization } = estimate(of_).components['index'];
    // Four standard errors of a Poisson count of 5,000.
    expect(Math.abs(busy / (utilization * (servers ?? 0)) - 1)).toBeLessThan(4 / Math.sqrt(5000));
    return utilization * (servers ?? 0);
  };
  expect(busy({ shards: 1 }, 'read')).toBeCloseTo(0.1, 9);
  expect(busy({ shards: 8 }, 'read')).toBeCloseTo(0.8, 9);
  expect(busy({ shards: 8, copies: 1 }, 'read')).toBeCloseTo(0.8, 9);
  expect(busy({ shards: 8 }, 'write')).toBeCloseTo(0.1, 9);
  expect(busy({ shards: 8, copies: 1 }, 'write')).toBeCloseTo(0.2, 9);
});

test('threads share the cores: seven on four take 7/4 of the time, and the capacity is cores / work', () => {
  const node = { shards: 1, cores: 4, work: '1 s' };
  // Seven queries in 7 ms, evenly shared: each gets four sevenths of a core.
  const few = model(node, steady(1000, {}, 0.0075), cold(5));
  const { latency } = simulate(few).requests['*'];
  expect(latency.count).toBe(7);
  expect(latency.mean).toBeCloseTo(7 / 4, 2);
  // 600 a second of 10 ms for four cores, though there are seven threads.
  const busy = model({ ...node, work: '10 ms', queue: 10 }, steady(600), cold(20));
  const { components, requests } = simulate(busy);
  expect(requests['*'].goodput / 400).toBeCloseTo(1, 2);
  expect(components['index'].utilization).toBeCloseTo(1, 2);
  expect(estimate(busy).capacity).toBeCloseTo(400, 6);
});

test('a query with one shard rejected by a full queue is rejected', () => {
  // Four cores are seven threads; twelve shards of one query find seven threads and four places.
  const { counts } = simulate(model({ shards: 12, queue: 4, work: '1 s' }, steady(0.5), cold(21))).requests['*'];
  expect(counts.failed).toEqual({ rejected: counts.offered });
  const { counts: roomier } = simulate(model({ shards: 11, queue: 4, work: '1 s' }, steady(0.25), cold(21))).requests[
    '*'
  ];
  expect(roomier.failed).toEqual({});
});

test('a write shows at the next refresh: a read 0.25 intervals later misses three of four', () => {
  const stale = (pause: string) =>
    simulate(
      modelOf({
        components: [client, relay('app'), relay('writer'), relay('reader'), delay('pause', pause), index({ work: 0 })],
        connections: [
          { from: 'users', to: 'app' },
          { from: 'app', to: 'writer', order: 1 },
          { from: 'app', to: 'pause', order: 2 },
          { from: 'app', to: 'reader', order: 3 },
          { from: 'writer', to: 'index', as: 'write' },
          { from: 'reader', to: 'index', as: 'read' },
        ],
        workload: poisson(500, { kind: 'write' }),
        run: cold(40),
      }),
    ).components['index'].staleReads ?? Number.NaN;
  // 20,000 writes at moments that are uniform within their intervals.
  expect(Math.abs(stale('0.25 s') - 0.75)).toBeLessThan(4 * Math.sqrt((0.75 * 0.25) / 20_000));
  expect(stale('1 s')).toBe(0);
});

test('while all copies of a shard are down no query is answered; with a replica elsewhere it is', () => {
  const failed = (of: object) =>
    simulate(
      modelOf({
        components: [client, relay('api'), index({ nodes: 2, shards: 2, work: '1 ms', ...of })],
        connections: chain('users', 'api', 'index'),
        workload: steady(10),
        faults: [{ at: 5.05, for: 5, crash: { component: 'index', replicas: 1 } }],
        run: cold(20),
      }),
    ).requests['*'].counts.failed;
  expect(failed({ copies: 0 })).toEqual({ unavailable: 50 });
  expect(failed({ copies: 1 })).toEqual({});
});
