import { expect, test } from 'vitest';
import { checkTopology } from '../../simulator/check.ts';
import { topologyOf } from '../support/topology.ts';
import { chain, client, relay } from './building-blocks.ts';
import { cold, run, steady } from './support.ts';

/** Ten writes a second into a database whose primary and copy cannot hear each other from 20 s to 80 s. */
function split(failover: object, share: number, more: object = {}) {
  const result = run({
    components: [
      client,
      relay('api'),
      {
        id: 'db',
        type: 'sql-database',
        work: 0,
        commit: 0,
        multiZone: true,
        failover: { detection: '5 s', promotion: '10 s', ...failover },
        ...more,
      },
    ],
    connections: chain('users', 'api', 'db'),
    workload: steady(10, { kind: 'write' }),
    faults: [{ at: 20.05, for: 60, splitBrain: { component: 'db', share } }],
    run: cold(100.05),
  });
  const { failovers, lostWrites, outcomes } = result.components['db'];
  const { failed, succeeded } = result.requests['*'].counts;
  return { failovers, lostWrites, rpo: outcomes?.rpo, failed, succeeded };
}

/** An asynchronous copy: writes do not wait for it. */
const async = { multiZone: false, readReplicas: 1, replicationLag: '1 ms' };

test('without fencing all that the old primary accepts in 60 s is lost when they meet: 10/s × 60 s = 600', () => {
  const unfenced = { fencing: false };
  expect(split(unfenced, 1)).toEqual({
    failovers: 1,
    lostWrites: 600,
    // The oldest came 50 ms after the cut.
    rpo: expect.closeTo(59.95, 9),
    failed: {},
    succeeded: 1000,
  });
  const half = split(unfenced, 0.5).lostWrites ?? 0;
  expect(Math.abs(half - 300)).toBeLessThan(4 * Math.sqrt(600 * 0.25));
  expect(half).not.toBe(300);
});

test('a fenced primary that waits for its copy loses nothing, and its callers are refused until they meet', () => {
  expect(split({}, 1)).toEqual({ failovers: 1, lostWrites: 0, rpo: 0, failed: { unavailable: 600 }, succeeded: 400 });
});

test('a fenced primary that does not wait loses the writes of the detection time: 10/s × 5 s = 50', () => {
  expect(split({}, 1, async)).toMatchObject({ lostWrites: 50, failed: { unavailable: 550 } });
});

test('callers beside the copy wait until it has been promoted, and lose nothing', () => {
  expect(split({ fencing: false }, 0)).toMatchObject({ failovers: 1, lostWrites: 0, failed: {}, succeeded: 1000 });
});

test('a cut that heals before the promotion loses nothing: the log is sent after all', () => {
  expect(split({ detection: '50 s', fencing: false }, 1, async)).toMatchObject({
    failovers: 0,
    lostWrites: 0,
    failed: {},
  });
});

test('a database without a failover has one primary only, and cannot suffer it', () => {
  const { components, ...rest } = {
    components: [client, relay('api'), { id: 'db', type: 'sql-database' }],
    connections: chain('users', 'api', 'db'),
    workload: steady(1),
    faults: [{ at: 1, splitBrain: { component: 'db' } }],
  };
  expect(checkTopology(topologyOf({ components, ...rest })).map(({ code }) => code)).toEqual(['fault-target']);
});
