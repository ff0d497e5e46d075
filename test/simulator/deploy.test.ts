import { describe, expect, test } from 'vitest';
import { compile } from '../../simulator/index.ts';
import { topologyOf } from '../support/topology.ts';
import { chain, client, servers } from './building-blocks.ts';
import { cold, run, steady } from './support.ts';

/** Four instances of a single server each, 10 ms of work, and a deployment at 10 s. */
function deployed(config: object, rate = 100, extra: object = {}, lasts?: number) {
  return {
    components: [client, { ...servers('api', 1, '10 ms'), replicas: 4, ...extra }],
    connections: chain('users', 'api'),
    workload: steady(rate),
    faults: [{ at: 10, ...(lasts === undefined ? {} : { for: lasts }), deploy: { component: 'api', ...config } }],
    run: cold(100),
  };
}

/** Mean of a series between two moments [s]. */
function between(series: readonly number[], step: number, from: number, to: number): number {
  const part = series.slice(Math.round(from / step), Math.round(to / step));
  return part.reduce((sum, value) => sum + value, 0) / part.length;
}

describe('a rolling deployment', () => {
  test('with capacity to spare loses no request, and takes instances × start-up', () => {
    const result = run(deployed({ startUp: '5 s' }));
    expect(result.requests['*'].counts.failed).toEqual({});
    // Each of the four is away for 5 s of the 100: 1 − 20 / 400.
    expect(result.components['api'].availability).toBeCloseTo(0.95, 9);
    const { step, components } = result.timeline;
    // 1 of 4 servers is busy on average, and never more than while three carry the load.
    expect(between(components['api'].utilization, step, 40, 90)).toBeCloseTo(0.25, 2);
  });

  test('without it lets a queue grow that others would have served', () => {
    // 380/s on four servers of 100/s: three lack 80/s for 20 s.
    const { latency } = run(deployed({ startUp: '5 s' }, 380)).requests['*'];
    const calm = run({ ...deployed({}, 380), faults: [] }).requests['*'].latency;
    expect(calm.max).toBeCloseTo(0.01, 3);
    // 1,600 requests more than are served, before three servers.
    expect(latency.max).toBeGreaterThan(4);
    expect(latency.max).toBeLessThan(6);
  });

  test('that is not graceful fails what is in the instances', () => {
    const graceful = run(deployed({ startUp: '5 s' }, 300));
    const abrupt = run(deployed({ startUp: '5 s', graceful: false }, 300));
    expect(graceful.requests['*'].counts.failed).toEqual({});
    const { failed } = abrupt.requests['*'].counts;
    expect(Object.keys(failed)).toEqual(['crashed']);
    expect(failed['crashed']).toBeGreaterThanOrEqual(3);
    expect(failed['crashed']).toBeLessThanOrEqual(8);
  });
});

test('a deployment that recreates all at once serves nobody until they have started', () => {
  const result = run(deployed({ strategy: 'recreate', startUp: '5 s' }));
  // 5 s × 100/s are refused; what was inside is finished.
  expect(result.requests['*'].counts.failed).toEqual({ unavailable: 500 });
});

test('a blue-green deployment takes no capacity away, and switches a bad version on for all at once', () => {
  const bad = { errors: 1 };
  const result = run(deployed({ strategy: 'blue-green', startUp: '5 s', bad }, 100, {}, 25));
  expect(result.components['api'].availability).toBe(1);
  // Switched at 15 s, noticed at 35 s, back at 40 s: 25 s × 100/s.
  const { failed } = result.requests['*'].counts;
  expect(Object.keys(failed)).toEqual(['error']);
  expect(failed['error']).toBeGreaterThanOrEqual(2499);
  expect(failed['error']).toBeLessThanOrEqual(2501);
});

test('a canary shows a bad version to its share of the requests, and a rollback in time spares the others', () => {
  const config = { strategy: 'canary', canaries: '25 %', bake: '30 s', startUp: '1 s', bad: { errors: 1 } };
  const caught = run(deployed(config, 100, {}, 21));
  // One of four from 11 s to 31 s: 20 s × 25/s. In the meantime of a rollback it is away and fails nobody.
  expect(caught.requests['*'].counts.failed).toEqual({ error: 500 });
  const missed = run(deployed(config, 100));
  // All are bad from 44 s on; each second of the roll-out one more.
  expect(missed.requests['*'].errorRate).toBeGreaterThan(0.6);
});

test('a bad version that is slow is slow at the instances that have it', () => {
  const config = { strategy: 'canary', canaries: '25 %', bake: '1000 s', startUp: '1 s', bad: { errors: 0, slow: 3 } };
  const { latency } = run(deployed(config, 100)).requests['*'];
  expect(latency.max).toBeCloseTo(0.03, 3);
  expect(latency.p50).toBeCloseTo(0.01, 3);
});

test('what scales by itself is not deployed to, and the finding says why', () => {
  const sketch = deployed({}, 100, { autoscale: { min: 2, max: 8 } });
  const { findings } = compile(topologyOf(sketch));
  expect(findings.map(({ code }) => code)).toContain('fault-target');
});

describe('a change of running processes', () => {
  test('as a configuration push reaches one instance after the other within its time, and is taken back as fast', () => {
    const bad = { errors: 1 };
    const result = run(deployed({ strategy: 'push', pushTime: '8 s', bad }, 100, {}, 30));
    expect(result.components['api'].availability).toBe(1);
    const { step, requests } = result.timeline;
    const failed = (from: number, to: number) => between(requests['*'].failed, step, from, to);
    // A quarter of the four instances more every 2 s from 12 s on, and a quarter fewer from 42 s on.
    expect(failed(10, 12)).toBe(0);
    expect(failed(14, 16)).toBeCloseTo(50, 0);
    expect(failed(18, 40)).toBeCloseTo(100, 0);
    expect(failed(44, 46)).toBeCloseTo(50, 0);
    expect(failed(48, 90)).toBe(0);
  });

  test('as a feature flag is on for a share of the requests at once, and off at once', () => {
    const flag = { strategy: 'flag', exposed: 0.2, bad: { errors: 0.5, slow: 3 } };
    const result = run(deployed(flag, 100, {}, 50));
    const { counts, latency } = result.requests['*'];
    // 5,000 requests meanwhile, a fifth of them exposed, of which half fail; the others of the fifth take 30 ms.
    expect(Math.abs((counts.failed['error'] ?? 0) - 500)).toBeLessThan(4 * Math.sqrt(5000 * 0.1 * 0.9));
    const slow = latency.count * (latency.mean / 0.01 - 1);
    // Each 20 ms more, and with four servers hardly anybody waits.
    expect(slow / 2 / 900).toBeGreaterThan(0.9);
    expect(slow / 2 / 900).toBeLessThan(1.2);
    const { step, requests } = result.timeline;
    expect(between(requests['*'].failed, step, 61, 99)).toBe(0);
  });
});
