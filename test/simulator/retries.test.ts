import { expect, test } from 'vitest';
import { connectionSchema } from '../../simulator/connection.ts';
import { streamFor } from '../../simulator/kernel/index.ts';
import { Outcome } from '../../simulator/outcome.ts';
import { RetryPolicy } from '../../simulator/parts/retry-policy.ts';
import { kolmogorovRatio, meanDeviation } from '../kernel/goodness-of-fit.ts';
import { balancer, chain, client, delay, relay, servers } from './building-blocks.ts';
import { cold, endings, milliseconds, moments, run, steady } from './support.ts';

function policy(retry: object): RetryPolicy {
  return new RetryPolicy(
    connectionSchema.parse({ from: 'a', to: 'b', retry }).retry!,
    streamFor(1, 0, 'test', 'retry'),
    Uint8Array.of(1, 0),
  );
}

const DRAWS = 20_000;
const draws = (of: () => number): Float64Array => Float64Array.from({ length: DRAWS }, of);

test('`attempts` counts all tries', () => {
  const result = run({
    components: [client, { ...delay('api', '1 ms'), errorRate: 1 }],
    connections: [{ from: 'users', to: 'api', retry: { attempts: 3 } }],
    workload: steady(10, {}, 50),
    run: cold(100),
  });
  const { offered, failed } = result.requests['*'].counts;
  expect(failed).toEqual({ error: offered });
  const { calls, attempts, retries, failures } = result.connections['users->api'];
  expect([attempts / calls, retries / calls, failures / calls]).toEqual([3, 2, 1]);
});

test('without jitter the k-th retry waits base × factor^(k − 1), up to the cap', () => {
  const waits = (backoff: object) => {
    const of = policy({ backoff: { base: 0.1, cap: 1, factor: 3, jitter: 'none', ...backoff } });
    return [1, 2, 3, 4].map((k) => Number(of.backoff(k, 0).toFixed(9)));
  };
  expect(waits({})).toEqual([0.1, 0.3, 0.9, 1]);
  expect(waits({ exponentOffset: 1 })).toEqual([0.3, 0.9, 1, 1]);
  expect(waits({ exponentOffset: -1 })).toEqual([0.033333333, 0.1, 0.3, 0.9]);
});

test('full jitter is even between zero and the ceiling', () => {
  const of = policy({ backoff: { base: 0.1, cap: 1, jitter: 'full' } });
  const waits = draws(() => of.backoff(3, 0));
  expect(kolmogorovRatio(waits, (x) => Math.min(1, Math.max(0, x / 0.4)))).toBeLessThan(1);
  expect(meanDeviation(waits, 0.2)).toBeLessThan(4);
});

test('equal jitter is half the ceiling and evenly up to the other half', () => {
  const of = policy({ backoff: { base: 0.1, cap: 1, jitter: 'equal' } });
  const waits = draws(() => of.backoff(9, 0)); // the cap is the ceiling
  expect(kolmogorovRatio(waits, (x) => Math.min(1, Math.max(0, (x - 0.5) / 0.5)))).toBeLessThan(1);
  expect(meanDeviation(waits, 0.75)).toBeLessThan(4);
});

test('decorrelated jitter is even between the base and three times the wait before, the base being the first', () => {
  const of = policy({ backoff: { base: 0.1, cap: 1, jitter: 'decorrelated' } });
  const even = (from: number, to: number) => (x: number) => Math.min(1, Math.max(0, (x - from) / (to - from)));
  expect(
    kolmogorovRatio(
      draws(() => of.backoff(1, 0)),
      even(0.1, 0.3),
    ),
  ).toBeLessThan(1);
  expect(
    kolmogorovRatio(
      draws(() => of.backoff(2, 0.25)),
      even(0.1, 0.75),
    ),
  ).toBeLessThan(1);
  // Above the cap it is the cap: U(0.1, 2.4) is beyond 1 in 1.4 of 2.3 cases.
  const capped = draws(() => of.backoff(3, 0.8));
  const share = capped.filter((wait) => wait === 1).length / DRAWS;
  expect(Math.abs(share - 1.4 / 2.3)).toBeLessThan(4 * Math.sqrt(((1.4 / 2.3) * (0.9 / 2.3)) / DRAWS));
  expect(Math.max(...capped)).toBe(1);
  expect(
    meanDeviation(
      draws(() => of.backoff(2, 0.25)),
      0.425,
    ),
  ).toBeLessThan(4);
});

test('the next try starts at the moment the caller sees the failure, and its backoff later', () => {
  const result = run({
    components: [client, delay('api', '10 ms')],
    connections: [
      {
        from: 'users',
        to: 'api',
        network: { rtt: '40 ms' },
        retry: { attempts: 3, backoff: { base: '100 ms', factor: 2, jitter: 'none' } },
      },
    ],
    workload: moments({ get: 1 }),
    faults: [{ at: 0.5, for: 0.8, errors: { component: 'api', rate: 1 } }],
    run: cold(5),
  });
  // Each try takes 50 ms: failures at 1.05 and 1.20 s, third try at 1.40 s, answer at 1.45 s.
  expect(milliseconds(result)).toEqual({ get: 450 });
});

test('each try draws its work anew', () => {
  const result = run({
    components: [
      client,
      delay('api', {
        mixture: [
          { weight: 1, of: '1 ms' },
          { weight: 1, of: '1 s' },
        ],
      }),
    ],
    connections: [{ from: 'users', to: 'api', timeout: '10 ms', retry: { attempts: 2, backoff: { base: 0, cap: 0 } } }],
    workload: steady(100),
    run: cold(100),
  });
  // Half of the first tries are late, and half of those again: were the draw kept, no second try would help.
  const { availability, counts } = result.requests['*'];
  expect(Math.abs(availability - 0.75)).toBeLessThan(4 * Math.sqrt((0.75 * 0.25) / counts.offered));
});

test('each try is routed anew, to another instance where there is one', () => {
  const result = run({
    components: [client, balancer('lb', 'round-robin'), { ...servers('api', 1, '1 ms'), replicas: 2 }],
    connections: [
      { from: 'users', to: 'lb' },
      { from: 'lb', to: 'api', retry: { attempts: 2, backoff: { base: 0, cap: 0 } } },
    ],
    workload: steady(10),
    faults: [{ at: 0, errors: { component: 'api', rate: 1, replicas: 1 } }],
    run: cold(100),
  });
  expect(result.requests['*'].availability).toBe(1);
  expect(result.connections['lb->api'].retries).toBeGreaterThan(4);
});

test('which failures are tried again is selectable', () => {
  const of = (on: string[]) => {
    const tried = policy({ on });
    return Object.entries(Outcome)
      .filter(([, outcome]) => tried.covers(outcome, 0))
      .map(([name]) => name);
  };
  expect(of(['timeout'])).toEqual(['timeout', 'deadlineExceeded']);
  expect(of(['error'])).toEqual(['error', 'crashed']);
  const refusals = ['rejected', 'rateLimited', 'refused', 'unavailable', 'circuitOpen'];
  expect(of(['rejected'])).toEqual([
    ...refusals,
    'abandoned',
    'bulkheadFull',
    'throttled',
    'shed',
    'conflict',
    'blocked',
  ]);
  expect(of(['timeout', 'rejected', 'error'])).not.toContain('ok');
});

test('nested callers retry on their own, each seeing only the final result of its callee', () => {
  const again = { retry: { attempts: 2, backoff: { base: 0, cap: 0 } } };
  const result = run({
    components: [client, relay('a'), relay('b'), { ...delay('leaf', '1 ms'), errorRate: 1 }],
    connections: [...chain('users', 'a'), { from: 'a', to: 'b', ...again }, { from: 'b', to: 'leaf', ...again }],
    workload: steady(10, {}, 50),
    run: cold(100),
  });
  const { calls } = result.connections['users->a'];
  expect(result.connections['a->b'].attempts / calls).toBe(2);
  expect(result.connections['b->leaf'].attempts / calls).toBe(4);
});

test('a budget is full at the start, a retry takes a whole token, and first tries earn it back', () => {
  const of = policy({ budget: { per: 'first-try', ratio: 0.25, bucket: 2 } });
  const afford = () => of.afford();
  expect([afford(), afford(), afford()]).toEqual([true, true, false]);
  for (let i = 0; i < 3; i++) of.tried();
  expect(afford()).toBe(false); // three quarters of a token
  of.succeeded(); // earns nothing here
  expect(afford()).toBe(false);
  of.tried();
  expect([afford(), afford()]).toEqual([true, false]);
  for (let i = 0; i < 100; i++) of.tried();
  expect([afford(), afford(), afford()]).toEqual([true, true, false]); // never more than the bucket
});

test('ten tenths of a token are a token', () => {
  const of = policy({ budget: { per: 'success', ratio: 0.1, bucket: 1 } });
  expect(of.afford()).toBe(true);
  for (let i = 0; i < 10; i++) of.succeeded();
  expect(of.afford()).toBe(true);
});

test('a budget belongs to one instance of the caller', () => {
  const result = run({
    components: [client, { ...relay('api'), replicas: 2 }, { ...delay('leaf', '1 ms'), errorRate: 1 }],
    connections: [
      { from: 'users', to: 'api' },
      {
        from: 'api',
        to: 'leaf',
        retry: { attempts: 5, budget: { ratio: 0, bucket: 3 }, backoff: { base: 0, cap: 0 } },
      },
    ],
    workload: steady(10, {}, 50),
    run: cold(100),
  });
  expect(result.connections['api->leaf'].retries * 100).toBeCloseTo(2 * 3, 9);
});

test('nothing is tried again for a caller that has gone', () => {
  const result = run({
    components: [client, relay('api'), { ...delay('leaf', '10 ms'), errorRate: 1 }],
    connections: [
      { from: 'users', to: 'api', timeout: '50 ms' },
      { from: 'api', to: 'leaf', retry: { attempts: 9, backoff: { base: '1 s', jitter: 'none' } } },
    ],
    workload: moments({ get: 1 }),
    // The service is gone while the policy at its side waits to try again.
    faults: [{ at: 1.2, for: 0.1, crash: { component: 'api' } }],
    run: cold(60),
  });
  expect(endings(result)).toEqual({ get: 'timeout' });
  expect(result.components['leaf'].arrivalRate * 60).toBeCloseTo(1, 9);
});

test('what must not be done twice is tried again only where it was refused before any work', () => {
  const of = (retry: object) => {
    const tried = policy(retry);
    return Object.entries(Outcome)
      .filter(([, outcome]) => tried.covers(outcome, 0) && !tried.covers(outcome, 1))
      .map(([name]) => name);
  };
  expect(of({})).toEqual(['timeout', 'error', 'crashed', 'deadlineExceeded']);
  expect(of({ nonIdempotent: true })).toEqual([]);
});

test('a request says that it is not idempotent, and nobody on its way tries it again after an error', () => {
  const result = run({
    components: [client, { ...delay('api', '1 ms'), errorRate: 1 }],
    connections: [{ from: 'users', to: 'api', retry: { attempts: 3 } }],
    workload: steady(10, { idempotent: false }, 50),
    run: cold(100),
  });
  expect(result.connections['users->api'].retries).toBe(0);
});
