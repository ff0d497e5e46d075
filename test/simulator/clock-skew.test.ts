import { describe, expect, test } from 'vitest';
import { checkTopology } from '../../simulator/check.ts';
import { topologyOf } from '../support/topology.ts';
import { chain, client, delay, relay } from './building-blocks.ts';
import { cold, endings, moments, run, steady } from './support.ts';

describe('where the last timestamp wins', () => {
  /** Ten writes a second of one item, at three nodes in turn, the clock of one of which is wrong from 10 s to 70 s. */
  function lost(skew: object) {
    const still = { write: '0 s', ack: '0 s', read: '0 s', response: '0 s' };
    return run({
      components: [client, relay('api'), { id: 'kv', type: 'key-value-store', n: 3, work: 0, messages: still }],
      connections: chain('users', 'api', 'kv'),
      workload: steady(10, { kind: 'write', keys: { count: 1 } }),
      faults: [{ at: 10.05, for: 60, clockSkew: { component: 'kv', replicas: 1, ...skew } }],
      run: cold(100),
    }).components['kv'].outcomes?.lostWrites;
  }

  test('the two writes that follow one of a node 250 ms ahead are lost: 2/3 of 600', () => {
    expect(lost({ by: '250 ms' })).toBe(400);
    // 50 ms ahead overtake nobody: writes come 100 ms apart.
    expect(lost({ by: '50 ms' })).toBe(0);
  });

  test('what a node writes that is behind is lost where others write in between: 1/3 of 600', () => {
    expect(lost({ by: '250 ms', direction: 'slow' })).toBe(200);
    // Nodes that all go wrong alike agree with each other.
    expect(lost({ by: '250 ms', direction: 'slow', replicas: 3 })).toBe(0);
  });
});

describe('numbers made of the time', () => {
  const numbers = (generator: object, skew: object) =>
    run({
      components: [client, relay('api'), { id: 'ids', type: 'id-generator', work: 0, nodes: 1, ...generator }],
      connections: chain('users', 'api', 'ids'),
      workload: steady(10),
      faults: [{ at: 10.05, for: 20, clockSkew: { component: 'ids', by: '2 s', ...skew } }],
      run: cold(60),
    }).requests['*'];

  test('a node whose clock goes back by 2 s refuses until it has caught up: 19 of 10/s in 2 s', () => {
    // The last number before was made at 10.0 s; the clock shows that again at 12.0 s.
    expect(numbers({}, { direction: 'slow' }).counts.failed).toEqual({ error: 19 });
    // One that was ahead goes back when it is set right: it has shown 32.0 s at 30.0 s.
    expect(numbers({}, { direction: 'fast' }).counts.failed).toEqual({ error: 19 });
  });

  test('or lets them wait until it has caught up', () => {
    const { counts, latency } = numbers({ clockBack: 'wait' }, { direction: 'slow' });
    expect(counts.failed).toEqual({});
    // The first after it, at 10.1 s, waits until 12.0 s.
    expect(latency.max).toBeCloseTo(1.9, 9);
  });
});

describe('a lock service', () => {
  /** A holder of 5 s from 1 s on, another who wants the lock at 2 s, and a clock that jumps at 3 s. */
  const locks = (lock: object, by: string) =>
    run({
      components: [
        client,
        relay('api'),
        { id: 'locks', type: 'lock-service', work: 0, scope: 'one', leaseTtl: '10 s', ...lock },
        delay('store', '5 s'),
      ],
      connections: [
        { from: 'users', to: 'api' },
        { from: 'api', to: 'locks' },
        { from: 'api', to: 'store' },
      ],
      workload: moments({ a: 1, b: 2 }, { kind: 'write' }),
      faults: [{ at: 3, for: 1, clockSkew: { component: 'locks', by } }],
      run: cold(30),
    });

  test('whose clock jumps past the end of a lease gives the lock to a second holder', () => {
    const { components } = locks({ renewal: false }, '8 s');
    // Granted at 1 s for 10 s: 8 s are left at 3 s.
    expect(components['locks'].measures).toMatchObject({ expired: { count: 1 }, overlaps: { count: 1 } });
    expect(components['locks'].outcomes?.lostWrites).toBe(1);
    expect(locks({ renewal: false }, '7.9 s').components['locks'].outcomes?.lostWrites).toBe(0);
    // A holder that renews has all of its lease left.
    expect(locks({}, '9 s').components['locks'].outcomes?.lostWrites).toBe(0);
    expect(locks({}, '10 s').components['locks'].outcomes?.lostWrites).toBe(1);
  });

  test('with tokens turns the first holder away instead', () => {
    const result = locks({ renewal: false, fencing: true }, '8 s');
    expect(endings(result)).toEqual({ a: 'conflict', b: 'ok' });
    expect(result.components['locks'].outcomes?.lostWrites).toBe(0);
  });
});

describe('an issuer of tokens', () => {
  const refused = (auth: object, skew: object) =>
    run({
      components: [client, relay('api'), { id: 'auth', type: 'auth-service', tokenLife: '10 min', ...auth }],
      connections: chain('users', 'api', 'auth'),
      workload: steady(100),
      faults: [{ at: 10, for: 60, clockSkew: { component: 'auth', by: '2 min', ...skew } }],
      run: cold(100),
    }).requests['*'].counts.failed['error'] ?? 0;
  const tolerance = (share: number) => 4 * Math.sqrt(6000 * share * (1 - share));

  test.each(['fast', 'slow'])('that is 2 min %s has 2 of the 10 min of its tokens refused', (direction) => {
    expect(Math.abs(refused({}, { direction }) - 1200)).toBeLessThan(tolerance(0.2));
  });

  test('is forgiven a leeway, and of two issuers the one that is right', () => {
    expect(refused({ leeway: '2 min' }, {})).toBe(0);
    expect(Math.abs(refused({ leeway: '1 min' }, {}) - 600)).toBeLessThan(tolerance(0.1));
    expect(Math.abs(refused({ replicas: 2 }, { replicas: 1 }) - 600)).toBeLessThan(tolerance(0.1));
  });
});

test('what depends on no clock cannot suffer it', () => {
  const codes = (component: { id: string; type: string; [field: string]: unknown }) =>
    checkTopology(
      topologyOf({
        components: [client, relay('api'), component],
        connections: chain('users', 'api', 'it'),
        workload: steady(1),
        faults: [{ at: 1, clockSkew: { component: 'it' } }],
      }),
    ).map(({ code }) => code);
  expect(codes({ id: 'it', type: 'sql-database' })).toEqual(['fault-target']);
  expect(codes({ id: 'it', type: 'id-generator', scheme: 'counter' })).toEqual(['fault-target']);
  expect(codes({ id: 'it', type: 'id-generator' })).toEqual([]);
});
