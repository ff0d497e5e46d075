import { expect, test } from 'vitest';
import { chain, client, delay, relay, servers } from './building-blocks.ts';
import { cold, endings, moments, run, steady } from './support.ts';

const cancellation = true;

/** A server of 100 ms for two requests, whose clients give up after 50 ms; a message takes 5 ms. */
function impatient(fields: object) {
  return run({
    components: [client, servers('leaf', 1, '100 ms')],
    connections: [{ from: 'users', to: 'leaf', timeout: '50 ms', network: { rtt: '10 ms' }, ...fields }],
    workload: moments({ first: 1, second: 1.01 }),
    run: cold(10),
  });
}

test('without it a server works to the end for a client that has gone', () => {
  const result = impatient({});
  expect(result.components['leaf'].resources['cores'].busy * 10).toBeCloseTo(0.2, 9);
  expect(result.components['leaf'].errors).toEqual({});
});

test('with it work is stopped one message after the client has given up, and what waits has cost nothing', () => {
  const result = impatient({ cancellation });
  expect(endings(result)).toEqual({ first: 'timeout', second: 'timeout' });
  // The first works from 1.005 to 1.055 s, the second from then to 1.065 s.
  const cores = result.components['leaf'].resources['cores'];
  expect(cores.busy * 10).toBeCloseTo(0.05 + 0.01, 9);
  expect(result.components['leaf'].errors).toEqual({ canceled: 1 });
});

test('work up to the word counts as wasted from the moment nobody wanted it', () => {
  const cores = impatient({ cancellation }).components['leaf'].resources['cores'];
  expect(cores.wasted).toBeCloseTo(cores.utilization, 9);
});

test('it goes down the chain: a thread in the middle and the statement at the end are given up too', () => {
  const of = (further: object) =>
    run({
      components: [client, { id: 'api', type: 'service', threads: 1, work: '0 s' }, servers('db', 1, '1 s')],
      connections: [
        { from: 'users', to: 'api', timeout: '100 ms', cancellation },
        { from: 'api', to: 'db', ...further },
      ],
      workload: moments({ get: 1 }),
      run: cold(10),
    });
  const busy = (further: object) => {
    const { components } = of(further);
    return [components['api'].resources['threads'].busy * 10, components['db'].resources['cores'].busy * 10];
  };
  expect(busy({ cancellation })).toEqual([expect.closeTo(0.1, 9), expect.closeTo(0.1, 9)]);
  expect(busy({})).toEqual([expect.closeTo(0.1, 9), expect.closeTo(1, 9)]);
});

test('the other calls of a request that has failed are taken back', () => {
  const result = run({
    components: [client, relay('api'), { ...delay('bad', '10 ms'), errorRate: 1 }, servers('slow', 1, '1 s')],
    connections: [
      ...chain('users', 'api'),
      { from: 'api', to: 'bad', order: 1 },
      { from: 'api', to: 'slow', order: 1, cancellation },
    ],
    workload: moments({ get: 1 }),
    run: cold(10),
  });
  expect(result.components['slow'].resources['cores'].busy * 10).toBeCloseTo(0.01, 9);
});

test('a join takes back what it does not need', () => {
  const result = run({
    components: [client, { ...servers('leaf', 1, '100 ms'), replicas: 3 }],
    connections: [{ from: 'users', to: 'leaf', calls: 3, parallel: true, need: 2, cancellation }],
    workload: moments({ get: 1 }),
    faults: [{ at: 0, slow: { component: 'leaf', factor: 10, replicas: 1 } }],
    run: cold(10),
  });
  expect(result.components['leaf'].resources['cores'].busy * 10).toBeCloseTo(0.3, 9);
});

test('a retry takes the attempt before it back', () => {
  const result = run({
    components: [client, servers('leaf', 5, '1 s')],
    connections: [
      {
        from: 'users',
        to: 'leaf',
        timeout: '100 ms',
        retry: { attempts: 3, backoff: { base: 0, cap: 0 } },
        cancellation,
      },
    ],
    workload: moments({ get: 1 }),
    run: cold(10),
  });
  expect(result.components['leaf'].resources['cores'].busy * 10).toBeCloseTo(0.3, 9);
});

test('a pooled connection is free as soon as the database has stopped', () => {
  const result = run({
    components: [client, relay('api'), { id: 'db', type: 'sql-database', cores: 4, pool: 1, work: '1 s' }],
    connections: [
      ...chain('users', 'api'),
      { from: 'api', to: 'db', timeout: '100 ms', network: { rtt: '20 ms' }, cancellation },
    ],
    workload: moments({ get: 1 }),
    run: cold(10),
  });
  // Given up at 100 ms, told 10 ms later, and confirmed another 10 ms later.
  expect(result.connections['api->db'].pool!.utilization * 10).toBeCloseTo(0.12, 9);
});

test('a word that overtakes its call finds nobody: the call is not taken in', () => {
  const result = run({
    components: [client, servers('leaf', 1, '100 ms')],
    connections: [
      { from: 'users', to: 'leaf', timeout: '1 ms', network: { rtt: { uniform: { min: 0, max: 0.2 } } }, cancellation },
    ],
    workload: steady(5),
    run: cold(200),
  });
  const { arrivalRate } = result.components['leaf'];
  expect(arrivalRate).toBeGreaterThan(1);
  expect(arrivalRate).toBeLessThan(4);
});

test('what others wait for too is finished: a shared fetch', () => {
  const cache = { id: 'cache', type: 'cache', capacity: '10 entries', coalesce: true, work: '0 s' };
  const result = run({
    components: [client, relay('a'), relay('b'), cache, delay('leaf', '100 ms')],
    connections: [
      { from: 'users', to: 'a', for: 'first', timeout: '50 ms', cancellation },
      { from: 'users', to: 'b', for: 'second' },
      { from: 'a', to: 'cache', cancellation },
      { from: 'b', to: 'cache' },
      { from: 'cache', to: 'leaf', cancellation },
    ],
    workload: moments({ first: 1, second: 1.01 }, { keys: { count: 1 } }),
    run: cold(10),
  });
  expect(endings(result)).toEqual({ first: 'timeout', second: 'ok' });
  expect(Math.round(result.components['leaf'].arrivalRate * 10)).toBe(1);
});

test('a frozen server reads the word when it goes on', () => {
  const result = run({
    components: [client, servers('leaf', 1, '100 ms')],
    connections: [{ from: 'users', to: 'leaf', timeout: '50 ms', cancellation }],
    workload: moments({ get: 1 }),
    faults: [{ at: 1.01, for: 3, freeze: { component: 'leaf' } }],
    run: cold(10),
  });
  expect(result.components['leaf'].errors).toEqual({ canceled: 1 });
});

test('under overload servers that are told do more for those who still wait', () => {
  const goodput = (fields: object) =>
    run({
      components: [client, servers('leaf', 1, '10 ms')],
      connections: [{ from: 'users', to: 'leaf', timeout: '200 ms', ...fields }],
      workload: { streams: [{ client: 'users', arrivals: { poisson: { rate: 130 } }, requests: { get: {} } }] },
      run: { duration: 120, warmup: 20 },
    }).requests['*'].goodput;
  expect(goodput({})).toBeLessThan(10);
  expect(goodput({ cancellation })).toBeGreaterThan(65);
});
