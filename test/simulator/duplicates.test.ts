import { describe, expect, test } from 'vitest';
import { checkTopology } from '../../simulator/check.ts';
import { topologyOf } from '../support/topology.ts';
import { chain, client, delay, relay } from './building-blocks.ts';
import { cold, run, steady, straight } from './support.ts';

/** Ten writes that do harm when they are done twice, one a second. */
const tenWrites = (request: object = {}) => steady(1, { kind: 'write', idempotent: false, ...request }, 10.5);
const tries = (attempts: number, base: string | number = 0) => ({
  attempts,
  nonIdempotent: true,
  backoff: { base, cap: '1 h', factor: 1, jitter: 'none' },
});

/** Straight to somebody else's service that takes two seconds, and is given up after one. */
function impatient(connection: object, callee: object = {}, request: object = {}) {
  return run({
    components: [client, { ...delay('pay', '2 s'), ...callee }],
    connections: [{ from: 'users', to: 'pay', timeout: '1 s', ...connection }],
    workload: tenWrites(request),
    run: cold(60),
  }).components['pay'].outcomes;
}

describe('without keys', () => {
  test('each retry of a write that was being done when it timed out does it again: 3 attempts, 2 duplicates', () => {
    const outcomes = impatient({ retry: tries(3) });
    expect(outcomes?.outOf.duplicates).toBe(30);
    expect(outcomes?.duplicates).toBe(20);
    expect(outcomes?.shares.duplicates).toBeCloseTo(2 / 3, 12);
  });

  test('what is idempotent does no harm when it is done twice, and is not counted', () => {
    expect(impatient({ retry: tries(3) }, {}, { idempotent: true })).toBeUndefined();
  });

  test('an attempt that failed before it was done is no first one', () => {
    const { components } = run({
      components: [client, { ...delay('pay', '10 ms'), rateLimit: { rate: '1/s', burst: 1 } }],
      connections: [{ from: 'users', to: 'pay', retry: tries(5, '400 ms') }],
      workload: steady(2, { kind: 'write', idempotent: false }, 10),
      run: cold(60),
    });
    expect(components['pay'].outcomes?.outOf.duplicates).toBeGreaterThan(10);
    expect(components['pay'].outcomes?.duplicates).toBe(0);
  });

  test('a request that is tried again makes all its writes again; those of one attempt are different ones', () => {
    // Two writes one after the other in each attempt: the second is done at 0.6 s + 0.6 s, after the timeout of 1 s.
    const { outcomes } = run({
      components: [client, relay('api'), { id: 'db', type: 'sql-database', work: '600 ms', commit: 0, cores: 64 }],
      connections: [
        { from: 'users', to: 'api', timeout: '1 s', retry: tries(2) },
        { from: 'api', to: 'db', calls: 2 },
      ],
      workload: tenWrites(),
      run: cold(60),
    }).components['db'];
    expect(outcomes?.counts).toEqual({ duplicates: 20 });
    expect(outcomes?.outOf).toEqual({ duplicates: 40 });
  });

  test('it is the same operation whichever service behind a balancer makes it', () => {
    const { outcomes } = run({
      components: [
        client,
        { id: 'lb', type: 'load-balancer', policy: 'round-robin' },
        relay('a'),
        relay('b'),
        { id: 'db', type: 'sql-database', work: '2 s', commit: 0, cores: 64 },
      ],
      connections: [
        { from: 'users', to: 'lb', timeout: '1 s', retry: tries(2) },
        ...['a', 'b'].flatMap((api) => chain('lb', api, 'db')),
      ],
      workload: tenWrites(),
      run: cold(60),
    }).components['db'];
    expect(outcomes?.duplicates).toBe(10);
  });

  test('parts of a fan-out are different writes; what is sent without waiting is repeated with its sender', () => {
    const fanned = run({
      components: [client, relay('api'), { ...delay('pay', '2 s') }],
      connections: [
        { from: 'users', to: 'api', timeout: '1 s', retry: tries(2) },
        { from: 'api', to: 'pay', calls: 3, parallel: true, withReplacement: true },
      ],
      workload: tenWrites(),
      run: cold(60),
    }).components['pay'].outcomes;
    expect([fanned?.outOf.duplicates, fanned?.duplicates]).toEqual([60, 30]);
    const sent = run({
      components: [client, { ...relay('api'), work: '2 s' }, { ...delay('pay', '1 ms') }],
      connections: [
        { from: 'users', to: 'api', timeout: '1 s', retry: tries(2) },
        { from: 'api', to: 'pay', mode: 'async', calls: 3 },
      ],
      workload: tenWrites(),
      run: cold(60),
    }).components['pay'].outcomes;
    expect([sent?.outOf.duplicates, sent?.duplicates]).toEqual([60, 30]);
  });

  test('a message that becomes visible again while it is worked on is done twice', () => {
    const jobs = (users: object) =>
      run({
        components: [
          client,
          { ...relay('api'), work: '2 s' },
          { id: 'jobs', type: 'message-queue', visibilityTimeout: '2 s', maxDeliveries: 2 },
          { id: 'crew', type: 'worker', threads: 50, work: '3 s' },
        ],
        connections: [{ from: 'users', to: 'api', ...users }, ...chain('api', 'jobs', 'crew')],
        workload: tenWrites(),
        run: cold(60),
      }).components['crew'].outcomes;
    expect([jobs({})?.outOf.duplicates, jobs({})?.duplicates]).toEqual([20, 10]);
    // And what is published twice is two messages, of which each is delivered twice.
    const twice = jobs({ timeout: '1 s', retry: tries(2) });
    expect([twice?.outOf.duplicates, twice?.duplicates]).toEqual([40, 30]);
  });

  test('a worker that writes to a store leaves the counting to the store', () => {
    const { components, outcomes } = run({
      components: [
        client,
        relay('api'),
        { id: 'jobs', type: 'message-queue', visibilityTimeout: '2 s', maxDeliveries: 2 },
        { id: 'crew', type: 'worker', threads: 50, work: '3 s' },
        { id: 'db', type: 'sql-database', work: 0, commit: 0 },
      ],
      connections: chain('users', 'api', 'jobs', 'crew', 'db'),
      workload: tenWrites(),
      run: cold(60),
    });
    expect(components['crew'].outcomes).toBeUndefined();
    expect(components['db'].outcomes?.duplicates).toBe(10);
    expect(outcomes?.duplicates).toBe(10);
  });
});

describe('with keys', () => {
  const keyed = { idempotencyKey: true };
  const day = { dedupeWindow: '24 h' };

  test('a repetition of what has been done is answered from the record: no duplicate, and every request succeeds', () => {
    const { components, requests } = run({
      components: [client, { ...delay('pay', '2 s'), ...day }],
      connections: [{ from: 'users', to: 'pay', timeout: '1 s', retry: tries(3, '5 s'), ...keyed }],
      workload: tenWrites(),
      run: cold(60),
    });
    const { outcomes } = components['pay'];
    expect([outcomes?.outOf.duplicates, outcomes?.duplicates, outcomes?.deduplicated]).toEqual([10, 0, 10]);
    expect(requests['*'].counts.succeeded).toBe(10);
    // Timed out after a second, tried again five seconds later, and answered at once.
    expect(requests['*'].latency.max).toBeCloseTo(6, 6);
  });

  test('while the first is under way a repetition is refused, and the caller tries again later', () => {
    const { components, requests } = run({
      components: [client, { ...delay('pay', '2 s'), ...day }],
      connections: [{ from: 'users', to: 'pay', timeout: '1 s', retry: tries(4, '400 ms'), ...keyed }],
      workload: tenWrites(),
      run: cold(60),
    });
    // Sent at 0, given up at 1; refused at 1.4 and 1.8; done at 2, and so known at 2.2.
    expect(requests['*'].latency.max).toBeCloseTo(2.2, 6);
    expect(components['pay'].outcomes?.counts.duplicates).toBe(0);
    expect(components['pay'].errors['conflict']).toBeCloseTo(20 / 40, 12);
  });

  test('a key lets what is not idempotent be tried again, without being asked to', () => {
    const { outcomes } = run({
      components: [client, { ...delay('pay', '2 s'), ...day }],
      connections: [{ from: 'users', to: 'pay', timeout: '1 s', retry: { attempts: 2 }, ...keyed }],
      workload: tenWrites(),
      run: cold(60),
    }).components['pay'];
    expect(outcomes?.outOf.duplicates).toBe(10);
  });

  test('what is forgotten is done again: a key is worth as much as the memory of the callee', () => {
    const of = (window: string) =>
      impatient({ retry: tries(2, '5 s'), ...keyed }, { dedupeWindow: window })?.counts.duplicates;
    // Done at 2 s, tried again at 6 s.
    expect(of('5 s')).toBe(0);
    expect(of('3 s')).toBe(10);
  });

  test('a key made in the middle does not survive a retry from above; one that is passed on does', () => {
    const of = (users: object) =>
      run({
        components: [client, relay('api'), { ...delay('pay', '2 s'), ...day }],
        connections: [
          { from: 'users', to: 'api', timeout: '1 s', retry: tries(2, '5 s'), ...users },
          { from: 'api', to: 'pay', ...keyed },
        ],
        workload: tenWrites(),
        run: cold(60),
      }).components['pay'].outcomes?.counts.duplicates;
    expect(of({})).toBe(10);
    expect(of(keyed)).toBe(0);
  });

  test('a worker that remembers its messages does none twice', () => {
    const { outcomes } = run({
      components: [
        client,
        relay('api'),
        { id: 'jobs', type: 'message-queue', visibilityTimeout: '2 s', maxDeliveries: 9 },
        { id: 'crew', type: 'worker', threads: 50, work: '3 s', ...day },
      ],
      connections: [...chain('users', 'api', 'jobs'), { from: 'jobs', to: 'crew', ...keyed }],
      workload: tenWrites(),
      run: cold(60),
    }).components['crew'];
    // Delivered at 0 s; refused at 2 s, while it is under way; known at 4 s, when the queue would still be waiting.
    expect([outcomes?.outOf.duplicates, outcomes?.duplicates, outcomes?.deduplicated]).toEqual([10, 0, 10]);
  });

  test('a key that nobody remembers is a finding', () => {
    const codes = (callee: object) =>
      checkTopology(
        topologyOf({
          components: [client, { ...delay('pay', '2 s'), ...callee }],
          connections: [{ from: 'users', to: 'pay', ...keyed }],
          workload: tenWrites(),
        }),
      ).map(({ code }) => code);
    expect(codes({})).toEqual(['key-ignored']);
    expect(codes(day)).toEqual([]);
  });
});

test('a design in which nothing can be done twice with harm carries no numbers', () => {
  const sketch = (request: object, retry: object) => ({
    components: [client, delay('pay', '2 s')],
    connections: [{ from: 'users', to: 'pay', ...retry }],
    workload: tenWrites(request),
    run: cold(1),
  });
  const carries = (request: object, retry: object) =>
    straight(sketch(request, retry)).linksOf[0][0].operations !== undefined;
  expect(carries({ idempotent: true }, { retry: tries(2) })).toBe(false);
  expect(carries({}, {})).toBe(false);
  expect(carries({}, { retry: tries(2) })).toBe(true);
});
