import { expect, test } from 'vitest';
import { connectionSchema, definitionOf } from '../../simulator/index.ts';
import { Op } from '../../simulator/outcome.ts';
import { type PlannerConnection, plan } from '../../simulator/plans.ts';
import { chain, client, delay, relay, servers } from './building-blocks.ts';
import { cold, endings, milliseconds, moments, run, steady } from './support.ts';

const opName = Object.fromEntries(Object.entries(Op).map(([name, op]) => [op, name]));

/** The plan of a service with these callees, as text: steps by `;`, calls of one step by `+`, `?` what waits for a miss. */
function planned(kind: 'read' | 'write', callees: readonly { type: string; [field: string]: unknown }[]): string {
  const connections = callees.map(
    ({ type, calleeCalls = false, ...spec }, link): PlannerConnection => ({
      link,
      spec: connectionSchema.parse({ from: 'api', to: `c${link}`, ...spec }),
      callee: definitionOf(type)!,
      calleeCalls: calleeCalls === true,
    }),
  );
  return plan(connections, 'get', kind === 'write')
    .map(({ onMiss, calls }) => {
      const texts = calls.map(({ link, op, isAsync, optional }) => {
        const marks = `${isAsync ? '~' : ''}${optional ? '*' : ''}`;
        return `${opName[op]} ${link}${marks}`;
      });
      return `${onMiss ? '?' : ''}${texts.join(' + ')}`;
    })
    .join('; ');
}

const [cache, db, other, queue] = ['cache', 'sql-database', 'external-api', 'message-queue'].map((type) => ({ type }));

test('a read asks the cache, the store after a miss, and then fills the cache without being waited for', () => {
  expect(planned('read', [cache, db])).toBe('read 0*; ?read 1; ?fill 0~*');
});

test('a write goes to the store and then drops the entry', () => {
  expect(planned('write', [cache, db])).toBe('write 1; invalidate 0*');
});

test('caches come first, then others, then stores, then queues', () => {
  expect(planned('write', [queue, db, other])).toBe('write 2; write 1; write 0');
  expect(planned('read', [db, other, cache])).toBe('read 2*; read 1; ?read 0; ?fill 2~*');
});

test('a queue takes changes and no reads, unless the file says so', () => {
  expect(planned('read', [db, queue])).toBe('read 0');
  expect(planned('read', [db, { ...queue, for: 'get' }])).toBe('read 0; read 1');
});

test('a cache without a store beside it is asked and not optional, and takes writes', () => {
  expect(planned('read', [{ ...cache, calleeCalls: true }])).toBe('read 0');
  expect(planned('write', [{ ...cache, calleeCalls: true }])).toBe('write 0');
});

test('a cache that reads through is not filled by its caller too', () => {
  expect(planned('read', [{ ...cache, calleeCalls: true }, db])).toBe('read 0*; ?read 1');
});

test('`on`, `as`, `order`, `for`, `mode` and `optional` overrule what follows from the types', () => {
  expect(planned('read', [cache, { ...db, on: 'always' }])).toBe('read 0; read 1');
  expect(planned('read', [cache, { ...other, on: 'miss' }])).toBe('read 0*; ?read 1; ?fill 0~*');
  expect(planned('read', [{ ...db, as: 'write' }])).toBe('write 0');
  expect(planned('write', [{ ...db, as: 'read' }])).toBe('read 0');
  expect(planned('read', [{ ...db, order: 5 }, other])).toBe('read 0; read 1');
  expect(
    planned('read', [
      { ...db, order: 5 },
      { ...other, order: 5 },
    ]),
  ).toBe('read 0 + read 1');
  expect(
    planned('read', [
      { ...db, for: ['write'] },
      { ...other, for: ['get'] },
    ]),
  ).toBe('read 1');
  expect(planned('read', [{ ...db, for: ['elsewhere'] }])).toBe('');
  expect(planned('read', [{ ...db, mode: 'async', optional: true }])).toBe('read 0~*');
});

/** A relay with these callees, each of them of its own time. */
function calls(callees: Record<string, { work?: string; [field: string]: unknown }>, extra: object = {}) {
  return run({
    components: [client, relay('api'), ...Object.entries(callees).map(([id, { work = '10 ms' }]) => delay(id, work))],
    connections: [
      ...chain('users', 'api'),
      ...Object.entries(callees).map(([to, { work: _work, ...fields }]) => ({ from: 'api', to, ...fields })),
    ],
    workload: moments({ get: 1 }),
    run: cold(5),
    ...extra,
  });
}

test('equal orders run at the same time, rising orders one after the other', () => {
  expect(milliseconds(calls({ a: { order: 1, work: '20 ms' }, b: { order: 1, work: '50 ms' } }))).toEqual({ get: 50 });
  expect(milliseconds(calls({ a: { order: 2, work: '20 ms' }, b: { order: 1, work: '50 ms' } }))).toEqual({ get: 70 });
});

test('several calls of one connection come one after the other, beside others of the same order', () => {
  const result = calls({ a: { order: 1, calls: 7 }, b: { order: 1, work: '30 ms' } });
  expect(milliseconds(result)).toEqual({ get: 70 });
  expect(result.components['a'].arrivalRate * 5).toBeCloseTo(7, 9);
  expect(result.components['a'].inSystem.max).toBe(1);
});

test('a call with a probability is made by that share of the requests', () => {
  const result = calls({ a: { probability: 0.3 } }, { workload: steady(1000), run: cold(20) });
  const { offered } = result.requests['*'].counts;
  const made = result.connections['api->a'].calls * 20;
  expect(Math.abs(made - 0.3 * offered)).toBeLessThan(4 * Math.sqrt(0.21 * offered));
  expect(result.requests['*'].latency.p50).toBe(0);
  expect(result.requests['*'].latency.p90).toBeCloseTo(0.01, 4);
});

test('nobody waits for an asynchronous call, and nobody sees it fail', () => {
  const faults = [{ at: 0, errors: { component: 'mail', rate: 1 } }];
  const result = calls({ a: {}, mail: { work: '1 s', mode: 'async', calls: 3 } }, { faults });
  expect(milliseconds(result)).toEqual({ get: 10 });
  expect(endings(result)).toEqual({ get: 'ok' });
  expect(result.connections['api->mail'].failures * 5).toBeCloseTo(3, 9);
  expect(result.components['mail'].inSystem.max).toBe(3);
});

test('the failure of an optional call degrades the answer, that of any other fails it', () => {
  const faults = [{ at: 0, errors: { component: 'a', rate: 1 } }];
  const optional = calls({ a: { order: 1, optional: true }, b: { order: 2 } }, { faults });
  expect(endings(optional)).toEqual({ get: 'ok' });
  expect(milliseconds(optional)).toEqual({ get: 20 });
  const required = calls({ a: { order: 1 }, b: { order: 2 } }, { faults });
  expect(endings(required)).toEqual({ get: 'error' });
  expect(required.components['b'].arrivalRate).toBe(0); // nothing more is asked for
  expect(required.requests['*'].failures).toEqual([{ reason: 'error', at: 'a', count: 1 }]);
});

test('a failure answers at once, and what was called at the same time goes on', () => {
  const result = run({
    components: [client, relay('api'), delay('quick', '10 ms'), servers('slow', 1, '1 s')],
    connections: [
      { from: 'users', to: 'api', retry: { attempts: 2, backoff: { base: 0, cap: 0 } } },
      { from: 'api', to: 'quick', order: 1 },
      { from: 'api', to: 'slow', order: 1 },
    ],
    workload: moments({ get: 1 }),
    // Over when the second try is made, 10 ms after the first.
    faults: [{ at: 0, for: 1.015, errors: { component: 'quick', rate: 1 } }],
    run: cold(10),
  });
  // The second try waits for the slow call of the first, which nobody waits for any more.
  expect(milliseconds(result)).toEqual({ get: 2000 });
  expect(result.components['slow'].resources['cores'].busy * 10).toBeCloseTo(2, 9);
});

test('while the answer of a failed request is on the wire, what it called at the same time does not answer it again', () => {
  const result = run({
    components: [
      client,
      { ...servers('api', 1, 0), model: 'thread-per-request', threads: 1 },
      delay('a', '10 ms'),
      delay('b', '20 ms'),
    ],
    connections: [
      { from: 'users', to: 'api', network: { rtt: '100 ms' } },
      { from: 'api', to: 'a', order: 1 },
      { from: 'api', to: 'b', order: 1 },
    ],
    workload: moments({ get: 1 }),
    faults: [{ at: 0, errors: { component: 'a', rate: 1 } }],
    run: cold(5),
  });
  expect(endings(result)).toEqual({ get: 'error' });
  expect(result.components['api'].throughput * 5).toBeCloseTo(1, 9);
  expect(result.components['api'].resources['threads'].busy * 5).toBeCloseTo(0.01, 9);
});

test('requests that take different calls know nothing of one another', () => {
  const result = run({
    components: [client, relay('api'), delay('a', '10 ms'), delay('b', '50 ms')],
    connections: [...chain('users', 'api'), { from: 'api', to: 'a', for: 'x' }, { from: 'api', to: 'b', for: ['y'] }],
    workload: moments({ x: 1, y: 1, z: 1 }),
    run: cold(5),
  });
  expect(milliseconds(result)).toEqual({ x: 10, y: 50, z: 0 });
});
