import { expect, test } from 'vitest';
import { client, relay } from './building-blocks.ts';
import { cold, endings, milliseconds, moments, run, steady } from './support.ts';

function configured(workload: unknown, store: object, extra: object = {}, callers: object = {}) {
  return run({
    components: [client, { ...relay('api'), ...callers }, { id: 'config', type: 'config-store', ...store }],
    connections: [
      { from: 'users', to: 'api' },
      { from: 'api', to: 'config' },
    ],
    workload,
    run: cold(100),
    ...extra,
  });
}

test('each instance fetches with its first request and then once in the time that it keeps its copy', () => {
  const result = configured(steady(10), { refreshAfter: '20 s', work: '10 ms' }, {}, { replicas: 3 });
  // Three instances, at the first request of each after 0, 20, 40, 60 and 80 s.
  expect(result.components['config'].arrivalRate * 100).toBeCloseTo(15, 6);
  expect(result.requests['*'].latency.max).toBeCloseTo(0.01, 9);
  expect(result.requests['*'].latency.p90).toBe(0);
  const asking = configured(steady(10), { refreshAfter: 0 }).components['config'];
  expect(asking.arrivalRate).toBeCloseTo(10, 9);
});

test('requests that come while an instance fetches wait for that one fetch: 100 at once on 3 instances make 3, and end together', () => {
  const crowd = {
    streams: [
      {
        client: 'users',
        arrivals: { constant: { rate: 1 }, batch: 100 },
        requests: { get: {} },
        shape: { steps: [[1.5, 0]] },
      },
    ],
  };
  const fetching = (store: object, extra: object = {}) =>
    configured(crowd, { work: '10 ms', cores: 3, ...store }, { run: cold(10), ...extra }, { replicas: 3 });
  const result = fetching({ refreshAfter: '1 min' });
  expect(result.components['config'].arrivalRate * 10).toBeCloseTo(3, 9);
  expect(result.requests['get'].latency.p50).toBeCloseTo(0.01, 3);
  expect(result.requests['get'].latency.max).toBeCloseTo(0.01, 9);
  // Each of its own where nothing is kept: 100 on three cores take 34 rounds.
  const each = fetching({ refreshAfter: 0 });
  expect(each.components['config'].arrivalRate * 10).toBeCloseTo(100, 9);
  expect(each.requests['get'].latency.max).toBeCloseTo(0.34, 9);
  // What fails fails for all who waited.
  const faults = [{ at: 0, errors: { component: 'config', rate: 1 } }];
  expect(fetching({ refreshAfter: '1 min' }, { faults }).requests['get'].counts.failed).toEqual({ error: 100 });
});

test('where the one who fetches gives up, another one of those who wait fetches in its place', () => {
  const stream = (user: string, name: string, at: number) => ({
    client: user,
    arrivals: { constant: { rate: 1 / at } },
    shape: { steps: [[1.5 * at, 0]] },
    requests: { [name]: {} },
  });
  const result = run({
    components: [
      client,
      { ...client, id: 'patient' },
      relay('api'),
      { id: 'config', type: 'config-store', work: '1 s' },
    ],
    connections: [
      { from: 'users', to: 'api', timeout: '0.2 s', cancellation: true },
      { from: 'patient', to: 'api' },
      { from: 'api', to: 'config', cancellation: true },
    ],
    workload: { streams: [stream('users', 'gives-up', 1), stream('patient', 'waits', 1.1)] },
    run: cold(10),
  });
  expect(endings(result)).toEqual({ 'gives-up': 'timeout', waits: 'ok' });
  // From 1.1 s until the fetch that began at 1.2 s is done.
  expect(milliseconds(result)).toEqual({ waits: 1100 });
});

test('a store that is down is not noticed with a copy; who starts meanwhile fails every request until it is back', () => {
  const down = { at: 30, for: 40, crash: { component: 'config' } };
  const restart = { at: 50, for: 1, crash: { component: 'api' } };
  const failed = (store: object, ...faults: object[]) =>
    configured(steady(10), { refreshAfter: '10 min', ...store }, { faults }).requests['*'].counts.failed;
  expect(failed({}, down)).toEqual({});
  // Down itself from 50 to 51 s; then without settings until the store is back at 70 s: 190 requests.
  expect(failed({}, down, restart)).toEqual({ refused: 200 });
  expect(failed({ survivesRestart: true }, down, restart)).toEqual({ refused: 10 });
});

test('a copy that is too old is used on while no new one can be had, or is not', () => {
  const faults = [{ at: 30, for: 40, crash: { component: 'config' } }];
  const of = (staleIfDown: boolean) =>
    configured(steady(10), { refreshAfter: '10 s', work: 0, staleIfDown }, { faults });
  // Last fetched at 20.1 s, too old at 30.1 s: 399 requests until 69.9 s, and the store is back at 70 s.
  const stale = of(true);
  expect(stale.requests['*'].availability).toBe(1);
  expect(stale.components['config'].measures?.['stale']).toMatchObject({ count: 399 });
  expect(of(false).requests['*'].counts.failed).toEqual({ refused: 399 });
});

test('after a rotation copies fail that are kept for longer than the old secret is good', () => {
  const of = (ttl: string) =>
    configured(steady(10), { refreshAfter: ttl, work: 0, rotation: { every: '40 s', overlap: '5 s' } }).requests['*']
      .counts.failed;
  // Copies of 5 s are renewed before the old version ends.
  expect(of('5 s')).toEqual({});
  // Fetched at 0.1, 30.1, 60.1 and 90.1 s, the first version is good until 45 s and the second until 85 s: requests fail
  // from 45 to 60 s and from 85 to 90 s, 151 and 51 of them.
  expect(of('30 s')).toEqual({ error: 151 + 51 });
});

test('is asked before anything else', () => {
  const result = run({
    components: [
      client,
      relay('api'),
      { id: 'config', type: 'config-store', work: '3 s' },
      { id: 'cache', type: 'cache', work: 0 },
    ],
    connections: [
      { from: 'users', to: 'api' },
      { from: 'api', to: 'config' },
      { from: 'api', to: 'cache', optional: true },
    ],
    workload: moments({ a: 1, b: 10 }),
    run: cold(20),
  });
  expect(milliseconds(result)).toEqual({ a: 3000, b: 0 });
});
