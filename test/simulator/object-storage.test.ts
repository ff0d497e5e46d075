import { expect, test } from 'vitest';
import { estimate, simulate } from '../../simulator/index.ts';
import { modelOf } from '../support/topology.ts';
import { chain, client, relay } from './building-blocks.ts';
import { cold, steady } from './support.ts';

const model = (of: object, workload: unknown, seconds: number) =>
  modelOf({
    components: [client, relay('api'), { id: 'files', type: 'object-storage', work: '80 ms', ...of }],
    connections: chain('users', 'api', 'files'),
    workload,
    run: cold(seconds),
  });
const MIB = 1_048_576;

test('an object takes its time to the first byte and then its size over 95 MiB/s; four connections take a quarter', () => {
  const mean = (of: object, request: object) => {
    const one = model(of, steady(2, request), 30);
    const { latency } = simulate(one).requests['*'];
    expect(latency.max).toBeCloseTo(latency.mean, 9);
    expect(estimate(one).requests['*'].mean).toBeCloseTo(latency.mean, 9);
    return latency.mean;
  };
  const large = { response: 190 * MIB };
  expect(mean({}, large)).toBeCloseTo(0.08 + 2, 9);
  expect(mean({ parallel: 4 }, large)).toBeCloseTo(0.08 + 0.5, 9);
  // What a write sends counts, and nothing smaller than a part is divided.
  expect(mean({ parallel: 4 }, { kind: 'write', payload: 19 * MIB, response: 190 * MIB })).toBeCloseTo(
    0.08 + 0.2 / 3,
    9,
  );
  expect(mean({ parallel: 4, partSize: '64 MiB' }, { response: 19 * MIB })).toBeCloseTo(0.08 + 0.2, 9);
});

test('nobody waits: what exceeds the rate of a prefix is refused, and more prefixes take more', () => {
  const refused = (of: object, request: object = {}) => {
    const keys = { count: 1_000_000, zipf: 0 };
    const result = simulate(
      model({ readRate: '100/s', writeRate: '50/s', ...of }, steady(200, { keys, ...request }), 10),
    );
    expect(result.requests['*'].latency.max).toBeCloseTo(0.08, 2);
    return result.requests['*'].counts.failed;
  };
  // A second's worth at the start, and then the rate: 100 + 10 × 100 of 2,000.
  expect(refused({})).toEqual({ 'rate-limited': 900 });
  expect(refused({}, { kind: 'write' })).toEqual({ 'rate-limited': 1450 });
  expect(refused({ prefixes: 8 })).toEqual({});
});

test('for small objects the fee for writes is larger than that for storage', () => {
  const { cost } = estimate(model({ storage: '1 GB' }, steady(1, { kind: 'write', payload: '1 KB' }), 10));
  const line = (title: string) => cost.lines.find((of) => of.title === title)?.monthly ?? 0;
  // 730 h of one write a second at $0.005 per thousand, and a gigabyte at $0.023.
  expect(line('Writes')).toBeCloseTo((730 * 3600 * 0.005) / 1000, 6);
  expect(line('Storage')).toBeCloseTo(0.023, 9);
  // A multipart upload is a request for each part.
  const parts = estimate(model({ parallel: 8 }, steady(1, { kind: 'write', payload: '64 MiB' }), 10)).cost;
  expect(parts.lines.find(({ title }) => title === 'Writes')?.monthly).toBeCloseTo(8 * line('Writes'), 6);
});
