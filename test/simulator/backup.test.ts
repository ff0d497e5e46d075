import { expect, test } from 'vitest';
import { chain, client, relay } from './building-blocks.ts';
import { cold, run, steady } from './support.ts';

/** Backed up every 100 s. */
const database = (backup: object, more: object = {}) => ({
  id: 'db',
  type: 'sql-database',
  work: 0,
  commit: 0,
  backup: { every: '100 s', detection: '10 s', restore: '20 s', ...backup },
  ...more,
});

/** One write a second, and a crash at 250 s, for good if not said. */
function lostAt250(lasts = 1e6, more: object = {}) {
  const result = run({
    components: [client, relay('api'), database({}, more)],
    connections: chain('users', 'api', 'db'),
    workload: steady(1, { kind: 'write' }),
    faults: [{ at: 250.5, for: lasts, crash: { component: 'db', replicas: 1 } }],
    run: cold(400.5),
  });
  const { outcomes } = result.components['db'];
  return { lost: outcomes?.lostWrites, rpo: outcomes?.rpo, failed: result.requests['*'].counts.failed };
}

test('the writes since the last backup are lost, and nobody is served until it is restored: 51 of 1/s, and 30', () => {
  // At 200 s, 201 s … 250 s; the oldest was acknowledged 50.5 s before the crash.
  expect(lostAt250()).toEqual({ lost: 51, rpo: expect.closeTo(50.5, 9), failed: { refused: 30 } });
});

test('a machine that comes back before that has everything on its disk', () => {
  expect(lostAt250(25)).toMatchObject({ lost: 0, rpo: 0, failed: { refused: 25 } });
});

test('of a backup that cannot be restored one learns after the restore, and the one before loses 100 more', () => {
  const ids = Array.from({ length: 40 }, (_, at) => `db-${at}`);
  const seconds = 600;
  const { components } = run({
    components: [client, relay('api'), ...ids.map((id) => ({ ...database({ restorable: 0.5 }), id }))],
    connections: [...chain('users', 'api'), ...ids.map((to) => ({ from: 'api', to, optional: true }))],
    workload: steady(1, { kind: 'write' }),
    faults: ids.map((id) => ({ at: 250.5, crash: { component: id } })),
    run: cold(seconds),
  });
  const tries = ids.map((id) => Math.round(((1 - components[id].availability) * seconds - 10) / 20));
  // Geometric with mean 2 and variance 2.
  expect(Math.abs(tries.reduce((sum, n) => sum + n, 0) / 40 - 2)).toBeLessThan(4 * Math.sqrt(2 / 40));
  expect(new Set(tries).size).toBeGreaterThan(2);
  // There are no more than 250 writes to be lost.
  for (const [at, id] of ids.entries())
    expect(components[id].outcomes?.lostWrites).toBe(Math.min(250, 51 + 100 * (tries[at] - 1)));
});

test('where a copy takes the primary’s place nothing is restored', () => {
  const db = { multiZone: true, failover: { detection: '5 s', promotion: '5 s' } };
  expect(lostAt250(1e6, db)).toMatchObject({ lost: 0, failed: { refused: 10 } });
});
