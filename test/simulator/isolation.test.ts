import { describe, expect, test } from 'vitest';
import { estimate, simulate } from '../../simulator/index.ts';
import { modelOf, poisson } from '../support/topology.ts';
import { client, relay } from './building-blocks.ts';
import { cold, endings, milliseconds, moments } from './support.ts';

/** Transactions on one row, which take 50 ms each: a database with more cores and connections than are ever needed. */
const sketch = (hotRow: object, workload: unknown, seconds: number, toDatabase: object = {}) => ({
  components: [
    client,
    relay('api'),
    {
      id: 'db',
      type: 'sql-database',
      cores: 64,
      pool: 10_000,
      work: 0,
      commit: 0,
      hotRow: { share: 1, hold: '50 ms', ...hotRow },
    },
  ],
  connections: [
    { from: 'users', to: 'api' },
    { from: 'api', to: 'db', ...toDatabase },
  ],
  workload,
  run: cold(seconds),
});
const run = (...of: Parameters<typeof sketch>) => simulate(modelOf(sketch(...of)));
/** Twenty a second: λT = 1. */
const load = poisson(20, { kind: 'write' });

describe('transactions that read a row and write it', () => {
  test('read committed lose the updates that the next overwrites unseen: 1 − e^(−λT) of them', () => {
    const { outcomes } = run({ isolation: 'read-committed' }, load, 250).components['db'];
    const n = outcomes?.outOf.lostWrites ?? 0;
    const truth = 1 - Math.exp(-1);
    // Each is lost where the next comes within 50 ms: independent of all others.
    expect(n).toBeGreaterThan(4500);
    expect(Math.abs((outcomes?.shares.lostWrites ?? 0) - truth)).toBeLessThan(4 * Math.sqrt((truth * (1 - truth)) / n));
  });

  test('serializable commit once in T + 1/λ, and λT / (1 + λT) of them are rolled back: nothing is lost', () => {
    const { requests, components } = run({ isolation: 'serializable' }, load, 250);
    const { succeeded, failed } = requests['*'].counts;
    // A renewal process of mean 100 ms and standard deviation 50 ms.
    expect(Math.abs(succeeded - 2500)).toBeLessThan(4 * Math.sqrt((250 * 0.05 ** 2) / 0.1 ** 3));
    expect(Object.keys(failed)).toEqual(['conflict']);
    expect(components['db'].outcomes?.lostWrites).toBeUndefined();
  });

  test('locked wait instead: none is lost and none rolled back', () => {
    const { requests, components } = run({}, poisson(10, { kind: 'write' }), 50);
    expect(requests['*'].counts.failed).toEqual({});
    expect(components['db'].outcomes?.lostWrites).toBeUndefined();
    // M/D/1 at ρ = 0.5: some wait.
    expect(components['db'].resources['hot-row'].wait.mean).toBeGreaterThan(0.01);
  });

  test('a retry of what was rolled back begins anew and gets through', () => {
    const retry = { retry: { attempts: 5, backoff: { base: '50 ms', jitter: 'none' } } };
    const two = moments({ a: 1, b: 1.01 }, { kind: 'write', idempotent: false });
    expect(endings(run({ isolation: 'serializable' }, two, 10))).toEqual({ a: 'ok', b: 'conflict' });
    // Rolled back at 1.06 s, again from 1.11 to 1.16 s.
    expect(milliseconds(run({ isolation: 'serializable' }, two, 10, retry))).toEqual({ a: 50, b: 150 });
  });
});

describe('two rows', () => {
  test('locked in any order deadlock half of the pairs that meet: one is rolled back after 1 s, the other waits for it', () => {
    const both = moments({ a: 1, b: 1.01 }, { kind: 'write' });
    const outcomes = Array.from({ length: 40 }, (_, seed) => {
      const result = simulate(modelOf({ ...sketch({ lockOrder: 'any' }, both, 5), run: { ...cold(5), seed } }));
      return [endings(result), milliseconds(result)] as const;
    });
    const deadlocks = outcomes.filter(([{ a }]) => a === 'conflict');
    // As likely as not: the two begin with different rows.
    expect(Math.abs(deadlocks.length - 20)).toBeLessThan(4 * Math.sqrt(40 / 4));
    for (const [ends, times] of deadlocks) {
      expect(ends).toEqual({ a: 'conflict', b: 'ok' });
      // The first waits for its second row from 1.025 s on, and is the first to look.
      expect(times['b']).toBeCloseTo(2025 - 1010 + 25, 3);
    }
    // The others wait for each other in turn.
    for (const [ends, times] of outcomes.filter(([{ a }]) => a === 'ok'))
      expect([ends, times]).toEqual([
        { a: 'ok', b: 'ok' },
        { a: 50, b: 90 },
      ]);
  });

  test('locked in the same order never deadlock', () => {
    const { counts } = run({ lockOrder: 'same' }, load, 20).requests['*'];
    expect(counts.failed).toEqual({});
  });
});

test('the closed form says what it leaves out', () => {
  const caveats = (hotRow: object) =>
    estimate(modelOf(sketch(hotRow, load, 10))).caveats.filter((c) => c.startsWith('db'));
  expect(caveats({})).toEqual([]);
  expect(caveats({ isolation: 'serializable' })[0]).toContain('rolled back');
  expect(caveats({ lockOrder: 'any' })[0]).toContain('deadlock');
});
