import { expect, test } from 'vitest';
import { joined } from '../../simulator/segments.ts';
import { chain, client, delay, relay } from './building-blocks.ts';
import { cold, endings, milliseconds, moments, replicate, run, steady } from './support.ts';

const bulkhead = { maxConcurrentCalls: 1 };

test('a call that finds the bulkhead full is refused at once', () => {
  const result = run({
    components: [client, delay('leaf', '100 ms')],
    connections: [{ from: 'users', to: 'leaf', bulkhead }],
    workload: moments({ first: 1, second: 1.05, third: 1.2 }),
    run: cold(5),
  });
  expect(endings(result)).toEqual({ first: 'ok', second: 'bulkhead-full', third: 'ok' });
  const { attempts, calls, bulkhead: used } = result.connections['users->leaf'];
  expect([calls * 5, attempts * 5, used!.rejected * 5]).toEqual([3, 2, 1].map((n) => expect.closeTo(n, 9)));
  expect(used!.size).toBe(1);
  expect(used!.utilization).toBeCloseTo(0.2 / 5, 9);
});

test('one that may wait is refused when its wait is over, and not a moment before', () => {
  const wait = (maxWaitDuration: string) =>
    endings(
      run({
        components: [client, delay('leaf', '100 ms')],
        connections: [{ from: 'users', to: 'leaf', bulkhead: { ...bulkhead, maxWaitDuration } }],
        workload: moments({ first: 1, second: 1.05 }),
        run: cold(5),
      }),
    );
  expect(wait('49 ms')).toEqual({ first: 'ok', second: 'bulkhead-full' });
  expect(wait('50 ms')).toEqual({ first: 'ok', second: 'ok' });
});

test('who waits is let in, in the order of arrival', () => {
  const result = run({
    components: [client, delay('leaf', '100 ms')],
    connections: [{ from: 'users', to: 'leaf', bulkhead: { ...bulkhead, maxWaitDuration: '1 s' } }],
    workload: moments({ first: 1, second: 1.05, third: 1.06 }),
    run: cold(5),
  });
  expect(milliseconds(result)).toEqual({ first: 100, second: 150, third: 240 });
});

test('a call that its caller has given up is not open any more, though the callee works on', () => {
  const result = run({
    components: [client, delay('leaf', '1 s')],
    connections: [{ from: 'users', to: 'leaf', bulkhead, timeout: '100 ms' }],
    workload: moments({ first: 1, second: 1.2 }),
    run: cold(10),
  });
  expect(endings(result)).toEqual({ first: 'timeout', second: 'timeout' });
  expect(result.components['leaf'].inSystem.max).toBe(2);
});

test('the timeout covers the wait for a place, and who gives up makes room for the next', () => {
  const result = run({
    components: [client, delay('leaf', '200 ms')],
    connections: [{ from: 'users', to: 'leaf', bulkhead: { ...bulkhead, maxWaitDuration: '10 s' }, timeout: '250 ms' }],
    workload: moments({ first: 1, second: 1.01, third: 1.02, fourth: 1.4 }),
    run: cold(10),
  });
  // The second is let in at 1.2 s and has 60 ms left, the third 10 ms; the fourth finds the place free.
  expect(endings(result)).toEqual({ first: 'ok', second: 'timeout', third: 'timeout', fourth: 'ok' });
  expect(milliseconds(result)).toEqual({ first: 200, fourth: 200 });
});

test('its refusals are no evidence against the callee: the breaker stays closed', () => {
  const result = run({
    components: [client, delay('leaf', '100 ms')],
    connections: [
      {
        from: 'users',
        to: 'leaf',
        bulkhead,
        circuitBreaker: { slidingWindowSize: 5, minimumNumberOfCalls: 5, permittedNumberOfCallsInHalfOpenState: 1 },
      },
    ],
    workload: steady(100, {}, 5),
    run: cold(10),
  });
  expect(result.connections['users->leaf'].breaker!.opened).toBe(0);
  expect(Object.keys(result.requests['*'].counts.failed)).toEqual(['bulkhead-full']);
});

test('the calls of a caller that crashes are open no longer, and those who waited are gone', () => {
  const replication = replicate({
    components: [client, relay('api'), delay('leaf', '10 s')],
    connections: [
      ...chain('users', 'api'),
      { from: 'api', to: 'leaf', bulkhead: { maxConcurrentCalls: 2, maxWaitDuration: '30 s' } },
    ],
    workload: steady(10, {}, 2),
    faults: [{ at: 3, for: 1, crash: { component: 'api' } }],
    run: cold(60),
  });
  const { run: of } = replication;
  expect(of.connectionBooks.map(({ bulkheads }) => bulkheads.value)).toEqual([0, 0]);
  const leaf = of.model.components.findIndex(({ spec }) => spec.id === 'leaf');
  expect(joined(replication.result().segments).components[leaf].arrivals).toBe(2);
  expect(of.sim.visits.open).toBe(0);
});
