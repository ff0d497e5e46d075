import { expect, test } from 'vitest';
import { type CountMeasure, estimate, type RunResult, type TimeMeasure } from '../../simulator/index.ts';
import { modelOf } from '../support/topology.ts';
import { chain, client, relay } from './building-blocks.ts';
import { cold, run, steady } from './support.ts';

const provider = (more: object = {}) => ({
  id: 'push',
  type: 'notification-provider',
  work: '100 ms',
  errorRate: 0,
  silentDrops: 0,
  delivery: '2 s',
  ...more,
});
const messages = (count: number, rate = 10) => steady(rate, { kind: 'write' }, (count + 0.5) / rate);

function sent(count: number, more: object, connection: object = {}): RunResult {
  return run({
    components: [client, provider(more)],
    connections: [{ from: 'users', to: 'push', ...connection }],
    workload: messages(count),
    run: cold(count / 10 + 20),
  });
}

test('accepted is not delivered: all answers are good, and the share that is said never arrives', () => {
  const count = 4000;
  const { requests, components } = sent(count, { silentDrops: 0.1 });
  const undelivered = components['push'].measures?.['undelivered'] as CountMeasure;
  const delivery = components['push'].measures?.['delivery'] as TimeMeasure;
  expect(requests['*'].counts.succeeded).toBe(count);
  expect(Math.abs(undelivered.count - count * 0.1) / Math.sqrt(count * 0.1 * 0.9)).toBeLessThan(4);
  expect(undelivered.count + delivery.times.count).toBe(count);
});

test('the answer comes when it is taken, and the message later', () => {
  const { requests, components } = sent(50, {});
  expect(requests['*'].latency.max).toBeCloseTo(0.1, 6);
  const delivery = components['push'].measures?.['delivery'] as TimeMeasure;
  expect(delivery.times.p50).toBeCloseTo(2, 1);
});

test('a message that is handed over again after a timeout reaches the person twice, whatever the request says of itself', () => {
  const again = { timeout: '50 ms', retry: { attempts: 2, backoff: { base: 0 } } };
  const { outcomes } = sent(100, {}, again).components['push'];
  expect([outcomes?.outOf.duplicates, outcomes?.duplicates]).toEqual([200, 100]);
  // Nobody gets twice what never arrives.
  expect(sent(100, { silentDrops: 1 }, again).components['push'].outcomes?.duplicates).toBeUndefined();
});

test('a queue before it that delivers again sends again', () => {
  const { outcomes } = run({
    components: [
      client,
      relay('api'),
      { id: 'outbox', type: 'message-queue', visibilityTimeout: '50 ms', maxDeliveries: 3 },
      { id: 'sender', type: 'worker', work: 0, threads: 1000 },
      provider(),
    ],
    connections: chain('users', 'api', 'outbox', 'sender', 'push'),
    workload: messages(100),
    run: cold(30),
  }).components['push'];
  // It takes 100 ms, and is handed out at 0, 50 and 100 ms.
  expect(outcomes?.counts.duplicates).toBeGreaterThanOrEqual(100);
  expect(outcomes?.counts.duplicates).toBeLessThanOrEqual(200);
});

test('the quota is for a minute: what exceeds it is refused until the next begins', () => {
  const rateLimit = { rate: '10/s', burst: 600, algorithm: 'fixed-window' };
  const { requests } = run({
    components: [client, provider({ rateLimit })],
    connections: chain('users', 'push'),
    // 1800 messages within a minute and a half: 600 in the first minute, 600 in the second.
    workload: steady(20, { kind: 'write' }, 90.02),
    run: cold(120),
  });
  expect(requests['*'].counts).toMatchObject({ succeeded: 1200, failed: { 'rate-limited': 600 } });
});

test('an SMS costs about a hundred e-mails, and an e-mail two hundred push messages', () => {
  const monthly = (channel: string) =>
    estimate(
      modelOf({
        components: [client, provider({ channel })],
        connections: chain('users', 'push'),
        workload: steady(1, { kind: 'write' }),
      }),
    ).cost.components['push'];
  // A message a second is 2,628,000 in a month.
  expect(monthly('push')).toBeCloseTo(2.628 * 0.5, 6);
  expect(monthly('email')).toBeCloseTo(2628 * 0.1, 6);
  expect(monthly('sms')).toBeCloseTo(2628 * 9.9, 6);
});
