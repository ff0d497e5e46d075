import { expect, test } from 'vitest';
import { sampler } from '../../simulator/distribution.ts';
import { estimate, simulate } from '../../simulator/index.ts';
import { meanOfKth } from '../../simulator/parts/order-statistic.ts';
import { modelOf } from '../support/topology.ts';
import { chain, client, poisson, relay } from './building-blocks.ts';
import { cold, steady } from './support.ts';

const model = (of: object, workload: unknown, seconds: number) =>
  modelOf({
    components: [client, relay('api'), { id: 'job', type: 'batch-job', startUp: 0, ...of }],
    connections: chain('users', 'api', 'job'),
    workload,
    run: cold(seconds),
  });
const mean = (of: object, rate = 0.001, seconds = 200_000) =>
  simulate(model(of, steady(rate), seconds)).requests['*'].latency;

test('the slowest of 64 tasks takes three times the median: the mean of the largest of 64 lognormal draws', () => {
  const run = mean({});
  const longest = meanOfKth(64, 64, [sampler({ kind: 'lognormal', p50: 60, p99: 175 })]);
  expect(longest / 60).toBeGreaterThan(2.95);
  expect(longest / 60).toBeLessThan(3.05);
  // 200 runs of deviation 0.24 of their mean, against an integral over 4,000 samples.
  expect(Math.abs(run.mean / longest - 1)).toBeLessThan(4 * 0.24 * Math.sqrt(1 / run.count + 1 / 4000));
  expect(estimate(model({}, steady(0.001), 10)).requests['*'].mean).toBeCloseTo(longest, 6);
});

test('with exponential tasks the last of n comes after H(n) means: 8 executors 2.72, 64 executors 4.74', () => {
  for (const n of [8, 64]) {
    const { mean: measured, count } = mean(
      { tasks: n, executors: n, task: { exponential: { mean: '1 s' } } },
      0.05,
      40_000,
    );
    const ranks = Array.from({ length: n }, (_, i) => 1 / (i + 1));
    const harmonic = ranks.reduce((sum, of) => sum + of, 0);
    const variance = ranks.reduce((sum, of) => sum + of * of, 0);
    expect(Math.abs(measured - harmonic)).toBeLessThan(4 * Math.sqrt(variance / count));
  }
});

test('fewer executors than tasks work in waves, more do nothing, and the start is paid by each run', () => {
  const seconds = (executors: number, startUp: string) => mean({ tasks: 10, executors, startUp, task: '6 s' }).mean;
  expect(seconds(10, '0 s')).toBeCloseTo(6, 9);
  expect(seconds(4, '0 s')).toBeCloseTo(18, 9);
  expect(seconds(100, '0 s')).toBeCloseTo(6, 9);
  expect(seconds(10, '1 min')).toBeCloseTo(66, 9);
});

test('a task that fails runs again, and the run fails with one that has failed four times', () => {
  const of = { tasks: 4, executors: 4, task: '1 s', errorRate: 0.5 };
  const { counts } = simulate(model(of, poisson(0.02), 200_000)).requests['*'];
  const failed = 1 - (1 - 0.5 ** 4) ** 4;
  expect(Math.abs((counts.failed['error'] ?? 0) / counts.offered - failed)).toBeLessThan(
    4 * Math.sqrt((failed * (1 - failed)) / counts.offered),
  );
  expect(mean({ ...of, errorRate: 1, attempts: 3 }).count).toBe(0);
});
