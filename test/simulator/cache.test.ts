import { describe, expect, test } from 'vitest';
import { checkTopology } from '../../simulator/check.ts';
import { estimate, type Model, simulate } from '../../simulator/index.ts';
import { modelOf, type Sketch, topologyOf } from '../support/topology.ts';
import { chain, client, delay, poisson, relay } from './building-blocks.ts';
import { cold, endings, milliseconds, moments, run, steady } from './support.ts';

const oneKey = { keys: { count: 1, zipf: 0 } };
const cache = (more: object = {}) => ({ id: 'cache', type: 'cache', work: '1 ms', threads: 8, ...more });
const db = { id: 'db', type: 'sql-database', cores: 64, pool: 64, work: '100 ms', commit: 0 };

function aside(times: Record<string, number>, more: object = {}, extra: object = {}) {
  return run({
    components: [client, relay('api'), cache(more), db],
    connections: [...chain('users', 'api', 'cache'), ...chain('api', 'db')],
    workload: moments(times, oneKey),
    run: cold(20),
    ...extra,
  });
}

test('beside a store it is asked first, the store on a miss, and then it is filled by the caller', () => {
  const result = aside({ miss: 1, hit: 2 });
  expect(milliseconds(result)).toEqual({ miss: 101, hit: 1 });
  expect(result.components['cache'].hitRatio).toBe(0.5);
  expect(result.components['db'].arrivalRate * 20).toBeCloseTo(1, 9);
  // Two lookups and a fill.
  expect(result.components['cache'].arrivalRate * 20).toBeCloseTo(3, 9);
});

test('one that is warm holds what is looked up for writes too, where nobody reads', () => {
  const lookup = (keys: number) =>
    run({
      components: [client, relay('api'), cache({ start: 'warm', capacity: '100 entries' }), db],
      connections: [
        { from: 'users', to: 'api' },
        { from: 'api', to: 'cache', as: 'read' },
      ],
      workload: steady(10, { kind: 'write', keys: { count: keys, zipf: 0 } }),
      run: cold(100),
    }).components['cache'].hitRatio;
  expect(lookup(100)).toBe(1);
  // Nobody fills it: 100 of 400 items, all alike; a standard error is √(0.25 × 0.75 / 1000) = 0.014.
  expect(Math.abs((lookup(400) ?? 1) - 0.25)).toBeLessThan(4 * 0.0137);
});

test('it is filled when the fetch is done and not before: who asks meanwhile fetches too', () => {
  const result = aside({ first: 1, during: 1.1, filling: 1.1015, after: 1.103 });
  // Fetched at 1.101 s and filled a command later, at 1.102 s.
  expect(milliseconds(result)).toEqual({ first: 101, during: 101, filling: 1, after: 1 });
});

test('a write goes to the store and drops the entry, so that the next read fetches', () => {
  const stream = (name: string, time: number, kind: string) => ({
    client: 'users',
    arrivals: { constant: { rate: 1 / time } },
    shape: { steps: [[1.5 * time, 0]] },
    requests: { [name]: { kind, ...oneKey } },
  });
  const workload = {
    streams: [stream('a', 1, 'read'), stream('b', 2, 'read'), stream('w', 3, 'write'), stream('c', 4, 'read')],
  };
  const result = aside({}, {}, { workload });
  expect(milliseconds(result)).toEqual({ a: 101, b: 1, w: 101, c: 101 });
  expect(result.components['cache'].hitRatio).toBeCloseTo(1 / 3, 9); // a write is no lookup
});

test('a cache that is dead is a miss: requests go to the store', () => {
  const faults = [{ at: 0, crash: { component: 'cache' } }];
  const result = aside({ a: 1, b: 2 }, {}, { faults });
  expect(milliseconds(result)).toEqual({ a: 100, b: 100 });
  expect(endings(result)).toEqual({ a: 'ok', b: 'ok' });
});

test('a crash loses what it held', () => {
  const faults = [{ at: 2, for: 1, crash: { component: 'cache' } }];
  expect(milliseconds(aside({ a: 1, b: 4 }, {}, { faults }))).toEqual({ a: 101, b: 101 });
});

test('a cache that hangs is a miss after the timeout of its caller', () => {
  const result = run({
    components: [client, relay('api'), cache(), db],
    connections: [...chain('users', 'api'), { from: 'api', to: 'cache', timeout: '20 ms' }, { from: 'api', to: 'db' }],
    workload: moments({ get: 1 }, oneKey),
    faults: [{ at: 0, slow: { component: 'cache', factor: 1000 } }],
    run: cold(5),
  });
  expect(milliseconds(result)).toEqual({ get: 120 });
});

test('a time to live counts from the insertion and is not renewed by a hit', () => {
  // Stored at 1.102 s, asked for at 5 and 10 s, gone at 11.102 s.
  const result = aside({ a: 1, b: 5, c: 10, d: 11.05, e: 11.15 }, { ttl: '10 s' });
  expect(milliseconds(result)).toEqual({ a: 101, b: 1, c: 1, d: 1, e: 101 });
});

test('with a store behind it, it reads and writes through', () => {
  const result = run({
    components: [client, relay('api'), cache(), db],
    connections: chain('users', 'api', 'cache', 'db'),
    workload: moments({ miss: 1, hit: 2 }, oneKey),
    run: cold(5),
  });
  expect(milliseconds(result)).toEqual({ miss: 101, hit: 1 });
  expect(result.connections['cache->db'].calls * 5).toBeCloseTo(1, 9);
});

test('a failed fetch fills nothing and fails the request', () => {
  const result = run({
    components: [client, relay('api'), cache(), db],
    connections: chain('users', 'api', 'cache', 'db'),
    workload: moments({ a: 1, b: 2 }, oneKey),
    faults: [{ at: 0.5, for: 1, errors: { component: 'db', rate: 1 } }],
    run: cold(5),
  });
  expect(endings(result)).toEqual({ a: 'error', b: 'ok' });
  expect(milliseconds(result)).toEqual({ b: 101 });
});

test('a warm cache hits from the start, a cold one does not', () => {
  const at = (start: string) => {
    const result = run({
      components: [client, relay('api'), cache({ capacity: '100 entries', start }), delay('origin', '1 ms')],
      connections: chain('users', 'api', 'cache', 'origin'),
      workload: steady(100, { keys: { count: 1000, zipf: 1 } }),
      run: cold(2),
    });
    return result.timeline.components['cache'].hitRatio!.slice(0, 20).filter((ratio) => ratio === 1).length;
  };
  expect(at('warm')).toBeGreaterThan(at('cold') + 4);
});

test('a request that looks up its item twice does not wait for a fetch that only it can make', () => {
  const result = run({
    components: [client, relay('api'), cache({ coalesce: true }), db],
    connections: [...chain('users', 'api'), { from: 'api', to: 'cache', calls: 2 }, { from: 'api', to: 'db' }],
    workload: moments({ first: 1, other: 1.05 }, oneKey),
    run: cold(10),
  });
  // Two lookups, and the fetch until 1.102 s; the other waits for it at its first lookup, and finds it at its second.
  expect(milliseconds(result)).toEqual({ first: 102, other: 54 });
  expect(result.components['cache'].lookups).toMatchObject({ misses: 2, delayedHits: 1, hits: 1 });
});

describe('a near cache', () => {
  const near = (instances: number, more: object = {}) => ({
    id: 'near',
    type: 'cache',
    near: instances,
    ttl: '1 s',
    work: 0,
    start: 'warm',
    ...more,
  });
  const twoLevels = (instances: number, workload: unknown, more: object = {}) => ({
    components: [client, { ...relay('api'), replicas: instances }, near(instances), cache({ work: '0.1 ms' }), db],
    connections: chain('users', 'api', 'near', 'cache', 'db'),
    workload,
    run: { duration: 12, warmup: 2 },
    ...more,
  });

  test('takes a hot item from the one behind it: of 1,000 a second N instances fetch N / (T + N/1000) each second', () => {
    for (const instances of [1, 4]) {
      const components = [
        client,
        { ...relay('api'), replicas: instances },
        near(instances, { ttl: '0.2 s', coalesce: true }),
        cache({ work: '0.1 ms' }),
        db,
      ];
      const model = modelOf(twoLevels(instances, poisson(1000, oneKey), { components }));
      const { cache: shared } = simulate(model).components;
      // From one fetch to the next: its 0.1 ms, the life of what it brings, and the wait for who asks next.
      const expected = instances / (0.0001 + 0.2 + instances / 1000);
      // Some 50 fetches of each instance in 10 s, one more or less.
      expect(Math.abs(shared.arrivalRate - expected)).toBeLessThan(0.1 * instances);
      const estimated = estimate(model).components['cache'].arrivalRate;
      expect(estimated).toBeCloseTo(instances / (0.2 + instances / 1000), 6);
    }
  });

  test('of two levels the second sees of each item what the instances miss: Σ r/(1 + rT/N)', () => {
    const items = 200;
    const weights = Array.from({ length: items }, (_, rank) => 1 / (rank + 1));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const rates = weights.map((weight) => (800 * weight) / total);
    const expected = rates.reduce((sum, rate) => sum + rate / (1 + rate / 4), 0);
    const { components } = run(twoLevels(4, poisson(800, { keys: { count: items, zipf: 1 } })));
    expect(Math.abs(components['cache'].arrivalRate - expected)).toBeLessThan(
      4 * Math.sqrt(expected / 10) + 0.01 * expected,
    );
  });

  test('is not told what others write: it answers with the old item until that expires, and its own instance asks anew', () => {
    const moment = (name: string, at: number, kind: string) => ({
      client: 'users',
      arrivals: { constant: { rate: 1 / at } },
      shape: { steps: [[1.5 * at, 0]] },
      requests: { [name]: { kind, ...oneKey } },
    });
    // Calls take turns: the first and the third go to one instance, the second to the other.
    const result = run(
      twoLevels(
        2,
        {
          streams: [
            moment('a', 1, 'read'),
            moment('b', 1.5, 'read'),
            moment('edit', 2, 'write'),
            moment('stale', 2.2, 'read'),
            moment('fresh', 2.4, 'read'),
          ],
        },
        {
          run: cold(6),
          components: [client, { ...relay('api'), replicas: 2 }, near(2, { ttl: '10 s', start: 'cold' }), cache(), db],
        },
      ),
    );
    expect(result.components['near'].lookups).toMatchObject({ hits: 1, misses: 3 });
    expect(result.outcomes?.counts.staleReads).toBe(1);
    // The write has dropped the entry of the shared cache too.
    expect(result.components['cache'].lookups).toMatchObject({ hits: 1, misses: 2 });
  });

  test('is one for each instance of its caller, or a finding says so', () => {
    const codes = (replicas: number, of: object = {}) =>
      checkTopology(
        topologyOf({
          components: [client, { ...relay('api'), replicas }, near(4, of), cache(), db],
          connections: chain('users', 'api', 'near', 'cache', 'db'),
          workload: poisson(10, oneKey),
        }),
      )
        .map(({ code }) => code)
        .filter((code) => code !== 'no-balancer');
    expect(codes(4)).toEqual([]);
    expect(codes(3)).toEqual(['near-cache-instances']);
    expect(codes(4, { standby: true })).toEqual(['no-effect']);
  });

  test('costs nothing of its own: it is in the memory of its callers', () => {
    const { cost } = estimate(modelOf(twoLevels(4, poisson(10, oneKey))));
    expect(cost.lines.filter(({ component }) => component === 'near')).toEqual([]);
    expect(cost.components['cache']).toBeGreaterThan(0);
  });
});

describe('what does not exist', () => {
  /** 1,000 lookups a second, three of ten for what is not there; the store answers at once. */
  const asked = (of: object, items: number, edge?: Sketch['components'][number]) => {
    const held = edge ?? cache({ work: 0, ttl: '10 s', start: 'warm', ...of });
    return modelOf({
      components: [client, relay('api'), held, delay('origin', 0)],
      connections: edge === undefined ? chain('users', 'api', 'cache', 'origin') : chain('users', 'cache', 'origin'),
      workload: poisson(1000, { keys: { count: items, zipf: 0 }, absent: 0.3 }),
      run: { duration: 10, warmup: 4 },
    });
  };
  const isClose = (model: Model, expected: number) => {
    const { hitRatio = 0, arrivalRate } = simulate(model).components['cache'];
    expect(Math.abs(arrivalRate * (1 - hitRatio) - expected)).toBeLessThan(4 * Math.sqrt(expected / 6));
    const estimated = estimate(model).components['cache'];
    expect(estimated.arrivalRate * (1 - (estimated.hitRatio ?? 0))).toBeCloseTo(expected, 6);
  };

  test('goes through to the store each time, and with absences kept for T only 1/(1 + rT) of it does', () => {
    // 700/s ask for 100 items that live 10 s, 300/s for 100 that are not there.
    const misses = 700 / (1 + 7 * 10);
    isClose(asked({}, 100), misses + 300);
    isClose(asked({ negativeTtl: '2 s' }, 100), misses + 300 / (1 + 3 * 2));
    const cdn = { id: 'cache', type: 'cdn', sites: 1, work: 0, ttl: '10 s' };
    isClose(asked({}, 100, { ...cdn, negativeTtl: '2 s' }), misses + 300 / (1 + 3 * 2));
  });

  test('and is asked for under a new name each time: then absences kept are of no use', () => {
    isClose(asked({ negativeTtl: '2 s' }, 1_000_000), 700 / (1 + 0.0007 * 10) + 300 / (1 + 0.0003 * 2));
  });
});

test('requests of different kinds share the keys, as far as they share them', () => {
  const result = run({
    components: [client, relay('api'), cache(), db],
    connections: [...chain('users', 'api', 'cache'), ...chain('api', 'db')],
    workload: {
      streams: [1, 2].map((time) => ({
        client: 'users',
        arrivals: { constant: { rate: 1 / time } },
        shape: { steps: [[1.5 * time, 0]] },
        requests: { [`at${time}`]: oneKey },
      })),
    },
    run: cold(5),
  });
  expect(milliseconds(result)).toEqual({ at1: 101, at2: 1 });
});

const through = (more: object = {}, extra: object = {}, times: Record<string, number> = {}) =>
  run({
    components: [client, relay('api'), cache(more), db],
    connections: chain('users', 'api', 'cache', 'db'),
    workload: moments(times, oneKey),
    run: cold(20),
    ...extra,
  });
const lookups = (result: ReturnType<typeof run>) => result.components['cache'].lookups;
/** Reads and writes of one key at given moments. */
const script = (times: Record<string, [kind: string, time: number]>) => ({
  streams: Object.entries(times).map(([name, [kind, time]]) => ({
    client: 'users',
    arrivals: { constant: { rate: 1 / time } },
    shape: { steps: [[1.5 * time, 0]] },
    requests: { [name]: { kind, ...oneKey } },
  })),
});

describe('shared fetches', () => {
  test('reading through, of several that miss one fetches and the others wait for it', () => {
    const times = { first: 1, second: 1.02, third: 1.09, late: 1.2 };
    const result = through({ coalesce: true }, {}, times);
    expect(milliseconds(result)).toEqual({ first: 101, second: 81, third: 11, late: 1 });
    expect(lookups(result)).toEqual({ hits: 1, staleHits: 0, delayedHits: 2, misses: 1 });
    expect(result.components['cache'].hitRatio).toBe(0.25);
    expect(result.components['db'].arrivalRate * 20).toBeCloseTo(1, 9);
  });

  test('beside a store, they wait until the first has filled the cache', () => {
    const result = aside({ first: 1, second: 1.02, late: 2 }, { coalesce: true });
    // Fetched at 1.101 s and filled a command later.
    expect(milliseconds(result)).toEqual({ first: 101, second: 82, late: 1 });
    expect(lookups(result)).toEqual({ hits: 1, staleHits: 0, delayedHits: 1, misses: 1 });
    expect(result.components['db'].arrivalRate * 20).toBeCloseTo(1, 9);
  });

  test('a fetch that fails fails for all who wait, and the next asker tries again', () => {
    const faults = [{ at: 0.5, for: 1, errors: { component: 'db', rate: 1 } }];
    const result = through({ coalesce: true }, { faults }, { a: 1, b: 1.05, c: 2 });
    expect(endings(result)).toEqual({ a: 'error', b: 'error', c: 'ok' });
  });

  test('who has waited long enough fetches for itself, and a fetch that never ends is begun anew', () => {
    const faults = [{ at: 0, for: 5, slow: { component: 'db', factor: 100 } }];
    const result = aside({ a: 1, b: 1.1, c: 1.61 }, { coalesce: true, coalesceWait: '0.5 s' }, { faults });
    // `b` gives up waiting at 1.601 s; `c` comes when no fetch is younger than half a second.
    expect(lookups(result)).toMatchObject({ delayedHits: 0, misses: 3 });
    // Of the 10 s that the fetch of `b` would take 3.399 s are over at 5 s; what is left goes at full speed.
    expect(milliseconds(result)['b']).toBe(5000 + 66.01 - 1100);
  });

  test('a crash of the cache fails those who wait', () => {
    const faults = [{ at: 1.05, for: 1, crash: { component: 'cache' } }];
    const result = through({ coalesce: true }, { faults }, { a: 1, b: 1.02, c: 3 });
    expect(endings(result)).toEqual({ a: 'crashed', b: 'crashed', c: 'ok' });
    expect(milliseconds(result)).toEqual({ c: 101 });
  });
});

describe('stale entries', () => {
  const stale = { ttl: '2 s', staleWhileRevalidate: '3 s' };

  test('reading through, an expired entry is served while it is fetched anew, and nobody waits', () => {
    const result = through(stale, {}, { a: 1, b: 3.2, c: 3.21, d: 4 });
    // Stored at 1.101 s, expired at 3.101 s; fetched anew by 3.301 s and fresh until 5.301 s.
    expect(milliseconds(result)).toEqual({ a: 101, b: 1, c: 1, d: 1 });
    expect(lookups(result)).toEqual({ hits: 3, staleHits: 2, delayedHits: 0, misses: 1 });
    expect(result.components['db'].arrivalRate * 20).toBeCloseTo(2, 9);
  });

  test('after that time it is a miss', () => {
    const result = through(stale, {}, { a: 1, b: 6.2 });
    expect(milliseconds(result)).toEqual({ a: 101, b: 101 });
  });

  test('beside a store the first who asks fetches, and the others are served meanwhile', () => {
    const result = aside({ a: 1, b: 3.2, c: 3.25, d: 4 }, stale);
    expect(milliseconds(result)).toEqual({ a: 101, b: 101, c: 1, d: 1 });
    expect(lookups(result)).toMatchObject({ hits: 2, staleHits: 1, misses: 2 });
  });

  test('a fetch in the background that fails leaves the stale entry for others', () => {
    const faults = [{ at: 2, for: 2, errors: { component: 'db', rate: 1 } }];
    const result = through(stale, { faults }, { a: 1, b: 3.2, c: 3.6, d: 4.5 });
    expect(milliseconds(result)).toEqual({ a: 101, b: 1, c: 1, d: 1 });
    expect(result.components['db'].arrivalRate * 20).toBeCloseTo(4, 9);
  });
});

test('a time to live that hits renew ends only when nobody asks', () => {
  const result = aside(
    { a: 1, b: 5, c: 10, d: 14.5, e: 24.6 },
    { ttl: '10 s', ttlRenewedByHit: true },
    { run: cold(30) },
  );
  expect(milliseconds(result)).toEqual({ a: 101, b: 1, c: 1, d: 1, e: 101 });
});

describe('writes', () => {
  const change = { r: ['read', 1], w: ['write', 2], s: ['read', 3] } as Record<string, [string, number]>;
  const storeWrites = (result: ReturnType<typeof run>) => result.components['db'].arrivalRate * 20;

  test('through: the store is written, and the next read finds the new value', () => {
    for (const result of [
      through({ write: 'through' }, { workload: script(change) }),
      aside({}, { write: 'through' }, { workload: script(change) }),
    ]) {
      expect(milliseconds(result)).toEqual({ r: 101, w: 101, s: 1 });
    }
  });

  test('through: a write that fails leaves what was held', () => {
    const faults = [{ at: 1.5, for: 1, errors: { component: 'db', rate: 1 } }];
    const result = through(
      { write: 'through', ttl: '2.5 s' },
      { faults, workload: script({ ...change, t: ['read', 4] }) },
    );
    // The entry of 1.101 s, not one of 2.101 s, has expired by 4 s.
    expect(milliseconds(result)).toEqual({ r: 101, s: 1, t: 101 });
  });

  test('back: answered at once, written later, several of one key as one', () => {
    const writes = { w: ['write', 2], x: ['write', 2.5], s: ['read', 3], y: ['write', 4] } as const;
    const result = through({ write: 'back', writeBackDelay: '1 s' }, { workload: script(writes as never) });
    expect(milliseconds(result)).toEqual({ w: 1, x: 1, s: 1, y: 1 });
    expect(storeWrites(result)).toBeCloseTo(2, 9);
    expect(result.components['cache'].lostWrites).toBe(0);
  });

  test('back: what a crash or a flush finds unwritten is lost, and counted', () => {
    const writes = { w: ['write', 2], x: ['write', 2.5], y: ['write', 6], z: ['write', 9] } as const;
    const faults = [
      { at: 2.9, for: 1, crash: { component: 'cache' } },
      { at: 6.5, flush: { component: 'cache' } },
    ];
    const result = through({ write: 'back', writeBackDelay: '1 s' }, { faults, workload: script(writes as never) });
    expect(result.components['cache'].lostWrites).toBe(3);
    expect(result.outcomes?.counts).toEqual({ lostWrites: 3 });
    expect(result.outcomes?.outOf).toEqual({ lostWrites: 4 });
    // The first was answered at 2.001 s, and the crash came at 2.9 s.
    expect(result.outcomes?.rpo).toBeCloseTo(0.899, 9);
    expect(storeWrites(result)).toBeCloseTo(1, 9);
  });

  test('back: what the store refuses is written again later', () => {
    const faults = [{ at: 2.5, for: 2, errors: { component: 'db', rate: 1 } }];
    const result = through({ write: 'back', writeBackDelay: '1 s' }, { faults, workload: script({ w: ['write', 2] }) });
    // At 3.001, 4.102 and 5.203 s.
    expect(storeWrites(result)).toBeCloseTo(3, 9);
    expect(result.components['cache'].lostWrites).toBe(0);
  });

  test('back: what waits is held whatever is evicted', () => {
    const streams = [
      ...script({ w: ['write', 2] }).streams,
      ...(moments({ other: 2.2 }, { keys: { count: 2, zipf: 0 } }) as { streams: object[] }).streams,
      ...script({ s: ['read', 2.5] }).streams,
    ];
    const result = through({ write: 'back', capacity: '1 entries' }, { workload: { streams } });
    expect(milliseconds(result)['s']).toBe(1);
  });

  test('back beside a store is refused, and settings of a time to live that there is not are said to do nothing', () => {
    const findings = (more: object, connections: object[]) =>
      checkTopology(
        topologyOf({
          components: [client, relay('api'), cache(more), db],
          connections: [...chain('users', 'api', 'cache'), ...connections] as never,
          workload: moments({ a: 1 }, oneKey),
        }),
      ).map(({ code, path }) => `${code} ${path.join('.')}`);
    expect(findings({ write: 'back' }, chain('api', 'db'))).toContain('write-back-without-store components.2.write');
    expect(findings({ write: 'back' }, chain('cache', 'db'))).toEqual([]);
    expect(findings({ ttlJitter: 0.1, staleWhileRevalidate: '1 s' }, chain('cache', 'db'))).toEqual([
      'no-effect components.2.ttlJitter',
      'no-effect components.2.staleWhileRevalidate',
    ]);
  });

  test('a call after a miss, of a caller that asks no cache, is never made and said to be', () => {
    const sketch = (asksCache: boolean): Sketch => ({
      components: [client, relay('api'), cache({}), db],
      connections: [
        ...chain('users', 'api'),
        ...(asksCache ? chain('api', 'cache') : []),
        { from: 'api', to: 'db', on: 'miss' },
      ],
      workload: moments({ a: 1 }, oneKey),
    });
    const found = (of: Sketch) => checkTopology(topologyOf(of)).filter(({ code }) => code === 'no-miss');
    expect(found(sketch(true))).toEqual([]);
    expect(found(sketch(false))).toMatchObject([{ severity: 'warning', path: ['connections', 1, 'on'] }]);
    expect(run(sketch(false)).components['db'].arrivalRate).toBe(0);
  });
});
