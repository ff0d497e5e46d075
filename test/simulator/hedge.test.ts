import { expect, test } from 'vitest';
import { balancer, client, delay, exponential, poisson, servers } from './building-blocks.ts';
import { cold, endings, milliseconds, moments, run, steady } from './support.ts';

/** 95 % of the answers are quick, the others slow. */
const uneven = {
  mixture: [
    { weight: 0.95, of: exponential(0.005) },
    { weight: 0.05, of: exponential(0.1) },
  ],
};

test('T59 after 20 ms without an answer a copy goes out: 5.8 % more requests, and p99 falls from 161 to 28 ms', () => {
  const result = run({
    components: [client, delay('leaf', uneven)],
    connections: [{ from: 'users', to: 'leaf', hedge: { after: '20 ms' } }],
    workload: poisson(1000),
    run: { duration: 105, warmup: 5 },
  });
  const scale = Math.sqrt(500_000 / result.requests['*'].counts.offered);
  const { hedges, calls } = result.connections['users->leaf'];
  expect(Math.abs(hedges! / calls - 0.058336)).toBeLessThan(4 * 0.00034 * scale);
  expect(Math.abs(result.requests['*'].latency.p50 * 1000 - 3.71585)).toBeLessThan(4 * 0.0079 * scale + 0.037);
  expect(Math.abs(result.requests['*'].latency.p99 * 1000 - 27.90862)).toBeLessThan(4 * 0.072 * scale + 0.28);
});

const slowFirst = (hedge: object, more: object = {}) => ({
  components: [client, { ...servers('leaf', 1, '100 ms'), replicas: 2 }],
  connections: [{ from: 'users', to: 'leaf', network: { rtt: '10 ms' }, hedge: { after: '20 ms', ...hedge }, ...more }],
});

test('the copy goes to another replica, and the first answer wins', () => {
  const result = run({
    ...slowFirst({}),
    workload: moments({ get: 1 }),
    // The first replica stands still; the second answers 20 ms later than it would have.
    faults: [{ at: 0.5, for: 5, slow: { component: 'leaf', factor: 50, replicas: 1 } }],
    run: cold(20),
  });
  expect(milliseconds(result)).toEqual({ get: 20 + 110 });
});

/** Share of the run that one of the two servers was busy [s]. */
function work(cancel: string): number {
  const result = run({
    ...slowFirst({ cancel }),
    workload: moments({ get: 1 }),
    faults: [{ at: 0.5, for: 5, slow: { component: 'leaf', factor: 10, replicas: 1 } }],
    run: cold(10),
  });
  expect(milliseconds(result)).toEqual({ get: 130 });
  return result.components['leaf'].resources['cores'].busy * 10;
}

test('a loser works on for nobody, unless it is told to stop, which takes a message', () => {
  // The slow copy has begun at 1.005 s; the winner's answer is there at 1.130 s, and the word 5 ms later.
  expect(work('never')).toBeCloseTo(0.1 + 1, 6);
  expect(work('queued')).toBeCloseTo(0.1 + 1, 6);
  expect(work('running')).toBeCloseTo(0.1 + 0.13, 6);
});

/** Seconds of work when the first replica is busy for a second, so that the first copy waits there. */
function queued(cancel: string): number {
  const get = (client: string, time: number) => ({
    client,
    arrivals: { constant: { rate: 1 / time } },
    shape: { steps: [[1.5 * time, 0]] },
    requests: { [client]: {} },
  });
  const result = run({
    components: [client, { ...client, id: 'others' }, { ...servers('leaf', 1, '100 ms'), replicas: 2 }],
    connections: [
      { from: 'others', to: 'leaf' },
      { from: 'users', to: 'leaf', hedge: { after: '20 ms', cancel } },
    ],
    workload: { streams: [get('others', 1), get('users', 1.01)] },
    faults: [{ at: 0.5, for: 50, slow: { component: 'leaf', factor: 10, replicas: 1 } }],
    run: cold(10),
  });
  expect(milliseconds(result)).toEqual({ others: 1000, users: 120 });
  return result.components['leaf'].resources['cores'].busy * 10;
}

test('a loser that waits is taken out of its queue', () => {
  expect(queued('never')).toBeCloseTo(1 + 0.1 + 1, 6);
  expect(queued('queued')).toBeCloseTo(1 + 0.1, 6);
  expect(queued('running')).toBeCloseTo(1 + 0.1, 6);
});

/** Two servers, busy until 1.1 and 1.2 s; two copies come to both at 1.05 s. A message takes half the round trip. */
function tied(cancel: string, rtt: string) {
  const at = (client: string, name: string, time: number) => ({
    client,
    arrivals: { constant: { rate: 1 / time } },
    shape: { steps: [[1.5 * time, 0]] },
    requests: { [name]: {} },
  });
  return run({
    components: [
      client,
      { ...client, id: 'others' },
      { ...servers('leaf', 1, { short: '100 ms', long: '199 ms', '*': '50 ms' }), replicas: 2 },
    ],
    connections: [
      { from: 'others', to: 'leaf' },
      { from: 'users', to: 'leaf', hedge: { after: 0, cancel }, network: { rtt } },
    ],
    workload: { streams: [at('others', 'short', 1), at('others', 'long', 1.001), at('users', 'get', 1.05)] },
    run: cold(10),
  });
}

test('of tied requests the first to begin takes the others back, a message later', () => {
  const work = (cancel: string, rtt: string) => tied(cancel, rtt).components['leaf'].resources['cores'].busy * 10;
  expect(work('never', '2 ms')).toBeCloseTo(0.299 + 0.1, 6);
  expect(work('on-start', '2 ms')).toBeCloseTo(0.299 + 0.05, 6);
  expect(milliseconds(tied('on-start', '2 ms'))['get']).toBeCloseTo(50 + 50 + 1, 6);
});

test('a copy that begins before the message comes works on', () => {
  // Both servers are free: both copies begin at once.
  const result = run({
    components: [client, { ...servers('leaf', 1, '100 ms'), replicas: 2 }],
    connections: [{ from: 'users', to: 'leaf', hedge: { after: 0, cancel: 'on-start' } }],
    workload: moments({ get: 1 }),
    run: cold(10),
  });
  expect(result.components['leaf'].resources['cores'].busy * 10).toBeCloseTo(0.2, 6);
  expect(endings(result)).toEqual({ get: 'ok' });
});

test('all copies at once are redundant requests: the minimum of two exponentials has half the mean', () => {
  const result = run({
    components: [client, delay('leaf', exponential(0.01))],
    connections: [{ from: 'users', to: 'leaf', hedge: { after: 0, max: 2, cancel: 'running' } }],
    workload: poisson(1000),
    run: { duration: 22, warmup: 2 },
  });
  const { count, mean } = result.requests['*'].latency;
  expect(Math.abs(mean - 0.01 / 3)).toBeLessThan((4 * 0.01) / 3 / Math.sqrt(count));
  expect(result.connections['users->leaf'].hedges! / result.connections['users->leaf'].calls).toBeCloseTo(2, 2);
});

test('a request that must not be done twice is not hedged', () => {
  const result = run({
    components: [client, delay('leaf', '100 ms')],
    connections: [{ from: 'users', to: 'leaf', hedge: { after: '1 ms' } }],
    workload: steady(10, { idempotent: false }),
    run: cold(10),
  });
  expect(result.connections['users->leaf'].hedges).toBe(0);
});

test('it fails when all copies have failed, and a retry then sends a new pair', () => {
  const result = run({
    components: [client, { ...delay('leaf', '10 ms'), errorRate: 1 }],
    connections: [
      {
        from: 'users',
        to: 'leaf',
        hedge: { after: '5 ms' },
        retry: { attempts: 2, backoff: { base: '100 ms', jitter: 'none' } },
      },
    ],
    workload: moments({ get: 1 }),
    run: cold(10),
  });
  expect(endings(result)).toEqual({ get: 'error' });
  const { attempts, hedges, retries, failures } = result.connections['users->leaf'];
  expect([attempts, hedges!, retries, failures].map((rate) => Math.round(rate * 10))).toEqual([4, 2, 1, 1]);
});

test('each copy has a timeout of its own', () => {
  const result = run({
    components: [client, delay('leaf', '1 s')],
    connections: [{ from: 'users', to: 'leaf', hedge: { after: '50 ms' }, timeout: '100 ms' }],
    workload: moments({ get: 1 }),
    run: cold(10),
  });
  expect(endings(result)).toEqual({ get: 'timeout' });
  expect(Math.round(result.connections['users->leaf'].timeouts * 10)).toBe(2);
});

test('hedging behind a balancer goes to another instance, whatever its policy', () => {
  for (const policy of ['round-robin', 'random', 'least-connections', 'consistent-hash']) {
    const result = run({
      components: [client, balancer('lb', policy), { ...servers('api', 1, '1 s'), replicas: 2 }],
      connections: [
        { from: 'users', to: 'lb' },
        { from: 'lb', to: 'api', hedge: { after: '10 ms' } },
      ],
      workload: moments({ get: 1 }),
      run: cold(5),
    });
    // Both work at once: neither copy waited.
    const api = result.components['api'];
    expect([api.wait.probability, Math.round(api.arrivalRate * 5)]).toEqual([0, 2]);
  }
});
