import { expect, test } from 'vitest';
import { client, delay } from './building-blocks.ts';
import { cold, milliseconds, moments, run, steady } from './support.ts';

test('a fallback answers when the call has failed for good, and the connection counts it as degraded', () => {
  const result = run({
    components: [client, { ...delay('leaf', '10 ms'), errorRate: 1 }],
    connections: [
      {
        from: 'users',
        to: 'leaf',
        retry: { attempts: 2, backoff: { base: '20 ms', jitter: 'none' } },
        fallback: { delay: '5 ms' },
      },
    ],
    workload: moments({ get: 1 }),
    run: cold(4),
  });
  expect(milliseconds(result)).toEqual({ get: 10 + 20 + 10 + 5 });
  const { fallbacks, failures, attempts } = result.connections['users->leaf'];
  expect([fallbacks! * 4, failures * 4, attempts * 4]).toEqual([1, 0, 2].map((n) => expect.closeTo(n, 9)));
});

test('it is not asked where the callee answers', () => {
  const result = run({
    components: [client, delay('leaf', '10 ms')],
    connections: [{ from: 'users', to: 'leaf', fallback: {} }],
    workload: steady(10),
    run: cold(10),
  });
  expect(result.connections['users->leaf'].fallbacks).toBe(0);
});

test('with a breaker before it the answer comes at once', () => {
  const result = run({
    components: [client, { ...delay('leaf', '100 ms'), errorRate: 1 }],
    connections: [
      {
        from: 'users',
        to: 'leaf',
        circuitBreaker: { slidingWindowSize: 5, minimumNumberOfCalls: 5 },
        fallback: {},
      },
    ],
    workload: steady(1, {}, 50.5),
    run: cold(60),
  });
  expect(result.requests['*'].availability).toBe(1);
  expect(result.requests['*'].latency.p50).toBe(0);
  expect(result.requests['*'].latency.max).toBeCloseTo(0.1, 2);
});
