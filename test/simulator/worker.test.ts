import { expect, test } from 'vitest';
import { compile } from '../../simulator/index.ts';
import { type Sketch, topologyOf } from '../support/topology.ts';
import { chain, client, relay } from './building-blocks.ts';
import { cold, moments, run, steady } from './support.ts';

/** Messages through a queue to workers. */
function working(workload: unknown, worker: object, queue: object = {}, more: Partial<Sketch> = {}): Sketch {
  return {
    components: [
      client,
      relay('api'),
      { id: 'queue', type: 'message-queue', work: 0, ...queue },
      { id: 'jobs', type: 'worker', ...worker },
    ],
    connections: chain('users', 'api', 'queue', 'jobs'),
    workload,
    run: cold(100),
    ...more,
  };
}

const write = { kind: 'write' };
const four = moments({ long: 1, a: 1.1, b: 1.2, c: 1.3 }, write);

test.each([
  // The long one with one worker, the others one after the other with the other: done after 10, 1, 1.9 and 2.8 s.
  { prefetch: 0, lags: [10, 1, 1.9, 2.8] },
  // Taken in turn: b waits behind the long one until 11 s, though the other worker has nothing to do from 3.1 s on.
  { prefetch: 10, lags: [10, 1, 10.8, 1.8] },
])('with a prefetch of $prefetch messages are done after $lags s', ({ prefetch, lags }) => {
  const work = { long: '10 s', '*': '1 s' };
  const { lag } = run(working(four, { replicas: 2, threads: 1, prefetch, work })).components['queue'];
  expect(lag?.count).toBe(4);
  expect(lag?.max).toBeCloseTo(Math.max(...lags), 9);
  expect(lag?.mean).toBeCloseTo(lags.reduce((sum, of) => sum + of, 0) / 4, 9);
});

test('a message that waits in a prefetch is delivered again when its visibility timeout is over, however short its job', () => {
  const work = { long: '10 s', '*': '1 s' };
  const redeliveries = (prefetch: number) =>
    run(working(four, { threads: 1, prefetch, work }, { visibilityTimeout: '11 s' })).components['queue'].redeliveries;
  // One worker: the long one until 11 s, then a, b and c until 14 s, which were taken at 1.1 to 1.3 s.
  expect(redeliveries(0)).toBe(0);
  expect(redeliveries(10)).toBe(2);
});

test('jobs that compute are limited by cores, however many are in progress', () => {
  const throughput = (worker: object) =>
    run(working(steady(50, write), { threads: 20, work: '100 ms', ...worker })).components['jobs'].throughput;
  expect(throughput({})).toBeCloseTo(50, 0);
  expect(throughput({ cores: 2 })).toBeCloseTo(20, 0);
});

test('a visibility timeout that many jobs outlast is told, and does what is told', () => {
  const findings = (work: unknown, queue: object = {}) =>
    compile(topologyOf(working(steady(1, write), { work }, queue))).findings.map(({ code }) => code);
  expect(findings({ lognormal: { mean: '100 ms', cv: 1.5 } })).toEqual([]);
  expect(findings({ exponential: { mean: '6 s' } })).toEqual([]);
  expect(findings({ exponential: { mean: '10 s' } })).toEqual(['visibility-too-short']);
  expect(findings('40 s', { delivery: 'at-most-once' })).toEqual([]);
  // Handed out at 1, 31, 61 and 91 s, each time before the job of the time before is done.
  const { redeliveries } = run(working(moments({ a: 1 }, write), { work: '40 s' })).components['queue'];
  expect(redeliveries).toBe(3);
});
