import { describe, expect, test } from 'vitest';
import type { Sketch } from '../support/topology.ts';
import { client, relay } from './building-blocks.ts';
import { cold, endings, milliseconds, moments, run, steady } from './support.ts';

const write = { kind: 'write' };

/** One message at each of these moments, through a service and a queue to a worker. */
function deliver(times: Record<string, number>, worker: object, queue: object = {}, extra: object = {}) {
  return run({
    components: [
      client,
      relay('api'),
      { id: 'queue', type: 'message-queue', work: '5 ms', ...queue },
      { id: 'worker', type: 'worker', ...worker },
    ],
    connections: [
      { from: 'users', to: 'api' },
      { from: 'api', to: 'queue' },
      { from: 'queue', to: 'worker' },
    ],
    workload: moments(times, write),
    run: cold(100),
    ...extra,
  });
}

test('a publish is answered when the message is stored, and its processing is the lag', () => {
  const result = deliver({ a: 1, b: 1 }, { threads: 1, work: '2 s' });
  expect(milliseconds(result)).toEqual({ a: 5, b: 5 });
  const { lag, latency } = result.components['queue'];
  expect(lag?.count).toBe(2);
  expect(lag?.max).toBeCloseTo(4, 9);
  expect(lag?.mean).toBeCloseTo(3, 9);
  expect(latency.max).toBeCloseTo(0.005, 9);
});

test('messages wait in the order of their coming until a worker has a free place', () => {
  const result = deliver({ a: 1, b: 1.1, c: 1.2 }, { threads: 1, replicas: 2, work: '1 s' });
  expect(result.components['worker'].inSystem.max).toBe(2);
  expect(result.components['queue'].lag?.max).toBeCloseTo(1.8, 9); // stored at 1.205, begun at 2.005, done at 3.005 s
  expect(result.components['queue'].queue.max).toBe(1);
  expect(result.components['queue'].redeliveries).toBe(0);
});

test('what is not acknowledged within the visibility timeout is delivered again, while the first delivery goes on', () => {
  const result = deliver({ a: 1 }, { threads: 10, work: '3 s' }, { visibilityTimeout: '2 s', maxDeliveries: 4 });
  const queue = result.components['queue'];
  // Each delivery outlives its timeout, so none counts: four times the work, and then a dead letter.
  expect(queue.redeliveries).toBe(3);
  expect(queue.deadLetters).toBe(1);
  expect(queue.lag?.count).toBe(0);
  expect(result.components['worker'].arrivalRate * 100).toBeCloseTo(4, 9);
  expect(result.components['worker'].inSystem.max).toBe(2);
  expect(result.requests['*'].availability).toBe(1); // its producer was answered long before
});

test('a delivery that fails is not acknowledged: it comes again after the timeout, and succeeds then', () => {
  const faults = [{ at: 0.5, for: 2, errors: { component: 'worker', rate: 1 } }];
  const result = deliver({ a: 1 }, { threads: 1, work: '1 s' }, { visibilityTimeout: '4 s' }, { faults });
  const queue = result.components['queue'];
  expect([queue.redeliveries, queue.deadLetters, queue.lag?.count]).toEqual([1, 0, 1]);
  expect(queue.lag?.max).toBeCloseTo(5, 9);
});

test('a worker that crashes loses no message', () => {
  const faults = [{ at: 1.5, for: 1, crash: { component: 'worker' } }];
  const result = deliver({ a: 1, b: 1.1 }, { threads: 1, work: '1 s' }, { visibilityTimeout: '10 s' }, { faults });
  const queue = result.components['queue'];
  expect(queue.lag?.count).toBe(2);
  expect(queue.deadLetters).toBe(0);
  expect(queue.lag?.max).toBeGreaterThan(10); // the one that was under way comes again when its timeout is over
});

test('messages are durable through a crash of the queue, publishes under way and during it are not', () => {
  const result = deliver(
    { stored: 1, waiting: 1.1, publishing: 1.999, during: 2.5, after: 4 },
    { threads: 1, work: '5 s' },
    {},
    { faults: [{ at: 2, for: 1, crash: { component: 'queue' } }] },
  );
  expect(endings(result)).toEqual({
    stored: 'ok',
    waiting: 'ok',
    publishing: 'crashed',
    during: 'refused',
    after: 'ok',
  });
  expect(result.components['queue'].lag?.count).toBe(3);
});

test('a worker that is done with a delivery that was given up takes the next message', () => {
  const result = run({
    components: [
      client,
      relay('api'),
      { id: 'queue', type: 'message-queue', work: 0 },
      { id: 'worker', type: 'worker', threads: 1, work: { a: '2 s', '*': '10 ms' } },
    ],
    connections: [
      { from: 'users', to: 'api' },
      { from: 'api', to: 'queue' },
      { from: 'queue', to: 'worker', timeout: '1 s' },
    ],
    workload: moments({ a: 1, b: 1.5 }, write),
    run: cold(10),
  });
  // Given up at 2 s and done at 3 s, of which nobody is told; the second begins then, and no sooner.
  expect(result.components['queue'].lag?.count).toBe(1);
  expect(result.components['queue'].lag?.max).toBeCloseTo(1.51, 9);
});

test('a worker that is up again takes what has waited meanwhile, though nothing new comes', () => {
  const faults = [{ at: 0.5, for: 9.5, crash: { component: 'worker' } }];
  const result = deliver({ a: 1, b: 2 }, { threads: 1, work: '1 s' }, {}, { faults });
  expect(result.components['queue'].lag?.count).toBe(2);
  expect(result.components['queue'].lag?.max).toBeCloseTo(10 + 1 - 1.005, 9);
});

test('a bounded queue refuses what does not fit', () => {
  const times = { a: 1, b: 1.1, c: 1.2, d: 1.3 };
  const result = deliver(times, { threads: 1, work: '10 s' }, { queue: 2 });
  expect(endings(result)).toEqual({ a: 'ok', b: 'ok', c: 'ok', d: 'rejected' });
});

test('reads publish nothing unless a connection says so', () => {
  const of = (more: object) =>
    run({
      components: [client, relay('api'), { id: 'queue', type: 'message-queue' }, { id: 'worker', type: 'worker' }],
      connections: [
        { from: 'users', to: 'api' },
        { from: 'api', to: 'queue', ...more },
        { from: 'queue', to: 'worker' },
      ],
      workload: moments({ look: 1 }),
      run: cold(10),
    }).components['worker'].arrivalRate * 10;
  expect(of({})).toBe(0);
  expect(of({ for: ['look'] })).toBeCloseTo(1, 9);
});

test('deliveries are shared among instances with free places in turn', () => {
  const times = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`m${i}`, 1 + i / 100]));
  const result = deliver(times, { threads: 1, replicas: 3, work: '1 s' });
  // Three at a time.
  expect(result.components['queue'].lag?.max).toBeCloseTo(4 - 0.09 - 0.02 + 0.02, 1);
  expect(result.components['worker'].resources['threads'].utilization).toBeCloseTo(12 / 300, 9);
  expect(result.components['worker'].resources['threads'].wait.probability).toBe(0); // they wait in the queue, not here
});

test('delivered at most once, a message is never done twice, and what a worker fails at is lost', () => {
  const queue = { delivery: 'at-most-once', visibilityTimeout: '2 s' };
  const slow = deliver({ a: 1 }, { threads: 1, work: '3 s' }, queue).components['queue'];
  expect([slow.redeliveries, slow.lost, slow.lag?.count]).toEqual([0, 0, 1]);
  const faults = [{ at: 1.5, for: 1, crash: { component: 'worker' } }];
  const crashed = deliver({ a: 1, b: 1.1 }, { threads: 1, work: '1 s' }, queue, { faults }).components['queue'];
  expect([crashed.redeliveries, crashed.lost, crashed.lag?.count]).toEqual([0, 1, 1]);
  expect(crashed.deadLetters).toBe(0);
});

test('in order, messages about one item wait for the one before, through its redeliveries; others do not', () => {
  const same = { kind: 'write', keys: { count: 1 } };
  const of = (ordered: boolean, request: object) =>
    run({
      components: [
        client,
        relay('api'),
        { id: 'queue', type: 'message-queue', work: 0, ordered, visibilityTimeout: '4 s', maxDeliveries: 2 },
        { id: 'worker', type: 'worker', threads: 10, work: '1 s' },
      ],
      connections: [
        { from: 'users', to: 'api' },
        { from: 'api', to: 'queue' },
        { from: 'queue', to: 'worker' },
      ],
      workload: {
        streams: [
          {
            client: 'users',
            arrivals: { constant: { rate: 10 } },
            shape: { steps: [[0.35, 0]] },
            requests: { change: request },
          },
        ],
      },
      faults: [{ at: 0.05, for: 1.1, errors: { component: 'worker', rate: 1 } }],
      run: cold(40),
    }).components['queue'];
  // Three messages at 0.1, 0.2 and 0.3 s. The first fails at 1.1 s and is done at 5.1 s, the others after it.
  const inOrder = of(true, same);
  expect(inOrder.lag?.count).toBe(3);
  expect(inOrder.lag?.max).toBeCloseTo(7.1 - 0.3, 9);
  expect(inOrder.redeliveries).toBe(1);
  // When it comes again it waits for a moment beside the two behind it.
  expect(inOrder.queue.max).toBe(3);
  // Only the first comes again where there is no order, or where each is about an item of its own.
  for (const queue of [of(false, same), of(true, { kind: 'write' })]) {
    expect(queue.lag?.max).toBeCloseTo(5, 9);
    expect(queue.redeliveries).toBe(1);
  }
});

test('an ordered queue goes on behind a dead letter, and those who wait behind another fill it', () => {
  const result = run({
    components: [
      client,
      relay('api'),
      {
        id: 'queue',
        type: 'message-queue',
        work: 0,
        ordered: true,
        queue: 2,
        visibilityTimeout: '2 s',
        maxDeliveries: 1,
      },
      { id: 'worker', type: 'worker', threads: 10, work: '1 s' },
    ],
    connections: [
      { from: 'users', to: 'api' },
      { from: 'api', to: 'queue' },
      { from: 'queue', to: 'worker' },
    ],
    workload: {
      streams: [
        {
          client: 'users',
          arrivals: { constant: { rate: 10 } },
          shape: { steps: [[0.45, 0]] },
          requests: { change: { kind: 'write', keys: { count: 1 } } },
        },
      ],
    },
    faults: [{ at: 0.05, for: 1.1, errors: { component: 'worker', rate: 1 } }],
    run: cold(40),
  });
  // Of four messages one is handed out, two wait behind it, and the fourth finds no place.
  expect(result.requests['*'].counts.failed).toEqual({ rejected: 1 });
  const { deadLetters, lag, queue } = result.components['queue'];
  // The first has failed and is given up at 2.1 s; the others are done at 3.1 and 4.1 s.
  expect([deadLetters, lag?.count, queue.max]).toEqual([1, 2, 2]);
  expect(lag?.max).toBeCloseTo(4.1 - 0.3, 9);
});

test('policies between queue and worker hand out no more than the workers have places for', () => {
  const inWork = (policy: object) =>
    deliver(
      { a: 1, b: 1, c: 1, d: 1 },
      { threads: 1, replicas: 2, work: '1 s' },
      {},
      {
        connections: [
          { from: 'users', to: 'api' },
          { from: 'api', to: 'queue' },
          { from: 'queue', to: 'worker', ...policy },
        ],
      },
    ).components;
  for (const policy of [{}, { timeout: '10 s' }, { timeout: '10 s', retry: { attempts: 2 } }]) {
    const { queue, worker } = inWork(policy);
    expect(worker.inSystem.max).toBe(2);
    expect(queue.lag?.max).toBeCloseTo(2, 9);
    expect(queue.lag?.mean).toBeCloseTo(1.5, 9);
  }
});

test('in order, a queue takes 300 publishes a second unless it is told otherwise, and any number without an order', () => {
  const accepted = (queue: object) =>
    run({
      components: [
        client,
        relay('api'),
        { id: 'queue', type: 'message-queue', work: 0, ...queue },
        { id: 'worker', type: 'worker', threads: 1000, work: 0 },
      ],
      connections: [
        { from: 'users', to: 'api' },
        { from: 'api', to: 'queue' },
        { from: 'queue', to: 'worker' },
      ],
      workload: steady(1000, { kind: 'write', keys: {} }),
      run: cold(10),
    }).requests['*'].counts;
  // A bucket of one second, full at the first request after 1 ms, and then 300 a second for 9.999 s: 3,299 whole tokens.
  expect(accepted({ ordered: true }).failed).toEqual({ 'rate-limited': 10_000 - 3299 });
  expect(accepted({ ordered: true, throughput: '3000/s' }).succeeded).toBe(10_000);
  expect(accepted({}).succeeded).toBe(10_000);
});

test('what nobody takes within the retention is lost, and counted', () => {
  const faults = [{ at: 0.5, for: 9.5, crash: { component: 'worker' } }];
  const of = (retention: string) => deliver({ a: 1, b: 8 }, { threads: 1, work: '1 s' }, { retention }, { faults });
  const [kept, lost] = [of('9 s'), of('5 s')].map(({ components }) => components['queue']);
  expect([of('9 s'), of('5 s')].map(({ outcomes }) => outcomes?.lostWrites)).toEqual([0, 1]);
  expect([kept.lost, kept.lag?.count]).toEqual([0, 2]);
  expect([lost.lost, lost.lag?.count]).toEqual([1, 1]);
  expect(lost.queue.max).toBe(2);
});

test('a share of the messages is delivered once more although acknowledged, and is processed once in the lag', () => {
  const times = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`m${i}`, 1 + i]));
  const always = deliver(times, { threads: 1, work: '10 ms' }, { duplicates: 1 }).components;
  expect([always['queue'].redeliveries, always['queue'].lag?.count]).toEqual([12, 12]);
  expect(always['worker'].arrivalRate * 100).toBeCloseTo(24, 9);
  const many = run({
    components: [
      client,
      relay('api'),
      { id: 'queue', type: 'message-queue', work: 0, duplicates: 0.1 },
      { id: 'worker', type: 'worker', threads: 100, work: '1 ms' },
    ],
    connections: [
      { from: 'users', to: 'api' },
      { from: 'api', to: 'queue' },
      { from: 'queue', to: 'worker' },
    ],
    workload: steady(100, write),
    run: cold(100),
  }).components['queue'];
  // Of 10,000 with probability 0.1: 4 standard deviations of a binomial are 120.
  expect(Math.abs((many.redeliveries ?? 0) - 1000)).toBeLessThan(120);
});

describe('in zones', () => {
  const zones = { a: {}, b: {}, c: { rtt: { a: '1.8 ms' } } };
  const over = (queue: object, faults: NonNullable<Sketch['faults']>, workload = steady(10, write, 45)) =>
    run({
      zones,
      components: [
        client,
        { ...relay('api'), zone: 'x' },
        { id: 'queue', type: 'message-queue', work: '5 ms', ...queue },
        { id: 'worker', type: 'worker', work: 0, zone: 'x' },
      ],
      connections: [
        { from: 'users', to: 'api' },
        { from: 'api', to: 'queue' },
        { from: 'queue', to: 'worker' },
      ],
      workload,
      faults,
      run: cold(50),
    });
  const outage = (zone: string, at = 20.05) => ({ at, for: 20, outage: { zone } });
  const failed = (queue: object, ...of: string[]) =>
    over(
      queue,
      of.map((zone) => outage(zone)),
    ).requests['*'].counts.failed;

  test('a managed queue goes on while one of its zones is left; one in a single zone goes down with it', () => {
    expect(failed({ zone: ['a', 'b', 'c'] }, 'a', 'b')).toEqual({});
    expect(failed({ zone: ['a', 'b', 'c'] }, 'a', 'b', 'c')).toEqual({ refused: 200 });
    expect(failed({ zone: 'a' }, 'a')).toEqual({ refused: 200 });
  });

  test('a managed queue is called in the nearest of its zones', () => {
    const times = (zone: string) =>
      milliseconds(
        run({
          zones,
          components: [client, { ...relay('api'), zone }, { id: 'queue', type: 'message-queue', zone: ['a', 'b'] }],
          connections: [
            { from: 'users', to: 'api', network: { rtt: 0 } },
            { from: 'api', to: 'queue' },
          ],
          workload: moments({ publish: 1 }, write),
          run: cold(3),
        }),
      )['publish'];
    expect([times('a'), times('b'), times('c')]).toEqual([5.2, 5.2, 6]);
  });

  test('brokers elect a leader when theirs is lost: 3 s of publishes fail, and what was stored is delivered', () => {
    const queue = { zone: ['a', 'b', 'c'], failover: {} };
    const { requests, components } = over(queue, [outage('a')]);
    expect(requests['*'].counts.failed).toEqual({ refused: 30 });
    expect(components['queue'].failovers).toBe(1);
    expect(components['queue'].lag?.count).toBe(requests['*'].counts.succeeded);
    expect(failed(queue, 'b')).toEqual({});
    // Two brokers of three, and no majority.
    expect(failed(queue, 'b', 'c')).toEqual({ unavailable: 200 });
    expect(failed({ ...queue, zone: ['a', 'b'] }, 'a')).toEqual({ refused: 200 });
  });

  test('a publish waits for a majority of the brokers: the nearest of the others, there and back', () => {
    const one = moments({ before: 1, after: 25 }, write);
    const times = milliseconds(over({ zone: ['a', 'c', 'b'], failover: {} }, [outage('a', 10)], one));
    // From a 1 ms to b and not 1.8 ms to c; from c, which leads after the loss of a, 1 ms to b.
    expect(times).toEqual({ before: 6, after: 6 });
    const [five] = Object.values(milliseconds(over({ zone: ['a', 'c', 'b'], failover: { members: 5 } }, [], one)));
    // Members in a, c, b, a, c: two besides the leader are the one in a and the one in b.
    expect(five).toBe(6);
  });
});
