import { expect, test } from 'vitest';
import { checkTopology } from '../../simulator/check.ts';
import { topologyOf } from '../support/topology.ts';
import { chain, client, relay } from './building-blocks.ts';
import { cold, run, steady } from './support.ts';

const crash = (at: number, lasts: number) => ({ at, for: lasts, crash: { component: 'db' } });

/** Ten writes a second into a database that crashes. */
function writes(failover: object | undefined, faults: ReturnType<typeof crash>[], more: object = {}) {
  return run({
    components: [
      client,
      relay('api'),
      { id: 'db', type: 'sql-database', work: 0, commit: 0, multiZone: true, ...(failover && { failover }), ...more },
    ],
    connections: chain('users', 'api', 'db'),
    workload: steady(10, { kind: 'write' }),
    faults,
    run: cold(100.05),
  });
}

test('writes fail from the crash until the copy has been promoted, and no longer', () => {
  const result = writes({ detection: '5 s', promotion: '10 s' }, [crash(20.05, 60)]);
  expect(result.requests['*'].counts.failed).toEqual({ refused: 150 });
  const { failovers, lostWrites, availability } = result.components['db'];
  expect([failovers, lostWrites]).toEqual([1, 0]);
  expect(availability).toBeCloseTo(1 - 15 / 100.05, 9);
});

test('without failover they fail until the repair; one in time calls the failover off', () => {
  const alone = writes(undefined, [crash(20.05, 60)], { multiZone: false });
  expect(alone.requests['*'].counts.failed).toEqual({ refused: 600 });
  const quick = writes({ detection: '5 s', promotion: '10 s' }, [crash(20.05, 6)]);
  expect(quick.requests['*'].counts.failed).toEqual({ refused: 60 });
  expect(quick.components['db'].failovers).toBe(0);
});

test('a standby in a second zone takes over unasked, 30 + 60 s after the crash, and has every write', () => {
  const { requests, components } = writes(undefined, [crash(5.05, 94)]);
  expect(requests['*'].counts.failed).toEqual({ refused: 900 });
  expect(components['db']).toMatchObject({ failovers: 1, lostWrites: 0 });
  const shard = run({
    components: [
      client,
      relay('api'),
      { id: 'db', type: 'sharded-sql', shards: 1, work: 0, commit: 0, multiZone: true },
    ],
    connections: chain('users', 'api', 'db'),
    workload: steady(10, { kind: 'write' }),
    faults: [crash(5.05, 94)],
    run: cold(100.05),
  });
  expect(shard.requests['*'].counts.failed).toEqual({ refused: 900 });
});

test('while the dead machine is under repair there is no other copy; once it is back it is one', () => {
  const result = writes({ detection: '1 s', promotion: '1 s' }, [crash(10.05, 50), crash(20.05, 70)]);
  // Down for two seconds; then from 20 s until the repair of the first machine at 60 s and its promotion.
  expect(result.requests['*'].counts.failed).toEqual({ refused: 20 + 400 + 20 });
  expect(result.components['db'].failovers).toBe(2);
});

test('a repair is that of the machine that crashed: a short crash of the new primary leaves the old one under repair', () => {
  const failover = { detection: '1 s', promotion: '1 s' };
  // The first is down from 10 s to 70 s; its successor from 20 s to 25 s, when it is the only one that can come back.
  const twice = [crash(10.05, 60), crash(20.05, 5)];
  const short = writes(failover, twice);
  expect(short.requests['*'].counts.failed).toEqual({ refused: 20 + 50 });
  expect(short.components['db'].failovers).toBe(1);
  // The first is a copy from 70 s on and not before.
  const before = writes(failover, [...twice, crash(65.05, 3)]);
  expect(before.requests['*'].counts.failed).toEqual({ refused: 20 + 50 + 30 });
  const after = writes(failover, [...twice, crash(75.05, 10)]);
  expect(after.requests['*'].counts.failed).toEqual({ refused: 20 + 50 + 20 });
  expect([before, after].map(({ components }) => components['db'].failovers)).toEqual([1, 2]);
});

test('of two troubles at once the first repair does not call the failover off: the copy serves 15 s after the crash', () => {
  const failover = { detection: '5 s', promotion: '10 s' };
  // Its zone is back after 10 s, the machine itself after 60 s.
  const result = writes(failover, [crash(20.05, 60), crash(22.05, 8)]);
  expect(result.requests['*'].counts.failed).toEqual({ refused: 150 });
  expect(result.components['db'].failovers).toBe(1);
  // The promotion comes while both last, and serves all the same; the machine is a copy again when both are over.
  const again = writes(failover, [crash(20.05, 60), crash(22.05, 30), crash(82.05, 18)]);
  expect(again.requests['*'].counts.failed).toEqual({ refused: 150 + 150 });
  expect(again.components['db'].failovers).toBe(2);
});

test('a promotion that never succeeds waits for the repair', () => {
  const result = writes({ detection: '5 s', promotion: '5 s', success: 0 }, [crash(20.05, 40)]);
  expect(result.requests['*'].counts.failed).toEqual({ refused: 400 });
  expect(result.components['db'].failovers).toBe(0);
});

test('a promoted replica has lost what its lag had not shown it yet: ten writes a second and a lag of 3 s are 30', () => {
  const failover = { detection: '5 s', promotion: '5 s' };
  const lost = (more: object, lasts: number) => {
    const one = { at: 20.05, for: lasts, crash: { component: 'db', replicas: 1 } };
    return writes(failover, [one], { multiZone: false, readReplicas: 2, replicationLag: '3 s', ...more }).components[
      'db'
    ].lostWrites;
  };
  expect(lost({}, 40)).toBe(30);
  // The repair comes first, with everything that was on its disk.
  expect(lost({}, 4)).toBe(0);
  // What has been acknowledged the replicas have, or the standby does.
  expect(lost({ replication: 'semi-sync' }, 40)).toBe(0);
  expect(lost({ multiZone: true }, 40)).toBe(0);
});

test('the recovery point is the age of the oldest write that the crash took; without a loss it is zero', () => {
  const failover = { detection: '5 s', promotion: '5 s' };
  const one = { at: 20.05, for: 40, crash: { component: 'db', replicas: 1 } };
  const of = (more: object) => writes(failover, [one], { readReplicas: 1, replicationLag: '3 s', ...more }).outcomes;
  // Ten a second, at whole tenths: the oldest of the last three seconds came at 17.1 s.
  expect(of({ multiZone: false })?.rpo).toBeCloseTo(2.95, 9);
  expect(of({ multiZone: false })?.counts).toEqual({ lostWrites: 30 });
  expect(of({ multiZone: true })).toMatchObject({ lostWrites: 0, rpo: 0 });
});

test('reads go on at the replicas while the primary is being replaced', () => {
  const result = run({
    components: [
      client,
      relay('api'),
      { id: 'db', type: 'sql-database', readReplicas: 1, failover: { detection: '5 s', promotion: '5 s' } },
    ],
    connections: chain('users', 'api', 'db'),
    workload: steady(10),
    faults: [{ at: 20, for: 60, crash: { component: 'db', replicas: 1 } }],
    run: cold(100),
  });
  expect(result.requests['*'].counts.failed).toEqual({});
  expect(result.components['db'].failovers).toBe(1);
});

test('a failover needs a copy', () => {
  const codes = (more: object) =>
    checkTopology(
      topologyOf({
        components: [client, relay('api'), { id: 'db', type: 'sql-database', failover: {}, ...more }],
        connections: chain('users', 'api', 'db'),
        workload: steady(1),
      }),
    ).map(({ code }) => code);
  expect(codes({})).toEqual(['failover-without-copy']);
  expect(codes({ multiZone: true })).toEqual([]);
  expect(codes({ readReplicas: 1 })).toEqual([]);
});
