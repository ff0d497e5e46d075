import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type RateLimiter, rateLimiter } from '../../simulator/parts/rate-limiter.ts';
import { connectionRateLimitField } from '../../simulator/policies/rate-limit.ts';
import { chain, client, delay, relay } from './building-blocks.ts';
import { cold, milliseconds, moments, run, steady } from './support.ts';

function limiter(spec: object): RateLimiter {
  return rateLimiter(connectionRateLimitField.parse(spec)!);
}

/** When each of those who come at these moments passes, rounded; undefined for those refused. */
function passages(spec: object, times: readonly number[]): (number | undefined)[] {
  const of = limiter(spec);
  return times.map((time) => {
    const wait = of.reserve(time);
    return wait < 0 ? undefined : Math.round((time + wait) * 1e6) / 1e6;
  });
}

test('a token bucket that delays lets the burst pass and then one for each token, in the order of arrival', () => {
  const spec = { algorithm: 'token-bucket', rate: 10, burst: 2, excess: 'delay' };
  expect(passages(spec, [0, 0, 0, 0, 0.05, 1])).toEqual([0, 0, 0.1, 0.2, 0.3, 1]);
  expect(passages({ ...spec, maxWaitDuration: 0.1 }, [0, 0, 0, 0, 0.05])).toEqual([0, 0, 0.1, undefined, undefined]);
});

test('a leaky bucket lets requests out evenly spaced, and refuses what finds its places taken', () => {
  const spec = { algorithm: 'leaky-bucket', rate: 10, burst: 2 };
  expect(passages(spec, [0, 0, 0, 0, 0.1, 5])).toEqual([0, 0.1, 0.2, undefined, 0.3, 5]);
  expect(passages({ ...spec, excess: 'delay' }, [0, 0, 0, 0])).toEqual([0, 0.1, 0.2, 0.3]);
});

test('a fixed window admits its number, so that around its end twice as many pass', () => {
  const spec = { algorithm: 'fixed-window', rate: 2, burst: 2 };
  expect(passages(spec, [0.9, 0.9, 0.9, 1, 1, 1])).toEqual([0.9, 0.9, undefined, 1, 1, undefined]);
  expect(passages({ ...spec, excess: 'delay' }, [0.9, 0.9, 0.9, 0.9, 0.9, 1])).toEqual([0.9, 0.9, 1, 1, 2, 2]);
});

test('a sliding window admits its number in any window', () => {
  const spec = { algorithm: 'sliding-window', rate: 2, burst: 2 };
  expect(passages(spec, [0.5, 0.9, 1, 1.5, 1.8, 1.9])).toEqual([0.5, 0.9, undefined, 1.5, undefined, 1.9]);
  expect(passages({ ...spec, excess: 'delay' }, [0.5, 0.9, 1, 1])).toEqual([0.5, 0.9, 1.5, 1.9]);
});

const spec = fc.record({
  algorithm: fc.constantFrom('token-bucket', 'leaky-bucket', 'fixed-window', 'sliding-window'),
  rate: fc.constantFrom(0.7, 3, 10),
  burst: fc.integer({ min: 1, max: 6 }),
  excess: fc.constantFrom('reject', 'delay'),
});
const arrivals = fc.array(fc.constantFrom(0, 0, 0.01, 0.1, 1 / 3, 2), { minLength: 1, maxLength: 60 }).map((gaps) => {
  let now = 0;
  return gaps.map((gap) => (now += gap));
});

test('whatever the algorithm, no more pass in a time than rate × time and twice the burst, and nobody overtakes', () => {
  fc.assert(
    fc.property(spec, arrivals, (of, times) => {
      const passed = passages(of, times).filter((time) => time !== undefined);
      expect(passed).toEqual([...passed].sort((a, b) => a - b));
      passed.forEach((from, first) => {
        passed.forEach((to, last) => {
          if (last < first) return;
          const bound = of.rate * (to - from) + 2 * of.burst;
          expect(last - first + 1).toBeLessThanOrEqual(bound + 1e-3);
        });
      });
      if (of.excess === 'delay') expect(passed).toHaveLength(times.length);
    }),
    { seed: 3, numRuns: 300 },
  );
});

test('whatever the algorithm, who keeps to the rate is never refused nor delayed', () => {
  fc.assert(
    fc.property(spec, (of) => {
      const times = Array.from({ length: 200 }, (_, i) => i / of.rate);
      const rounded = times.map((time) => Math.round(time * 1e6) / 1e6);
      expect(passages(of, times)).toEqual(rounded);
    }),
    { seed: 4 },
  );
});

test('the limit of a connection is kept by each caller instance, before the call leaves', () => {
  const result = run({
    components: [client, relay('api'), delay('leaf', '1 ms')],
    connections: [...chain('users', 'api'), { from: 'api', to: 'leaf', rateLimit: { rate: 20, burst: 1 } }],
    workload: steady(40, {}, 50),
    run: cold(60),
  });
  const { calls, attempts, rateLimit } = result.connections['api->leaf'];
  expect([attempts / calls, rateLimit!.rejected / calls]).toEqual([expect.closeTo(0.5, 2), expect.closeTo(0.5, 2)]);
  expect(Object.keys(result.requests['*'].counts.failed)).toEqual(['rate-limited']);
});

test('what is delayed waits at the caller; its timeout starts when it is sent', () => {
  const limited = { rateLimit: { rate: 1, burst: 1, excess: 'delay' }, timeout: '100 ms' };
  const result = run({
    components: [client, delay('leaf', '50 ms')],
    connections: [{ from: 'users', to: 'leaf', ...limited }],
    workload: moments({ first: 2, second: 2.5 }),
    run: cold(10),
  });
  expect(milliseconds(result)).toEqual({ first: 50, second: 550 });
  const { rateLimit } = result.connections['users->leaf'];
  expect([rateLimit!.delayed * 10, rateLimit!.wait]).toEqual([expect.closeTo(1, 9), expect.closeTo(0.5, 9)]);
});

test('a gateway can delay the excess too', () => {
  const result = run({
    components: [
      client,
      { id: 'gateway', type: 'api-gateway', work: 0, rateLimit: { rate: 1, burst: 1, excess: 'delay' } },
      relay('api'),
    ],
    connections: chain('users', 'gateway', 'api'),
    workload: moments({ first: 2, second: 2.25 }),
    run: cold(10),
  });
  expect(milliseconds(result)).toEqual({ first: 0, second: 750 });
});
