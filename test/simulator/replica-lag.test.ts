import { expect, test } from 'vitest';
import { checkTopology } from '../../simulator/check.ts';
import { topologyOf } from '../support/topology.ts';
import { chain, client, relay } from './building-blocks.ts';
import { cold, run, steady } from './support.ts';

/** A replica that is 1 s behind, and 20 s more from 20 s to 60 s. */
const database = {
  id: 'db',
  type: 'sql-database',
  work: 0,
  commit: 0,
  readReplicas: 1,
  replicationLag: '1 s',
  failover: { detection: '5 s', promotion: '5 s' },
};
const behind = { at: 20.05, for: 40, replicaLag: { component: 'db', by: '20 s' } };

/** Acknowledged writes, ten a second, that are lost with the primary at a moment [s]. */
const lostAt = (at: number) =>
  run({
    components: [client, relay('api'), database],
    connections: chain('users', 'api', 'db'),
    workload: steady(10, { kind: 'write' }),
    faults: [behind, { at, for: 30, crash: { component: 'db', replicas: 1 } }],
    run: cold(at + 20),
  }).components['db'].outcomes?.lostWrites;

test('a primary that is lost while its replica is 21 s behind takes 10/s × 21 s = 210 writes with it, else 10', () => {
  expect(lostAt(15.05)).toBe(10);
  expect(lostAt(50.05)).toBe(210);
  // What is behind when it ends is applied in order, 21 s after it was committed.
  expect(lostAt(70.05)).toBe(210);
  expect(lostAt(85.05)).toBe(10);
});

test('reads of the replica miss the writes of that time', () => {
  const stream = (name: string, kind: string, rate: number) => ({
    client: 'users',
    arrivals: { constant: { rate } },
    requests: { [name]: { kind, keys: { count: 1 } } },
  });
  const of = (by: string) =>
    run({
      components: [client, relay('api'), { ...database, replicationLag: '1 ms' }],
      connections: chain('users', 'api', 'db'),
      workload: { streams: [stream('put', 'write', 0.1), stream('get', 'read', 7)] },
      faults: [{ ...behind, replicaLag: { component: 'db', by } }],
      run: cold(100),
    }).components['db'].outcomes?.counts.staleReads ?? 0;
  // Writes at 30, 40, 50 and 60 s are each seen 5 s later: 4 × 5 s of reads at 7/s, to within the two reads at the ends.
  expect(Math.abs(of('5 s') - 140)).toBeLessThanOrEqual(8);
});

test('where no copy lags behind none can fall further behind', () => {
  const codes = (db: object) =>
    checkTopology(
      topologyOf({
        components: [client, relay('api'), { id: 'db', type: 'sql-database', ...db }],
        connections: chain('users', 'api', 'db'),
        workload: steady(1),
        faults: [{ at: 1, replicaLag: { component: 'db' } }],
      }),
    ).map(({ code }) => code);
  expect(codes({})).toEqual(['fault-target']);
  expect(codes({ readReplicas: 1, replicationLag: '1 s' })).toEqual([]);
});
