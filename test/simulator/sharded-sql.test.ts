import { describe, expect, test } from 'vitest';
import { checkTopology } from '../../simulator/check.ts';
import { remediesOf } from '../../simulator/findings/index.ts';
import { estimate, simulate } from '../../simulator/index.ts';
import { hashed, shardShares } from '../../simulator/parts/shards.ts';
import { modelOf, type Sketch, topologyOf } from '../support/topology.ts';
import { chain, client, poisson, relay } from './building-blocks.ts';
import { cold, steady } from './support.ts';

const sketch = (of: object, workload: unknown, seconds: number, faults: Sketch['faults'] = []) => ({
  components: [client, relay('api'), { id: 'db', type: 'sharded-sql', pool: 10_000, cores: 1, ...of }],
  connections: chain('users', 'api', 'db'),
  workload,
  faults,
  run: cold(seconds),
});
const model = (...of: Parameters<typeof sketch>) => modelOf(sketch(...of));
const uniform = { keys: { count: 1_000_000, zipf: 0 } };

describe('what needs several shards', () => {
  const times = { router: '0.5 ms', work: '2 ms', commit: '0.8 ms' };
  const mean = (of: object, kind: string) => {
    const one = model({ ...times, ...of }, steady(1, { kind }), 60);
    const { latency } = simulate(one).requests['*'];
    expect(latency.max).toBeCloseTo(latency.mean, 12);
    expect(estimate(one).requests['*'].mean).toBeCloseTo(latency.mean, 5);
    return latency.mean * 1000;
  };

  test('a transaction over two shards is two round trips and two commits: 3.3 ms become 4.6 ms', () => {
    expect(mean({}, 'write')).toBeCloseTo(0.5 + 2 + 0.8, 9);
    expect(mean({ crossShardShare: 1 }, 'write')).toBeCloseTo(2 * (0.5 + 0.8) + 2, 9);
    // Over one shard there is nothing to coordinate.
    expect(mean({ crossShardShare: 1, shards: 1 }, 'write')).toBeCloseTo(3.3, 9);
  });

  test('a query without the shard key waits for the slowest of N: H(N) times an exponential mean', () => {
    for (const shards of [2, 8]) {
      const slow = { router: 0, work: { exponential: { mean: '1 ms' } }, cores: 64, shards, scatterShare: 1 };
      const { mean, count } = simulate(model(slow, poisson(200), 100)).requests['*'].latency;
      const ranks = Array.from({ length: shards }, (_, i) => 1 / (i + 1));
      const harmonic = ranks.reduce((sum, of) => sum + of, 0);
      const variance = ranks.reduce((sum, of) => sum + of * of, 0);
      expect(Math.abs(mean * 1000 - harmonic)).toBeLessThan(4 * Math.sqrt(variance / count));
    }
  });

  test('a query without the shard key loads every shard as much as one with it loads its own', () => {
    const busy = (scatterShare: number) => {
      const loaded = model({ scatterShare, shards: 8, work: '2 ms', router: 0 }, poisson(100, uniform), 100);
      const { resources } = simulate(loaded).components['db'];
      const total = Object.values(resources).reduce((sum, { busy }) => sum + busy, 0);
      const known = Object.values(estimate(loaded).components['db'].resources);
      expect(Math.abs(total / known.reduce((sum, { offeredLoad }) => sum + offeredLoad, 0) - 1)).toBeLessThan(
        // Four standard errors of the Poisson count of 10,000 requests.
        4 / Math.sqrt(10_000),
      );
      return known.reduce((sum, { offeredLoad }) => sum + offeredLoad, 0);
    };
    expect(busy(0)).toBeCloseTo(0.2, 9);
    expect(busy(1)).toBeCloseTo(1.6, 9);
  });
});

test('a popular key makes its shard hot: with Zipf keys of exponent 1.2 one of eight shards does over a quarter of the work', () => {
  const keys = { count: 100_000, zipf: 1.2 };
  const zipf = model({ shards: 8, work: '1 ms', router: 0 }, poisson(400, { keys }), 100);
  const shares = shardShares(zipf.kinds[0].popularity, hashed(8));
  const hottest = shares.indexOf(Math.max(...shares));
  expect(shares[hottest]).toBeGreaterThan(1 / 4);
  const { resources, limiting } = simulate(zipf).components['db'];
  expect(limiting).toBe(`shard-${hottest + 1}-cores`);
  shares.forEach((share, shard) => {
    const offered = 0.4 * share;
    // Four standard errors of the Poisson count of requests for this shard.
    const error = 4 * Math.sqrt(offered * 0.001 * 0.01);
    expect(Math.abs(resources[`shard-${shard + 1}-cores`].utilization - offered)).toBeLessThan(error);
  });
  // What the others have left is of no use to it.
  expect(estimate(zipf).capacity).toBeCloseTo(1000 / shares[hottest], 6);
  expect(estimate(zipf).bottleneck).toMatchObject({ resource: limiting });
});

test('a hot key draws its share to one shard: half of all requests, and an eighth of the other half', () => {
  const hot = { at: 0, hotKey: { request: 'get', share: 0.5 } };
  const { resources } = simulate(model({ shards: 8, work: '1 ms', router: 0 }, poisson(400, uniform), 100, [hot]))
    .components['db'];
  const most = Math.max(...Object.values(resources).map(({ utilization }) => utilization));
  const expected = 0.4 * (0.5 + 0.5 / 8);
  expect(Math.abs(most - expected)).toBeLessThan(4 * Math.sqrt(expected * 0.001 * 0.01));
});

test('while a shard is down its share of the statements fails, and all that ask every shard', () => {
  const down = { at: 0, for: 100, crash: { component: 'db', replicas: 1 } };
  const failed = (of: object) => {
    const { counts } = simulate(model({ shards: 4, work: 0, ...of }, steady(200, uniform), 50, [down])).requests['*'];
    return (counts.failed['refused'] ?? 0) / counts.offered;
  };
  expect(Math.abs(failed({}) - 0.25)).toBeLessThan(4 * Math.sqrt((0.25 * 0.75) / 10_000));
  expect(failed({ scatterShare: 1 })).toBe(1);
  // A standby takes over after 10 of the 50 seconds.
  const failover = { detection: '5 s', promotion: '5 s' };
  const short = failed({ multiZone: true, failover });
  expect(Math.abs(short - 0.05)).toBeLessThan((4 * Math.sqrt((0.25 * 0.75) / 2000)) / 5);
});

test('a hot shard is a finding, with remedies to try: even keys, a larger machine, more shards', () => {
  const keys = { count: 100_000, zipf: 1.2 };
  const hot = model({ shards: 8, work: '1 ms', router: 0 }, poisson(3000, { keys }), 20);
  const result = simulate(hot);
  const finding = result.findings.find(({ code }) => code === 'hot-shard');
  expect(finding).toMatchObject({ component: 'db', evidence: { resource: result.components['db'].limiting } });
  expect(finding === undefined ? [] : remediesOf(finding, hot)).toMatchObject([
    { says: 'all items asked for alike' },
    { says: 'db: cores 1 → 2', edits: [{ component: 'db', field: 'cores', value: 2 }] },
    { says: 'db: shards 8 → 16' },
  ]);
  // Even keys make none.
  const even = simulate(model({ shards: 8, work: '1 ms', router: 0 }, poisson(7000, uniform), 10));
  expect(even.findings.filter(({ code }) => code === 'hot-shard')).toEqual([]);
});

test('a hedged read asks the shard that has the row again, since no other has it', () => {
  const sketched = sketch({ shards: 8, work: '5 ms', cores: 8 }, steady(10, { keys: { count: 1 } }), 20);
  const connections = sketched.connections.map((of) => (of.to === 'db' ? { ...of, hedge: { after: '1 ms' } } : of));
  const { resources } = simulate(modelOf({ ...sketched, connections })).components['db'];
  const busy = Object.values(resources).map(({ busy }) => busy);
  // Two copies of 5 ms each, ten times a second.
  expect(Math.max(...busy)).toBeCloseTo(0.1, 3);
  expect(busy.filter((of) => of === 0)).toHaveLength(7);
});

test('a failover needs standbys', () => {
  const codes = (of: object) =>
    checkTopology(topologyOf(sketch({ failover: {}, ...of }, steady(1), 10))).filter(
      ({ severity }) => severity === 'error',
    ).length;
  expect(codes({})).toBe(1);
  expect(codes({ multiZone: true })).toBe(0);
});
