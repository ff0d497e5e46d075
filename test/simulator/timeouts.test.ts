import { expect, test } from 'vitest';
import { chain, client, delay, relay, servers } from './building-blocks.ts';
import { cold, endings, milliseconds, moments, prepare, run, steady } from './support.ts';

test('the timer starts when the attempt is sent: network and queue count', () => {
  const design = (timeout: string) =>
    run({
      components: [client, servers('api', 1, '30 ms')],
      connections: [{ from: 'users', to: 'api', timeout, network: { rtt: '80 ms' } }],
      workload: moments({ first: 1, second: 1 }),
      run: cold(5),
    });
  // 40 + 30 + 40 ms, and 30 ms more in the queue for the second.
  expect(milliseconds(design('141 ms'))).toEqual({ first: 110, second: 140 });
  expect(endings(design('139 ms'))).toEqual({ first: 'ok', second: 'timeout' });
  expect(endings(design('109 ms'))).toEqual({ first: 'timeout', second: 'timeout' });
});

test.each([
  { rtt: '40 ms', work: '60 ms' },
  { rtt: '10 ms', work: '90 ms' },
  { rtt: '0.4 ms', work: '99.6 ms' },
  { rtt: '0 ms', work: '100 ms' },
])('an answer exactly at the timeout is in time, however its time adds up: $rtt + $work', ({ rtt, work }) => {
  const result = run({
    components: [client, delay('api', work)],
    connections: [{ from: 'users', to: 'api', timeout: '100 ms', network: { rtt } }],
    workload: steady(7),
    run: cold(1000),
  });
  expect(result.requests['*'].counts.failed).toEqual({});
});

test('an answer a microsecond after the timeout is late', () => {
  const result = run({
    components: [client, delay('api', '100.001 ms')],
    connections: [{ from: 'users', to: 'api', timeout: '100 ms' }],
    workload: steady(7),
    run: cold(100),
  });
  expect(result.requests['*'].availability).toBe(0);
});

test('work that its caller has given up goes on to its end, delays others, and is counted as wasted', () => {
  const result = run({
    components: [client, servers('api', 1, { late: '400 ms', '*': '100 ms' })],
    connections: [{ from: 'users', to: 'api', timeout: '350 ms' }],
    workload: moments({ late: 1, next: 1.2 }),
    run: cold(10),
  });
  // The second waits for the abandoned one until 1.4 s.
  expect(endings(result)).toEqual({ late: 'timeout', next: 'ok' });
  expect(milliseconds(result)).toEqual({ next: 300 });
  const cores = result.components['api'].resources['cores'];
  expect(cores.utilization * 10).toBeCloseTo(0.5, 9);
  expect(cores.wasted * 10).toBeCloseTo(0.4, 9);
  // The component itself answered both.
  expect(result.components['api'].latency.count).toBe(2);
  expect(result.connections['users->api'].timeouts * 10).toBeCloseTo(1, 9);
});

test('of wasted work only what falls into the counted time is counted', () => {
  const result = run({
    components: [client, servers('api', 1, '2 s')],
    connections: [{ from: 'users', to: 'api', timeout: '100 ms' }],
    workload: moments({ early: 1 }),
    run: { duration: 10, warmup: 2.5 },
  });
  // At work from 1 to 3 s, of which half a second is counted.
  const cores = result.components['api'].resources['cores'];
  expect(cores.utilization * 7.5).toBeCloseTo(0.5, 9);
  expect(cores.wasted * 7.5).toBeCloseTo(0.5, 9);
});

test('what is given up while it still waits is worked on all the same: the server was not told', () => {
  const result = run({
    components: [client, servers('api', 1, '300 ms')],
    connections: [{ from: 'users', to: 'api', timeout: '350 ms' }],
    workload: moments({ first: 1, second: 1 }),
    run: cold(10),
  });
  expect(endings(result)).toEqual({ first: 'ok', second: 'timeout' });
  expect(result.components['api'].resources['cores'].utilization * 10).toBeCloseTo(0.6, 9);
  expect(result.components['api'].resources['cores'].wasted * 10).toBeCloseTo(0.3, 9);
});

test('giving up above makes the work below wasted too, at every depth', () => {
  const result = run({
    components: [client, relay('api'), relay('backend'), servers('leaf', 1, '400 ms')],
    connections: [{ from: 'users', to: 'api', timeout: '100 ms' }, ...chain('api', 'backend', 'leaf')],
    workload: moments({ late: 1 }),
    run: cold(10),
  });
  expect(endings(result)).toEqual({ late: 'timeout' });
  expect(result.components['leaf'].resources['cores'].wasted * 10).toBeCloseTo(0.4, 9);
});

test('each attempt has a timer of its own, from its own sending', () => {
  const result = run({
    components: [client, delay('api', '80 ms')],
    connections: [
      {
        from: 'users',
        to: 'api',
        timeout: '100 ms',
        retry: { attempts: 2, backoff: { base: '70 ms', jitter: 'none' } },
      },
    ],
    workload: moments({ get: 1 }),
    // The first attempt meets a slow callee; the second is sent at 1.17 s and needs its 80 ms.
    faults: [{ at: 0.5, for: 0.6, slow: { component: 'api', factor: 10 } }],
    run: cold(5),
  });
  expect(milliseconds(result)).toEqual({ get: 250 });
});

test('a late answer to a first attempt does not answer the second', () => {
  const result = run({
    components: [client, servers('api', 1, '150 ms')],
    connections: [
      { from: 'users', to: 'api', timeout: '100 ms', retry: { attempts: 2, backoff: { base: 0, cap: 0 } } },
    ],
    workload: moments({ get: 1 }),
    run: cold(5),
  });
  // First done at 1.15 s, second sent at 1.1 s, done at 1.3 s: both too late.
  expect(endings(result)).toEqual({ get: 'timeout' });
  expect(result.connections['users->api'].timeouts * 5).toBeCloseTo(2, 9);
});

test('a table of visits that grows as an attempt is sent does not forget which attempt it was', () => {
  const { run: of } = prepare({
    components: [client, relay('api'), delay('leaf', '3 s')],
    connections: [...chain('users', 'api'), { from: 'api', to: 'leaf', timeout: '2 s' }],
    workload: steady(1000, {}, 5),
    run: cold(10),
  });
  const { sim } = of;
  const abandoned = new Set<string>();
  const abandon = sim.abandon.bind(sim);
  sim.abandon = (visit) => {
    const site = of.sites.flat().find(({ id }) => id === sim.visits.station[visit]);
    abandoned.add(`${site?.component.spec.id} after ${Math.round((sim.now - sim.visits.sentAt[visit]) * 1e6) / 1e6} s`);
    abandon(visit);
  };
  while (sim.advance(20, 1e6) === 0);
  expect(sim.visits.capacity).toBeGreaterThan(4096);
  expect([...abandoned]).toEqual(['leaf after 2 s']);
  expect(sim.visits.open).toBe(0);
});

test('a delivery that times out at a worker ends that delivery, and no other visit anywhere', () => {
  const result = run({
    components: [
      client,
      relay('api'),
      { id: 'slow', type: 'service', threads: 9, work: '5 s' },
      { id: 'queue', type: 'message-queue', work: 0, visibilityTimeout: '10 s', maxDeliveries: 1 },
      { id: 'worker', type: 'worker', threads: 3, replicas: 2, work: '200 ms' },
    ],
    connections: [
      ...chain('users', 'api'),
      { from: 'api', to: 'slow', for: ['first'] },
      { from: 'api', to: 'queue', for: ['second', 'third'] },
      { from: 'queue', to: 'worker', timeout: '100 ms' },
    ],
    workload: moments({ first: 1, second: 1.5, third: 1.7 }, { kind: 'write' }),
    run: cold(10),
  });
  expect(milliseconds(result)).toEqual({ first: 5000, second: 0, third: 0 });
  expect(result.connections['queue->worker'].timeouts).toBeCloseTo(2 / 10, 9);
});
