import { expect, test } from 'vitest';
import { client, relay } from './building-blocks.ts';
import { cold, run, steady } from './support.ts';

function numbered(workload: unknown, generator: object, extra: object = {}, callers: object = {}) {
  return run({
    components: [
      client,
      { ...relay('api'), ...callers },
      { id: 'ids', type: 'id-generator', queue: 'unbounded', ...generator },
    ],
    connections: [
      { from: 'users', to: 'api' },
      { from: 'api', to: 'ids' },
    ],
    workload,
    run: cold(10),
    ...extra,
  });
}

/** So many requests at one moment, at 1 s. */
function burst(size: number): unknown {
  return {
    streams: [
      {
        client: 'users',
        arrivals: { constant: { rate: 1 }, batch: size },
        shape: { steps: [[1.5, 0]] },
        requests: { get: {} },
      },
    ],
  };
}

test('a node gives 4,096 numbers in a millisecond, and the next request waits for the next millisecond', () => {
  const at = (size: number, more: object = {}) =>
    numbered(burst(size), { nodes: 1, work: 0, ...more }, { run: cold(2) });
  expect(at(4096).requests['*'].latency.max).toBe(0);
  const one = at(10_000);
  // 4,096 at once, 4,096 after 1 ms, and 1,808 after 2 ms.
  expect(one.components['ids'].measures?.['exhausted']).toMatchObject({ count: 10_000 - 4096 });
  expect(one.requests['*'].latency.max).toBeCloseTo(0.002, 9);
  expect(one.requests['*'].latency.mean).toBeCloseTo((4096 * 0.001 + 1808 * 0.002) / 10_000, 9);
  // Three nodes have room for all; with fewer bits a millisecond is used up sooner.
  expect(at(10_000, { nodes: 3 }).requests['*'].latency.max).toBe(0);
  expect(at(1000, { sequenceBits: 8 }).requests['*'].latency.max).toBeCloseTo(0.003, 9);
});

test('one counter gives 1 / write a second: 800 at 1.25 ms, whatever the callers are', () => {
  const counter = numbered(steady(2000), { scheme: 'counter' }, {}, { replicas: 8 });
  expect(counter.components['ids'].throughput).toBeCloseTo(800, 0);
});

test('blocks of a thousand ask the row once in a thousand numbers, and go on when it is down', () => {
  const block = numbered(steady(2000), { scheme: 'block', blockSize: 1000, write: 0 });
  expect(block.components['ids'].arrivalRate * 10).toBeCloseTo(20, 6);
  expect(block.requests['*'].throughput).toBeCloseTo(2000, 0);
  const faults = [{ at: 5.005, for: 2, crash: { component: 'ids' } }];
  // A block of 5,000 at 100 a second lasts for 50 s: nobody notices; every number of a counter would fail.
  const of = (generator: object) => numbered(steady(100), generator, { faults }).requests['*'].counts.failed;
  expect(of({ scheme: 'block', blockSize: 5000 })).toEqual({});
  expect(of({ scheme: 'counter' })).toEqual({ refused: 200 });
});

test('a caller that crashes leaves a gap of what was left in its block', () => {
  const result = numbered(
    steady(100),
    { scheme: 'block', blockSize: 1000 },
    { faults: [{ at: 4.005, for: 1, crash: { component: 'api' } }] },
  );
  // 400 of the first thousand had been used.
  expect(result.components['ids'].measures?.['gaps']).toMatchObject({ count: 600 });
});
