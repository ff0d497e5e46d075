import { expect, test } from 'vitest';
import { chain, client, delay, servers } from './building-blocks.ts';
import { cold, endings, milliseconds, moments, run, steady } from './support.ts';

const five = { a: 1, b: 1, c: 1, d: 1, e: 1 };

test('what neither a server nor a waiting place takes is rejected', () => {
  const result = run({
    components: [client, { ...servers('api', 1, '100 ms'), queue: 2 }],
    connections: chain('users', 'api'),
    workload: moments(five),
    run: cold(5),
  });
  expect(endings(result)).toEqual({ a: 'ok', b: 'ok', c: 'ok', d: 'rejected', e: 'rejected' });
  expect(milliseconds(result)).toEqual({ a: 100, b: 200, c: 300 });
  expect(result.requests['*'].failures).toEqual([{ reason: 'rejected', at: 'api', count: 2 }]);
});

test('without waiting places only free servers take requests', () => {
  const result = run({
    components: [client, { id: 'api', type: 'service', threads: 3, queue: 0, work: '100 ms' }],
    connections: chain('users', 'api'),
    workload: moments(five),
    run: cold(5),
  });
  expect(Object.values(endings(result)).filter((ending) => ending === 'ok')).toHaveLength(3);
});

test('a request that comes as another leaves finds its place free', () => {
  const result = run({
    components: [client, { ...servers('api', 1, '500 ms'), queue: 0 }],
    connections: chain('users', 'api'),
    workload: moments({ a: 1, b: 1.5 }),
    run: cold(5),
  });
  expect(endings(result)).toEqual({ a: 'ok', b: 'ok' });
});

test.each([
  { discipline: 'fifo', expected: { a: 100, b: 190, c: 280 } },
  { discipline: 'lifo', expected: { a: 100, b: 290, c: 180 } },
])('$discipline serves the right one next', ({ discipline, expected }) => {
  const result = run({
    components: [client, { ...servers('api', 1, '100 ms'), discipline }],
    connections: chain('users', 'api'),
    workload: moments({ a: 1, b: 1.01, c: 1.02 }),
    run: cold(5),
  });
  expect(milliseconds(result)).toEqual(expected);
});

test('a thread is held through calls to others, a core of an event loop is not', () => {
  const response = (api: object) =>
    milliseconds(
      run({
        components: [client, { id: 'api', type: 'service', work: '10 ms', ...api }, delay('backend', '100 ms')],
        connections: chain('users', 'api', 'backend'),
        workload: moments({ a: 1, b: 1 }),
        run: cold(5),
      }),
    );
  expect(response({ threads: 1 })).toEqual({ a: 110, b: 220 });
  expect(response({ model: 'event-loop', cores: 1 })).toEqual({ a: 110, b: 120 });
});

test('of more threads than cores only so many work at a time, and those that wait for others need no core', () => {
  const result = run({
    components: [client, { id: 'api', type: 'service', threads: 3, cores: 1, work: '50 ms' }, delay('backend', '1 s')],
    connections: chain('users', 'api', 'backend'),
    workload: moments({ a: 1, b: 1, c: 1, d: 1 }),
    run: cold(10),
  });
  // The fourth gets its thread when the first is done.
  expect(milliseconds(result)).toEqual({ a: 1050, b: 1100, c: 1150, d: 2100 });
  const { threads, cores } = result.components['api'].resources;
  expect(cores.utilization * 10).toBeCloseTo(4 * 0.05, 9);
  expect(threads.busy * 10).toBeCloseTo(1.05 + 1.1 + 1.15 + 1.05, 9);
});

const shop = (api: object, slow: boolean) => ({
  components: [
    client,
    { id: 'api', type: 'service', threads: 20, queue: 20, work: '1 ms', ...api },
    { id: 'db', type: 'sql-database', cores: 4, pool: 20, work: '10 ms' },
  ],
  connections: [...chain('users', 'api'), { from: 'api', to: 'db', for: ['order'] }],
  workload: {
    streams: [
      {
        client: 'users',
        arrivals: { poisson: { rate: 200 } },
        requests: { order: { share: 0.5 }, ping: { share: 0.5 } },
      },
    ],
  },
  ...(slow ? { faults: [{ at: 20, for: 40, slow: { component: 'db', factor: 20 } }] } : {}),
  run: { duration: 60, warmup: 20 },
});

test('a slow database takes all threads of its caller, and requests that never ask it fail', () => {
  const well = run(shop({}, false));
  expect(well.requests['*'].availability).toBe(1);
  const ill = run(shop({}, true));
  // 20 threads are enough for 100 orders of 10 ms a second; of 200 ms 4 cores do 20 a second.
  expect(ill.requests['ping'].errorRate).toBeGreaterThan(0.5);
  expect(ill.requests['ping'].errors['rejected']).toBe(ill.requests['ping'].errorRate);
  expect(ill.components['api'].resources['threads'].utilization).toBeGreaterThan(0.95);
  expect(ill.findings.map(({ code }) => code)).toContain('threads-held');
});

test('an event loop serves those requests through it all', () => {
  const ill = run(shop({ model: 'event-loop', cores: 4 }, true));
  expect(ill.requests['ping'].errorRate).toBe(0);
  expect(ill.requests['ping'].latency.p99).toBeLessThan(0.01);
});

test('each replica is a station with a queue of its own', () => {
  const result = run({
    components: [
      client,
      { id: 'lb', type: 'load-balancer', work: 0 },
      { ...servers('api', 1, '100 ms'), replicas: 2, queue: 1 },
    ],
    connections: chain('users', 'lb', 'api'),
    workload: moments(five),
    run: cold(5),
  });
  expect(milliseconds(result)).toEqual({ a: 100, b: 100, c: 200, d: 200 });
  expect(endings(result)['e']).toBe('rejected');
});

test('work may differ by request, by what it does, or be that of all others', () => {
  const work = { slow: '500 ms', write: '300 ms', '*': '100 ms' };
  const result = run({
    components: [client, delay('api', work)],
    connections: chain('users', 'api'),
    workload: {
      streams: [
        { name: 'slow', kind: 'read' },
        { name: 'change', kind: 'write' },
        { name: 'look', kind: 'read' },
      ].map(({ name, kind }) => ({
        client: 'users',
        arrivals: { constant: { rate: 1 } },
        requests: { [name]: { kind } },
      })),
    },
    run: cold(10),
  });
  expect(milliseconds(result)).toEqual({ slow: 500, change: 300, look: 100 });
});

test('a closed user asks again a think time after the answer, however it ended', () => {
  const result = run({
    components: [client, servers('api', 1, '100 ms')],
    connections: [{ from: 'users', to: 'api', timeout: '50 ms' }],
    workload: {
      streams: [{ client: 'users', arrivals: { closed: { users: 1, think: '350 ms' } }, requests: { get: {} } }],
    },
    run: cold(40.1),
  });
  // Think 350 ms, give up after 50 ms, think again.
  expect(result.requests['*'].counts.offered).toBe(100);
});

test('open and closed streams run side by side, and neither waits for the other', () => {
  const result = run({
    components: [client, delay('api', '100 ms')],
    connections: chain('users', 'api'),
    workload: {
      streams: [
        { client: 'users', arrivals: { closed: { users: 3, think: '200 ms' } }, requests: { closed: {} } },
        ...(steady(50) as { streams: object[] }).streams,
      ],
    },
    run: cold(30),
  });
  expect(result.requests['closed'].offered).toBeCloseTo(10, 1);
  expect(result.requests['get'].offered).toBeCloseTo(50, 1);
});

test('a result says for what share of the time how many were inside', () => {
  const result = run({
    components: [client, servers('api', 1, '100 ms')],
    connections: chain('users', 'api'),
    workload: moments({ a: 1, b: 1.05, c: 3 }),
    run: cold(5),
  });
  const { distribution, mean, max } = result.components['api'].inSystem;
  // a alone, then both, then b alone, and later c: 50 + 50 + 100 + 100 ms of 5 s.
  expect(distribution.map((share) => Math.round(share * 5000))).toEqual([4700, 250, 50]);
  expect(mean).toBeCloseTo((0.25 + 2 * 0.05) / 5, 12);
  expect(max).toBe(2);
});

test('utilization is useful but for the work whose caller has given up', () => {
  const result = run({
    components: [client, servers('api', 1, { quick: '100 ms', slow: '400 ms' })],
    connections: [{ from: 'users', to: 'api', timeout: '300 ms' }],
    workload: moments({ quick: 1, slow: 2 }),
    run: cold(5),
  });
  const { utilization, useful, wasted } = result.components['api'].resources['cores'];
  expect([utilization, useful, wasted].map((share) => Math.round(share * 5000))).toEqual([500, 100, 400]);
});
