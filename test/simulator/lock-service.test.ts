import { expect, test } from 'vitest';
import { compile } from '../../simulator/index.ts';
import { topologyOf } from '../support/topology.ts';
import { client, delay, relay } from './building-blocks.ts';
import { cold, endings, milliseconds, moments, run, steady } from './support.ts';

/** Requests that take a lock, and hold it while they write to a store that takes its time. */
function locked(
  workload: unknown,
  lock: object,
  more: { work?: unknown; network?: object; callers?: object; extra?: object } = {},
) {
  const { work = '20 ms', network, callers, extra } = more;
  return run({
    components: [
      client,
      { ...relay('api'), ...callers },
      { id: 'locks', type: 'lock-service', work: 0, ...lock },
      delay('store', work),
    ],
    connections: [
      { from: 'users', to: 'api' },
      { from: 'api', to: 'locks', ...(network === undefined ? {} : { network }) },
      { from: 'api', to: 'store' },
    ],
    workload,
    run: cold(100),
    ...extra,
  });
}

const same = { kind: 'write', keys: { count: 1 } };
const apart = { kind: 'write' };

test('one hot lock does 1 / hold a second, the network to and fro included, however many servers there are', () => {
  const throughput = (network?: object, callers?: object) =>
    locked(steady(200, same), {}, { network, callers, extra: { run: cold(20) } } as never).components['store']
      .throughput;
  // Held for 20 ms: 50 a second of the 200 that come.
  expect(throughput()).toBeCloseTo(50, 0);
  expect(throughput(undefined, { replicas: 10 })).toBeCloseTo(50, 0);
  // Granted, used and given back over a wire of 5 ms there and back: 25 ms.
  expect(throughput({ rtt: '5 ms' })).toBeCloseTo(40, 0);
  // Requests about items of their own do not wait for each other, unless there is one lock for all.
  expect(locked(steady(200, apart), {}).requests['*'].latency.max).toBeCloseTo(0.02, 9);
  const one = locked(steady(200, apart), { scope: 'one' }, { extra: { run: cold(20) } });
  expect(one.components['store'].throughput).toBeCloseTo(50, 0);
});

test('who waits gets the lock in the order of coming, when the request of the holder has been answered', () => {
  const result = locked(moments({ a: 1, b: 1.005, c: 1.006 }, same), { scope: 'one', work: '2 ms' });
  // 2 ms for the write, 20 ms held: free at 1.022, 1.042 and 1.062 s.
  expect(milliseconds(result)).toEqual({ a: 22, b: 37, c: 56 });
  expect(result.components['locks'].resources['locks'].queue.max).toBe(2);
  expect(result.components['locks'].resources['locks'].wait.probability).toBeCloseTo(2 / 3, 9);
});

test('who has given up waiting is passed over', () => {
  const result = run({
    components: [
      client,
      relay('api'),
      { id: 'locks', type: 'lock-service', work: 0, scope: 'one' },
      delay('store', '1 s'),
    ],
    connections: [
      { from: 'users', to: 'api' },
      { from: 'api', to: 'locks', timeout: '100 ms' },
      { from: 'api', to: 'store' },
    ],
    workload: moments({ a: 1, b: 1.5, c: 1.95 }, apart),
    run: cold(10),
  });
  expect(endings(result)).toEqual({ a: 'ok', b: 'timeout', c: 'ok' });
  expect(milliseconds(result)['c']).toBeCloseTo(50 + 1000, 6);
});

test('a holder that crashes keeps the others out until its lease has run out', () => {
  const result = locked(
    moments({ a: 1, b: 4 }, same),
    { scope: 'one', leaseTtl: '10 s' },
    { work: '5 s', extra: { faults: [{ at: 2, for: 1, crash: { component: 'api' } }] } },
  );
  expect(endings(result)).toEqual({ a: 'crashed', b: 'ok' });
  // Last heard of at 2 s: the lease ends at 12 s, and the second holds it for 5 s.
  expect(milliseconds(result)['b']).toBe(13_000);
  expect(result.components['locks'].measures?.['expired']).toMatchObject({ count: 1 });
});

test('a holder that pauses for longer than its lease meets another: two at once, unless tokens fence it off', () => {
  const paused = (fencing: boolean, renewal = true) =>
    run({
      components: [
        client,
        { ...relay('first'), work: 0 },
        { ...relay('second'), work: 0 },
        { id: 'locks', type: 'lock-service', work: 0, scope: 'one', leaseTtl: '10 s', fencing, renewal },
        delay('store', '5 s'),
      ],
      connections: [
        { from: 'users', to: 'first', for: ['a'] },
        { from: 'users', to: 'second', for: ['b'] },
        { from: 'first', to: 'locks' },
        { from: 'second', to: 'locks' },
        { from: 'first', to: 'store' },
        { from: 'second', to: 'store' },
      ],
      workload: moments({ a: 1, b: 2 }, apart),
      faults: [{ at: 3, for: 20, freeze: { component: 'first' } }],
      run: cold(50),
    });
  // Frozen from 3 to 23 s: the lease ends at 13 s, the second works until 18 s, and the first wakes up and ends at 23 s.
  const unsafe = paused(false);
  expect(endings(unsafe)).toEqual({ a: 'ok', b: 'ok' });
  expect(milliseconds(unsafe)).toEqual({ a: 22_000, b: 16_000 });
  expect(unsafe.components['locks'].measures).toMatchObject({ expired: { count: 1 }, overlaps: { count: 1 } });
  expect(unsafe.outcomes?.lostWrites).toBe(1);
  const safe = paused(true);
  expect(endings(safe)).toEqual({ a: 'conflict', b: 'ok' });
  expect(safe.components['locks'].measures).toMatchObject({ overlaps: { count: 0 }, fenced: { count: 1 } });
  expect(safe.outcomes?.lostWrites).toBe(0);
  // Without renewal the lease runs from when it was granted.
  expect(milliseconds(paused(false, false))['b']).toBe(9000 + 5000);
});

test('a pause shorter than the lease, and a long request that renews it, lose nothing', () => {
  const short = locked(
    moments({ a: 1, b: 2 }, same),
    { scope: 'one' },
    { work: '3 s', extra: { faults: [{ at: 2, for: 8, freeze: { component: 'api' } }] } },
  );
  expect(short.components['locks'].measures).toMatchObject({ expired: { count: 0 }, overlaps: { count: 0 } });
  const long = (renewal: boolean) => locked(moments({ a: 1, b: 2 }, same), { scope: 'one', renewal }, { work: '25 s' });
  expect(milliseconds(long(true))).toEqual({ a: 25_000, b: 49_000 });
  // The first loses it at 11 s, the second at 21 s: nobody is alone.
  expect(milliseconds(long(false))).toEqual({ a: 25_000, b: 34_000 });
  expect(long(false).components['locks'].measures).toMatchObject({ expired: { count: 2 }, overlaps: { count: 2 } });
});

test('holders outlive a crash of the service, and nobody gets a lock while it is down', () => {
  const result = locked(
    moments({ a: 1, waiting: 1.5, during: 2.5, after: 4 }, same),
    { scope: 'one' },
    { work: '10 s', extra: { faults: [{ at: 2, for: 1, crash: { component: 'locks' } }] } },
  );
  expect(endings(result)).toEqual({ a: 'ok', waiting: 'crashed', during: 'refused', after: 'ok' });
  expect(milliseconds(result)['after']).toBe(17_000); // from 11 to 21 s
});

test('a service that calls another which takes the same lock is warned of a deadlock', () => {
  const codes = (...connections: { from: string; to: string; mode?: string }[]) =>
    compile(
      topologyOf({
        components: [client, relay('a'), relay('b'), { id: 'locks', type: 'lock-service' }],
        connections: [{ from: 'users', to: 'a' }, { from: 'a', to: 'b' }, { from: 'b', to: 'locks' }, ...connections],
        workload: moments({ get: 1 }),
      }),
    ).findings.map(({ code }) => code);
  expect(codes()).not.toContain('nested-lock');
  expect(codes({ from: 'a', to: 'locks' })).toContain('nested-lock');
});
