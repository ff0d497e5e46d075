import { describe, expect, test } from 'vitest';
import { exactAvailability, simulateAvailability } from '../../simulator/index.ts';
import { machineRepair } from '../../simulator/theory/index.ts';
import { modelOf, type Sketch } from '../support/topology.ts';
import { balancer, chain, client, relay } from './building-blocks.ts';

const HOUR = 3600;

/** Lifetimes as a share of time up: so many hours up and down on average. */
function lives(component: string, up: number, down: number, more: object = {}) {
  return { lifetimes: { component, mtbf: up * HOUR, mttr: down * HOUR, ...more } } as unknown as NonNullable<
    Sketch['faults']
  >[number];
}

function design(
  components: Sketch['components'],
  connections: Sketch['connections'],
  faults: NonNullable<Sketch['faults']>,
) {
  return modelOf({
    components: [client, ...components],
    connections,
    workload: { streams: [{ client: 'users', arrivals: { poisson: { rate: 1 } }, requests: { get: {} } }] },
    faults,
  });
}

const replicated = (replicas: number, needs: number) => ({ ...relay('nodes'), replicas, needs });
const nodes = (replicas: number, needs: number, up: number, down: number, more: object = {}) =>
  design([replicated(replicas, needs)], chain('users', 'nodes'), [lives('nodes', up, down, more)]);

describe('exact', () => {
  test('T109: majority quorums of nodes that are up with probability 0.9, and with 0.4', () => {
    const truths: [number, number, number, number][] = [
      [3, 9, 1, 0.972],
      [5, 9, 1, 0.99144],
      [7, 9, 1, 0.997272],
      [7, 4, 6, 0.289792],
    ];
    for (const [n, up, down, truth] of truths) {
      expect(exactAvailability(nodes(n, (n + 1) / 2, up, down))?.requests['get']).toBeCloseTo(truth, 12);
    }
  });

  test('T105: dependencies in series multiply, redundant ones multiply what is missing', () => {
    const hard = design(
      [relay('own'), relay('a'), relay('b')],
      [...chain('users', 'own', 'a'), ...chain('own', 'b')],
      [lives('own', 9999, 1), lives('a', 9999, 1), lives('b', 9999, 1)],
    );
    const series = exactAvailability(hard)?.requests['get'] ?? 0;
    expect(series).toBeCloseTo(0.9999 ** 3, 15);
    expect((1 - series) * 365.25 * 24 * 60).toBeCloseTo(157.78, 1);
    const pair = design(
      [balancer('lb', 'random'), relay('a'), relay('b')],
      [...chain('users', 'lb', 'a'), ...chain('lb', 'b')],
      [lives('a', 999, 1), lives('b', 999, 1)],
    );
    expect(exactAvailability(pair)?.requests['get']).toBeCloseTo(0.999999, 15);
    const behind = design(
      [balancer('lb', 'random'), relay('a'), relay('b'), { id: 'db', type: 'sql-database' }],
      [...chain('users', 'lb', 'a', 'db'), ...chain('lb', 'b', 'db')],
      [lives('a', 99, 1), lives('b', 99, 1), lives('db', 99, 1)],
    );
    // The database stands behind both of the pair, and counts once.
    expect(exactAvailability(behind)?.requests['get']).toBeCloseTo(0.989901, 15);
  });

  test('replicas in one zone fail with it: two zones are better than one', () => {
    const zones = (a: string, b: string) =>
      exactAvailability(
        design(
          [balancer('lb', 'random'), { ...relay('a'), zone: a }, { ...relay('b'), zone: b }],
          [...chain('users', 'lb', 'a'), ...chain('lb', 'b')],
          ['one', 'two']
            .filter((zone) => zone === a || zone === b)
            .map((zone) => ({ lifetimes: { zone, mtbf: 99 * HOUR, mttr: HOUR } }) as never),
        ),
      )?.requests['get'];
    expect(zones('one', 'one')).toBeCloseTo(0.99, 12);
    expect(zones('one', 'two')).toBeCloseTo(0.9999, 12);
  });

  test('what is optional, asynchronous or behind a queue may be down; a primary is needed for writes only', () => {
    const model = modelOf({
      components: [
        client,
        relay('api'),
        { id: 'cache', type: 'cache', capacity: '10 entries' },
        { id: 'db', type: 'sql-database', readReplicas: 2 },
        { id: 'queue', type: 'message-queue' },
        { id: 'worker', type: 'worker' },
        relay('aside'),
      ],
      connections: [
        ...chain('users', 'api', 'cache'),
        { from: 'api', to: 'db' },
        { from: 'api', to: 'queue' },
        { from: 'queue', to: 'worker' },
        { from: 'api', to: 'aside', mode: 'async' },
      ],
      workload: {
        streams: [
          { client: 'users', arrivals: { poisson: { rate: 1 } }, requests: { look: {}, change: { kind: 'write' } } },
        ],
      },
      faults: ['cache', 'worker', 'aside', 'db'].map((id) => lives(id, 9, 1)),
    });
    const exact = exactAvailability(model);
    expect(exact?.requests['look']).toBeCloseTo(0.99, 12);
    expect(exact?.requests['change']).toBeCloseTo(0.9, 12);
    expect(exact?.components['db writes']).toBeCloseTo(0.9, 12);
    expect(exact?.components['db reads']).toBeCloseTo(0.99, 12);
  });

  test('one crew for several machines is the machine-repair model, and where no formula knows none is given', () => {
    const [none] = machineRepair(3, 1, 0.1);
    expect(none).toBeCloseTo(1 / (1 + 0.3 + 0.06 + 0.006), 12);
    expect(exactAvailability(nodes(3, 3, 10, 1, { crews: 1 }))?.requests['get']).toBeCloseTo(none, 12);
    expect(machineRepair(4, 4, 0.1)[0]).toBeCloseTo((10 / 11) ** 4, 12);
    const odd = nodes(3, 3, 10, 1, { crews: 1, mttr: { uniform: { min: 1800, max: 5400 } } });
    expect(exactAvailability(odd)).toBeUndefined();
  });
});

describe('simulated', () => {
  test('T103: two of three with a repairer each, over a hundred million hours', () => {
    const { requests } = simulateAvailability(nodes(3, 2, 1000, 10), { horizon: 1e8 * HOUR, seed: 1 });
    expect(Math.abs(1 - requests['get'].availability - 2.921476345e-4)).toBeLessThan(4 * 5.227e-6);
    expect(Math.abs(requests['get'].outageRate * 1000 * HOUR - 0.05823540888)).toBeLessThan(4 * 8.06e-4);
  });

  test('it agrees with the exact one: crews, zones and alternatives at once', () => {
    const model = design(
      [balancer('lb', 'random'), { ...relay('a'), zone: 'one', replicas: 3, needs: 2 }, { ...relay('b'), zone: 'two' }],
      [...chain('users', 'lb', 'a'), ...chain('lb', 'b')],
      [
        lives('a', 20, 3, { crews: 1 }),
        lives('b', 10, 2),
        { lifetimes: { zone: 'one', mtbf: 50 * HOUR, mttr: 5 * HOUR } } as never,
        lives('lb', 99, 1),
      ],
    );
    const exact = exactAvailability(model);
    const { components, requests } = simulateAvailability(model, { horizon: 2e6 * HOUR, seed: 3 });
    // Some 10^5 outages of each: a relative error of the unavailability of about 1/√(10^5 / 2).
    for (const [id, figures] of Object.entries(components)) {
      const truth = 1 - (exact?.components[id] ?? 0);
      expect(Math.abs(1 - figures.availability - truth), id).toBeLessThanOrEqual(0.03 * truth);
    }
    const down = 1 - (exact?.requests['get'] ?? 0);
    expect(Math.abs(1 - requests['get'].availability - down)).toBeLessThan(0.03 * down);
  });

  test('only the means count for the share of time, not the laws', () => {
    const laws = { mtbf: { gamma: { mean: 9 * HOUR, cv: 0.3 } }, mttr: { uniform: { min: 0, max: 2 * HOUR } } };
    const { requests } = simulateAvailability(nodes(1, 1, 9, 1, laws), { horizon: 1e6 * HOUR, seed: 5 });
    expect(requests['get'].availability).toBeCloseTo(0.9, 2);
    expect(requests['get'].outageRate * 10 * HOUR).toBeCloseTo(1, 2);
  });

  test('T107: a primary that fails every 720 h and is replaced within 90 s, over a million hours', () => {
    const model = design(
      [
        relay('api'),
        { id: 'db', type: 'sql-database', multiZone: true, failover: { detection: '30 s', promotion: '60 s' } },
      ],
      chain('users', 'api', 'db'),
      [lives('db', 720, 1)],
    );
    const { requests } = simulateAvailability(model, { horizon: 1e6 * HOUR, seed: 2 });
    expect(Math.abs(1 - requests['get'].availability - 3.4721e-5)).toBeLessThan(4 * 9.157e-7);
    // A repair within 90 s calls the failover off, and the machine lives again an hour later.
    const exact = (HOUR * (1 - Math.exp(-90 / HOUR))) / (721 * HOUR);
    expect(1 - (exactAvailability(model)?.requests['get'] ?? 0)).toBeCloseTo(exact, 14);
  });

  test('a failover that fails leaves the repair to be waited for', () => {
    const model = (success: number) =>
      design(
        [relay('api'), { id: 'db', type: 'sql-database', multiZone: true, failover: { success } }],
        chain('users', 'api', 'db'),
        [lives('db', 9, 1)],
      );
    expect(exactAvailability(model(0))?.requests['get']).toBeCloseTo(0.9, 12);
    for (const success of [0, 0.5]) {
      const { requests } = simulateAvailability(model(success), { horizon: 1e6 * HOUR, seed: 4 });
      const down = 1 - (exactAvailability(model(success))?.requests['get'] ?? 0);
      expect(Math.abs(1 - requests['get'].availability - down)).toBeLessThan(4 * down * Math.sqrt(3 / 1e5));
    }
  });
});
