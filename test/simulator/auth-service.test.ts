import { expect, test } from 'vitest';
import { compile, estimate } from '../../simulator/index.ts';
import { modelOf, type Sketch, topologyOf } from '../support/topology.ts';
import { chain, client, poisson, relay, requests } from './building-blocks.ts';
import { cold, run } from './support.ts';

const auth = { id: 'auth', type: 'auth-service' };

/** Users who only log in. */
function logins(rate: number, options: object, more: Partial<Sketch> = {}): Sketch {
  return {
    components: [client, { ...auth, ...options }],
    connections: chain('users', 'auth'),
    workload: poisson(rate, { kind: 'write' }),
    ...more,
  };
}

/** An API that has every request's token verified; it is asked `rate` times a second, evenly. */
function verifying(rate: number, options: object, more: Partial<Sketch> = {}) {
  return run({
    components: [client, { ...relay('api'), replicas: 2 }, { ...auth, ...options }, { id: 'sessions', type: 'cache' }],
    connections: chain('users', 'api', 'auth', 'sessions'),
    workload: requests({ constant: { rate } }),
    run: cold(100),
    ...more,
  });
}

test('2,222 logins a second at bcrypt 12 keep 622 cores busy, and at bcrypt 10 keep 169', () => {
  const busy = (passwordHash: string) =>
    estimate(modelOf(logins(2222, { cores: 1000, sign: 0, passwordHash }))).components['auth'].resources['cores']
      .offeredLoad;
  expect(Math.round(busy('280 ms'))).toBe(622);
  expect(Math.round(busy('76 ms'))).toBe(169);
});

test('a core does 3.56 logins a second and no more: what comes beyond waits, and is refused when the queue is full', () => {
  const { requests: of, components } = run(logins(20, { cores: 2 }, { run: { duration: 300, warmup: 60 } }));
  const capacity = 2 / (0.28 + 0.00052);
  expect(of['*'].goodput).toBeCloseTo(capacity, 1);
  expect(components['auth'].errors['rejected']).toBeCloseTo(1 - capacity / 20, 1);
  // A hundred wait before each, two at a time.
  expect(of['*'].latency.p50).toBeCloseTo((100 + 2) / capacity, 0);
});

test('self-contained tokens are verified at the caller: only the keys are fetched, once for each caller and life of the keys', () => {
  const result = verifying(10, { keyCache: '30 s' });
  // Two instances of the API, each at the first request and then every 30 s: 4 times in 100 s.
  expect(result.components['auth'].arrivalRate * 100).toBeCloseTo(8, 9);
  expect(result.connections['api->auth'].calls * 100).toBeCloseTo(1000, 9);
  expect(result.connections['api->auth'].latency.p50).toBeCloseTo(0.000045, 6);
  // Nobody looks a session up.
  expect(result.components['sessions'].arrivalRate).toBe(0);
});

test('a session store that self-contained tokens never ask for is a finding, and none where logins ask it or tokens are opaque', () => {
  const found = (options: object, workload: unknown = requests({ constant: { rate: 1 } })) =>
    compile(
      topologyOf({
        components: [client, relay('api'), { ...auth, ...options }, { id: 'sessions', type: 'key-value-store' }],
        connections: chain('users', 'api', 'auth', 'sessions'),
        workload,
      }),
    )
      .findings.filter(({ code }) => code === 'never-called')
      .map(({ what, path }) => [what, path]);
  expect(found({})).toEqual([['"auth" never calls "sessions".', ['connections', 2]]]);
  expect(found({ tokens: 'opaque' })).toEqual([]);
  expect(found({}, requests({ constant: { rate: 1 } }, { kind: 'write' }))).toEqual([]);
});

test('opaque sessions are looked up for every request', () => {
  const result = verifying(10, { tokens: 'opaque' });
  expect(result.components['auth'].arrivalRate).toBe(10);
  expect(result.components['sessions'].arrivalRate).toBeCloseTo(10, 0);
  expect(result.components['sessions'].lookups?.misses).toBe(999);
});

test.each([
  { tokens: 'opaque', keyCache: '10 min', failed: 299 },
  { tokens: 'jwt', keyCache: '10 min', failed: 0 },
  // Fetched at 0.1 and 0.2 s, anew at 30.3 and 30.4 s: from 60.5 s on, when both have ended, until 79.9 s nobody can verify.
  { tokens: 'jwt', keyCache: '30 s', failed: 195 },
])(
  'while it is down from 50 s to 80 s, $failed of 1,000 requests fail: $tokens, keys kept $keyCache',
  ({ tokens, keyCache, failed }) => {
    const { counts } = verifying(
      10,
      { tokens, keyCache },
      { faults: [{ at: 50.05, for: 29.9, crash: { component: 'auth' } }] },
    ).requests['*'];
    const all = Object.values(counts.failed).reduce((sum, n) => sum + n, 0);
    expect(all).toBe(failed);
  },
);

test('an attacker who tries one account gets five tries and then one every 12 s; others do not notice', () => {
  const stream = (name: string, rate: number, keys: object) => ({
    client: 'users',
    arrivals: { constant: { rate } },
    requests: { [name]: { kind: 'write', keys } },
  });
  const { requests: of } = run({
    components: [client, { ...auth, cores: 64, loginLimit: {}, passwordHash: '10 ms' }],
    connections: chain('users', 'auth'),
    workload: { streams: [stream('attack', 10, { count: 1 }), stream('login', 1, { count: 1_000_000, zipf: 0 })] },
    run: cold(120.05),
  });
  // Five at 0.1 to 0.5 s, and then a token each 12 s: the k-th at 0.1 + 12 k, nine of them until 120 s.
  expect(of['attack'].counts.succeeded).toBe(5 + 9);
  expect(of['attack'].counts.failed).toEqual({ 'rate-limited': 1200 - 14 });
  expect(of['login'].counts.failed).toEqual({});
});

test('the closed form knows that verifications stay at the callers', () => {
  const sketch = (tokens: string): Sketch => ({
    components: [client, relay('api'), { ...auth, tokens }, { id: 'sessions', type: 'key-value-store' }],
    connections: chain('users', 'api', 'auth', 'sessions'),
    workload: poisson(1000),
  });
  const jwt = estimate(modelOf(sketch('jwt')));
  expect(jwt.components['auth'].arrivalRate).toBe(0);
  expect(jwt.requests['*'].mean).toBeCloseTo(0.000045, 9);
  expect(jwt.caveats.some((caveat) => caveat.startsWith('auth: the calls that fetch its keys'))).toBe(true);
  const opaque = estimate(modelOf(sketch('opaque')));
  expect(opaque.components['auth'].arrivalRate).toBe(1000);
  expect(opaque.components['sessions'].arrivalRate).toBe(1000);
});
