import { expect, test } from 'vitest';
import { estimate, simulate } from '../../simulator/index.ts';
import { modelOf } from '../support/topology.ts';
import { chain, client, poisson, relay } from './building-blocks.ts';
import { cold, steady } from './support.ts';

const graph = { id: 'graph', type: 'graph-store', base: 0, edgeTime: '5 us', degree: 50 };
const model = (of: object, workload: unknown, seconds: number) =>
  modelOf({
    components: [client, relay('api'), { ...graph, ...of }],
    connections: chain('users', 'api', 'graph'),
    workload,
    run: cold(seconds),
  });

test('k hops walk over d + d² + … + d^k edges: 0.25 ms, 12.75 ms and 637.75 ms with fifty edges each', () => {
  const milliseconds = (hops: number) => {
    const { mean, max } = simulate(model({ hops }, steady(1), 20)).requests['*'].latency;
    expect(max).toBeCloseTo(mean, 9);
    return mean * 1000;
  };
  expect(milliseconds(1)).toBeCloseTo(0.25, 6);
  expect(milliseconds(2)).toBeCloseTo(0.25 * 51, 6);
  expect(milliseconds(3)).toBeCloseTo(0.25 * 2551, 6);
  // What one more hop leaves of the capacity.
  const capacity = (hops: number) => estimate(model({ hops }, steady(1), 20)).capacity ?? 0;
  expect(capacity(1) / capacity(2)).toBeCloseTo(51, 9);
});

test('a supernode is the tail: one query in a hundred takes 400 times as long, and is four fifths of the work', () => {
  const supernodes = { share: '1 %', degree: 1_000_000 };
  const of = model({ cores: 256, supernodes }, poisson(50), 400);
  const { p50, p99, max, count } = simulate(of).requests['*'].latency;
  const slow = simulate(of).components['graph'].resources['cores'].busy;
  expect(p50).toBeCloseTo(0.01275, 3);
  expect(max).toBeCloseTo(0.01275 + 5, 2);
  expect(p99 ?? 0).toBeGreaterThan(0.012);
  // Four standard errors of the number of slow queries, each 5 s of work.
  const expected = 50 * (0.01275 + 0.01 * 5);
  expect(Math.abs(slow - expected)).toBeLessThan((4 * 5 * Math.sqrt(count * 0.01)) / 400);
  expect((0.01 * 5) / (0.01275 + 0.01 * 5)).toBeGreaterThan(0.79);
});

test('writes go to one instance however many replicas answer reads', () => {
  const { resources } = estimate(
    model({ readReplicas: 3, write: '2 ms', cores: 1 }, poisson(100, { kind: 'write' }), 10),
  ).components['graph'];
  expect(resources['primary-cores'].utilization).toBeCloseTo(0.2, 9);
  expect(resources['replica-cores'].utilization).toBe(0);
});
