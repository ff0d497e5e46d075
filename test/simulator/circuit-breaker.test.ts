import { expect, test } from 'vitest';
import { connectionSchema } from '../../simulator/connection.ts';
import { CircuitBreaker } from '../../simulator/parts/circuit-breaker.ts';
import { chain, client, delay, relay } from './building-blocks.ts';
import { cold, run, steady } from './support.ts';

function breaker(spec: object): CircuitBreaker {
  return new CircuitBreaker(connectionSchema.parse({ from: 'a', to: 'b', circuitBreaker: spec }).circuitBreaker!);
}

/** Makes a call that takes no time: false where it was refused. */
function call(of: CircuitBreaker, now: number, isFailure: boolean, duration = 0): boolean {
  const permit = of.permit(now);
  if (permit < 0) return false;
  of.result(permit, now, isFailure, duration);
  return true;
}

const small = { slidingWindowSize: 10, minimumNumberOfCalls: 4, waitDurationInOpenState: 10 };

test('it opens when the share of failures reaches the threshold, and not before the minimum of calls', () => {
  const of = breaker(small); // half of them
  for (const failed of [true, true, false]) call(of, 0, failed);
  expect(of.isOpen).toBe(false); // two of three, but three are too few to judge
  call(of, 0, false);
  expect(of.isOpen).toBe(true); // two of four
});

test('it looks back over the last calls only', () => {
  const of = breaker(small);
  for (let i = 0; i < 10; i++) call(of, 0, false);
  for (let i = 0; i < 4; i++) call(of, 0, true);
  expect(of.isOpen).toBe(false); // four of ten
  for (let i = 0; i < 10; i++) call(of, 0, false);
  for (let i = 0; i < 4; i++) call(of, 0, true);
  expect(of.isOpen).toBe(false); // the four before have left the window
  call(of, 0, true);
  expect(of.isOpen).toBe(true);
});

test('a minimum above the size of the window means a full window', () => {
  const of = breaker({ slidingWindowSize: 3, minimumNumberOfCalls: 100 });
  for (let i = 0; i < 3; i++) call(of, 0, true);
  expect(of.isOpen).toBe(true);
});

test('slow calls open it too; a call of exactly the threshold is not slow', () => {
  const slow = { ...small, slowCallRateThreshold: 0.5, slowCallDurationThreshold: 2 };
  const exact = breaker(slow);
  for (let i = 0; i < 10; i++) call(exact, 0, false, 2);
  expect(exact.isOpen).toBe(false);
  const late = breaker(slow);
  for (let i = 0; i < 4; i++) call(late, 0, false, i % 2 === 0 ? 2.001 : 0);
  expect(late.isOpen).toBe(true);
});

test('a window of seconds forgets by the second', () => {
  const of = breaker({ ...small, slidingWindowType: 'TIME_BASED', slidingWindowSize: 3, minimumNumberOfCalls: 1 });
  for (let i = 0; i < 6; i++) call(of, 0.5, false);
  for (let i = 0; i < 4; i++) call(of, 2.9, true);
  expect(of.isOpen).toBe(false); // four of ten
  call(of, 3.1, true); // the six of second 0 are gone: five of five
  expect(of.isOpen).toBe(true);
});

test('it turns half-open at the first call after its wait, by no timer, and lets its probes through at once', () => {
  const of = breaker({ ...small, permittedNumberOfCallsInHalfOpenState: 3 });
  for (let i = 0; i < 4; i++) call(of, 5, true);
  expect(of.permit(14.999)).toBe(-1);
  expect(of.isOpen).toBe(true);
  const probes = [of.permit(40), of.permit(40), of.permit(40)]; // nobody asked for a while: still open until now
  expect(of.isOpen).toBe(false);
  expect(probes.every((permit) => permit >= 0)).toBe(true);
  expect([of.permit(40), of.permit(50)]).toEqual([-1, -1]); // the rest wait for the probes
  for (const permit of probes) of.result(permit, 50, false, 0);
  expect(of.permit(50)).toBeGreaterThanOrEqual(0);
});

test('probes that succeed close it and clear the statistics', () => {
  const of = breaker({ ...small, permittedNumberOfCallsInHalfOpenState: 2 });
  for (let i = 0; i < 4; i++) call(of, 0, true);
  expect([call(of, 10, false), call(of, 10, false)]).toEqual([true, true]);
  for (let i = 0; i < 3; i++) call(of, 10, true);
  expect(of.isOpen).toBe(false); // three failures of three, but of a new count
  call(of, 10, true);
  expect(of.isOpen).toBe(true);
});

test('probes that fail too often reopen it for the whole wait', () => {
  const of = breaker({ ...small, permittedNumberOfCallsInHalfOpenState: 2 });
  for (let i = 0; i < 4; i++) call(of, 0, true);
  call(of, 12, false);
  expect(of.isOpen).toBe(false); // judged when both are known
  call(of, 13, true);
  expect(of.isOpen).toBe(true);
  expect(of.permit(22.9)).toBe(-1);
  expect(of.permit(23)).toBeGreaterThanOrEqual(0);
});

test('results of calls that were let through before the last change are ignored', () => {
  const of = breaker({ ...small, permittedNumberOfCallsInHalfOpenState: 1 });
  const early = [of.permit(0), of.permit(0)];
  for (let i = 0; i < 4; i++) call(of, 0, true);
  const probe = of.permit(10);
  for (const permit of early) of.result(permit, 10, true, 10);
  of.result(probe, 10, false, 0);
  expect(of.permit(10)).toBeGreaterThanOrEqual(0); // closed by its probe, whatever the others said
  expect(of.isOpen).toBe(false);
});

test('its own rejections are no failures, and timeouts are', () => {
  const result = run({
    components: [client, delay('api', '300 ms')],
    connections: [
      {
        from: 'users',
        to: 'api',
        timeout: '100 ms',
        circuitBreaker: { ...small, permittedNumberOfCallsInHalfOpenState: 1 },
      },
    ],
    workload: steady(10),
    // From 20 s on it is quick enough.
    faults: [{ at: 20, slow: { component: 'api', factor: 0.1 } }],
    run: cold(60),
  });
  const { counts, failures } = result.requests['*'];
  const breaker_ = result.connections['users->api'].breaker!;
  // Four calls out until the first is late; it opens at the fourth timeout, a probe fails 10 s later, the next one does not.
  expect(breaker_.opened).toBe(2);
  expect(counts.failed['timeout']).toBe(6);
  expect(failures.map(({ reason, at }) => [reason, at])).toContainEqual(['circuit-open', 'users->api']);
  expect(breaker_.rejected * 60).toBeCloseTo(counts.failed['circuit-open'], 9);
});

test('each instance of a caller has a breaker of its own', () => {
  const result = run({
    components: [client, { ...relay('api'), replicas: 3 }, { ...delay('leaf', '1 ms'), errorRate: 1 }],
    connections: [...chain('users', 'api'), { from: 'api', to: 'leaf', circuitBreaker: small }],
    workload: steady(30),
    run: cold(9),
  });
  expect(result.connections['api->leaf'].breaker?.opened).toBe(3);
  // Each passed the four calls that it takes to judge.
  expect(result.components['leaf'].arrivalRate * 9).toBeCloseTo(12, 9);
});

test('its books say how often it opened and for how long: five failures, three probes ten seconds apart', () => {
  const consecutive = {
    failureRateThreshold: 1,
    slidingWindowSize: 5,
    minimumNumberOfCalls: 5,
    waitDurationInOpenState: '10 s',
    permittedNumberOfCallsInHalfOpenState: 1,
  };
  const result = run({
    components: [client, delay('leaf', '0 s')],
    connections: [{ from: 'users', to: 'leaf', circuitBreaker: consecutive }],
    workload: steady(10),
    // Half a gap before the calls at 10 s and 40 s.
    faults: [{ at: 9.95, for: 30, errors: { component: 'leaf', rate: 1 } }],
    run: cold(60),
  });
  const { opened, openFraction } = result.connections['users->leaf'].breaker!;
  expect(opened).toBe(3);
  expect(openFraction).toBeCloseTo(30 / 60, 9); // 10.4 to 40.4 s, but for two probes that took no time
});

test('a shared breaker opens for all instances of the caller by what each of them has seen', () => {
  const of = (shared: boolean) =>
    run({
      components: [client, { ...relay('api'), replicas: 4 }, { ...delay('leaf', '1 ms'), errorRate: 1 }],
      connections: [
        { from: 'users', to: 'api' },
        {
          from: 'api',
          to: 'leaf',
          circuitBreaker: { slidingWindowSize: 10, minimumNumberOfCalls: 10, waitDurationInOpenState: '100 s', shared },
        },
      ],
      workload: steady(10, {}, 9),
      run: cold(10),
    });
  const { attempts, breaker } = of(true).connections['api->leaf'];
  expect([Math.round(attempts * 10), breaker!.opened]).toEqual([10, 1]);
  // The tenth call is at 1 s.
  expect(breaker!.openFraction).toBeCloseTo(0.9, 2);
  const own = of(false).connections['api->leaf'];
  expect([Math.round(own.attempts * 10), own.breaker!.opened]).toEqual([40, 4]);
});

test('its states are shares of time that sum to one: open 30 s of 60 s is a half, and half-open until the last probe is back', () => {
  const design = {
    components: [client, relay('api'), { ...relay('db'), replicas: 1 }],
    connections: [
      ...chain('users', 'api'),
      {
        from: 'api',
        to: 'db',
        circuitBreaker: {
          slidingWindowSize: 1,
          minimumNumberOfCalls: 1,
          waitDurationInOpenState: '30 s',
          permittedNumberOfCallsInHalfOpenState: 3,
        },
      },
    ],
    workload: steady(10),
    faults: [{ at: 9.95, for: 1, errors: { component: 'db', rate: 1 } }],
    run: cold(60),
  };
  const { breaker } = run(design).connections['api->db'];
  // From the failure at 10 s to the call at 40 s; the third probe comes 0.2 s later.
  expect(breaker).toMatchObject({ opened: 1, rejected: 299 / 60 });
  expect(breaker?.openFraction).toBeCloseTo(30 / 60, 9);
  expect(breaker?.halfOpenFraction).toBeCloseTo(0.2 / 60, 9);
  expect(breaker?.closedFraction).toBeCloseTo(29.8 / 60, 9);
});

test('of a caller that is scaled only the breakers of instances that are there count: two of ten, open half the time', () => {
  const scaled = (autoscale: object, duration: number) =>
    run({
      components: [client, { ...relay('api'), replicas: 2, autoscale }, relay('db')],
      connections: [
        ...chain('users', 'api'),
        {
          from: 'api',
          to: 'db',
          bulkhead: { maxConcurrentCalls: 5 },
          circuitBreaker: { slidingWindowSize: 1, minimumNumberOfCalls: 1, waitDurationInOpenState: '100 s' },
        },
      ],
      workload: steady(20),
      faults: [{ at: 29.94, errors: { component: 'db', rate: 1 } }],
      run: cold(duration),
    }).connections['api->db'];
  const { breaker, bulkhead } = scaled({ min: 2, max: 10 }, 60);
  expect(breaker?.opened).toBe(2); // with the calls at 29.95 and 30 s
  expect(breaker?.openFraction).toBeCloseTo((30.05 + 30) / 120, 6);
  expect(breaker?.closedFraction).toBeCloseTo((29.95 + 30) / 120, 6);
  expect(bulkhead?.size).toBeCloseTo(10, 9);
});

test('the breaker of an instance that is scaled in goes with it: what is added later knows nothing of the failures', () => {
  const result = run({
    components: [
      client,
      {
        ...relay('api'),
        replicas: 2,
        // Nobody is busy: one is left after the look at 20 s, gone by that at 30 s; at 50 s there are two again.
        autoscale: {
          min: 1,
          max: 2,
          interval: '10 s',
          stabilization: '15 s',
          startUp: '1 s',
          schedule: { min: [[50, 2]] },
        },
      },
      relay('db'),
    ],
    connections: [
      ...chain('users', 'api'),
      {
        from: 'api',
        to: 'db',
        circuitBreaker: { slidingWindowSize: 1, minimumNumberOfCalls: 1, waitDurationInOpenState: '200 s' },
      },
    ],
    workload: steady(20),
    faults: [{ at: 4.94, for: 1, errors: { component: 'db', rate: 1 } }],
    run: cold(80),
  });
  const { openFraction, closedFraction, halfOpenFraction } = result.connections['api->db'].breaker!;
  expect(openFraction + closedFraction + halfOpenFraction).toBeCloseTo(1, 9);
  // Both open at 4.95 and 5 s. The first stays so; the other goes with its instance, and from 51 s on a closed one has half.
  const calls = result.connections['api->db'].attempts * 80;
  expect(Math.abs(calls - (100 + 29 * 10))).toBeLessThanOrEqual(1);
});
