import { expect, test } from 'vitest';
import { balancer, chain, client, closed, delay, exponential, relay, requests, servers } from './building-blocks.ts';
import { cold, endings, milliseconds, moments, run, steady } from './support.ts';

test('a crash fails what is queued and running at once, refuses what comes meanwhile, and leaves nothing behind', () => {
  const result = run({
    components: [client, servers('api', 1, '1 s')],
    connections: chain('users', 'api'),
    workload: moments({ running: 1, queued: 1.2, meanwhile: 1.8, after: 2 }),
    faults: [{ at: 1.51, for: 0.4, crash: { component: 'api' } }],
    run: cold(10),
  });
  expect(endings(result)).toEqual({ running: 'crashed', queued: 'crashed', meanwhile: 'refused', after: 'ok' });
  expect(milliseconds(result)).toEqual({ after: 1000 });
  const { step, requests: series, components } = result.timeline;
  const crashedAt = Math.floor(1.51 / step);
  expect(series['*'].failed[crashedAt] * step).toBeCloseTo(2, 9);
  expect(components['api'].inSystem[crashedAt + 1]).toBe(0);
  expect(result.components['api'].availability).toBeCloseTo(1 - 0.4 / 10, 9);
  // Half a second of work before the crash, a second of work after it.
  expect(result.components['api'].resources['cores'].utilization * 10).toBeCloseTo(1.51, 9);
});

test('a fault at the end of the run or later strikes nobody, not those either who are still followed to their answer', () => {
  for (const at of [10, 10.5]) {
    const result = run({
      components: [client, servers('api', 1, '3 s')],
      connections: chain('users', 'api'),
      workload: moments({ late: 9 }),
      faults: [{ at, crash: { component: 'api' } }],
      run: cold(10),
    });
    expect(endings(result)).toEqual({ late: 'ok' });
  }
});

test('answers to those who died in a crash go nowhere, and what they asked for is done all the same', () => {
  const result = run({
    components: [client, relay('api'), servers('leaf', 1, '1 s')],
    connections: chain('users', 'api', 'leaf'),
    workload: moments({ a: 1, b: 2.5 }),
    faults: [{ at: 1.5, for: 0.1, crash: { component: 'api' } }],
    run: cold(10),
  });
  expect(endings(result)).toEqual({ a: 'crashed', b: 'ok' });
  expect(result.components['leaf'].resources['cores'].utilization * 10).toBeCloseTo(2, 9);
});

test('a crash of one replica is not one of its neighbors', () => {
  const result = run({
    components: [client, { ...delay('nothing', 0) }, { ...servers('api', 1, '1 ms'), replicas: 4 }],
    connections: [...chain('users', 'api'), ...chain('users', 'nothing')],
    workload: steady(40, {}, 9.99),
    faults: [{ at: 0, crash: { component: 'api', replicas: 1 } }],
    run: cold(10),
  });
  expect(result.requests['*'].availability).toBeCloseTo(0.75, 2);
  expect(result.components['api'].availability).toBeCloseTo(0.75, 9);
});

test('a balancer notices a crash after interval × threshold, and a recovery likewise', () => {
  const result = run({
    components: [
      client,
      {
        ...balancer('lb', 'round-robin'),
        healthCheckInterval: '5 s',
        unhealthyAfter: 3,
        healthyAfter: 2,
      },
      { ...servers('api', 1, '1 ms'), replicas: 2 },
    ],
    connections: chain('users', 'lb', 'api'),
    workload: steady(10),
    faults: [{ at: 20, for: 40, crash: { component: 'api', replicas: 1 } }],
    run: cold(100),
  });
  // 15 s × 10/s, every second one to the dead one; nobody fails from 35 s on.
  const { failed } = result.requests['*'].counts;
  expect(failed['refused']).toBe(75);
  expect(Object.keys(failed)).toEqual(['refused']);
  const { step, requests: series, components } = result.timeline;
  expect(series['*'].failed.findLastIndex((rate) => rate > 0) * step).toBeCloseTo(35 - step, 6);
  // While one has left, the other works for two; from 70 s on again for itself.
  const busy = (time: number) => components['api'].utilization[Math.floor(time / step)];
  const total = (from: number, to: number) => {
    let sum = 0;
    for (let time = from; time < to; time += step) sum += busy(time + step / 2) * step;
    return sum / (to - from);
  };
  expect(total(36, 59)).toBeCloseTo(10 * 0.001 * 0.5, 4); // the same work, on half of the servers that are counted
});

test('with nothing healthy behind it a balancer says so at once', () => {
  const result = run({
    components: [
      client,
      { ...balancer('lb', 'least-connections'), healthCheckInterval: '1 s' },
      servers('api', 1, 0.001),
    ],
    connections: chain('users', 'lb', 'api'),
    workload: steady(10),
    faults: [{ at: 9.95, crash: { component: 'api' } }],
    run: cold(20.05),
  });
  const { failed } = result.requests['*'].counts;
  expect(failed['refused']).toBe(20);
  // From the second check at 11.95 s to the end.
  expect(failed['unavailable']).toBe(81);
  expect(result.requests['*'].failures.map(({ at }) => at)).toContain('lb');
});

test('slowing down stretches what is left of the work in progress, and its end shrinks it again', () => {
  const result = run({
    components: [client, delay('api', '1 s')],
    connections: chain('users', 'api'),
    workload: moments({ within: 1, before: 0.2, after: 3 }),
    faults: [{ at: 1.5, for: 1, slow: { component: 'api', factor: 4 } }],
    run: cold(10),
  });
  // Half done at 1.5 s, a quarter in the slow second, the last quarter at full speed.
  expect(milliseconds(result)).toEqual({ within: 1750, before: 1000, after: 1000 });
});

test('slowing down while the failure of a crashed request is on the wire does not bring it back to life', () => {
  const result = run({
    components: [client, delay('api', '1 s')],
    connections: [{ from: 'users', to: 'api', network: { rtt: '400 ms' } }],
    workload: moments({ get: 1 }),
    faults: [
      { at: 1.5, for: 0.05, crash: { component: 'api' } },
      { at: 1.6, for: 5, slow: { component: 'api', factor: 2 } },
    ],
    run: cold(10),
  });
  expect(endings(result)).toEqual({ get: 'crashed' });
  expect(result.components['api'].throughput * 10).toBeCloseTo(1, 9);
});

test('of several instances only as many slow down as the fault says', () => {
  const result = run({
    components: [client, balancer('lb', 'round-robin'), { ...servers('api', 1, '10 ms'), replicas: 4 }],
    connections: chain('users', 'lb', 'api'),
    workload: steady(40),
    faults: [{ at: 0, slow: { component: 'api', factor: 5, replicas: 1 } }],
    run: cold(100),
  });
  const { p50, p90 } = result.requests['*'].latency;
  expect(p50).toBeCloseTo(0.01, 4);
  expect(p90).toBeCloseTo(0.05, 3);
});

test('erring requests are worked on to the end and then fail', () => {
  const result = run({
    components: [client, servers('api', 4, '20 ms')],
    connections: chain('users', 'api'),
    workload: steady(100),
    faults: [{ at: 0, errors: { component: 'api', rate: 0.3 } }],
    run: cold(100),
  });
  const { offered, failed } = result.requests['*'].counts;
  expect(Math.abs(failed['error'] - 0.3 * offered)).toBeLessThan(4 * Math.sqrt(0.21 * offered));
  expect(result.requests['*'].failures).toEqual([{ reason: 'error', at: 'api', count: failed['error'] }]);
  expect(result.components['api'].resources['cores'].busy).toBeCloseTo(2, 2);
});

test('what has failed already keeps its own reason', () => {
  const result = run({
    components: [client, relay('api'), { ...servers('leaf', 1, '1 s'), queue: 0 }],
    connections: chain('users', 'api', 'leaf'),
    workload: moments({ first: 1, second: 1 }),
    faults: [{ at: 0, errors: { component: 'api', rate: 1 } }],
    run: cold(5),
  });
  expect(endings(result)).toEqual({ first: 'error', second: 'rejected' });
  expect(result.requests['second'].failures).toEqual([{ reason: 'rejected', at: 'leaf', count: 1 }]);
});

test('a network delay keeps callers waiting and not the callee', () => {
  const result = run({
    components: [client, relay('api'), servers('db', 1, '10 ms')],
    connections: chain('users', 'api', 'db'),
    workload: steady(10),
    faults: [{ at: 0, latency: { from: 'api', to: 'db', add: '200 ms' } }],
    run: cold(50),
  });
  expect(result.requests['*'].latency.mean).toBeCloseTo(0.21, 9);
  expect(result.components['db'].latency.mean).toBeCloseTo(0.01, 9);
});

test('a flush empties a cache, which then fills again', () => {
  const result = run({
    components: [client, relay('api'), { id: 'cache', type: 'cache', work: 0 }, delay('origin', '1 ms')],
    connections: chain('users', 'api', 'cache', 'origin'),
    workload: steady(10, { keys: { count: 1, zipf: 0 } }),
    faults: [{ at: 5.05, flush: { component: 'cache' } }],
    run: cold(10),
  });
  expect(result.components['origin'].arrivalRate * 10).toBeCloseTo(2, 9);
});

test('a surge multiplies what arrives by its factor, exactly and only while it lasts', () => {
  const result = run({
    components: [client, delay('api', 0)],
    connections: chain('users', 'api'),
    workload: steady(10),
    faults: [{ at: 20.05, for: 10, surge: { factor: 7 } }],
    run: cold(100),
  });
  // 100 s × 10/s and 10 s × 60/s more; the one due at the very end is not counted.
  expect(Math.abs(result.requests['*'].counts.offered - 1600)).toBeLessThanOrEqual(1);
  const { step, requests: series } = result.timeline;
  const arrived = (from: number, to: number) => {
    let sum = 0;
    for (let window = Math.round(from / step); window < Math.round(to / step); window++)
      sum += series['*'].offered[window] * step;
    return sum;
  };
  expect(Math.abs(arrived(0, 20) - 200)).toBeLessThanOrEqual(1);
  expect(Math.abs(arrived(20, 30) - 697)).toBeLessThanOrEqual(2);
  expect(Math.abs(arrived(31, 100) - 690)).toBeLessThanOrEqual(1);
});

test('a surge brings no more users to a closed stream', () => {
  const of = (faults: object[]) =>
    run({
      components: [client, delay('api', '10 ms')],
      connections: chain('users', 'api'),
      workload: closed(5, exponential(1)),
      faults: faults as never,
      run: cold(50),
    });
  expect(of([{ at: 0, surge: { factor: 10 } }]).requests['*'].counts).toEqual(of([]).requests['*'].counts);
});

test('faults of one kind that overlap on one component compose, and each ends at its own time', () => {
  const of = (faults: object[]) =>
    run({
      components: [client, delay('api', '1 ms')],
      connections: chain('users', 'api'),
      workload: requests({ constant: { rate: 10 } }),
      faults: faults as never,
      run: cold(50),
    });
  const slow = of([
    { at: 10.05, for: 20, slow: { component: 'api', factor: 3 } },
    { at: 20.05, for: 20, slow: { component: 'api', factor: 5 } },
  ]);
  const { step, requests: series } = slow.timeline;
  const p50 = (time: number) => Math.round(series['*'].p50[Math.round(time / step)]! * 1000);
  expect([5, 15, 25, 35, 45].map(p50)).toEqual([1, 3, 15, 5, 1]);
  const down = of([
    { at: 10.05, for: 20, crash: { component: 'api' } },
    { at: 15.05, for: 5, crash: { component: 'api' } },
  ]);
  expect(down.requests['*'].counts.failed).toEqual({ refused: 200 });
  const erring = of([
    { at: 10.05, for: 20, errors: { component: 'api', rate: 1 } },
    { at: 15.05, for: 5, errors: { component: 'api', rate: 0.5 } },
  ]);
  expect(erring.requests['*'].counts.failed).toEqual({ error: 200 });
});
