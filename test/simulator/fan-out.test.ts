import { expect, test } from 'vitest';
import { client, delay, exponential, poisson, relay, servers } from './building-blocks.ts';
import { cold, endings, milliseconds, moments, run, steady } from './support.ts';

function harmonic(n: number): number {
  let sum = 0;
  for (let i = 1; i <= n; i++) sum += 1 / i;
  return sum;
}

test('T55 ten exponential calls of 10 ms at once take as long as the longest: 29.29 ms on average', () => {
  const result = run({
    components: [client, delay('leaf', exponential(0.01))],
    connections: [{ from: 'users', to: 'leaf', calls: 10, parallel: true }],
    workload: poisson(500),
    run: { duration: 44, warmup: 4 },
  });
  const { count, mean } = result.requests['*'].latency;
  const scale = Math.sqrt(100_000 / count);
  expect(Math.abs(mean * 1000 - 29.28968)).toBeLessThan(4 * 0.048 * scale);
  const { calls, attempts } = result.connections['users->leaf'];
  expect(calls / result.requests['*'].offered).toBeCloseTo(10, 1);
  expect(attempts).toBe(calls);
});

test.each([1, 2, 4, 5])('the answer that makes %i of 5 ends the wait: an order statistic of exponentials', (need) => {
  const result = run({
    components: [client, delay('leaf', exponential(0.01))],
    connections: [{ from: 'users', to: 'leaf', calls: 5, parallel: true, need }],
    workload: poisson(500),
    run: { duration: 44, warmup: 4 },
  });
  const expected = 0.01 * (harmonic(5) - harmonic(5 - need));
  let variance = 0;
  for (let i = 6 - need; i <= 5; i++) variance += (0.01 / i) ** 2;
  const { count, mean } = result.requests['*'].latency;
  expect(Math.abs(mean - expected)).toBeLessThan(4 * Math.sqrt(variance / count));
});

test('the calls go to different instances', () => {
  const result = run({
    components: [client, { ...servers('leaf', 1, '10 ms'), replicas: 3 }],
    connections: [{ from: 'users', to: 'leaf', calls: 3, parallel: true }],
    workload: steady(10),
    run: cold(10),
  });
  expect(result.requests['*'].latency.max).toBeCloseTo(0.01, 9);
});

test('with replacement two may meet at one instance', () => {
  const result = run({
    components: [client, { ...servers('leaf', 1, '10 ms'), replicas: 2 }],
    connections: [{ from: 'users', to: 'leaf', calls: 2, parallel: true, withReplacement: true }],
    workload: steady(10),
    run: cold(400),
  });
  // They meet in one of two cases, and the second then waits.
  const { count, mean } = result.requests['*'].latency;
  expect(Math.abs(mean - 0.015)).toBeLessThan((4 * 0.005) / Math.sqrt(count));
});

const failing = (fields: object, down: number) =>
  run({
    components: [client, { ...servers('leaf', 1, '10 ms'), replicas: 3 }],
    connections: [{ from: 'users', to: 'leaf', calls: 3, parallel: true, ...fields }],
    workload: moments({ get: 1 }),
    faults: [{ at: 0, errors: { component: 'leaf', rate: 1, replicas: down } }],
    run: cold(10),
  });

test('a failed branch is no answer, and the join fails when too few are left', () => {
  expect(endings(failing({ need: 2 }, 1))).toEqual({ get: 'ok' });
  expect(endings(failing({ need: 2 }, 2))).toEqual({ get: 'error' });
  expect(endings(failing({}, 1))).toEqual({ get: 'error' });
});

test('on an optional connection a failed branch counts as an empty answer', () => {
  expect(endings(failing({ optional: true }, 3))).toEqual({ get: 'ok' });
  expect(milliseconds(failing({ optional: true }, 3))).toEqual({ get: 10 });
});

test('each branch has its own policies', () => {
  const result = run({
    components: [client, { ...delay('leaf', '10 ms'), errorRate: 1 }],
    connections: [
      { from: 'users', to: 'leaf', calls: 2, parallel: true, retry: { attempts: 3, backoff: { base: 0, cap: 0 } } },
    ],
    workload: moments({ get: 1 }),
    run: cold(10),
  });
  const { calls, attempts, failures } = result.connections['users->leaf'];
  expect([calls, attempts, failures].map((rate) => Math.round(rate * 10))).toEqual([2, 6, 2]);
});

test('it fans out again further down', () => {
  const result = run({
    components: [client, relay('api'), delay('leaf', '10 ms')],
    connections: [
      { from: 'users', to: 'api', calls: 2, parallel: true },
      { from: 'api', to: 'leaf', calls: 3, parallel: true },
    ],
    workload: moments({ get: 1 }),
    run: cold(10),
  });
  expect(milliseconds(result)).toEqual({ get: 10 });
  expect(Math.round(result.components['leaf'].arrivalRate * 10)).toBe(6);
});
