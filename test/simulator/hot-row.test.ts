import { describe, expect, test } from 'vitest';
import { changed, doubled } from '../../simulator/change.ts';
import { compile, estimate, simulate } from '../../simulator/index.ts';
import { modelOf, poisson } from '../support/topology.ts';
import { chain, client, relay } from './building-blocks.ts';
import { cold, steady } from './support.ts';

/** A database with more cores than are ever busy, whose writes meet at one row. */
const model = (hotRow: object, workload: unknown, seconds: number, more: object = {}) =>
  modelOf({
    components: [
      client,
      relay('api'),
      { id: 'db', type: 'sql-database', cores: 64, pool: 10_000, work: 0, commit: 0, hotRow, ...more },
    ],
    connections: chain('users', 'api', 'db'),
    workload,
    run: cold(seconds),
  });

describe('a hot row', () => {
  /** How long the last of 1,000 writes takes that come within a second, a millisecond apart. */
  const last = (hotRow: object, more: object = {}) =>
    simulate(model(hotRow, steady(1000, { kind: 'write' }, 1.0005), 10, more)).requests['*'].latency.max;

  test('held for 5 ms takes 200 writes a second, on however many cores', () => {
    const offered = model({ share: 1, hold: '5 ms' }, steady(1000, { kind: 'write' }), 10);
    expect(estimate(offered).capacity).toBeCloseTo(200, 9);
    expect(estimate(offered).bottleneck).toMatchObject({ resource: 'hot-row', utilization: 5 });
    // The first comes after 1 ms, the last after a second, and has the row after 1,000 × 5 ms.
    expect(last({ share: 1, hold: '5 ms' })).toBeCloseTo(0.001 + 5 - 1, 6);
  });

  test('is cured by another row for half of the writes, and not by replicas', () => {
    const offered = model({ share: 1, hold: '5 ms' }, steady(1000, { kind: 'write' }), 10, { readReplicas: 1 });
    const db = offered.components.find(({ spec }) => spec.id === 'db')!;
    const change = doubled(db, db.resources.find(({ name }) => name.endsWith('hot-row'))!);
    expect(change.says).toBe('db: its hot row split in two');
    const { model: cured } = compile(changed(offered.topology, change));
    expect(estimate(cured!).capacity).toBeCloseTo(400, 9);
  });

  test('is held through work and commit too', () => {
    const slow = { work: '2 ms', commit: '3 ms' };
    const { capacity } = estimate(model({ share: 1, hold: '5 ms' }, poisson(10, { kind: 'write' }), 20, slow));
    expect(capacity).toBeCloseTo(100, 9);
    expect(last({ share: 1, hold: '5 ms' }, slow)).toBeCloseTo(0.001 + 10 - 1, 6);
  });

  test('makes its share of the writes wait as a single server would (M/D/1), and no read', () => {
    const of = (kind: string) => model({ share: 0.5, hold: '5 ms' }, poisson(200, { kind }), 300);
    // 100 contended writes a second, held for 5 ms: ρ = 0.5, mean wait ρ/(2(1 − ρ)) × 5 ms = 2.5 ms.
    const written = of('write');
    const { wait } = simulate(written).components['db'].resources['hot-row'];
    // Four standard errors of the mean over some 30,000 waits, correlated over about ten neighbors, of deviation 4 ms.
    expect(Math.abs(wait.mean - 0.0025)).toBeLessThan((4 * 0.004) / Math.sqrt(30_000 / 10));
    expect(estimate(written).requests['*'].mean).toBeCloseTo(0.5 * (0.005 + 0.0025), 9);
    expect(estimate(of('read')).requests['*'].mean).toBe(0);
    expect(simulate(of('read')).requests['*'].latency.max).toBe(0);
  });

  test('fails who has waited longer than the lock timeout', () => {
    const { counts } = simulate(
      model({ share: 1, hold: '1 s', lockTimeout: '1.5 s' }, steady(2, { kind: 'write' }), 20.1),
    ).requests['*'];
    // The 40 writes come every half second from 0.5 s on. One a second gets the lock, at 0.5 s, 1.5 s … 21.5 s, the last
    // of them for who came at 20 s and has just not lost patience.
    expect(counts.failed).toEqual({ error: 18 });
    expect(counts.succeeded).toBe(22);
  });
});
