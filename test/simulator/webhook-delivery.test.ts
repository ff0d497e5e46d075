import { expect, test } from 'vitest';
import { client, delay, relay } from './building-blocks.ts';
import { cold, moments, run, steady } from './support.ts';

const write = { kind: 'write' };

function deliver(workload: unknown, settings: object, endpoints: readonly { id: string; type: string }[], extra = {}) {
  return run({
    components: [client, relay('api'), { id: 'hooks', type: 'webhook-delivery', work: 0, ...settings }, ...endpoints],
    connections: [
      { from: 'users', to: 'api' },
      { from: 'api', to: 'hooks' },
      ...endpoints.map(({ id }) => ({ from: 'hooks', to: id })),
    ],
    workload,
    run: cold(100),
    ...extra,
  });
}

test('with shared senders one slow endpoint holds up all others; with senders of its own only itself', () => {
  const of = (isolation: string) =>
    deliver(steady(10, write), { isolation, concurrency: 10 }, [delay('quick', '10 ms'), delay('slow', '5 s')])
      .connections;
  // Apart, the quick one never waits (the event of the last moment is still under way); the slow one takes 10 / 5 s = 2 a
  // second of the 10 that come.
  const apart = of('per-endpoint');
  expect(apart['hooks->quick'].lag?.count).toBe(999);
  expect(apart['hooks->quick'].lag?.max).toBeCloseTo(0.01, 9);
  expect(apart['hooks->slow'].lag?.count).toBe(190); // ten at a time, every 5 s: 19 rounds end within 100 s
  // Shared, a sender gives 5 s to one and 10 ms to the other of each pair: 10 / 5.01 s = 1.996 pairs a second.
  const shared = of('shared');
  const pairs = (10 / 5.01) * 100;
  expect(Math.abs((shared['hooks->quick'].lag?.count ?? 0) - pairs)).toBeLessThanOrEqual(20);
  expect(shared['hooks->quick'].lag?.max).toBeGreaterThan(70);
});

test('a timeout frees the sender, and the endpoint gets the event again though it has not failed', () => {
  const result = deliver(
    moments({ a: 1 }, write),
    { concurrency: 1, timeout: '10 s', maxDeliveries: 3, backoff: { base: '5 s' } },
    [delay('slow', '15 s')],
  );
  // Sent at 1 s, again at 1 + 10 + 5 = 16 s and at 16 + 10 + 10 = 36 s, then given up: three times the work for nothing.
  expect(result.components['slow'].arrivalRate * 100).toBeCloseTo(3, 9);
  expect(result.components['hooks'].deadLetters).toBe(1);
  expect(result.components['hooks'].redeliveries).toBe(2);
  expect(result.connections['hooks->slow'].lag).toBeUndefined();
});

test('an endpoint that is down gets its events when it is back, after waits of 1, 2, 4 … min, behind newer ones', () => {
  const result = deliver(
    moments({ a: 30, b: 660 }, { kind: 'write', keys: { count: 1 } }),
    {},
    [delay('shop', '1 s')],
    {
      faults: [{ at: 0, for: 600, crash: { component: 'shop' } }],
      run: cold(2000),
    },
  );
  // Refused at 30, 90, 210 and 450 s, and taken at 930 s; the second comes at 660 s and is taken at once.
  expect(result.connections['hooks->shop'].lag?.max).toBeCloseTo(60 + 120 + 240 + 480 + 1, 9);
  expect(result.connections['hooks->shop'].lag?.p50).toBeCloseTo(1, 2);
  expect(result.components['hooks'].redeliveries).toBe(4);
  // Both are about the same item: of two deliveries one comes after a later event.
  expect(result.outcomes).toMatchObject({ outOfOrder: 1, outOf: { outOfOrder: 2 } });
});

test('sixteen deliveries to an endpoint that never answers take 77 hours', () => {
  const result = deliver(moments({ a: 30 }, write), {}, [delay('gone', '1 s')], {
    faults: [{ at: 0, crash: { component: 'gone' } }],
    run: cold(300_000),
  });
  expect(result.components['hooks'].redeliveries).toBe(15);
  expect(result.components['hooks'].deadLetters).toBe(1);
  // 1 + 2 + … + 512 min, and then five times 12 h: the event stays for 1,023 min + 60 h.
  expect(result.components['hooks'].inSystem.mean * 300_000).toBeCloseTo(1023 * 60 + 60 * 3600, 3);
});
