import { describe, expect, test } from 'vitest';
import { estimate, simulate } from '../../simulator/index.ts';
import { modelOf, type Sketch } from '../support/topology.ts';
import { client, delay, poisson } from './building-blocks.ts';
import { cold, run } from './support.ts';

const dns = (more: object) => ({ id: 'dns', type: 'dns', work: '1 ms', ignoring: 0, ...more });

/** A name before two front doors, east and west. */
function design(name: object, rate: number, east: object, west: object, more: Partial<Sketch> = {}): Sketch {
  return {
    components: [client, dns(name), delay('east', '1 ms'), delay('west', '1 ms')],
    connections: [
      { from: 'users', to: 'dns' },
      { from: 'dns', to: 'east', ...east },
      { from: 'dns', to: 'west', ...west },
    ],
    workload: poisson(rate),
    ...more,
  };
}

const share = (sketch: Sketch) => {
  const { components } = run(sketch);
  const [east, west] = ['east', 'west'].map((id) => components[id].arrivalRate);
  return east / (east + west);
};

test('with r requests per second and resolver, rT / (1 + r(L + T)) of the lookups are cached, and the others wait', () => {
  // 2 requests per second and resolver: of the 21.1 in 10.05 s the first waits 50 ms, and the 0.1 that come meanwhile.
  const name = { resolvers: 50, ttl: '10 s', lookup: '50 ms' };
  const model = modelOf(design(name, 100, {}, {}, { run: { duration: 1000, warmup: 20 } }));
  const { latency, measures = {} } = simulate(model).components['dns'];
  const { share: lookups } = measures['lookups'] as { share: number };
  const [expected, requests] = [1.1 / 21.1, 98_000];
  expect(Math.abs(lookups - expected)).toBeLessThan(4 * Math.sqrt(expected / requests));
  expect(estimate(model).components['dns'].response).toBeCloseTo(0.001 + 0.05 * (1.1 / 21.1) + 0.001, 6);
  expect(latency.max).toBeGreaterThan(0.05);
});

test('resolvers know at the start as much as after running for long: in the first second as many wait as ever after', () => {
  // 100 requests per second over 1,000 resolvers: one asks every 10 s, and again after T + 10 s.
  const first = (ttl: string, seed: number) => {
    const sketch = design({ resolvers: 1000, ttl, lookup: '0 s' }, 100, {}, {}, { run: { ...cold(1), seed } });
    const { measures = {} } = run(sketch).components['dns'];
    return (measures['lookups'] as { count: number }).count;
  };
  for (const ttl of [2, 10, 100]) {
    const counts = Array.from({ length: 20 }, (_, seed) => first(`${ttl} s`, seed + 1));
    const lookups = counts.reduce((sum, of) => sum + of, 0);
    const expected = 2000 / (1 + 0.1 * ttl);
    expect(Math.abs(lookups - expected)).toBeLessThan(4 * Math.sqrt(expected));
  }
});

test('when the primary dies requests fail until checks have noticed, and then as long as answers live: TTL / 2 on average', () => {
  // 200 requests per second; detection takes 3 × 10 s, and the answers of 1,000 resolvers live for 60 s more or less.
  const name = { policy: 'failover', ttl: '60 s', resolvers: 1000, healthCheckInterval: '10 s' };
  const faults = [{ at: 100, crash: { component: 'east' } }];
  const more = { faults, run: cold(300) };
  const failed = (of: object) =>
    run(design({ ...name, ...of }, 200, { weight: 2 }, { weight: 1 }, more)).requests['get'].counts.failed['refused'] ??
    0;
  // A resolver that has nothing to keep asks anew: after the 5 s between two of its requests on average.
  const stale = (60 / 65) * 30;
  const expected = 200 * (30 + stale);
  const error = 4 * Math.sqrt(expected + (200 * 60) ** 2 / 12 / 1000);
  expect(Math.abs(failed({}) - expected)).toBeLessThan(error);
  // Of the requests of those who never ask again all fail to the end: 2 % for 200 s and not for the time of the others.
  const tail = failed({ ignoring: 0.02, keptFor: '24 h' }) - failed({});
  expect(Math.abs(tail - 0.02 * 200 * (200 - 30 - stale))).toBeLessThan(error);
  // Without checks nobody is led away.
  const unchecked = failed({ healthChecks: false });
  expect(Math.abs(unchecked - 200 * 200)).toBeLessThan(4 * Math.sqrt(200 * 200));
});

test('requests spread by weight as many resolvers were told, and unevenly where they are few', () => {
  const of = (resolvers: number) =>
    share(design({ resolvers, ttl: '1 h' }, 500, { weight: 3 }, { weight: 1 }, { run: cold(40) }));
  expect(Math.abs(of(10_000) - 0.75)).toBeLessThan(4 * Math.sqrt((0.75 * 0.25) / 10_000 + (0.75 * 0.25) / 20_000));
  // One resolver sends everybody to one target.
  expect([0, 1]).toContain(of(1));
});

test('by latency everybody is led to the nearest door, and to the next one when that has died', () => {
  const near = { network: { rtt: '20 ms' } };
  const far = { network: { rtt: '150 ms' } };
  const name = { policy: 'latency', ttl: '5 s', healthCheckInterval: '1 s' };
  expect(share(design(name, 100, far, near, { run: cold(30) }))).toBe(0);
  const faults = [{ at: 10, crash: { component: 'west' } }];
  const { requests, components } = run(design(name, 100, far, near, { faults, run: cold(60) }));
  expect(components['east'].arrivalRate).toBeGreaterThan(60);
  expect(requests['get'].latency.p99).toBeCloseTo(0.152, 1);
  expect(estimate(modelOf(design(name, 100, far, near))).components['east'].arrivalRate).toBe(0);
});

test('where all targets are out all are told, so that calls are refused and not without a target', () => {
  const faults = ['east', 'west'].map((component) => ({ at: 0, crash: { component } }));
  const name = { ttl: '1 s', healthCheckInterval: '1 s' };
  const { failed } = run(design(name, 50, {}, {}, { faults, run: cold(20) })).requests['get'].counts;
  expect(Object.keys(failed)).toEqual(['refused']);
});

test('only what resolvers ask is paid for, and the checks', () => {
  const { cost } = estimate(modelOf(design({ resolvers: 50, ttl: '10 s' }, 100, {}, {})));
  const lines = Object.fromEntries(cost.lines.map(({ title, monthly }) => [title, monthly]));
  // One request in 21.1 asks: 100/21.1 queries a second in a month of 730 hours at $0.40 a million, and two checks.
  expect(lines['Queries of resolvers']).toBeCloseTo(((100 / 21.1) * 730 * 3600 * 0.4) / 1e6, 6);
  expect(lines['Health checks']).toBeCloseTo(1.5, 9);
});

describe('a bad record', () => {
  /** A hundred requests a second over names that are kept for 60 s, with a bad record from 100 s on. */
  const failures = (fault: object, lasts: number) => {
    const result = run({
      components: [
        client,
        { id: 'name', type: 'dns', ttl: '60 s', resolvers: 100, ignoring: 0, work: 0, lookup: 0 },
        delay('site', '1 ms'),
      ],
      connections: [
        { from: 'users', to: 'name' },
        { from: 'name', to: 'site' },
      ],
      workload: poisson(100),
      faults: [{ at: 100, for: lasts, dnsRecord: { component: 'name', ...fault } }],
      run: cold(400),
    });
    const { step, requests } = result.timeline;
    const bad = requests['*'].failed;
    const last = (bad.findLastIndex((n) => n > 0) + 1) * step;
    return { failed: result.requests['*'].counts.failed, last };
  };
  /** Resolvers ask 1/s each, 1 s after their answer has expired on average: of 61 s they ask once. */
  const asked = (seconds: number) => Math.min(1, seconds / 61);

  test('outlives its repair by the time to live: half a minute of it fails half a minute of requests, over a minute and a half', () => {
    const { failed, last } = failures({}, 30);
    expect(Object.keys(failed)).toEqual(['unavailable']);
    // About half of the resolvers ask meanwhile, and each then fails for 61 s: binomial over 100 resolvers.
    const share = asked(30);
    const each = 61;
    expect(Math.abs((failed['unavailable'] ?? 0) - 100 * share * each)).toBeLessThan(
      4 * each * Math.sqrt(100 * share * (1 - share)),
    );
    expect(last).toBeGreaterThan(100 + 30 + 50);
    expect(last).toBeLessThanOrEqual(100 + 30 + 60 + 4);
  });

  test('no record is kept for as long as negative answers are', () => {
    const { last } = failures({ answer: 'empty', negativeTtl: '120 s' }, 30);
    expect(last).toBeGreaterThan(100 + 30 + 110);
    expect(last).toBeLessThanOrEqual(100 + 30 + 120 + 4);
  });
});
