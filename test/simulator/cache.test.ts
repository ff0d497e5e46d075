import { expect, test } from 'vitest';
import { chain, client, delay, relay } from './building-blocks.ts';
import { cold, endings, milliseconds, moments, run, steady } from './support.ts';

const oneKey = { keys: { count: 1, zipf: 0 } };
const cache = (more: object = {}) => ({ id: 'cache', type: 'cache', work: '1 ms', threads: 8, ...more });
const db = { id: 'db', type: 'sql-database', cores: 64, pool: 64, work: '100 ms', commit: 0 };

function aside(times: Record<string, number>, more: object = {}, extra: object = {}) {
  return run({
    components: [client, relay('api'), cache(more), db],
    connections: [...chain('users', 'api', 'cache'), ...chain('api', 'db')],
    workload: moments(times, oneKey),
    run: cold(20),
    ...extra,
  });
}

test('beside a store it is asked first, the store on a miss, and then it is filled by the caller', () => {
  const result = aside({ miss: 1, hit: 2 });
  expect(milliseconds(result)).toEqual({ miss: 101, hit: 1 });
  expect(result.components['cache'].hitRatio).toBe(0.5);
  expect(result.components['db'].arrivalRate * 20).toBeCloseTo(1, 9);
  // Two lookups and a fill.
  expect(result.components['cache'].arrivalRate * 20).toBeCloseTo(3, 9);
});

test('it is filled when the fetch is done and not before: who asks meanwhile fetches too', () => {
  const result = aside({ first: 1, during: 1.1, filling: 1.1015, after: 1.103 });
  // Fetched at 1.101 s and filled a command later, at 1.102 s.
  expect(milliseconds(result)).toEqual({ first: 101, during: 101, filling: 1, after: 1 });
});

test('a write goes to the store and drops the entry, so that the next read fetches', () => {
  const stream = (name: string, time: number, kind: string) => ({
    client: 'users',
    arrivals: { constant: { rate: 1 / time } },
    shape: { steps: [[1.5 * time, 0]] },
    requests: { [name]: { kind, ...oneKey } },
  });
  const workload = {
    streams: [stream('a', 1, 'read'), stream('b', 2, 'read'), stream('w', 3, 'write'), stream('c', 4, 'read')],
  };
  const result = aside({}, {}, { workload });
  expect(milliseconds(result)).toEqual({ a: 101, b: 1, w: 101, c: 101 });
  expect(result.components['cache'].hitRatio).toBeCloseTo(1 / 3, 9); // a write is no lookup
});

test('a cache that is dead is a miss: requests go to the store', () => {
  const faults = [{ at: 0, crash: { component: 'cache' } }];
  const result = aside({ a: 1, b: 2 }, {}, { faults });
  expect(milliseconds(result)).toEqual({ a: 100, b: 100 });
  expect(endings(result)).toEqual({ a: 'ok', b: 'ok' });
});

test('a crash loses what it held', () => {
  const faults = [{ at: 2, for: 1, crash: { component: 'cache' } }];
  expect(milliseconds(aside({ a: 1, b: 4 }, {}, { faults }))).toEqual({ a: 101, b: 101 });
});

test('a cache that hangs is a miss after the timeout of its caller', () => {
  const result = run({
    components: [client, relay('api'), cache(), db],
    connections: [...chain('users', 'api'), { from: 'api', to: 'cache', timeout: '20 ms' }, { from: 'api', to: 'db' }],
    workload: moments({ get: 1 }, oneKey),
    faults: [{ at: 0, slow: { component: 'cache', factor: 1000 } }],
    run: cold(5),
  });
  expect(milliseconds(result)).toEqual({ get: 120 });
});

test('a time to live counts from the insertion and is not renewed by a hit', () => {
  // Stored at 1.102 s, asked for at 5 and 10 s, gone at 11.102 s.
  const result = aside({ a: 1, b: 5, c: 10, d: 11.05, e: 11.15 }, { ttl: '10 s' });
  expect(milliseconds(result)).toEqual({ a: 101, b: 1, c: 1, d: 1, e: 101 });
});

test('with a store behind it, it reads and writes through', () => {
  const result = run({
    components: [client, relay('api'), cache(), db],
    connections: chain('users', 'api', 'cache', 'db'),
    workload: moments({ miss: 1, hit: 2 }, oneKey),
    run: cold(5),
  });
  expect(milliseconds(result)).toEqual({ miss: 101, hit: 1 });
  expect(result.connections['cache->db'].calls * 5).toBeCloseTo(1, 9);
});

test('a failed fetch fills nothing and fails the request', () => {
  const result = run({
    components: [client, relay('api'), cache(), db],
    connections: chain('users', 'api', 'cache', 'db'),
    workload: moments({ a: 1, b: 2 }, oneKey),
    faults: [{ at: 0.5, for: 1, errors: { component: 'db', rate: 1 } }],
    run: cold(5),
  });
  expect(endings(result)).toEqual({ a: 'error', b: 'ok' });
  expect(milliseconds(result)).toEqual({ b: 101 });
});

test('a warm cache hits from the start, a cold one does not', () => {
  const at = (start: string) => {
    const result = run({
      components: [client, relay('api'), cache({ capacity: '100 entries', start }), delay('origin', '1 ms')],
      connections: chain('users', 'api', 'cache', 'origin'),
      workload: steady(100, { keys: { count: 1000, zipf: 1 } }),
      run: cold(2),
    });
    return result.timeline.components['cache'].hitRatio!.slice(0, 20).filter((ratio) => ratio === 1).length;
  };
  expect(at('warm')).toBeGreaterThan(at('cold') + 4);
});

test('requests of different kinds share the keys, as far as they share them', () => {
  const result = run({
    components: [client, relay('api'), cache(), db],
    connections: [...chain('users', 'api', 'cache'), ...chain('api', 'db')],
    workload: {
      streams: [1, 2].map((time) => ({
        client: 'users',
        arrivals: { constant: { rate: 1 / time } },
        shape: { steps: [[1.5 * time, 0]] },
        requests: { [`at${time}`]: oneKey },
      })),
    },
    run: cold(5),
  });
  expect(milliseconds(result)).toEqual({ at1: 101, at2: 1 });
});
