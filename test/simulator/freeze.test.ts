import { expect, test } from 'vitest';
import { balancer, chain, client, delay, relay, servers } from './building-blocks.ts';
import { cold, endings, milliseconds, moments, run, steady } from './support.ts';

/** Faults that take time and tell nobody: freeze, partition, a host that has vanished. */

test('what is in a frozen component resumes where it stopped, and what comes meanwhile waits for it', () => {
  const result = run({
    components: [client, servers('api', 1, '1 s')],
    connections: chain('users', 'api'),
    workload: moments({ running: 1, queued: 1.2, meanwhile: 1.8, after: 20 }),
    faults: [{ at: 1.4, for: 5, freeze: { component: 'api' } }],
    run: cold(40),
  });
  // 0.4 s of work before the freeze, 0.6 s after 6.4 s.
  expect(milliseconds(result)).toEqual({ running: 6000, queued: 6800, meanwhile: 7200, after: 1000 });
  expect(result.components['api'].availability).toBeCloseTo(1 - 5 / 40, 9);
  expect(result.components['api'].inSystem.max).toBe(3);
});

test('a freeze of one instance is one of its own', () => {
  const result = run({
    components: [client, { ...servers('api', 1, '1 s'), replicas: 2 }],
    connections: chain('users', 'api'),
    workload: moments({ frozen: 1, other: 1.3 }),
    faults: [{ at: 1.5, for: 2, freeze: { component: 'api', replicas: 1 } }],
    run: cold(10),
  });
  expect(milliseconds(result)).toEqual({ frozen: 3000, other: 1000 });
});

test('a slow-down that comes and goes in a freeze has no effect, one that is left over slows what is left', () => {
  const design = (faults: { at: number; for?: number; [kind: string]: unknown }[]) => ({
    components: [client, servers('api', 1, '1 s')],
    connections: chain('users', 'api'),
    workload: moments({ a: 1 }),
    faults: [{ at: 1.5, for: 2, freeze: { component: 'api' } }, ...faults],
    run: cold(20),
  });
  const slow = (at: number, lasts: number) => ({ at, for: lasts, slow: { component: 'api', factor: 3 } });
  expect(milliseconds(run(design([slow(2, 1)])))).toEqual({ a: 3000 });
  expect(milliseconds(run(design([slow(2, 10)])))).toEqual({ a: 2500 + 1500 });
});

test('a crash in a freeze fails what is inside; what comes between restart and thaw waits', () => {
  const result = run({
    components: [client, servers('api', 1, '1 s')],
    connections: chain('users', 'api'),
    workload: moments({ inside: 1, held: 1.7, refused: 2.5, waits: 3.5 }),
    faults: [
      { at: 1.5, for: 4, freeze: { component: 'api' } },
      { at: 2, for: 1, crash: { component: 'api' } },
    ],
    run: cold(20),
  });
  expect(endings(result)).toEqual({ inside: 'crashed', held: 'crashed', refused: 'refused', waits: 'ok' });
  expect(milliseconds(result)).toEqual({ waits: 3000 });
  expect(result.components['api'].availability).toBeCloseTo(1 - 4 / 20, 9);
});

test('a frozen caller notices nothing: its timeouts and the answers to it come when it goes on', () => {
  const design = (work: string, timeout: string) =>
    run({
      components: [client, relay('api'), delay('leaf', work)],
      connections: [
        { from: 'users', to: 'api' },
        { from: 'api', to: 'leaf', timeout, retry: { attempts: 2, backoff: { base: 0, cap: 0 } } },
      ],
      workload: moments({ a: 1 }),
      faults: [{ at: 1.2, for: 3, freeze: { component: 'api' } }],
      run: cold(20),
    });
  for (const timeout of ['2 s', '500 ms']) {
    // The answer has come meanwhile: it is read before anybody looks at the clock.
    const answered = design('1 s', timeout);
    expect(milliseconds(answered)).toEqual({ a: 3200 });
    expect(answered.connections['api->leaf'].retries).toBe(0);
  }
  const late = design('5 s', '500 ms');
  // It ran out at 1.5 s; the retry leaves at 4.2 s and runs out too.
  expect(endings(late)).toEqual({ a: 'timeout' });
  expect(late.connections['api->leaf'].latency.count).toBe(0);
  expect(late.components['api'].inSystem.mean * 20).toBeCloseTo(3.7, 6);
  expect(late.components['leaf'].arrivalRate * 20).toBeCloseTo(2, 9);
});

test('a frozen queue hands out nothing, and does so when it goes on', () => {
  const result = run({
    components: [
      client,
      relay('api'),
      { id: 'queue', type: 'message-queue', work: 0 },
      { id: 'worker', type: 'worker', threads: 1, work: '1 s' },
    ],
    connections: chain('users', 'api', 'queue', 'worker'),
    workload: moments({ a: 1, b: 1.2, c: 3 }, { kind: 'write' }),
    faults: [{ at: 1.5, for: 10, freeze: { component: 'queue' } }],
    run: cold(40),
  });
  expect(result.components['queue'].lag?.count).toBe(3);
  expect(result.components['queue'].lag?.max).toBeCloseTo(11.5 + 1 - 1.2, 9);
  expect(milliseconds(result)).toEqual({ a: 0, b: 0, c: 8500 });
});

test('health checks take a frozen instance and one behind a partition out of a balancer', () => {
  for (const fault of [{ freeze: { component: 'api' } }, { partition: { from: 'lb', to: 'api' } }]) {
    const result = run({
      components: [
        client,
        { ...balancer('lb', 'round-robin'), healthCheckInterval: '1 s', unhealthyAfter: 2, healthyAfter: 2 },
        servers('api', 1, '1 ms'),
        servers('other', 1, '1 ms'),
      ],
      connections: [...chain('users', 'lb', 'api'), ...chain('lb', 'other')],
      workload: steady(10),
      faults: [{ at: 20.05, for: 40, ...fault }],
      run: cold(100.05),
    });
    // Every second request of 2 s hangs until the end of the fault; then none.
    expect(result.requests['*'].latency.max).toBeGreaterThan(39);
    expect(result.requests['*'].counts.succeeded).toBe(1000);
    const slow = result.requests['*'].histogram
      .filter(({ from }) => from > 1)
      .reduce((sum, { count }) => sum + count, 0);
    expect(slow).toBe(10);
  }
});

test('through a partition nothing passes in either direction, until it heals', () => {
  const result = run({
    components: [client, relay('api'), delay('leaf', '1 s')],
    connections: [
      { from: 'users', to: 'api' },
      { from: 'api', to: 'leaf', network: { rtt: '200 ms' } },
    ],
    workload: moments({ answering: 1, sending: 1.95, after: 9 }),
    faults: [{ at: 1.5, for: 5, partition: { from: 'api', to: 'leaf' } }],
    run: cold(20),
  });
  // The first is at the leaf already, which answers at 2.1 s into the void.
  expect(milliseconds(result)).toEqual({ answering: 5600, sending: 4550 + 1200, after: 1200 });
  expect(result.components['leaf'].availability).toBe(1);
});

test('calls into a partition end at their timeout, and the work is done for nobody', () => {
  const result = run({
    components: [client, relay('api'), delay('leaf', '100 ms')],
    connections: [
      { from: 'users', to: 'api' },
      { from: 'api', to: 'leaf', timeout: '1 s' },
    ],
    workload: moments({ a: 2 }),
    faults: [{ at: 1.5, for: 5, partition: { from: 'api', to: 'leaf' } }],
    run: cold(20),
  });
  expect(endings(result)).toEqual({ a: 'timeout' });
  expect(result.components['leaf'].throughput * 20).toBeCloseTo(1, 9);
});

test('calls to a host that has vanished hang until it is back, and fail then', () => {
  const design = (timeout?: string) =>
    run({
      components: [client, relay('api'), servers('leaf', 1, '1 s')],
      connections: [
        { from: 'users', to: 'api' },
        { from: 'api', to: 'leaf', ...(timeout === undefined ? {} : { timeout }) },
      ],
      workload: moments({ inside: 1, during: 2, after: 9 }),
      faults: [{ at: 1.5, for: 5, crash: { component: 'leaf', calls: 'hang' } }],
      run: cold(20),
    });
  const patient = design();
  expect(endings(patient)).toEqual({ inside: 'crashed', during: 'refused', after: 'ok' });
  // Both hold their place at the caller until the host is back at 6.5 s: 5.5 s and 4.5 s.
  expect(patient.components['api'].inSystem.mean * 20).toBeCloseTo(5.5 + 4.5 + 1, 6);
  expect(endings(design('3 s'))).toEqual({ inside: 'timeout', during: 'timeout', after: 'ok' });
});

test('an outage of a zone crashes what stands in it, and nothing else', () => {
  const result = run({
    components: [
      client,
      { ...balancer('lb', 'round-robin'), healthCheckInterval: '1 s' },
      { ...servers('a', 1, '1 ms'), zone: 'zone-a' },
      { ...servers('b', 1, '1 ms'), zone: 'zone-b' },
    ],
    connections: [...chain('users', 'lb', 'a'), ...chain('lb', 'b')],
    workload: steady(10),
    faults: [{ at: 20.05, for: 40, outage: { zone: 'zone-a' } }],
    run: cold(100.05),
  });
  expect(result.components['a'].availability).toBeCloseTo(1 - 40 / 100.05, 6);
  expect(result.components['b'].availability).toBe(1);
  expect(result.requests['*'].counts.failed).toEqual({ refused: 10 });
});

test('a partition that never heals leaves calls without a timeout in flight, and the run ends all the same', () => {
  const result = run({
    components: [client, delay('leaf', '10 ms')],
    connections: chain('users', 'leaf'),
    workload: steady(10),
    faults: [{ at: 5.05, partition: { from: 'users', to: 'leaf' } }],
    run: cold(10.05),
  });
  const { counts } = result.requests['*'];
  expect([counts.succeeded, counts.inFlight]).toEqual([50, 50]);
});

/**
 * Truth T93, the metastable retry storm: Bronson et al., HotOS 2021. Load comes evenly, the database serves 300/s in the
 * order of arrival, a client gives up after 1 s and asks once more, at once; the database works on for nobody.
 */
function storm(rate: number) {
  return run({
    components: [client, servers('db', 1, 1 / 300)],
    connections: [
      {
        from: 'users',
        to: 'db',
        timeout: '1 s',
        retry: { attempts: 2, on: ['timeout'], backoff: { base: 0, cap: 0 } },
      },
    ],
    workload: steady(rate),
    faults: [{ at: 100, for: 10, freeze: { component: 'db' } }],
    run: cold(500),
  });
}

test('after a freeze of ten seconds, retries keep a system down that would carry its load', () => {
  const { timeline, connections } = storm(280);
  const last = Math.round(440 / timeline.step);
  expect(Math.max(...timeline.requests['*'].ok.slice(last))).toBeLessThanOrEqual(1);
  expect(connections['users->db'].attempts).toBeGreaterThan(280 * 1.7);
});

test('at half the load it recovers after 118 s', () => {
  const { ok } = storm(140).timeline.requests['*'];
  const { step } = storm(140).timeline;
  const good = (window: number) => ok[window] >= 0.9 * 140;
  const first = ok.findIndex((_, window) => window * step >= 110 && good(window) && good(window + 1));
  expect(Math.abs(first * step - 110 - 118)).toBeLessThanOrEqual(2 + step);
});
