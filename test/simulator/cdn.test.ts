import { describe, expect, test } from 'vitest';
import { estimate, simulate } from '../../simulator/index.ts';
import { modelOf, type Sketch } from '../support/topology.ts';
import { chain, client, delay, poisson } from './building-blocks.ts';
import { cold, endings, milliseconds, moments, run } from './support.ts';

const cdn = (more: object = {}) => ({ id: 'cdn', type: 'cdn', work: '2 ms', sites: 1, start: 'cold', ...more });
const origin = delay('origin', '100 ms');
const oneKey = { keys: { count: 1, zipf: 0 } };

function design(edge: object, workload: unknown, more: Partial<Sketch> = {}): Sketch {
  return {
    components: [client, cdn(edge), origin],
    connections: chain('users', 'cdn', 'origin'),
    workload,
    run: cold(20),
    ...more,
  };
}

/** Calls of the origin in the whole run. */
function fetches(sketch: Sketch): number {
  const { components, run: of } = run(sketch);
  return Math.round(components['origin'].arrivalRate * of.duration);
}

/** So many requests at once for the one item, at 1 s. */
function crowd(size: number): unknown {
  return {
    streams: [
      {
        client: 'users',
        arrivals: { constant: { rate: 1 }, batch: size },
        shape: { steps: [[1.5, 0]] },
        requests: { get: oneKey },
      },
    ],
  };
}

test('a site serves what it holds by itself, and the origin is asked for the rest', () => {
  const result = run(design({}, moments({ miss: 1, hit: 2 }, oneKey)));
  expect(milliseconds(result)).toEqual({ miss: 102, hit: 2 });
  expect(result.components['cdn'].hitRatio).toBe(0.5);
});

test('a crowd for one new item makes one fetch per site, one in all with a shield, and one each without coalescing', () => {
  // 1,000 at once over ten sites: that one of them gets none has a chance of 10 × 0.9^1000.
  expect(fetches(design({ sites: 10 }, crowd(1000)))).toBe(10);
  expect(fetches(design({ sites: 10, shield: true }, crowd(1000)))).toBe(1);
  expect(fetches(design({ sites: 10, coalesce: false }, crowd(1000)))).toBe(1000);
});

test('what one site has fetched another finds at the shield, a round trip away', () => {
  const times = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`r${i}`, 1 + i]));
  const result = run(design({ sites: 2, shield: true, shieldDelay: '30 ms' }, moments(times, oneKey)));
  const seen = Object.values(milliseconds(result)).sort((a, b) => b - a);
  expect(seen).toEqual([132, 32, ...Array(10).fill(2)]);
});

test('each site holds its own: ten of them hit less often, as the theory of one with a tenth of the requests says', () => {
  // 2,000 items alike, fresh for 10 s, 1,000 requests a second: each site sees an item every 20 s.
  const even = { keys: { count: 2000, zipf: 0 } };
  const sketch = (sites: number) =>
    modelOf(design({ sites, ttl: '10 s' }, poisson(1000, even), { run: { duration: 120, warmup: 40 } }));
  for (const sites of [1, 10]) {
    const asked = 10 * (1000 / sites / 2000);
    const expected = asked / (1 + asked);
    const model = sketch(sites);
    const { hitRatio = 0, lookups } = simulate(model).components['cdn'];
    const delayed = (lookups?.delayedHits ?? 0) / ((lookups?.hits ?? 0) + (lookups?.misses ?? 0));
    const error = 4 * Math.sqrt((expected * (1 - expected)) / 80_000);
    // Those who wait for a fetch under way, 0.1 s long, are neither hits nor misses.
    expect(Math.abs(hitRatio + delayed - expected)).toBeLessThan(error + delayed);
    expect(estimate(model).components['cdn'].hitRatio).toBeCloseTo(expected, 2);
  }
});

describe('sites that are warm hit in the first seconds as often as ever after, as the renewal formula says', () => {
  const popular = { keys: { count: 2000, zipf: 0.8 } };
  const weights = Array.from({ length: 2000 }, (_, rank) => (rank + 1) ** -0.8);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  /** Share of the requests that hit where a cache sees this rate, and its items live so long. */
  const expected = (rate: number, ttl: number) =>
    weights.reduce((sum, weight) => {
      const share = weight / total;
      return sum + (share * share * rate * ttl) / (1 + share * rate * ttl);
    }, 0);
  const hits = (edge: object, from: number, to: number) => {
    const sketch = design({ start: 'warm', coalesce: false, ...edge }, poisson(500, popular), {
      components: [client, cdn({ start: 'warm', coalesce: false, ...edge }), delay('origin', '1 ms')],
      run: { duration: to, warmup: from },
    });
    return run(sketch).components['cdn'].hitRatio ?? 0;
  };

  test.each([2, 20, 200])('at a time to live of %i s', (ttl) => {
    const formula = expected(100, ttl);
    const early = hits({ sites: 5, ttl: `${ttl} s` }, 0, 4);
    // Each request hits or not; that an item stays for the others makes little of it.
    const error = 4 * Math.sqrt((formula * (1 - formula)) / 2000);
    expect(Math.abs(early - formula)).toBeLessThan(error);
    const late = hits({ sites: 5, ttl: `${ttl} s` }, 40, 52);
    expect(Math.abs(early - late)).toBeLessThan(error * Math.sqrt(1 + 1 / 3));
  });

  test('behind a shield, which is asked for what the sites miss', () => {
    const origin = (from: number, to: number) => {
      const sketch = design(
        { start: 'warm', coalesce: false, sites: 5, ttl: '20 s', shield: true },
        poisson(500, popular),
        {
          run: { duration: to, warmup: from },
        },
      );
      return run(sketch).components['origin'].arrivalRate;
    };
    expect(Math.abs(origin(0, 6) / origin(40, 52) - 1)).toBeLessThan(4 * Math.sqrt(1 / 500 + 1 / 1000));
  });
});

test('after a purge of everything the origin gets the full load', () => {
  const keys = { keys: { count: 100, zipf: 0 } };
  const at = (faults: NonNullable<Sketch['faults']>) =>
    fetches(design({ sites: 2 }, poisson(500, keys), { faults, run: cold(10) }));
  expect(at([])).toBe(200);
  expect(at([{ at: 5, flush: { component: 'cdn' } }])).toBe(400);
});

test('writes, and reads that may not be held, pass through to the origin', () => {
  const workload = {
    streams: [
      {
        client: 'users',
        arrivals: { constant: { rate: 10 } },
        requests: {
          page: { share: 0.4, ...oneKey },
          feed: { share: 0.3, ...oneKey },
          post: { kind: 'write', share: 0.3, ...oneKey },
        },
      },
    ],
  };
  const { requests, components } = run(design({ cacheable: ['page'] }, workload));
  const { feed, post, page } = requests;
  for (const { latency } of [feed, post]) expect(latency.mean).toBeCloseTo(0.102, 9);
  expect(page.latency.p50).toBeCloseTo(0.002, 3);
  const { hits = 0, delayedHits = 0, misses = 0 } = components['cdn'].lookups ?? {};
  expect(hits + delayedHits + misses).toBe(page.counts.offered);
});

describe('while the origin is down', () => {
  const faults = [{ at: 4, for: 10, crash: { component: 'origin' } }];
  const times = { first: 1, expired: 5, late: 9, new: 15 };

  test('an item that has expired fails', () => {
    expect(endings(run(design({ ttl: '2 s' }, moments(times, oneKey), { faults })))).toEqual({
      first: 'ok',
      expired: 'refused',
      late: 'refused',
      new: 'ok',
    });
  });

  test('stale-if-error serves it for so long after its expiry, and no longer', () => {
    const result = run(design({ ttl: '2 s', staleIfError: '5 s' }, moments(times, oneKey), { faults }));
    // Fetched at 1.102 s, fresh until 3.102 s, stale until 8.102 s.
    expect(endings(result)).toEqual({ first: 'ok', expired: 'ok', late: 'refused', new: 'ok' });
    expect(result.components['cdn'].lookups).toMatchObject({ staleHits: 1, hits: 0, misses: 4 });
  });
});

test('the users of a dead site fail until it is withdrawn, and then find the others', () => {
  const faults = [{ at: 10, crash: { component: 'cdn', replicas: 1 } }];
  const sketch = design({ sites: 4, withdrawnAfter: '5 s' }, poisson(200, oneKey), { faults, run: cold(40) });
  const { counts } = run(sketch).requests['get'];
  // A quarter of 200/s for 5 s.
  expect(Math.abs((counts.failed['refused'] ?? 0) - 250)).toBeLessThan(4 * Math.sqrt(250 * 0.75));
});

test('its traffic and its requests are billed once, by the CDN and not as egress of the client', () => {
  // 10.8 billion redirects of 0.5 KB in a month of 30 days: the requests cost more than the bytes.
  const rate = 10.8e9 / (30 * 86_400);
  const { cost: bill } = estimate(modelOf(design({}, poisson(rate, { ...oneKey, response: '0.5 KB' }))));
  const [month, terabytes] = [730 / 720, 5.4];
  expect(bill.components['users']).toBeUndefined();
  const line = (driver: string) =>
    bill.lines.find((of) => of.component === 'cdn' && of.driver === driver)?.monthly ?? 0;
  const isTo = (value: number, expected: number) => Math.abs(value / expected - 1) < 0.02;
  expect(isTo(line('requests'), 10_800 * month)).toBe(true);
  expect(isTo(line('traffic'), terabytes * 85 * month)).toBe(true);
});
