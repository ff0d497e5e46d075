import { expect, test } from 'vitest';
import { chain, client } from './building-blocks.ts';
import { cold, endings, milliseconds, moments, run } from './support.ts';

const db = (pool: number, work: unknown) => ({ id: 'db', type: 'sql-database', cores: 8, pool, work });
const api = (threads: number) => ({ id: 'api', type: 'service', threads, queue: 'unbounded', work: 0 });

test('waiting for a connection holds the caller’s thread', () => {
  const result = run({
    components: [client, api(2), db(1, '100 ms')],
    connections: chain('users', 'api', 'db'),
    workload: moments({ a: 1, b: 1, c: 1 }),
    run: cold(5),
  });
  expect(milliseconds(result)).toEqual({ a: 100, b: 200, c: 300 });
  expect(result.components['db'].inSystem.max).toBe(1);
  const { threads } = result.components['api'].resources;
  expect(threads.queue.max).toBe(1);
  expect(threads.busy * 5).toBeCloseTo(0.5, 9); // 100 ms, 200 ms and 200 ms
  const { pool } = result.connections['api->db'];
  expect(pool?.size).toBe(1);
  expect(pool!.utilization * 5).toBeCloseTo(0.3, 9);
  expect(pool?.wait.mean).toBeCloseTo((0 + 0.1 + 0.1) / 3, 9); // the third waited for its thread first
});

test('a statement that its caller has given up keeps its connection until it is done', () => {
  const result = run({
    components: [client, api(9), db(1, { long: '400 ms', '*': '10 ms' })],
    connections: [...chain('users', 'api'), { from: 'api', to: 'db', timeout: '150 ms' }],
    workload: moments({ long: 1, early: 1.2, late: 1.3 }),
    run: cold(5),
  });
  // Given up at 1.15 s, done at 1.4 s: who comes at 1.2 s waits too long for the connection, who comes at 1.3 s does not.
  expect(endings(result)).toEqual({ long: 'timeout', early: 'timeout', late: 'ok' });
  expect(milliseconds(result)).toEqual({ late: 110 });
});

test('a caller that gives up while it waits for a connection leaves the line: its statement is never sent', () => {
  const result = run({
    components: [client, api(9), db(1, '400 ms')],
    connections: [...chain('users', 'api'), { from: 'api', to: 'db', timeout: '150 ms' }],
    workload: moments({ first: 1, gone: 1.1, next: 1.35 }),
    run: cold(5),
  });
  expect(endings(result)).toEqual({ first: 'timeout', gone: 'timeout', next: 'timeout' });
  expect(result.components['db'].arrivalRate * 5).toBeCloseTo(2, 9);
  expect(result.connections['api->db'].pool!.utilization * 5).toBeCloseTo(0.8, 9);
});

test('a caller that crashes closes its connections: who waited for one is gone, and who comes after it finds them free', () => {
  const result = run({
    components: [client, api(9), db(2, '400 ms')],
    connections: chain('users', 'api', 'db'),
    workload: moments({ a: 1, b: 1, c: 1, d: 1, after: 1.3 }),
    faults: [{ at: 1.1, for: 0.1, crash: { component: 'api' } }],
    run: cold(5),
  });
  expect(endings(result)).toEqual({ a: 'crashed', b: 'crashed', c: 'crashed', d: 'crashed', after: 'ok' });
  expect(milliseconds(result)).toEqual({ after: 400 });
  // The two statements that were running run on, for nobody.
  expect(result.components['db'].arrivalRate * 5).toBeCloseTo(3, 9);
  expect(result.components['db'].inSystem.max).toBe(3);
  expect(result.connections['api->db'].pool!.utilization * 5 * 2).toBeCloseTo(2 * 0.1 + 0.4, 9);
});

test('with a policy around the pool the crash of the caller leaves nothing behind either', () => {
  const result = run({
    components: [client, api(9), db(1, '400 ms')],
    connections: [
      ...chain('users', 'api'),
      { from: 'api', to: 'db', timeout: '2 s', retry: { attempts: 3, backoff: { base: 0, cap: 0 } } },
    ],
    workload: moments({ a: 1, b: 1, after: 1.3 }),
    faults: [{ at: 1.1, for: 0.1, crash: { component: 'api' } }],
    run: cold(10),
  });
  expect(milliseconds(result)).toEqual({ after: 400 });
  expect(result.components['db'].arrivalRate * 10).toBeCloseTo(2, 9);
});

test('each instance of a caller has a pool of its own', () => {
  const result = run({
    components: [client, { ...api(9), replicas: 2 }, db(1, '100 ms')],
    connections: chain('users', 'api', 'db'),
    workload: moments({ a: 1, b: 1, c: 1 }),
    run: cold(5),
  });
  expect(milliseconds(result)).toEqual({ a: 100, b: 100, c: 200 });
  expect(result.components['db'].inSystem.max).toBe(2);
});

test('writes go to the primary, reads to the replicas where there are any', () => {
  const ops = (readReplicas: number) => {
    const result = run({
      components: [client, api(99), { ...db(99, '100 ms'), cores: 1, readReplicas, commit: '30 ms' }],
      connections: chain('users', 'api', 'db'),
      workload: {
        streams: ['r1', 'r2', 'r3', 'w1'].map((name) => ({
          client: 'users',
          arrivals: { constant: { rate: 1 } },
          shape: { steps: [[1.5, 0]] },
          requests: { [name]: { kind: name.startsWith('w') ? 'write' : 'read' } },
        })),
      },
      run: cold(5),
    });
    return milliseconds(result);
  };
  // One core at each: on a single primary all four wait for one another, and a write commits after its work.
  expect(ops(0)).toEqual({ r1: 100, r2: 200, r3: 300, w1: 430 });
  expect(ops(1)).toEqual({ r1: 100, r2: 200, r3: 300, w1: 130 });
  expect(ops(2)).toEqual({ r1: 100, r2: 100, r3: 200, w1: 130 });
});

test('a commit occupies no core', () => {
  const result = run({
    components: [client, api(9), { ...db(9, '10 ms'), cores: 1, commit: '500 ms' }],
    connections: chain('users', 'api', 'db'),
    workload: moments({ a: 1, b: 1 }, { kind: 'write' }),
    run: cold(5),
  });
  expect(milliseconds(result)).toEqual({ a: 510, b: 520 });
});

test('a statement that ends at the moment at which its caller takes it back has nobody to be told of that', () => {
  const result = run({
    components: [client, { ...api(9), id: 'web', zone: 'east' }, { ...db(2, '400 ms'), zone: 'east' }],
    // Instances crash by name: the database answers before its caller takes anything back.
    connections: [...chain('users', 'web'), { from: 'web', to: 'db', cancellation: true }],
    workload: moments({ lost: 1, after: 1.3 }),
    faults: [{ at: 1.1, for: 0.1, outage: { zone: 'east' } }],
    run: cold(5),
  });
  expect(endings(result)).toEqual({ lost: 'crashed', after: 'ok' });
});
