import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  compile,
  estimate,
  exactAvailability,
  type PriceList,
  SECONDS_PER_MONTH,
  simulateAvailability,
} from '../../simulator/index.ts';
import { modelOf, type Sketch, topologyOf } from '../support/topology.ts';
import { balancer, chain, client, delay, poisson, relay, requests, servers } from './building-blocks.ts';
import { cold, endings, milliseconds, moments, run, steady } from './support.ts';

/** A zone in each of two regions, and a second one in the first. */
const world = {
  zones: { a: { region: 'us-east-1' }, b: { region: 'us-east-1' }, far: { region: 'eu-west-1' } },
  regions: { 'us-east-1': {}, 'eu-west-1': {} },
};

/** One request from a service in zone a to one in each of these zones, by the name of the zone. */
function hops(sketch: Pick<Sketch, 'zones' | 'regions'>, network?: object): Record<string, number> {
  const zones = Object.keys(sketch.zones ?? {});
  return milliseconds(
    run({
      ...sketch,
      components: [
        client,
        { ...relay('app'), zone: 'a' },
        ...zones.map((zone) => ({ ...delay(`in-${zone}`, 0), zone })),
      ],
      connections: [
        ...chain('users', 'app'),
        ...zones.map((zone) => ({ from: 'app', to: `in-${zone}`, for: [zone], ...(network && { network }) })),
      ],
      workload: moments(Object.fromEntries(zones.map((zone, i) => [zone, i + 1]))),
      run: cold(20),
    }),
  );
}

describe('distance', () => {
  test('a call takes 0.2 ms within a zone, 1 ms to another zone, and between regions what was measured between them', () => {
    expect(hops(world)).toEqual({ a: 0.2, b: 1, far: 70 });
  });

  test('what is written of two zones holds, then what is written of their regions, each once for both ways', () => {
    const zones = { ...world.zones, b: { region: 'us-east-1', rtt: { a: '1.5 ms' } } };
    expect(hops({ zones, regions: { 'eu-west-1': { rtt: { 'us-east-1': '80 ms' } } } })).toEqual({
      a: 0.2,
      b: 1.5,
      far: 80,
    });
    expect(hops({ zones: { ...world.zones, a: { region: 'us-east-1', rtt: { a: '0.1 ms', far: '66 ms' } } } })).toEqual(
      {
        a: 0.1,
        b: 1,
        far: 66,
      },
    );
  });

  test('regions of which nobody knows the distance are taken to be 100 ms apart', () => {
    expect(hops({ zones: { a: {}, b: { region: 'moon' } } })).toEqual({ a: 0.2, b: 100 });
  });

  test('a round trip written at the connection holds whatever the distance; jitter and the like come beside the distance', () => {
    expect(hops(world, { rtt: '7 ms' })).toEqual({ a: 7, b: 7, far: 7 });
    const [, shaken] = Object.values(hops(world, { jitter: '2 ms' }));
    expect(shaken).toBeGreaterThan(1);
    expect(shaken).toBeLessThan(5);
  });

  test('zones that are only named are no places: they fail together, and calls take no time', () => {
    const { zones: _, ...rest } = world;
    const result = run({
      ...rest,
      components: [client, { ...relay('app'), zone: 'a' }, { ...delay('leaf', 0), zone: 'b' }],
      connections: chain('users', 'app', 'leaf'),
      workload: moments({ get: 1 }),
      run: cold(5),
    });
    expect(milliseconds(result)).toEqual({ get: 0 });
    expect(result.connections['app->leaf'].transfer).toBeUndefined();
  });
});

/** A balancer with a node in each zone before so many instances in each, all calls 1 KB there and 4 KB back. */
function zonal(zones: readonly string[], perZone: number, more: object = {}): Sketch {
  return {
    zones: Object.fromEntries(zones.map((zone) => [zone, {}])),
    components: [
      client,
      { ...balancer('lb', 'random'), zone: zones, ...more },
      { ...servers('api', 4, '1 ms'), replicas: zones.length * perZone, zone: zones },
    ],
    connections: chain('users', 'lb', 'api'),
    workload: poisson(500, { payload: '1 KB', response: '4 KB' }),
    run: { duration: 60, warmup: 0 },
  };
}

describe('instances in several zones', () => {
  test('an even spread over Z zones sends 1 − 1/Z of the calls, and of the bytes, into another zone; the own zone first sends none', () => {
    for (const zones of [
      ['a', 'b'],
      ['a', 'b', 'c'],
    ]) {
      const { calls, transfer } = run(zonal(zones, 2)).connections['lb->api'];
      const expected = 1 - 1 / zones.length;
      const share = (transfer?.crossZone ?? Number.NaN) / (calls * 5000);
      expect(Math.abs(share - expected)).toBeLessThan(4 * Math.sqrt((expected * (1 - expected)) / (calls * 60)));
      expect(run(zonal(zones, 2, { zoneAware: true })).connections['lb->api'].transfer).toEqual({
        crossZone: 0,
        crossRegion: 0,
      });
    }
  });

  test('every policy keeps to its own zone where it is to', () => {
    for (const policy of [
      'round-robin',
      'least-connections',
      'power-of-two',
      'consistent-hash',
      'least-work',
      'peak-ewma',
    ]) {
      const { connections, requests: all } = run({
        ...zonal(['a', 'b'], 2, { policy, zoneAware: true }),
        run: cold(5),
      });
      expect(connections['lb->api'].transfer?.crossZone).toBe(0);
      expect(all['*'].errorRate).toBe(0);
    }
  });

  test('the mean response has the mean of the distances in it, in the run as in the estimate', () => {
    const sketch = zonal(['a', 'b', 'c'], 2);
    const expected = 0.001 + 0.0002 / 3 + (0.001 * 2) / 3;
    expect(estimate(modelOf(sketch)).requests['*'].mean).toBeCloseTo(expected, 9);
    const { mean, ci95 } = run({ ...sketch, run: { duration: 60, warmup: 0, replications: 4 } }).requests['*'].latency;
    const [low, high] = ci95?.mean ?? [0, 0];
    expect(Math.abs(mean - expected)).toBeLessThan(2 * (high - low));
    expect(estimate(modelOf(zonal(['a', 'b', 'c'], 2, { zoneAware: true }))).requests['*'].mean).toBeCloseTo(0.0012, 9);
  });

  test('when nobody in its own zone is well a balancer goes to the others, after its checks have noticed', () => {
    const result = run({
      ...zonal(['a', 'b'], 1, { zoneAware: true, healthCheckInterval: '1 s', unhealthyAfter: 2 }),
      workload: steady(100),
      faults: [{ at: 9.995, for: 20, crash: { component: 'api', replicas: 1 } }],
      run: cold(40),
    });
    // Every second request comes to the node in zone a, and for two seconds nobody is there.
    expect(result.requests['*'].counts.failed).toEqual({ refused: 100 });
  });
});

describe('outages', () => {
  test('of a component in several zones an outage takes the instances in one zone, of a region those of all its zones', () => {
    const up = (outage: object) =>
      run({
        ...world,
        components: [client, { ...relay('api'), replicas: 6, zone: ['a', 'b', 'far'] }],
        connections: chain('users', 'api'),
        workload: steady(10),
        faults: [{ at: 0, outage }],
        run: cold(10),
      }).components['api'].availability;
    expect(up({ zone: 'a' })).toBeCloseTo(4 / 6, 9);
    expect(up({ region: 'us-east-1' })).toBeCloseTo(2 / 6, 9);
    expect(up({ region: 'eu-west-1' })).toBeCloseTo(4 / 6, 9);
  });

  test('two zones at 80 % do not survive the loss of one, three at 53 % do: what is left serves what it can', () => {
    // 1600 requests a second of 1 ms each on one core in each zone.
    const during = (zones: string[]) => {
      const { timeline } = run({
        components: [
          client,
          { ...balancer('lb', 'least-connections'), healthCheckInterval: '1 s', unhealthyAfter: 1 },
          { ...servers('api', 1, '1 ms'), queue: 100, replicas: zones.length, zone: zones },
        ],
        connections: chain('users', 'lb', 'api'),
        workload: steady(1600),
        faults: [{ at: 10, for: 10, outage: { zone: 'a' } }],
        run: cold(30),
      });
      const rate = (from: number, to: number) => {
        const windows = timeline.requests['*'].ok.slice(from / timeline.step, to / timeline.step);
        return windows.reduce((sum, ok) => sum + ok, 0) / windows.length;
      };
      return { before: Math.round(rate(2, 9)), meanwhile: Math.round(rate(12, 19)) };
    };
    expect(during(['a', 'b'])).toEqual({ before: 1600, meanwhile: 1000 });
    expect(during(['a', 'b', 'c'])).toEqual({ before: 1600, meanwhile: 1600 });
  });

  test('a balancer loses its node in the zone, and its callers stop asking it when checks have noticed', () => {
    const result = run({
      components: [
        client,
        { ...balancer('lb', 'round-robin'), zone: ['a', 'b'], healthCheckInterval: '1 s', unhealthyAfter: 2 },
        { ...relay('api'), zone: 'b' },
      ],
      connections: chain('users', 'lb', 'api'),
      workload: steady(100),
      faults: [{ at: 9.995, for: 20, outage: { zone: 'a' } }],
      run: cold(40),
    });
    expect(result.requests['*'].counts.failed).toEqual({ refused: 100 });
  });
});

describe('failover to another zone', () => {
  const failover = { detection: '3 s', promotion: '7 s' };
  const writes = (db: object, faults: Sketch['faults'], more: object = {}) =>
    run({
      zones: { a: {}, b: {} },
      components: [
        client,
        { ...relay('app'), zone: 'b' },
        { id: 'db', type: 'sql-database', work: 0, commit: 0, failover, ...db },
      ],
      connections: chain('users', 'app', 'db'),
      workload: requests({ constant: { rate: 10 } }, { kind: 'write' }),
      faults: faults ?? [],
      run: cold(60),
      ...more,
    });

  test('the standby in the other zone is primary after detection and promotion, and near to those who stand there', () => {
    const moments_ = moments({ before: 1, meanwhile: 15, after: 30, back: 50 }, { kind: 'write' });
    const result = writes({ zone: ['a', 'b'], multiZone: true }, [{ at: 10, for: 30, outage: { zone: 'a' } }], {
      workload: moments_,
    });
    expect(endings(result)).toEqual({ before: 'ok', meanwhile: 'refused', after: 'ok', back: 'ok' });
    // The primary stays where it is when the old one comes back, as the copy.
    expect(milliseconds(result)).toEqual({ before: 1, after: 0.2, back: 0.2 });
    const { failovers, availability } = writes({ zone: ['a', 'b'], multiZone: true }, [
      { at: 10, for: 30, outage: { zone: 'a' } },
    ]).components['db'];
    expect(failovers).toBe(1);
    expect(availability).toBeCloseTo(1 - 10 / 60, 9);
  });

  test('a second outage in the other zone is survived when the first zone is back, and not before', () => {
    const twice = (second: number) =>
      writes({ zone: ['a', 'b'], multiZone: true }, [
        { at: 10, for: 15, outage: { zone: 'a' } },
        { at: second, for: 15, outage: { zone: 'b' } },
      ]).components['db'];
    expect(twice(30)).toMatchObject({ failovers: 2 });
    expect(twice(30).availability).toBeCloseTo(1 - 20 / 60, 9);
    // From 22 s on both zones are out; the copy in zone a is back at 25 s and is promoted by 35 s.
    expect(twice(22)).toMatchObject({ failovers: 2 });
    expect(twice(22).availability).toBeCloseTo(1 - (10 + 13) / 60, 9);
  });

  test('primary and replica in one zone fall together: nobody is promoted', () => {
    const { failovers, availability } = writes({ zone: 'a', readReplicas: 1 }, [
      { at: 10, for: 30, outage: { zone: 'a' } },
    ]).components['db'];
    expect(failovers).toBe(0);
    expect(availability).toBeCloseTo(0.5, 9);
  });

  test('a standby in a second zone that nobody names survives the zone of its primary', () => {
    const { failovers } = writes({ zone: 'a', multiZone: true }, [{ at: 10, for: 30, outage: { zone: 'a' } }])
      .components['db'];
    expect(failovers).toBe(1);
  });
});

describe('partitions between places', () => {
  /** Calls within zone a, from a to b and from b to a, before, within and after the partition from 10 s to 20 s. */
  const cut = (partition: object) => {
    const ways = { inside: ['a', 'a'], there: ['a', 'b'], back: ['b', 'a'] };
    const names = Object.keys(ways);
    return milliseconds(
      run({
        zones: { a: { region: 'r', rtt: { a: 0, b: 0 } }, b: { region: 's' } },
        components: [
          client,
          ...Object.entries(ways).flatMap(([name, [from, to]]) => [
            { ...relay(`from-${name}`), zone: from },
            { ...relay(`to-${name}`), zone: to },
          ]),
        ],
        connections: names.flatMap((name) => [
          { from: 'users', to: `from-${name}`, for: [name] },
          { from: `from-${name}`, to: `to-${name}`, for: [name] },
        ]),
        workload: moments(Object.fromEntries(names.map((name) => [name, 15]))),
        faults: [{ at: 10, for: 10, partition }],
        run: cold(30),
      }),
    );
  };

  test('what passes from one zone to the other waits for the end, whoever calls; within a zone all goes on', () => {
    expect(cut({ fromZone: 'a', toZone: 'b' })).toEqual({ inside: 0, there: 5000, back: 5000 });
    expect(cut({ fromZone: 'b' })).toEqual({ inside: 0, there: 5000, back: 5000 });
    expect(cut({ fromRegion: 'r', toRegion: 's' })).toEqual({ inside: 0, there: 5000, back: 5000 });
  });

  test('one way: calls in that direction never arrive, and of calls in the other one the answers do not', () => {
    const asked = (partition: object) => {
      const result = run({
        zones: { a: { rtt: { b: 0 } }, b: {} },
        components: [client, { ...relay('app'), zone: 'a' }, { ...relay('leaf'), zone: 'b' }],
        connections: [...chain('users', 'app'), { from: 'app', to: 'leaf', timeout: '1 s' }],
        workload: moments({ get: 15 }),
        faults: [{ at: 10, for: 10, partition }],
        run: cold(18),
      });
      return [endings(result)['get'], Math.round(result.components['leaf'].arrivalRate * 18)];
    };
    expect(asked({ fromZone: 'a', toZone: 'b', oneWay: true })).toEqual(['timeout', 0]);
    expect(asked({ fromZone: 'b', toZone: 'a', oneWay: true })).toEqual(['timeout', 1]);
    expect(asked({ from: 'app', to: 'leaf', oneWay: true })).toEqual(['timeout', 0]);
  });

  test('a balancer takes who is cut off for dead, and sends to the others', () => {
    const result = run({
      zones: { a: {}, b: {} },
      components: [
        client,
        { ...balancer('lb', 'round-robin'), zone: 'a', healthCheckInterval: '1 s', unhealthyAfter: 2 },
        { ...relay('api'), replicas: 2, zone: ['a', 'b'] },
      ],
      connections: [...chain('users', 'lb'), { from: 'lb', to: 'api', timeout: '100 ms' }],
      workload: steady(100),
      faults: [{ at: 9.995, for: 20, partition: { fromZone: 'a', toZone: 'b' } }],
      run: cold(40),
    });
    expect(result.requests['*'].counts.failed).toEqual({ timeout: 100 });
  });
});

describe('availability of what is spread over zones', () => {
  const HOUR = 3600;
  const lives = (what: object, up: number, down: number) =>
    ({ lifetimes: { ...what, mtbf: up * HOUR, mttr: down * HOUR } }) as never;
  const spread = (needs: number, zone: unknown, faults: never[], more: object = {}) =>
    modelOf({
      zones: { a: { region: 'r' }, b: { region: 'r' }, c: { region: 's' } },
      components: [client, { ...relay('nodes'), replicas: 3, needs, zone, ...more }],
      connections: chain('users', 'nodes'),
      workload: poisson(1),
      faults,
    });
  const zonesFail = ['a', 'b', 'c'].map((zone) => lives({ zone }, 9, 1));

  test('two of three in three zones are up as a majority of three zones is, in one zone no more than that zone', () => {
    expect(exactAvailability(spread(2, ['a', 'b', 'c'], zonesFail))?.requests['get']).toBeCloseTo(0.972, 12);
    expect(exactAvailability(spread(2, 'a', zonesFail.slice(0, 1)))?.requests['get']).toBeCloseTo(0.9, 12);
    // Two of the three stand in zone a: without it there is no majority.
    expect(exactAvailability(spread(2, ['a', 'b'], zonesFail.slice(0, 2)))?.requests['get']).toBeCloseTo(0.9, 12);
  });

  test('nodes that fail by themselves too, in zones that fail: each is up with the product', () => {
    const faults = [...zonesFail, lives({ component: 'nodes' }, 8, 2)];
    const p = 0.9 * 0.8;
    const majority = p ** 3 + 3 * p ** 2 * (1 - p);
    expect(exactAvailability(spread(2, ['a', 'b', 'c'], faults))?.requests['get']).toBeCloseTo(majority, 12);
    const { requests: measured } = simulateAvailability(spread(2, ['a', 'b', 'c'], faults), {
      horizon: 200_000 * HOUR,
      seed: 1,
    });
    // Up and down in turn about every four hours: some 50,000 spells, of which the share is known to a few thousandths.
    expect(measured['get'].availability).toBeCloseTo(majority, 2);
  });

  test('a region takes its zones with it', () => {
    const faults = [lives({ region: 'r' }, 9, 1)];
    expect(exactAvailability(spread(1, ['a', 'b', 'c'], faults))?.requests['get']).toBe(1);
    expect(exactAvailability(spread(2, ['a', 'b', 'c'], faults))?.requests['get']).toBeCloseTo(0.9, 12);
    const { requests: measured } = simulateAvailability(spread(2, ['a', 'b', 'c'], faults), {
      horizon: 100_000 * HOUR,
      seed: 1,
    });
    expect(measured['get'].availability).toBeCloseTo(0.9, 2);
  });
});

describe('what transfer costs', () => {
  const lines = (sketch: Sketch) => estimate(modelOf(sketch)).cost.lines.filter(({ driver }) => driver === 'transfer');
  const GB = SECONDS_PER_MONTH / 1e9;

  test('between zones each end pays a cent for each GB that crosses, there and back; calls within a zone are free', () => {
    // Half of 500 calls a second of 5000 B in all.
    const crossing = 500 * 5000 * 0.5 * GB;
    expect(lines(zonal(['a', 'b'], 2))).toEqual([
      {
        component: 'lb',
        driver: 'transfer',
        title: 'Between zones, calls to api',
        monthly: expect.closeTo(crossing * 0.01, 6),
      },
      {
        component: 'api',
        driver: 'transfer',
        title: 'Between zones, calls of lb',
        monthly: expect.closeTo(crossing * 0.01, 6),
      },
    ]);
    expect(lines(zonal(['a', 'b'], 2, { zoneAware: true }))).toEqual([]);
    const { cost, connections } = run(zonal(['a', 'b'], 2));
    const measured = (connections['lb->api'].transfer?.crossZone ?? 0) * 0.02 * GB;
    const billed = cost.lines.reduce((sum, { driver, monthly }) => (driver === 'transfer' ? sum + monthly : sum), 0);
    expect(Math.abs(measured / billed - 1)).toBeLessThan(4 / Math.sqrt(500 * 60));
  });

  const copies = (
    store: Sketch['components'][number],
    zone: string[],
    request: object,
    items: PriceList['items'] = {},
  ) => {
    const model = modelOf({
      zones: { a: { region: 'us-east-1' }, b: { region: 'us-east-1' }, c: { region: 'us-east-1' }, far: {} },
      components: [client, { ...relay('app') }, { ...store, zone }],
      connections: chain('users', 'app', store.id),
      workload: poisson(100, { payload: '1 KB', response: '4 KB', ...request }),
    });
    const prices = { format: 'headroom/prices@1', name: 'Ours', region: 'here', date: '2026-11', items } as const;
    const { cost } = estimate({ ...model, topology: { ...model.topology, prices } });
    return cost.lines.filter(({ driver }) => driver === 'transfer').map(({ title, monthly }) => [title, monthly]);
  };

  test('copies over zones are paid at both ends: N of them, of which two thirds cross, for what a quorum writes and reads', () => {
    const ring = { id: 'kv', type: 'key-value-store', nodes: 6, n: 3, r: 2, w: 2 };
    const zones = ['a', 'b', 'c'];
    expect(copies(ring, zones, { kind: 'write' })).toEqual([
      ['Between zones, copies', expect.closeTo(100 * 1000 * 3 * (2 / 3) * GB * 0.02, 6)],
    ]);
    expect(copies(ring, zones, {})).toEqual([
      ['Between zones, copies', expect.closeTo(100 * 4000 * 3 * (2 / 3) * GB * 0.02, 6)],
    ]);
    expect(copies({ ...ring, sendsTo: 'quorum' }, zones, {})).toEqual([
      ['Between zones, copies', expect.closeTo(100 * 4000 * 2 * (2 / 3) * GB * 0.02, 6)],
    ]);
    expect(copies(ring, ['a'], { kind: 'write' })).toEqual([]);
  });

  test('what managed logs and databases copy between zones is free, at a price where one is written, and paid over regions', () => {
    const log = { id: 'log', type: 'event-log' };
    const items = { 'log-replication': { usd: 0.01, per: 'GB' } } as const;
    expect(copies(log, ['a', 'b', 'c'], { kind: 'write' })).toEqual([]);
    expect(copies(log, ['a', 'b', 'c'], { kind: 'write' }, items)).toEqual([
      ['Between zones, copies', expect.closeTo(100 * 1000 * 2 * GB * 0.02, 6)],
    ]);
    // Of the six ways from a leader to a copy four lead to or from the other region.
    expect(copies(log, ['a', 'b', 'far'], { kind: 'write' })).toEqual([
      ['To another region, copies', expect.closeTo(100 * 1000 * 2 * (4 / 6) * GB * 0.02, 6)],
    ]);
    const db = { id: 'db', type: 'sql-database', readReplicas: 1, multiZone: true };
    expect(copies(db, ['a', 'b', 'far'], { kind: 'write' })).toEqual([
      ['To another region, copies', expect.closeTo(100 * 1000 * GB * 0.02, 6)],
    ]);
  });

  test('to another region whoever sends pays two cents for each GB', () => {
    const bill = lines({
      ...world,
      components: [client, { ...relay('app'), zone: 'a' }, { ...delay('there', 0), zone: 'far' }],
      connections: chain('users', 'app', 'there'),
      workload: poisson(100, { payload: '1 KB', response: '4 KB' }),
    });
    expect(bill.map(({ component, monthly }) => [component, monthly])).toEqual([
      ['app', expect.closeTo(100 * 1000 * GB * 0.02, 6)],
      ['there', expect.closeTo(100 * 4000 * GB * 0.02, 6)],
    ]);
  });
});

describe('what is said of a design with zones', () => {
  const codes = (components: Sketch['components'], more: Partial<Sketch> = {}) =>
    compile(
      topologyOf({
        zones: { a: {}, b: {}, c: {} },
        components: [client, ...components],
        connections: chain('users', ...components.map(({ id }) => id)),
        workload: poisson(1),
        ...more,
      }),
    )
      .findings.map(({ code }) => code)
      .filter((code) => code !== 'no-balancer');
  const app = { ...relay('app'), zone: 'a' };

  test('a spread that survives the loss of a zone, and one end without a zone, need no word', () => {
    expect(codes([{ ...relay('app'), replicas: 3, needs: 2, zone: ['a', 'b', 'c'] }])).toEqual([]);
    expect(codes([app, { id: 'db', type: 'sql-database', zone: ['a', 'b'], multiZone: true, failover: {} }])).toEqual(
      [],
    );
    expect(codes([app, { id: 'db', type: 'sql-database', zone: ['a', 'b'], multiZone: true }])).toEqual([]);
    expect(codes([relay('app'), { id: 'db', type: 'sql-database', zone: 'b' }])).toEqual([]);
  });

  test('what cannot be given more replicas is not told to add some', () => {
    const told = (component: Sketch['components'][number], ...after: string[]) =>
      compile(
        topologyOf({
          zones: { a: {}, b: {} },
          components: [client, relay('app'), component, { id: 'worker', type: 'worker' }],
          connections: chain('users', 'app', component.id, ...after),
          workload: poisson(1, { kind: 'write' }),
        }),
      )
        .findings.filter(({ code }) => code === 'empty-zone')
        .map(({ todo }) => todo.includes('replicas'));
    expect(told({ id: 'series', type: 'time-series-store', zone: ['a', 'b'] })).toEqual([false]);
    expect(told({ ...relay('other'), zone: ['a', 'b'] })).toEqual([true]);
  });

  test('replicas in one zone, a copy beside its primary, a majority that hangs on one zone', () => {
    expect(codes([{ ...relay('app'), replicas: 4, zone: 'a' }])).toEqual(['one-zone']);
    expect(codes([app, { id: 'db', type: 'sql-database', readReplicas: 1, zone: 'a', failover: {} }])).toEqual([
      'copy-in-same-zone',
    ]);
    expect(codes([{ ...relay('app'), replicas: 3, needs: 2, zone: ['a', 'b'] }])).toEqual(['quorum-in-zone']);
    expect(codes([app, { id: 'kv', type: 'key-value-store', n: 3, r: 2, w: 2, zone: ['a', 'b'] }])).toEqual([
      'quorum-in-zone',
    ]);
    // On a ring each row of three nodes is asked: a, b, c in turn have one of each, a, b, b, c, c, a have not.
    const ring = { id: 'kv', type: 'key-value-store', nodes: 6, n: 3, r: 2, w: 2 };
    expect(codes([app, { ...ring, zone: ['a', 'b', 'c'] }])).toEqual([]);
    expect(codes([app, { ...ring, zone: ['a', 'b', 'b', 'c', 'c', 'a'] }])).toEqual(['zone-twice', 'quorum-in-zone']);
  });

  test('zones that are misspelled, named twice or left empty', () => {
    expect(codes([{ ...app, zone: 'z' }])).toEqual(['undescribed-zone']);
    expect(codes([{ ...relay('app'), replicas: 3, zone: ['a', 'b', 'a'] }])).toEqual(['zone-twice']);
    expect(codes([{ ...relay('app'), replicas: 2, zone: ['a', 'b', 'c'] }])).toEqual(['empty-zone']);
    expect(codes([{ ...balancer('lb', 'random'), zoneAware: true }, relay('app')])).toEqual(['zone-aware-nowhere']);
  });

  test('distances that nobody knows, that are written twice or lead nowhere, or that a written round trip denies', () => {
    const apart = [app, { ...delay('there', 0), zone: 'b' }];
    expect(codes(apart, { zones: { a: { region: 'moon' }, b: { region: 'mars' } } })).toEqual(['unknown-distance']);
    expect(codes(apart, { zones: { a: { region: 'moon' }, b: {} } })).toEqual(['unknown-distance']);
    const regions = { moon: { rtt: { mars: '10 min' } } };
    expect(() => codes(apart, { regions })).toThrow();
    const near = { moon: { rtt: { mars: '40 s' } } };
    const zones = { a: { region: 'moon' }, b: { region: 'mars' } };
    expect(codes(apart, { zones, regions: near })).toEqual([]);
    expect(codes(apart, { zones: { a: { rtt: { b: 1 } }, b: { rtt: { a: 2 } } } })).toEqual(['two-distances']);
    expect(codes(apart, { zones: { a: { rtt: { x: 1 } }, b: {} } })).toEqual(['dangling-distance']);
    const cut = (partition: object) => codes(apart, { faults: [{ at: 1, partition }] });
    expect(cut({ fromZone: 'a' })).toEqual([]);
    expect(cut({ fromRegion: 'moon' })).toEqual(['dangling-fault']);
    expect(codes([app], { faults: [{ at: 1, partition: { fromZone: 'a' } }] })).toEqual(['dangling-fault']);
    expect(cut({ fromZone: 'a', from: 'app', to: 'there' })).toEqual(['fault-target']);
    const connections = [...chain('users', 'app'), { from: 'app', to: 'there', network: { rtt: '0.5 ms' } }];
    expect(codes(apart, { zones, regions: near, connections })).toEqual(['faster-than-distance']);
  });
});

describe('a quorum over zones', () => {
  test('waits for the way to as many zones as it needs: none for one copy, the next zone for two, the other region for three', () => {
    const writes = (w: number) =>
      milliseconds(
        run({
          ...world,
          components: [
            client,
            relay('app'),
            {
              id: 'kv',
              type: 'key-value-store',
              n: 3,
              r: 1,
              w,
              zone: ['a', 'b', 'far'],
              work: 0,
              messages: { write: 0, ack: 0, read: 0, response: 0 },
            },
          ],
          connections: chain('users', 'app', 'kv'),
          // The driver takes the nodes in turn, beginning with the second.
          workload: moments({ 'in-b': 1, 'in-far': 2, 'in-a': 3 }, { kind: 'write' }),
          run: cold(10),
        }),
      );
    expect(writes(1)).toEqual({ 'in-b': 0, 'in-far': 0, 'in-a': 0 });
    expect(writes(2)).toEqual({ 'in-b': 1, 'in-far': 70, 'in-a': 1 });
    expect(writes(3)).toEqual({ 'in-b': 70, 'in-far': 70, 'in-a': 70 });
  });
});

test('whatever falls, is cut off and moves: requests are conserved, and the same seed gives the same digest', () => {
  const zone = fc.constantFrom(undefined, 'a', 'b', ['a', 'b'], ['b', 'far', 'a']);
  const place = fc.constantFrom({ zone: 'a' }, { zone: 'b' }, { region: 'us-east-1' });
  const cut = fc.constantFrom(
    { fromZone: 'a', toZone: 'b' },
    { fromZone: 'b' },
    { fromRegion: 'us-east-1', toRegion: 'eu-west-1' },
  );
  const fault = fc.oneof(
    fc.record({ outage: place }),
    fc.record({ partition: fc.tuple(cut, fc.boolean()).map(([where, oneWay]) => ({ ...where, oneWay })) }),
  );
  const timed = fc.tuple(
    fault,
    fc.double({ min: 0, max: 8, noNaN: true }),
    fc.double({ min: 0.1, max: 4, noNaN: true }),
  );
  const designs = fc.record({
    lb: zone,
    api: zone,
    db: zone,
    kv: zone,
    aware: fc.boolean(),
    faults: fc.array(timed, { maxLength: 5 }),
  });
  fc.assert(
    fc.property(designs, ({ lb, api, db, kv, aware, faults }) => {
      const at = (of: unknown) => (of === undefined ? {} : { zone: of });
      const sketch: Sketch = {
        ...world,
        components: [
          client,
          { ...balancer('lb', 'least-connections'), ...at(lb), zoneAware: aware, healthCheckInterval: '200 ms' },
          { ...servers('api', 2, '5 ms'), replicas: 3, ...at(api) },
          { id: 'db', type: 'sql-database', multiZone: true, failover: { detection: 0.5, promotion: 0.5 }, ...at(db) },
          { id: 'kv', type: 'key-value-store', n: 3, r: 2, w: 2, ...at(kv) },
          // Somebody is in each place, so that every fault strikes somebody.
          ...['a', 'b', 'far'].map((id) => ({ ...relay(`one-in-${id}`), zone: id })),
        ],
        connections: [
          ...chain('users', 'lb', 'api'),
          { from: 'api', to: 'db', timeout: '300 ms', retry: { attempts: 2 } },
          { from: 'api', to: 'kv', timeout: '300 ms' },
        ],
        workload: poisson(60, { kind: 'write' }),
        faults: faults.map(([what, from, lasts]) => ({ at: from, for: lasts, ...what })),
        run: cold(12),
      };
      const result = run(sketch);
      const { offered, succeeded, failed, inFlight } = result.requests['*'].counts;
      expect(succeeded + Object.values(failed).reduce((sum, count) => sum + count, 0) + inFlight).toBe(offered);
      expect(run(sketch).run.digest).toBe(result.run.digest);
    }),
    { seed: 7, numRuns: 40 },
  );
});
