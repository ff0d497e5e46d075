import { expect, test } from 'vitest';
import { estimate, simulate } from '../../simulator/index.ts';
import { modelOf } from '../support/topology.ts';
import { chain, client, relay } from './building-blocks.ts';
import { cold, moments, steady } from './support.ts';

const model = (of: object, workload: unknown, seconds: number) =>
  modelOf({
    components: [client, relay('api'), { id: 'reports', type: 'data-warehouse', planning: '1 s', ...of }],
    connections: chain('users', 'api', 'reports'),
    workload,
    run: cold(seconds),
  });

test('a query takes its planning and its bytes over the scan rate: 100 GB at 5 GB/s are 21 s, a tenth of it 3 s', () => {
  const seconds = (scan: string) => {
    const one = model({ scan }, steady(0.01), 1000);
    expect(estimate(one).components['reports'].resources['machines'].utilization).toBeLessThan(0.25);
    return simulate(one).requests['*'].latency.mean;
  };
  expect(seconds('100 GB')).toBeCloseTo(21, 9);
  expect(seconds('10 GB')).toBeCloseTo(3, 9);
});

test('queries at the same time share the scan rate, and who finds no slot waits', () => {
  const ends = (slots: number) => {
    const { requests } = simulate(model({ scan: '50 GB', slots }, moments({ first: 10, second: 10.000001 }), 100));
    return [requests['first'].latency.mean, requests['second'].latency.mean];
  };
  // Ten seconds each: side by side both take twenty, one after the other ten and twenty.
  for (const [measured, expected] of [
    [ends(2), [21, 21]],
    [ends(1), [11, 21]],
  ]) {
    expect(measured[0]).toBeCloseTo(expected[0], 4);
    expect(measured[1]).toBeCloseTo(expected[1], 4);
  }
});

test('it costs $5 for each terabyte scanned, however little comes out', () => {
  const monthly = (scan: string) => {
    const { cost } = estimate(model({ scan, storage: 0 }, steady(1 / 3600, { response: 10 }), 100));
    return cost.components['reports'];
  };
  // 730 queries a month.
  expect(monthly('1 TB')).toBeCloseTo(730 * 5, 6);
  expect(monthly('10 GB')).toBeCloseTo(730 * 0.05, 6);
});
