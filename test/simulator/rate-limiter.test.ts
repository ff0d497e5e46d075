import { expect, test } from 'vitest';
import { SlidingCounter } from '../../simulator/parts/sliding-counter.ts';
import { client, delay, relay } from './building-blocks.ts';
import { cold, run, steady } from './support.ts';

/** Services that ask a limiter before they work. */
function limited(workload: unknown, limiter: object, more: { callers?: object; policy?: object; extra?: object } = {}) {
  return run({
    components: [
      client,
      { ...relay('api'), ...more.callers },
      { id: 'limiter', type: 'rate-limiter', work: 0, scope: 'one', ...limiter },
      delay('store', 0),
    ],
    connections: [
      { from: 'users', to: 'api' },
      { from: 'api', to: 'limiter', ...more.policy },
      { from: 'api', to: 'store' },
    ],
    workload,
    run: cold(10),
    ...more.extra,
  });
}

/** So many requests evenly spread over the 100 ms before a moment and the 100 ms after it. */
function around(moment: number, each: number): unknown {
  return {
    streams: [
      {
        client: 'users',
        arrivals: { constant: { rate: each * 10 } },
        shape: {
          steps: [
            [0, 0],
            [moment - 0.1, 1],
            [moment + 0.1, 0],
          ],
        },
        requests: { get: {} },
      },
    ],
  };
}

test('a fixed window lets twice its limit through around its end; a sliding one does not', () => {
  const admitted = (algorithm: string) =>
    limited(around(3, 100), { rate: 100, burst: 100, algorithm }).components['store'].arrivalRate * 10;
  // Two hundred requests within 200 ms, of which a hundred a second may pass.
  expect(admitted('fixed-window')).toBeGreaterThanOrEqual(199);
  expect(admitted('sliding-window')).toBeCloseTo(100, 9);
  // The counter lets the share of the last window that is behind it pass: a tenth of it at 3.1 s.
  expect(admitted('sliding-counter')).toBeGreaterThanOrEqual(100);
  expect(admitted('sliding-counter')).toBeLessThanOrEqual(110);
  expect(admitted('token-bucket')).toBeLessThanOrEqual(100 + 20);
});

test('the sliding counter weighs the last window by what of it is still covered', () => {
  const counter = new SlidingCounter(10, 10, 0);
  for (let n = 0; n < 10; n++) expect(counter.reserve(0.95)).toBe(0);
  expect(counter.reserve(0.99)).toBe(-1);
  // At 1.5 s half of the ten still count: five more may pass.
  expect(Array.from({ length: 7 }, () => counter.reserve(1.5))).toEqual([0, 0, 0, 0, 0, -1, -1]);
  // With patience the next waits until one more of the ten has faded: at 1.6 s.
  const patient = new SlidingCounter(10, 10, Number.POSITIVE_INFINITY);
  for (let n = 0; n < 10; n++) patient.reserve(0.95);
  for (let n = 0; n < 5; n++) patient.reserve(1.5);
  expect(patient.reserve(1.5)).toBeCloseTo(0.1, 9);
  expect(patient.reserve(1.5)).toBeCloseTo(0.2, 9);
});

test('all instances share its limit, by item or for everything', () => {
  const passed = (limiter: object, request: object) =>
    limited(steady(1000, request), { rate: '50/s', burst: 50, ...limiter }, { callers: { replicas: 4 } });
  // A bucket of 50, full at the first request after 1 ms, and 50 a second for 9.999 s: 549 whole tokens.
  const all = passed({ scope: 'one' }, {});
  expect(all.components['store'].arrivalRate * 10).toBeCloseTo(549, 6);
  expect(all.requests['*'].counts.failed).toEqual({ 'rate-limited': 10_000 - 549 });
  const each = passed({ scope: 'item' }, { keys: { count: 4, zipf: 0 } }).components['store'].arrivalRate * 10;
  expect(Math.abs(each - 4 * 549)).toBeLessThanOrEqual(8);
});

test('a decision costs its time and its way: 70,000 a second on one thread, and a hot customer pins one shard', () => {
  const keyed = (keys: object) =>
    limited(
      steady(2000, { keys }),
      { scope: 'item', rate: '1M/s', burst: 1e6, work: '0.8 ms', shards: 4 },
      {
        policy: { network: { rtt: '1 ms' } },
        extra: { run: cold(5) },
      },
    );
  // Four shards could do 5,000 a second; one key is on one of them, which does 1,250.
  const hot = keyed({ count: 1 });
  expect(hot.components['store'].throughput).toBeCloseTo(1250, -1);
  const spread = keyed({ count: 10_000, zipf: 0 });
  expect(spread.components['store'].throughput).toBeCloseTo(2000, -1);
  expect(spread.requests['*'].latency.mean).toBeGreaterThan(0.0018);
});

test('tokens in batches of ten need a tenth of the questions, and no more tokens are used than there are', () => {
  const of = (lease: number) => limited(steady(1000), { rate: '500/s', burst: 500, lease });
  const single = of(1).components['store'].arrivalRate * 10;
  expect(single).toBeCloseTo(5499, 6);
  const leased = of(10).components['store'].arrivalRate * 10;
  expect(leased).toBeLessThanOrEqual(single);
  expect(leased).toBeGreaterThan(single - 10);
  // Where nobody is refused it is a tenth.
  expect(
    limited(steady(100), { rate: '1000/s', burst: 1000, lease: 10 }).components['limiter'].arrivalRate * 10,
  ).toBeCloseTo(100, 6);
});

test('a limiter that is down lets everything through, uncounted, or takes the API down with it', () => {
  const faults = [{ at: 2.005, for: 4, crash: { component: 'limiter' } }];
  const down = (whenDown: string) =>
    limited(steady(100), { rate: '1000/s', burst: 1000, whenDown }, { extra: { faults } });
  const open = down('open');
  expect(open.requests['*'].availability).toBe(1);
  expect(open.components['limiter'].measures?.['uncounted']).toMatchObject({ count: 400 });
  const closed = down('closed').requests['*'].counts;
  expect(closed.failed).toEqual({ refused: 400 });
  expect(closed.succeeded).toBe(600);
});

test('a gateway asks it before it passes a request on: what is refused never reaches a service', () => {
  const result = run({
    components: [
      client,
      { id: 'gateway', type: 'api-gateway', work: 0 },
      { id: 'limiter', type: 'rate-limiter', work: 0, scope: 'one', rate: '10/s', burst: 10 },
      relay('api'),
    ],
    connections: [
      { from: 'users', to: 'gateway' },
      { from: 'gateway', to: 'limiter' },
      { from: 'gateway', to: 'api' },
    ],
    workload: steady(100),
    run: cold(10),
  });
  // Ten at once, full at the first request after 10 ms, and ten a second for 9.99 s.
  expect(result.components['api'].arrivalRate * 10).toBeCloseTo(10 + 99, 6);
  expect(result.requests['*'].counts.failed).toEqual({ 'rate-limited': 1000 - 109 });
});
