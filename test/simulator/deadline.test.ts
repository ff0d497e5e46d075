import { expect, test } from 'vitest';
import { chain, client, delay, relay, servers } from './building-blocks.ts';
import { cold, endings, milliseconds, moments, run } from './support.ts';

const slow = { timeout: '100 ms', retry: { attempts: 9, backoff: { base: '50 ms', factor: 1, jitter: 'none' } } };

test('a deadline covers all attempts and the waits between them', () => {
  const result = run({
    components: [client, delay('leaf', '1 s')],
    connections: [{ from: 'users', to: 'leaf', ...slow, deadline: '320 ms' }],
    workload: moments({ get: 1 }),
    run: cold(10),
  });
  expect(endings(result)).toEqual({ get: 'deadline-exceeded' });
  const { attempts, timeouts, deadlines } = result.connections['users->leaf'];
  // Attempts at 0, 150 and 300 ms; the third is 20 ms old at the deadline.
  expect([attempts, timeouts, deadlines!].map((rate) => Math.round(rate * 10))).toEqual([3, 2, 1]);
});

test('an answer exactly at the deadline is in time', () => {
  const of = (deadline: string) =>
    endings(
      run({
        components: [client, delay('leaf', '100 ms')],
        connections: [{ from: 'users', to: 'leaf', network: { rtt: '20 ms' }, deadline }],
        workload: moments({ get: 1 }),
        run: cold(10),
      }),
    );
  expect(of('120 ms')).toEqual({ get: 'ok' });
  expect(of('119.9 ms')).toEqual({ get: 'deadline-exceeded' });
});

/** The client waits 100 ms; the service has a queue of its own and a database behind it. */
const nested = (fields: object) =>
  run({
    components: [client, { id: 'api', type: 'service', threads: 2, work: '30 ms' }, servers('db', 1, '1 s')],
    connections: [
      { from: 'users', to: 'api', deadline: '100 ms', ...fields },
      { from: 'api', to: 'db', timeout: '10 s' },
    ],
    workload: moments({ get: 1 }),
    run: cold(20),
  });

test('one that travels ends the waits of those further down too', () => {
  const threads = (fields: object) => nested(fields).components['api'].resources['threads'].busy * 20;
  expect(threads({})).toBeCloseTo(1.03, 9);
  expect(threads({ propagateDeadline: true })).toBeCloseTo(0.1, 9);
});

test('who gets a request after its deadline drops it without any work', () => {
  const result = run({
    components: [client, relay('api'), servers('db', 1, '1 s')],
    connections: [
      { from: 'users', to: 'api', deadline: '100 ms', propagateDeadline: true },
      { from: 'api', to: 'db', network: { rtt: '400 ms' } },
    ],
    workload: moments({ get: 1 }),
    run: cold(20),
  });
  expect(endings(result)).toEqual({ get: 'deadline-exceeded' });
  expect(result.components['db'].errors).toEqual({ 'deadline-exceeded': 1 });
  expect(result.components['db'].resources['cores'].busy).toBe(0);
});

test('the earlier of two deadlines counts', () => {
  const of = (own: string) =>
    milliseconds(
      run({
        components: [client, relay('api'), delay('db', '1 s')],
        connections: [
          { from: 'users', to: 'api', deadline: '100 ms', propagateDeadline: true, fallback: {} },
          { from: 'api', to: 'db', deadline: own, fallback: {} },
        ],
        workload: moments({ get: 1 }),
        run: cold(20),
      }),
    );
  expect(of('40 ms')).toEqual({ get: 40 });
  expect(of('400 ms')).toEqual({ get: 100 });
});

test('a deadline does not travel through a queue: a message waits for nobody', () => {
  const result = run({
    components: [
      client,
      relay('api'),
      { id: 'queue', type: 'message-queue', work: '0 s' },
      { id: 'worker', type: 'worker', threads: 1, work: '500 ms' },
    ],
    connections: [
      { from: 'users', to: 'api', deadline: '100 ms', propagateDeadline: true },
      ...chain('api', 'queue', 'worker'),
    ],
    workload: moments({ get: 1 }, { kind: 'write' }),
    run: cold(20),
  });
  expect(endings(result)).toEqual({ get: 'ok' });
  expect(result.components['queue'].lag!.count).toBe(1);
});
