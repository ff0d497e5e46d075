import { expect, test } from 'vitest';
import { client, delay, relay } from './building-blocks.ts';
import { cold, endings, milliseconds, moments, run, steady } from './support.ts';

const write = { kind: 'write' };

/** A topic with subscribers, each a component and what its subscription says. */
function topic(
  workload: unknown,
  subscribers: readonly { component: { id: string; type: string }; filter?: object }[],
  settings: object = {},
  extra: object = {},
) {
  return run({
    components: [
      client,
      relay('api'),
      { id: 'topic', type: 'pub-sub', ...settings },
      ...subscribers.map(({ component }) => component),
    ],
    connections: [
      { from: 'users', to: 'api' },
      { from: 'api', to: 'topic' },
      ...subscribers.map(({ component, filter }) => ({ from: 'topic', to: component.id, ...filter })),
    ],
    workload,
    run: cold(100),
    ...extra,
  });
}

const worker = (id: string, threads: number, work: string) => ({ id, type: 'worker', threads, work });

test('every message goes to every subscriber, whatever it is, and the publisher is answered when it is stored', () => {
  const result = topic(steady(10, write, 50.05), [
    { component: worker('index', 10, '10 ms') },
    { component: relay('audit') },
    { component: delay('partner', '200 ms') },
  ]);
  const published = result.requests['*'].counts.offered;
  expect(published).toBe(500);
  for (const id of ['index', 'audit', 'partner']) expect(result.components[id].arrivalRate * 100).toBeCloseTo(500, 6);
  expect(result.requests['*'].latency.max).toBeCloseTo(0.01, 9);
  expect(result.connections['topic->index'].lag?.mean).toBeCloseTo(0.01, 9);
  expect(result.connections['topic->partner'].lag?.mean).toBeCloseTo(0.2, 9);
  // Of the topic as a whole all copies count.
  expect(result.components['topic'].lag?.count).toBe(1500);
  expect(result.components['topic'].lag?.mean).toBeCloseTo((0.01 + 0 + 0.2) / 3, 9);
});

test('a slow subscriber delays itself alone: each subscription has a backlog of its own', () => {
  // 10 messages a second for 50 s, of which the slow one can take 5: it is behind by 250, and half the time late.
  const result = topic(
    steady(10, write, 50.05),
    [{ component: worker('quick', 1, '10 ms') }, { component: worker('slow', 1, '200 ms') }],
    {},
    { run: cold(120) },
  );
  expect(result.connections['topic->quick'].lag?.max).toBeCloseTo(0.01, 9);
  // The n-th of 500 comes at n/10 s and is done n/5 s after the first began, at 0.1 s.
  expect(result.connections['topic->slow'].lag?.max).toBeCloseTo(0.1 + 500 / 5 - 50, 6);
  expect(result.components['topic'].queue.max).toBeCloseTo(250, -1);
});

test('a filter lets its share of the messages through, and none is drawn where there is no filter', () => {
  const filtered = topic(steady(100, write, 99.005), [
    { component: relay('all') },
    { component: relay('some'), filter: { probability: 0.2 } },
    { component: relay('reads'), filter: { for: ['read'] } },
  ]);
  expect(filtered.components['all'].arrivalRate * 100).toBeCloseTo(9900, 6);
  // 4 standard deviations of a binomial of 9,900 with probability 0.2 are 160.
  expect(Math.abs(filtered.components['some'].arrivalRate * 100 - 1980)).toBeLessThan(160);
  expect(filtered.components['reads'].arrivalRate).toBe(0);
});

test('what a subscriber fails at comes again after 10, 20 and 40 s, and is a dead letter after so many deliveries', () => {
  const failing = (until: number, maxDeliveries = 5) =>
    topic(
      moments({ a: 1 }, write),
      [{ component: worker('mail', 1, '1 s') }, { component: worker('audit', 1, '1 s') }],
      { work: 0, maxDeliveries },
      { faults: [{ at: 0.5, for: until, errors: { component: 'mail', rate: 1 } }], run: cold(200) },
    );
  // Fails at 2, 13 and 34 s, and is done when it comes at 74 s.
  const retried = failing(60);
  expect(retried.connections['topic->mail'].lag?.max).toBeCloseTo(1 + 10 + 1 + 20 + 1 + 40 + 1, 9);
  expect(retried.connections['topic->audit'].lag?.max).toBeCloseTo(1, 9);
  expect([retried.components['topic'].redeliveries, retried.components['topic'].deadLetters]).toEqual([3, 0]);
  const dead = failing(200, 3).components['topic'];
  expect([dead.redeliveries, dead.deadLetters, dead.lag?.count]).toEqual([2, 1, 1]);
});

test('what is not acknowledged in time is delivered again though the first delivery goes on: at least once', () => {
  const result = topic(moments({ a: 1 }, write), [{ component: worker('mail', 10, '3 s') }], {
    work: 0,
    ackDeadline: '2 s',
    maxDeliveries: 2,
    backoff: { base: '4 s' },
  });
  expect(result.components['mail'].arrivalRate * 100).toBeCloseTo(2, 9);
  expect(result.components['topic'].deadLetters).toBe(1);
});

test('pushes no more than so many that are not acknowledged, and workers get as many as they have places for', () => {
  const burst = {
    streams: [
      {
        client: 'users',
        arrivals: { constant: { rate: 1 }, batch: 20 },
        requests: { put: write },
        shape: { steps: [[1.5, 0]] },
      },
    ],
  };
  const result = topic(burst, [{ component: delay('partner', '1 s') }, { component: worker('mail', 3, '1 s') }], {
    maxInFlight: 4,
  });
  expect(result.components['partner'].inSystem.max).toBe(4);
  expect(result.components['mail'].inSystem.max).toBe(3);
  expect(result.connections['topic->partner'].lag?.max).toBeCloseTo(20 / 4, 6);
  expect(result.connections['topic->mail'].lag?.max).toBeCloseTo(Math.ceil(20 / 3), 6);
});

test('messages outlive a crash of the topic; a publish under way does not', () => {
  const result = topic(
    moments({ stored: 1, publishing: 1.995, later: 4 }, write),
    [{ component: worker('mail', 1, '5 s') }, { component: delay('partner', '20 ms') }],
    {},
    { faults: [{ at: 2, for: 1, crash: { component: 'topic' } }] },
  );
  expect(endings(result)).toEqual({ stored: 'ok', publishing: 'crashed', later: 'ok' });
  expect(milliseconds(result)['stored']).toBe(10);
  expect(result.components['topic'].lag?.count).toBe(4);
});

test('feeds queues: fan-out to a queue for each consumer', () => {
  const result = run({
    components: [
      client,
      relay('api'),
      { id: 'topic', type: 'pub-sub' },
      { id: 'mails', type: 'message-queue' },
      worker('mailer', 1, '50 ms'),
    ],
    connections: [
      { from: 'users', to: 'api' },
      { from: 'api', to: 'topic' },
      { from: 'topic', to: 'mails' },
      { from: 'mails', to: 'mailer' },
    ],
    workload: steady(10, write, 50.05),
    run: cold(100),
  });
  expect(result.components['mails'].lag?.count).toBe(500);
  expect(result.connections['topic->mails'].lag?.mean).toBeCloseTo(0.005, 9); // until the queue has stored it
});
