import { expect, test } from 'vitest';
import { checkTopology } from '../../simulator/check.ts';
import { topologyOf } from '../support/topology.ts';
import { balancer, chain, client, exponential, poisson, servers } from './building-blocks.ts';
import { cold, run } from './support.ts';

/** One server that is asked for twice what it can do, or for half of it. */
function design(rate: number, connection: object, more: object = {}) {
  return {
    components: [client, { ...servers('api', 1, exponential(0.01)), ...more }],
    connections: [{ from: 'users', to: 'api', ...connection }],
    workload: poisson(rate),
    run: cold(60),
  };
}

test('retries that a bulkhead refuses add no load, and nothing is said of amplification', () => {
  const retry = { attempts: 3, backoff: { base: 0.01 } };
  const codes = (more: object) => run(design(200, { retry, ...more })).findings.map(({ code }) => code);
  expect(codes({ bulkhead: { maxConcurrentCalls: 2 } })).not.toContain('retry-amplification');
  expect(codes({ timeout: 0.02 })).toContain('retry-amplification');
});

test('what its callers have taken back is no error of a component', () => {
  const hedged = {
    ...design(150, {}),
    components: [client, { ...servers('api', 1, exponential(0.01)), replicas: 2 }],
    connections: [{ from: 'users', to: 'api', hedge: { after: 0, max: 1, cancel: 'running' } }],
  };
  const { errors, errorRate } = run(hedged).components['api'];
  expect(errors['canceled']).toBeCloseTo(0.5, 1);
  expect(errorRate).toBe(0);
});

test('a concurrency limit that refuses is not called a full queue', () => {
  const says = (more: object) =>
    run(design(200, {}, more)).findings.find(({ code }) => code === 'failures')?.says ?? '';
  expect(says({ queue: 5 })).toContain('its queue was full');
  expect(says({ concurrencyLimit: { limit: 1 } })).toContain('its limit');
});

test('copies that may meet behind a balancer are warned of, unless that is asked for', () => {
  const codes = (more: object) =>
    checkTopology(
      topologyOf({
        ...design(1, {}),
        components: [client, balancer('lb', 'random'), { ...servers('api', 1, '1 ms'), replicas: 3 }],
        connections: [{ ...chain('users', 'lb')[0], ...more }, ...chain('lb', 'api')],
      }),
    ).map(({ code }) => code);
  expect(codes({ calls: 3, parallel: true })).toEqual(['meets-behind-router']);
  expect(codes({ hedge: {} })).toEqual(['meets-behind-router']);
  expect(codes({ calls: 3, parallel: true, withReplacement: true })).toEqual([]);
  expect(codes({})).toEqual([]);
});
