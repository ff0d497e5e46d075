import { expect, test } from 'vitest';
import { conduct, sensitivity } from '../../../simulator/index.ts';
import { type Sketch, topologyOf } from '../../support/topology.ts';
import { chain, client, delay, exponential, poisson, relay, servers } from '../building-blocks.ts';

const surveyed = (sketch: Sketch) => {
  const report = conduct(sensitivity(topologyOf(sketch)));
  if (report === undefined) throw new Error('the sketch does not run');
  return report;
};

test('a server of M/M/1, 10 %, 20 % and twice as fast: p99 falls as −ln 0.01 / (μ − λ) says', () => {
  const { rows } = surveyed({
    components: [client, servers('api', 1, exponential(0.01))],
    connections: chain('users', 'api'),
    workload: poisson(70),
    run: { duration: 150, warmup: 10 },
  });
  const p99 = (rate: number) => Math.log(100) / (rate - 70);
  for (const times of [1.1, 1.2, 2]) {
    const row = rows.find(({ change }) =>
      change.edits.some((edit) => 'slowness' in edit && edit.slowness === 1 / times),
    );
    const { difference, ci95 } = row!.p99!;
    // Four standard errors of five pairs (the interval is t(4) = 2.776 of them), and the 1 % of a histogram's buckets.
    const error = ((4 / 2.776) * (ci95![1] - ci95![0])) / 2 + 0.01 * p99(100);
    expect(Math.abs(difference - (p99(100 * times) - p99(100)))).toBeLessThan(error);
    expect(row!.cost.difference).toBe(0);
  }
});

test('the component that limits is worth most, and what cannot matter is tried once, all together', () => {
  const idle = ['a', 'b', 'c', 'd'];
  const { rows, skipped, run } = surveyed({
    components: [
      client,
      relay('api'),
      { ...servers('db', 1, exponential(0.01)), queue: 20 },
      ...idle.map((id) => servers(id, 4, '10 us')),
    ],
    connections: [...chain('users', 'api', 'db'), ...idle.flatMap((id) => chain('api', id))],
    workload: poisson(120),
    run: { duration: 40, warmup: 5, seed: 3 },
  });
  expect(rows[0]).toMatchObject({ component: 'db', verdict: 'helps' });
  // Of 100/s all of 120/s are served with two instances, or twice as fast.
  const bought = rows.find(({ kind }) => kind === 'purchase');
  expect(bought?.change.edits).toEqual([{ component: 'db', field: 'replicas', value: 2 }]);
  expect(Math.abs(bought!.goodput.b - 120)).toBeLessThan(4 * Math.sqrt(120 / 175));
  expect(bought!.perDollar!.goodput).toBeCloseTo(bought!.goodput.difference / bought!.cost.difference, 9);
  expect(skipped).toHaveLength(1);
  expect(skipped[0]!.components).toEqual(expect.arrayContaining(idle));
  // The design, the idle together, and of the one that matters three speed-ups and two purchases.
  expect(run.experiments).toBe(7);
});

test('the network of a connection twice as fast takes half of its round trip off, wherever that is written or the zones decide it', () => {
  const regions = { here: { rtt: { there: '80 ms' } }, there: {} };
  const { rows, skipped, run } = surveyed({
    components: [
      client,
      { ...relay('api'), zone: ['a'] },
      { ...delay('far', exponential('10 ms')), zone: ['b'] },
      delay('near', '1 ms'),
    ],
    connections: [
      { from: 'users', to: 'api', network: { rtt: '40 ms' } },
      { from: 'api', to: 'far', order: 1 },
      { from: 'api', to: 'near', order: 2, network: { rtt: exponential('20 us') } },
    ],
    zones: { a: { region: 'here' }, b: { region: 'there' } },
    regions,
    workload: poisson(40),
    run: { duration: 30, warmup: 2 },
  });
  const of = (connection: string, times: number) =>
    rows.find(
      (row) =>
        row.connection === connection &&
        row.change.edits.some((edit) => 'networkSpeed' in edit && edit.networkSpeed === times),
    );
  // 40 + 80 + 1 ms and a tail of 46 ms: of a histogram's buckets 1 %.
  for (const [connection, rtt] of [
    ['users->api', 0.04],
    ['api->far', 0.08],
  ] as const) {
    for (const times of [1.1, 1.2, 2]) {
      const difference = of(connection, times)?.p99?.difference ?? 0;
      expect(Math.abs(difference - (rtt / times - rtt))).toBeLessThan(0.0025);
      expect(of(connection, times)?.cost.difference).toBe(0);
    }
  }
  expect(rows[0]?.connection).toBe('api->far');
  expect(rows.filter(({ connection }) => connection === 'api->near').map(({ verdict }) => verdict)).toEqual(['none']);
  expect(skipped.flatMap(({ components }) => components)).not.toContain('far');
  expect(run.experiments).toBeLessThanOrEqual(60);
});

test('a busy pool is bought more of: with two connections in place of one twice as many calls of 100 ms are made', () => {
  const { rows } = surveyed({
    components: [
      client,
      { id: 'api', type: 'service', model: 'event-loop', cores: 4, queue: 50, work: '1 ms' },
      { id: 'db', type: 'sql-database', cores: 8, pool: 1, commit: 0, work: '100 ms' },
    ],
    connections: [{ from: 'users', to: 'api', timeout: 1 }, ...chain('api', 'db')],
    workload: poisson(18),
    run: { duration: 40, warmup: 5 },
  });
  const bought = rows.find(({ connection }) => connection === 'api->db');
  expect(bought).toMatchObject({ kind: 'purchase', verdict: 'helps' });
  expect(bought?.change.edits).toEqual([{ component: 'db', field: 'pool', value: 2 }]);
  // One at a time is 10/s, also where most come too late; two are 20/s, and all but the late ones of 18/s.
  expect(bought!.goodput.a).toBeLessThanOrEqual(10.1);
  expect(bought!.goodput.b).toBeGreaterThan(13);
  expect(bought!.goodput.b).toBeLessThan(18 + 4 * Math.sqrt(18 / 175));
});

test('a slow callee nobody waits in line for is found among the idle', () => {
  const { rows, skipped } = surveyed({
    components: [client, relay('api'), delay('far', '200 ms'), delay('near', '1 ms'), delay('here', '0.1 ms')],
    connections: [...chain('users', 'api'), ...['far', 'near', 'here'].flatMap((id) => chain('api', id))],
    workload: poisson(50),
    run: { duration: 60, warmup: 5 },
  });
  expect(rows[0]).toMatchObject({ component: 'far', verdict: 'helps' });
  // All calls at once: the longest decides, and half of 200 ms are gone.
  expect(rows[0]!.p99!.difference).toBeCloseTo(-0.1, 2);
  expect(skipped.flatMap(({ components }) => components)).toEqual(expect.arrayContaining(['near']));
});
