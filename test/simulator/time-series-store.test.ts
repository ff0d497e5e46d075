import { expect, test } from 'vitest';
import { estimate, simulate } from '../../simulator/index.ts';
import { modelOf } from '../support/topology.ts';
import { chain, client, poisson, relay } from './building-blocks.ts';
import { cold, steady } from './support.ts';

const model = (of: object, workload: unknown, seconds: number) =>
  modelOf({
    components: [client, relay('api'), { id: 'metrics', type: 'time-series-store', ...of }],
    connections: chain('users', 'api', 'metrics'),
    workload,
    run: cold(seconds),
  });
/** 4 MB for series of 4 KB: a thousand. */
const small = { memory: '4 MB', bytesPerSeries: '4 KB', replay: '10 s' };

test('the series that is one too many kills it: at ten new ones a second the 1,001st comes after 100.1 s', () => {
  const upTo = (seconds: number) =>
    simulate(model(small, steady(10, { kind: 'write' }), seconds)).requests['*'].counts.failed;
  expect(upTo(100.05)).toEqual({});
  expect(upTo(100.15)).toEqual({ crashed: 1 });
  // It reads its log for ten seconds, has all series again, and is killed by the next write.
  expect(upTo(110.05)).toEqual({ crashed: 1, refused: 99 });
  expect(upTo(110.25)).toEqual({ crashed: 2, refused: 100 });
});

test('samples of the same thousand series never do, however many', () => {
  const keys = { count: 1000, zipf: 0 };
  const { components, requests } = simulate(model(small, poisson(2000, { kind: 'write', keys }), 20));
  expect(requests['*'].counts.failed).toEqual({});
  expect(components['metrics'].measures?.['outOfMemory']).toMatchObject({ count: 0 });
  expect(
    simulate(model(small, poisson(2000, { kind: 'write', keys: { count: 1100, zipf: 0 } }), 20)).requests['*'].counts
      .failed,
  ).toHaveProperty('refused');
});

test('series that nobody writes any more leave the memory', () => {
  // A new series every tenth of a second, and each is forgotten after 50 s: 500 at any time.
  const { counts } = simulate(model({ ...small, activeFor: '50 s' }, steady(10, { kind: 'write' }), 400)).requests['*'];
  expect(counts.failed).toEqual({});
});

test('a query takes as long as the series that it touches, and a core takes in 31,250 samples a second', () => {
  const milliseconds = (seriesPerQuery: number) =>
    simulate(model({ seriesPerQuery }, steady(0.05), 200)).requests['*'].latency.mean * 1000;
  expect(milliseconds(100)).toBeCloseTo(50, 6);
  expect(milliseconds(20_000)).toBeCloseTo(10_000, 6);
  const { capacity } = estimate(model({}, poisson(100, { kind: 'write' }), 10));
  expect(capacity).toBeCloseTo(250_000, 3);
});
