import { describe, expect, test } from 'vitest';
import { estimate, simulate } from '../../simulator/index.ts';
import { Op } from '../../simulator/outcome.ts';
import { modelOf, type Sketch } from '../support/topology.ts';
import { chain, client, poisson, relay } from './building-blocks.ts';
import { cold, steady, straight } from './support.ts';

const sketch = (of: object, workload: unknown, seconds: number, faults: Sketch['faults'] = []): Sketch => ({
  components: [client, relay('api'), { id: 'cache', type: 'cache-cluster', work: '0.1 ms', ...of }],
  connections: chain('users', 'api', 'cache'),
  workload,
  faults,
  run: cold(seconds),
});
const model = (...of: Parameters<typeof sketch>) => modelOf(sketch(...of));

describe('a node that is gone', () => {
  const KEYS = 20_000;
  /** By key: which of five nodes is asked for it, with the first of them dead or not. */
  const asked = (placement: string, isDead: boolean) => {
    const dead = { at: 1, for: 100, crash: { component: 'cache', replicas: 1 } };
    const run = straight(sketch({ shards: 5, placement }, steady(1), 10, isDead ? [dead] : []));
    const link = run.linksOf.flat().find(({ connection }) => connection.spec.to === 'cache');
    return Array.from({ length: KEYS }, (_, key) => link?.pick(0, key, Op.read) ?? -1);
  };
  /** Share of the keys that are asked for elsewhere once it is dead. */
  const moved = (placement: string) => {
    const [before, after] = [asked(placement, false), asked(placement, true)];
    return { before, after, share: before.filter((node, key) => node !== after[key]).length / KEYS };
  };
  const error = 4 * Math.sqrt((0.2 * 0.8) / KEYS);

  test('moves 1/N of the keys with consistent hashing, those that it had and no others', () => {
    const { before, after, share } = moved('consistent');
    const had = before.filter((node) => node === 0).length / KEYS;
    expect(share).toBe(had);
    // 160 points a node: shares differ by some 1/√160 of themselves.
    expect(Math.abs(share - 0.2)).toBeLessThan((4 * 0.2) / Math.sqrt(160));
    expect(after.every((node, key) => node !== 0 && (before[key] === 0 || before[key] === node))).toBe(true);
  });

  test('moves (N − 1)/N of the keys modulo the number of nodes', () => {
    expect(Math.abs(moved('modulo').share - 0.8)).toBeLessThan(error);
  });

  test('moves none where slots are assigned, and its share of the calls fails', () => {
    expect(moved('slots').share).toBe(0);
    const dead = { at: 0, for: 100, crash: { component: 'cache', replicas: 1 } };
    const keys = { count: 1_000_000, zipf: 0 };
    const { counts } = simulate(model({ shards: 5 }, steady(200, { keys }), 50, [dead])).requests['*'];
    expect(Math.abs((counts.failed['refused'] ?? 0) / counts.offered - 0.2)).toBeLessThan(4 * Math.sqrt(0.16 / 10_000));
  });
});

test('a hot key keeps one node busy: with 80 % of the requests it has 0.8 + 0.2/4 of the work, the others 0.2/4 each', () => {
  const keys = { count: 1_000_000, zipf: 0 };
  const hot = { at: 0, hotKey: { request: 'get', share: 0.8 } };
  const { resources, limiting } = simulate(model({ shards: 4 }, poisson(2000, { keys }), 20, [hot])).components[
    'cache'
  ];
  for (const [name, { utilization }] of Object.entries(resources)) {
    const expected = 0.2 * (name === limiting ? 0.8 + 0.2 / 4 : 0.2 / 4);
    // Four standard errors of the Poisson count, with constant work of 0.1 ms over 20 s.
    expect(Math.abs(utilization - expected)).toBeLessThan(4 * Math.sqrt((expected * 0.0001) / 20));
  }
  expect(Object.keys(resources)).toHaveLength(4);
});

test('nodes that are warm hold the most popular of their own keys: 3 × 100 of 400 items alike answer three quarters', () => {
  const keys = { count: 400, zipf: 0 };
  for (const placement of ['slots', 'consistent']) {
    const warm = { shards: 3, capacity: '100 entries', placement, start: 'warm' };
    const { hitRatio = 0, entries } = simulate(model(warm, steady(500, { keys }), 8)).components['cache'];
    // Nobody fills them. On the ring shares are uneven, so that a small one may not be full.
    const held = (3 * (entries ?? 0)) / 400;
    if (placement === 'slots') expect(entries).toBe(100);
    expect(Math.abs(hitRatio - held)).toBeLessThan(4 * Math.sqrt((held * (1 - held)) / 4000));
  }
});

test('nodes that are warm have those keys fresh that a long run would: rT/(1 + rT) at once, whatever their number', () => {
  const keys = { count: 1000, zipf: 0 };
  for (const [shards, ttl] of [
    [4, 1],
    [4, 5],
    [2, 5],
  ]) {
    const db = { id: 'db', type: 'sql-database', cores: 64, pool: 64, work: '0.1 ms', commit: 0 };
    const design = sketch({ shards, ttl: `${ttl} s`, start: 'warm' }, poisson(500, { keys }), 4);
    const { hitRatio = 0 } = simulate(
      modelOf({
        ...design,
        components: [...design.components, db],
        connections: [...design.connections, { from: 'api', to: 'db' }],
      }),
    ).components['cache'];
    const expected = (0.5 * ttl) / (1 + 0.5 * ttl);
    expect(Math.abs(hitRatio - expected)).toBeLessThan(4 * Math.sqrt((expected * (1 - expected)) / 2000));
  }
});

describe('a replica', () => {
  const crash = (lasts: number) => ({ at: 20.05, for: lasts, crash: { component: 'cache' } });
  const failover = { detection: '5 s', promotion: '1 s', lag: '3 s' };
  /** Ten writes a second of an item each, for 20 s and no more; nothing is written to any store. */
  const written = (of: object, lasts: number) =>
    simulate(
      model(
        { shards: 1, write: 'through', ...of },
        steady(10, { kind: 'write', keys: { count: 100_000, zipf: 0 } }, 20.01),
        60,
        [crash(lasts)],
      ),
    );

  test('has all but what was written in its lag before the crash: 30 of 200 writes are lost, and the oldest was 2.95 s old', () => {
    const { components, outcomes } = written({ failover }, 30);
    expect(components['cache']).toMatchObject({ failovers: 1, lostWrites: 30 });
    expect(outcomes?.rpo).toBeCloseTo(2.95, 3);
    // Some of a hundred thousand items were written twice.
    expect(components['cache'].entries).toBeGreaterThan(165);
    expect(components['cache'].entries).toBeLessThanOrEqual(170);
  });

  test('that is too slow, or not there, leaves an empty node', () => {
    expect(written({ failover }, 4).components['cache']).toMatchObject({ failovers: 0, entries: 0 });
    expect(written({}, 30).components['cache'].entries).toBe(0);
  });
});

test('clients that do not know the slots are sent on all but one in N times, and pay a round trip for it', () => {
  const of = model({ shards: 4, client: 'redirected', redirect: '2 ms' }, steady(200), 50);
  const { mean } = simulate(of).requests['*'].latency;
  // A Bernoulli mean of 10,000 requests.
  expect(Math.abs(mean - 0.0001 - 0.0015)).toBeLessThan(4 * 0.002 * Math.sqrt((0.75 * 0.25) / 10_000));
  expect(estimate(of).requests['*'].mean ?? 0).toBeCloseTo(0.0016, 5);
});
