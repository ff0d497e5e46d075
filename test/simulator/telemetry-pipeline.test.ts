import { expect, test } from 'vitest';
import type { RunResult } from '../../simulator/index.ts';
import { client, relay } from './building-blocks.ts';
import { cold, run, steady } from './support.ts';

/** Events that the pipeline has counted, and the requests that waited for it. */
function counted(result: RunResult, name: string): number {
  const measure = result.components['logs'].measures?.[name];
  if (measure === undefined) throw new Error(`no ${name}`);
  return 'times' in measure ? measure.times.count : measure.count;
}

/** A service without any time of its own that records each of its requests. */
function observed(workload: unknown, pipeline: object, extra: object = {}) {
  return run({
    components: [client, relay('api'), { id: 'logs', type: 'telemetry-pipeline', ...pipeline }],
    connections: [
      { from: 'users', to: 'api' },
      { from: 'api', to: 'logs' },
    ],
    workload,
    run: cold(100),
    ...extra,
  });
}

const outage = { faults: [{ at: 20, for: 40, crash: { component: 'logs' } }] };

test('what cannot be exported is dropped when the buffer is full, and no request notices', () => {
  const result = observed(steady(100), { buffer: 1000, batch: 100, flushEvery: '1 s', work: 0 }, outage);
  expect(result.requests['*'].latency.max).toBe(0);
  expect(result.requests['*'].availability).toBe(1);
  // 100 a second for 40 s, of which the buffer keeps 1,000; until the next try after it is over another second may pass.
  const dropped = counted(result, 'dropped');
  expect(Math.abs(dropped - (4000 - 1000))).toBeLessThanOrEqual(101);
});

test('an agent that blocks makes an outage of the logs one of the product', () => {
  const result = observed(
    steady(100),
    { buffer: 1000, batch: 100, flushEvery: '1 s', work: 0, whenFull: 'block' },
    outage,
  );
  // The buffer is full after ten seconds; who comes then waits until the logs are back, at most half a minute.
  expect(counted(result, 'dropped')).toBe(0);
  expect(result.requests['*'].latency.max).toBeGreaterThan(29);
  expect(result.requests['*'].latency.max).toBeLessThan(32);
  expect(Math.abs(counted(result, 'blocked') - 3000)).toBeLessThanOrEqual(200);
});

test('an agent that blocks before slow collectors lets the product run at their speed', () => {
  // Two cores at 10 ms an event take 200 a second of the 300 that come.
  const slow = (whenFull: string) =>
    observed(steady(300), { buffer: 100, batch: 50, work: '10 ms', whenFull }, { run: cold(20) });
  const blocking = slow('block');
  // One export at a time: a batch of 50 takes one core for 0.5 s.
  expect(blocking.components['logs'].throughput).toBeCloseTo(2, 0);
  expect(blocking.components['api'].throughput).toBeCloseTo(100, -1);
  const dropping = slow('drop');
  expect(dropping.components['api'].throughput).toBeCloseTo(300, 0);
  const dropped = counted(dropping, 'dropped');
  expect(dropped / 20).toBeCloseTo(200, -1);
});

test('exports go in batches, or after a while, and their work is that of their events', () => {
  const full = observed(steady(100), { batch: 200, work: '1 ms' });
  // The first is full at 2 s, each later one 200 events after the one before.
  expect(full.components['logs'].arrivalRate * 100).toBeCloseTo(50, -1);
  expect(full.components['logs'].latency.mean).toBeCloseTo(0.2, 6);
  // Two cores, of which 100 events a second at 1 ms keep a twentieth busy.
  expect(full.components['logs'].utilization).toBeCloseTo(0.05, 2);
  const slow = observed(steady(10), { batch: 200, flushEvery: '5 s', work: 0 });
  expect(slow.components['logs'].arrivalRate).toBeCloseTo(0.2, 1);
});

test('of sampled requests that share is recorded and paid', () => {
  const of = (sampling: string) => observed(steady(1000), { sampling, batch: 1, work: 0, buffer: 100_000 });
  const all = of('100 %');
  const some = of('10 %');
  expect(all.components['logs'].arrivalRate).toBeCloseTo(1000, 0);
  // 4 standard deviations of a binomial of 100,000 with probability 0.1 are 380.
  expect(Math.abs(some.components['logs'].arrivalRate * 100 - 10_000)).toBeLessThan(380);
  // 1,000 events of 3 KB a second are 7,884 GB in a month of 730 hours, at $0.50 each.
  expect(all.cost.components['logs']).toBeCloseTo(7884 * 0.5, 6);
  expect(some.cost.components['logs']).toBeCloseTo(788.4 * 0.5, 6);
});

test('what an instance has in its buffer when it crashes is lost', () => {
  const faults = [{ at: 9.995, for: 1, crash: { component: 'api' } }];
  const result = observed(steady(100), { batch: 2000, flushEvery: '20 s', work: 0 }, { faults });
  expect(counted(result, 'lost')).toBe(999);
});
