import { expect, test } from 'vitest';
import { estimate, simulate } from '../../simulator/index.ts';
import { modelOf, type Sketch } from '../support/topology.ts';
import { chain, client, relay } from './building-blocks.ts';
import { cold, steady } from './support.ts';

const model = (of: object, workload: unknown, seconds: number, faults: Sketch['faults'] = []) =>
  modelOf({
    components: [client, relay('api'), { id: 'table', type: 'managed-key-value', work: '5 ms', ...of }],
    connections: chain('users', 'api', 'table'),
    workload,
    faults,
    run: cold(seconds),
  });
const keys = { count: 1_000_000, zipf: 0 };
const write = { kind: 'write', keys };
const throttled = (...of: Parameters<typeof model>) =>
  simulate(model(...of)).requests['*'].counts.failed['rate-limited'] ?? 0;

test('a hot partition is throttled while the table as a whole uses 28 % of what it has', () => {
  const table = { capacity: 'provisioned', partitions: 10, writeUnits: '1000/s', burst: '1 s' };
  const hot = { at: 0, hotKey: { request: 'get', share: 0.5 } };
  // 400 writes a second of which 0.5 + 0.05 go to one partition; it takes 100 at the start and 100 a second.
  const failed = throttled(table, steady(400, write), 100, [hot]);
  expect(Math.abs(failed - (22_000 - 100 - 10_000))).toBeLessThan(4 * Math.sqrt(40_000 * 0.55 * 0.45));
  // Without the hot key 40 a second come to each.
  expect(throttled(table, steady(400, write), 100)).toBe(0);
});

test('a partition takes 1,000 write units a second at most, and a write takes one for each KiB that it begins', () => {
  const of = { partitions: 1, partitionWrites: '300/s' };
  // Units at the start and in ten seconds: 300 + 3,000, of which a write of 2.5 KB takes three.
  expect(throttled(of, steady(200, { ...write, payload: '2.5 KB' }), 10)).toBe(2000 - 1100);
  expect(throttled(of, steady(200, { ...write, payload: '1 KB' }), 10)).toBe(0);
});

test('a read takes a unit for each 4 KiB, half of it where it may be old', () => {
  const of = { partitions: 1, partitionReads: '300/s' };
  const read = { keys, response: '9 KB' };
  expect(throttled({ ...of, consistency: 'strong' }, steady(200, read), 10)).toBe(2000 - 1100);
  expect(throttled(of, steady(200, read), 10)).toBe(0);
});

test('capacity that was not used is kept for five minutes: four times as much goes well for 100 s', () => {
  const of = { capacity: 'provisioned', partitions: 1, writeUnits: '100/s' };
  // 300 s × 100/s at the start; 400 a second leave 300 a second less.
  expect(throttled(of, steady(400, write), 99)).toBe(0);
  expect(Math.abs(throttled(of, steady(400, write), 110) - 3000)).toBeLessThanOrEqual(1);
});

test('on demand a call is paid by its units, provisioned capacity by the hour', () => {
  const monthly = (of: object, request: object) => {
    const { cost } = estimate(model({ storage: 0, ...of }, steady(10, request), 10));
    return cost.components['table'];
  };
  const seconds = 730 * 3600;
  expect(monthly({}, { ...write, payload: '2.5 KB' })).toBeCloseTo((10 * 3 * seconds * 0.625) / 1e6, 6);
  expect(monthly({}, { keys, response: '9 KB' })).toBeCloseTo((10 * 1.5 * seconds * 0.125) / 1e6, 6);
  const provisioned = { capacity: 'provisioned', readUnits: '1000/s', writeUnits: '500/s' };
  expect(monthly(provisioned, write)).toBeCloseTo(730 * (1000 * 0.00013 + 500 * 0.00065), 6);
});
