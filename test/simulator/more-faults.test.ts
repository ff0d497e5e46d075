import { describe, expect, test } from 'vitest';
import { compile } from '../../simulator/index.ts';
import { topologyOf } from '../support/topology.ts';
import { chain, client, relay, servers } from './building-blocks.ts';
import { cold, endings, milliseconds, moments, run, steady } from './support.ts';

const database = { id: 'db', type: 'sql-database', cores: 8, work: '10 ms', pool: 4 };

describe('a fault that names requests', () => {
  test('slows these down and no others', () => {
    const result = run({
      components: [client, servers('api', 8, '10 ms')],
      connections: chain('users', 'api'),
      workload: moments({ search: 1.1, show: 1.2, late: 3 }),
      faults: [{ at: 1, for: 1, slow: { component: 'api', factor: 50, requests: ['search', 'late'] } }],
      run: cold(10),
    });
    expect(milliseconds(result)).toEqual({ search: 500, show: 10, late: 10 });
  });

  test('strikes writes where it names "write"', () => {
    const result = run({
      components: [client, servers('api', 8, '10 ms')],
      connections: chain('users', 'api'),
      workload: {
        streams: ['read', 'write'].map((kind) => ({
          client: 'users',
          arrivals: { constant: { rate: 10 } },
          requests: { [kind === 'read' ? 'get' : 'put']: { kind } },
        })),
      },
      faults: [{ at: 0, errors: { component: 'api', rate: 1, requests: ['write'] } }],
      run: cold(10),
    });
    expect(result.requests['get'].errorRate).toBe(0);
    expect(result.requests['put'].errorRate).toBe(1);
  });

  test('with laws of work by request multiplies each by its own factor, and overlapping ones add up', () => {
    const result = run({
      components: [client, { ...servers('api', 8, '10 ms'), work: { search: '20 ms', '*': '10 ms' } }],
      connections: chain('users', 'api'),
      workload: moments({ search: 1.1, show: 1.2 }),
      faults: [
        { at: 1, for: 1, slow: { component: 'api', factor: 5, requests: ['search'] } },
        { at: 1, for: 1, slow: { component: 'api', factor: 2 } },
      ],
      run: cold(10),
    });
    expect(milliseconds(result)).toEqual({ search: 200, show: 20 });
  });

  test('that are not there is refused', () => {
    const { findings } = compile(
      topologyOf({
        components: [client, servers('api', 8, '10 ms')],
        connections: chain('users', 'api'),
        workload: steady(1),
        faults: [{ at: 1, slow: { component: 'api', factor: 50, requests: ['serch'] } }],
        run: cold(10),
      }),
    );
    expect(findings.map(({ code, path }) => [code, path.at(-1)])).toEqual([['dangling-fault', 'requests']]);
  });
});

test('a lock keeps who comes outside, and lets them in together', () => {
  const result = run({
    components: [client, relay('api'), { ...database, cores: 1 }],
    connections: chain('users', 'api', 'db'),
    workload: {
      streams: Object.entries({ first: 1.2, second: 1.4, after: 3, reader: 1.3 }).map(([name, time]) => ({
        client: 'users',
        arrivals: { constant: { rate: 1 / time } },
        shape: { steps: [[1.5 * time, 0]] },
        requests: { [name]: { kind: name === 'reader' ? 'read' : 'write' } },
      })),
    },
    faults: [{ at: 1, for: 1, lock: { component: 'db', requests: ['write'] } }],
    run: cold(10),
  });
  const { first, second, after, reader } = milliseconds(result);
  // A commit comes after the work.
  expect(first - after).toBeCloseTo(800, 6);
  // The second comes in at the same moment and works after the first.
  expect(second - after).toBeCloseTo(600 + 10, 6);
  expect(reader).toBe(10);
});

test('who gives up before a lock is given back is not let in', () => {
  const result = run({
    components: [client, relay('api'), database],
    connections: [...chain('users', 'api'), { from: 'api', to: 'db', timeout: '300 ms', cancellation: true }],
    workload: moments({ early: 1.2, late: 1.9 }),
    faults: [{ at: 1, for: 1, lock: { component: 'db' } }],
    run: cold(10),
  });
  expect(endings(result)).toEqual({ early: 'timeout', late: 'ok' });
  // Only the one was worked on.
  expect(result.components['db'].resources['cores'].busy * 10).toBeCloseTo(0.01, 6);
});

test('a quota admits its rate and a burst of one second of it, and refuses the rest', () => {
  const result = run({
    components: [client, servers('api', 8, '1 ms')],
    connections: chain('users', 'api'),
    workload: steady(100),
    faults: [{ at: 10, for: 20, quota: { component: 'api', rate: 10 } }],
    run: cold(60),
  });
  // 2,000 come; 10 at once and 10/s for 20 s are taken.
  const refused = result.requests['*'].counts.failed['rate-limited'];
  expect(refused).toBeGreaterThanOrEqual(2000 - 10 - 200 - 1);
  expect(refused).toBeLessThanOrEqual(2000 - 10 - 200 + 1);
});

test('packet loss costs who loses a message 200 ms, and the others nothing', () => {
  const rate = 0.05;
  const result = run({
    components: [client, servers('api', 100, '1 ms')],
    connections: chain('users', 'api'),
    workload: steady(500),
    faults: [{ at: 0, loss: { from: 'users', to: 'api', rate } }],
    run: cold(100),
  });
  const { latency } = result.requests['*'];
  // Each way loses a message k times in a row with rate^k, and waits 200 ms × (2^k − 1).
  let perWay = 0;
  for (let k = 1; k < 15; k++) perWay += rate ** k * (1 - rate) * 0.2 * (2 ** k - 1);
  const deviation = Math.sqrt((2 * rate * 0.2 ** 2) / latency.count) * 1.5;
  expect(Math.abs(latency.mean - 0.001 - 2 * perWay)).toBeLessThan(4 * deviation);
  expect(latency.p50).toBeCloseTo(0.001, 3);
});

test('pauses delay who comes in them to their end, at the share of time that they take', () => {
  const result = run({
    components: [client, servers('api', 100, '1 ms')],
    connections: chain('users', 'api'),
    workload: steady(100),
    faults: [
      {
        at: 0,
        for: 950,
        pauses: {
          component: 'api',
          every: { uniform: { min: '8.999999 s', max: '9.000001 s' } },
          length: { uniform: { min: '0.999999 s', max: '1.000001 s' } },
        },
      },
    ],
    run: cold(1000),
  });
  // 95 pauses of 1 s in 10 s; who comes in one waits half of it on average.
  expect(result.components['api'].availability).toBeCloseTo(1 - 95 / 1000, 3);
  expect(result.requests['*'].latency.mean).toBeCloseTo(0.001 + 0.095 * 0.5, 3);
  expect(result.requests['*'].latency.max).toBeCloseTo(1.001, 2);
});

test('a crash loop is up for up / (up + down) of its time while it lasts', () => {
  const result = run({
    components: [client, servers('api', 100, '0.1 ms')],
    connections: chain('users', 'api'),
    workload: steady(10),
    faults: [{ at: 0, for: 20_000, crashLoop: { component: 'api', up: '30 s', down: '10 s' } }],
    run: cold(20_000),
  });
  // An alternating renewal process: 500 cycles, whose share of time up has a standard error of about 1.2 points.
  expect(Math.abs(result.components['api'].availability - 0.75)).toBeLessThan(4 * 0.012);
  expect(result.components['api'].availability).not.toBe(0.75);
});

test('N+1 calls multiply the calls of a connection while they last, and no others', () => {
  const result = run({
    components: [client, relay('api'), servers('db', 8, '1 ms'), servers('other', 8, '1 ms')],
    connections: [...chain('users', 'api', 'db'), { from: 'api', to: 'other', order: 50 }],
    workload: moments({ before: 1, within: 2, after: 3 }),
    faults: [{ at: 1.5, for: 1, moreCalls: { from: 'api', to: 'db', factor: 20 } }],
    run: cold(10),
  });
  expect(milliseconds(result)).toEqual({ before: 2, within: 21, after: 2 });
});

test('a connection leak leaves fewer and fewer, at last none, and a restart gives them back', () => {
  const result = run({
    components: [client, relay('api'), database],
    connections: chain('users', 'api', 'db'),
    workload: steady(200, {}, 49.99),
    faults: [{ at: 10, for: 20, leak: { from: 'api', to: 'db', every: '2 s' } }],
    run: cold(80),
  });
  // 200/s × 10 ms are two connections busy: two of four can be missed. The third goes at 16 s, the last at 18 s.
  const { step, requests } = result.timeline;
  const answered = (from: number, to: number) =>
    requests['*'].ok.slice(Math.round(from / step), Math.round(to / step)).reduce((a, b) => a + b, 0) /
    Math.round((to - from) / step);
  expect(answered(10, 15)).toBeCloseTo(200, -1);
  expect(answered(16.5, 17.5)).toBeCloseTo(100, -1);
  expect(answered(19, 29)).toBe(0);
  expect(result.requests['*'].counts.failed).toEqual({});
  expect(result.requests['*'].counts.inFlight).toBe(0);
});

test('what leaks, repeats, and cannot scale must have what leaks, calls and scales', () => {
  const { findings } = compile(
    topologyOf({
      components: [client, { id: 'lb', type: 'load-balancer' }, servers('api', 8, '1 ms')],
      connections: chain('users', 'lb', 'api'),
      workload: steady(1),
      faults: [
        { at: 1, leak: { from: 'lb', to: 'api' } },
        { at: 1, moreCalls: { from: 'lb', to: 'api' } },
        { at: 1, noCapacity: { component: 'api' } },
      ],
      run: cold(10),
    }),
  );
  expect(findings.filter(({ severity }) => severity === 'error').map(({ code, path }) => [code, path[2]])).toEqual([
    ['fault-target', 'leak'],
    ['fault-target', 'moreCalls'],
    ['fault-target', 'noCapacity'],
  ]);
});

test('where there is no capacity to be had, a surge finds as many replicas as before it', () => {
  const sketch = (faults: object[]) => ({
    components: [
      client,
      {
        ...servers('api', 1, '10 ms'),
        replicas: 2,
        autoscale: { min: 2, max: 10, target: 0.5, interval: '5 s', startUp: '5 s' },
      },
    ],
    connections: chain('users', 'api'),
    workload: steady(100),
    faults: [{ at: 20, for: 60, surge: { factor: 3 } }, ...faults] as { at: number }[],
    run: cold(100),
  });
  const scaled = run(sketch([]));
  const held = run(sketch([{ at: 0, noCapacity: { component: 'api' } }]));
  expect(scaled.components['api'].replicas?.max).toBeGreaterThanOrEqual(6);
  expect(held.components['api'].replicas?.max).toBe(2);
});

test('a surge of one client leaves the load of the others as it was', () => {
  const result = run({
    components: [client, { id: 'bots', type: 'client' }, servers('api', 8, '1 ms')],
    connections: [...chain('users', 'api'), ...chain('bots', 'api')],
    workload: {
      streams: [
        { client: 'users', arrivals: { constant: { rate: 10 } }, requests: { get: {} } },
        { client: 'bots', arrivals: { constant: { rate: 10 } }, requests: { login: {} } },
      ],
    },
    faults: [{ at: 0, surge: { factor: 50, client: 'bots' } }],
    run: cold(10),
  });
  expect(result.requests['get'].counts.offered).toBeLessThanOrEqual(100);
  expect(result.requests['login'].counts.offered).toBeGreaterThanOrEqual(4999);
});
