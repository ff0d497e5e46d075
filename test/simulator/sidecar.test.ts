import { expect, test } from 'vitest';
import { compile, estimate } from '../../simulator/index.ts';
import { modelOf, type Sketch, topologyOf } from '../support/topology.ts';
import { client, exponential, poisson, relay, servers } from './building-blocks.ts';
import { cold, milliseconds, moments, run, steady } from './support.ts';

const retry = { attempts: 3, backoff: { base: 0, cap: 0, jitter: 'none' } };

function design(
  proxy: object,
  callee: object,
  workload: unknown,
  more: Partial<Sketch> & { outer?: object; inner?: object } = {},
): Sketch {
  const { outer = {}, inner = {}, ...rest } = more;
  return {
    components: [
      client,
      relay('app'),
      { id: 'mesh', type: 'sidecar', work: '1 ms', ...proxy },
      { ...servers('callee', 64, '10 ms'), ...callee },
    ],
    connections: [
      { from: 'users', to: 'app' },
      { from: 'app', to: 'mesh', ...outer },
      { from: 'mesh', to: 'callee', ...inner },
    ],
    workload,
    ...rest,
  };
}

test('every call pays for the proxies, and waits for their workers when they are busy', () => {
  expect(milliseconds(run(design({}, {}, moments({ get: 1 }), { run: cold(5) })))).toEqual({ get: 11 });
  // Two workers of 1 ms each, exponential, at 1,600 a second: M/M/2 at 80 %, 1/(1 − 0.64) times as long.
  const sketch = design({ workers: 2, work: exponential('1 ms') }, {}, poisson(1600), {
    run: { duration: 60, warmup: 10 },
  });
  const { latency, utilization } = run(sketch).components['mesh'];
  expect(utilization).toBeCloseTo(0.8, 1);
  // The callee's 10 ms are part of the visit.
  expect(Math.abs(latency.mean - 0.01 - 0.001 / 0.36)).toBeLessThan(0.0003);
  expect(estimate(modelOf(sketch)).components['mesh'].response).toBeCloseTo(0.01 + 0.001 / 0.36, 6);
});

test('retries of the mesh multiply with those of the application: 3 × 3 attempts at a callee that fails', () => {
  const faults = [{ at: 0, errors: { component: 'callee', rate: 1 } }];
  const result = run(design({}, {}, moments({ get: 1 }), { faults, run: cold(5), outer: { retry }, inner: { retry } }));
  expect(result.components['callee'].arrivalRate * 5).toBeCloseTo(9, 9);
  expect(result.components['mesh'].arrivalRate * 5).toBeCloseTo(3, 9);
});

test('an instance that fails five times in a row is left out for 30 s, then for 60 s', () => {
  const faults = [{ at: 0, errors: { component: 'callee', rate: 1, replicas: 1 } }];
  const failures = (proxy: object, duration: number) =>
    run(design(proxy, { replicas: 3 }, steady(20), { faults, run: cold(duration) })).requests['get'].counts.failed[
      'error'
    ] ?? 0;
  const outlierDetection = {};
  expect(failures({ outlierDetection }, 28)).toBe(5);
  expect(failures({ outlierDetection }, 80)).toBe(10);
  expect(failures({ outlierDetection }, 120)).toBe(15);
  // Without, a third of all, by turns.
  expect(Math.abs(failures({}, 30) - 200)).toBeLessThan(2);
});

test('timeouts count as failures of the instance, refusals for a rate limit do not', () => {
  const faults = [{ at: 0, freeze: { component: 'callee', replicas: 1 }, for: 25 }];
  const sketch = (proxy: object) =>
    design(proxy, { replicas: 2 }, steady(20), { faults, run: cold(20), inner: { timeout: '100 ms' } });
  const timeouts = (proxy: object) => run(sketch(proxy)).requests['get'].counts.failed['timeout'] ?? 0;
  // The five that count, and up to two that were on their way to it meanwhile.
  expect(timeouts({ outlierDetection: {} })).toBeGreaterThanOrEqual(5);
  expect(timeouts({ outlierDetection: {} })).toBeLessThanOrEqual(7);
  expect(timeouts({})).toBeGreaterThan(150);
});

test('so many at most are left out: where all fail, the others go on failing', () => {
  const faults = [{ at: 0, errors: { component: 'callee', rate: 1 } }];
  const sketch = (maxEjection: number) =>
    design({ outlierDetection: { maxEjection } }, { replicas: 10 }, steady(100), { faults, run: cold(20) });
  const ejected = (maxEjection: number) => run(sketch(maxEjection)).components['mesh'].measures?.['ejections'];
  expect(ejected(0.1)).toMatchObject({ count: 1 });
  expect(ejected(0.5)).toMatchObject({ count: 5 });
});

test('the only instance that is switched on is called though it is left out, and none that is not', () => {
  const { components, requests } = run({
    components: [
      client,
      { id: 'mesh', type: 'sidecar', outlierDetection: {} },
      { id: 'api', type: 'service', work: '10 ms', queue: 0, threads: 1, autoscale: { min: 1, max: 10 } },
    ],
    connections: [
      { from: 'users', to: 'mesh' },
      { from: 'mesh', to: 'api' },
    ],
    workload: poisson(500),
    run: cold(10),
  });
  // One thread of 10 ms can do no more than 100 a second, whatever is refused.
  expect(components['mesh'].measures?.['ejections']).not.toMatchObject({ count: 0 });
  expect(requests['*'].counts.succeeded).toBeLessThan(1000);
});

test('proxies that leave out failing instances need no balancer behind them; others are told so', () => {
  const codes = (proxy: object) =>
    compile(topologyOf(design(proxy, { replicas: 3 }, poisson(1)))).findings.map(({ code }) => code);
  expect(codes({ outlierDetection: {} })).not.toContain('no-balancer');
  expect(codes({})).toContain('no-balancer');
});
