import { expect, test } from 'vitest';
import { Experiment, type RunResult, simulate } from '../../simulator/index.ts';
import { modelOf } from '../support/topology.ts';
import { chain, client, delay, exponential, poisson, servers } from './building-blocks.ts';
import { cold, run, steady } from './support.ts';

const station = (rate: number, run_: object, more: object = {}) => ({
  components: [client, { ...servers('station', 1, exponential(0.01)), ...more }],
  connections: chain('users', 'station'),
  workload: poisson(rate),
  run: run_,
});

function expectConserved({ requests }: RunResult): void {
  const { offered, succeeded, inFlight, failed } = requests['*'].counts;
  expect(succeeded + inFlight + Object.values(failed).reduce((sum, n) => sum + n, 0)).toBe(offered);
}

test('an unbounded line that grows without end ends at the guard for memory, with what was measured until then', () => {
  const result = simulate(modelOf(station(1000, cold(1e6))), { maxVisits: 50_000 });
  const { partial } = result.run;
  expect(partial?.guard).toBe('memory');
  // 900 a second more than are served, two visits each.
  expect(partial!.at).toBeGreaterThan(20);
  expect(partial!.at).toBeLessThan(120);
  expect(partial?.says).toContain('in progress at once');
  expect(partial?.says).toContain('bound its queue');
  expectConserved(result);
  expect(result.requests['*'].counts.inFlight).toBeGreaterThan(10_000);
  expect(result.components['station'].utilization).toBeGreaterThan(0.99);
  // Rates are over the time that was simulated, not over the time that was asked for.
  expect(result.requests['*'].goodput).toBeCloseTo(100, -1);
});

test('a bounded queue keeps the same overload within memory', () => {
  const result = simulate(modelOf(station(1000, cold(60), { queue: 100 })), { maxVisits: 5000 });
  expect(result.run.partial).toBeUndefined();
  expect(result.requests['*'].errorRate).toBeCloseTo(0.9, 1);
});

test('the guard for events ends a run that is too long for them, and says what to do', () => {
  const result = simulate(modelOf(station(80, cold(1e6))), { maxEvents: 100_000 });
  const { partial, events } = result.run;
  expect(partial?.guard).toBe('events');
  expect(partial?.says).toContain('Shorten the duration or lower the rate');
  expect(events).toBeGreaterThanOrEqual(100_000);
  expect(events).toBeLessThan(200_000);
  expectConserved(result);
  expect(result.requests['*'].offered).toBeCloseTo(80, -1);
});

test('ten years at one a second end at the guard for events, in the time that those take', () => {
  const tenYears = 10 * 31_536_000;
  const result = simulate(modelOf(station(1, cold(tenYears))), { maxEvents: 300_000 });
  expect(result.run.partial?.guard).toBe('events');
  expect(result.run.partial!.at).toBeLessThan(tenYears / 100);
  expect(result.requests['*'].counts.offered).toBeGreaterThan(100_000);
  expect(result.timeline.requests['*'].offered.length).toBeLessThan(300);
});

test('a run that ends in its warm-up says so and counts nothing', () => {
  const result = simulate(modelOf(station(80, { duration: 1e5, warmup: 9e4 })), { maxEvents: 70_000 });
  expect(result.run.partial?.says).toContain('still in its warm-up');
  expect(result.requests['*'].counts).toEqual({ offered: 0, succeeded: 0, inFlight: 0, failed: {} });
});

test('a canceled run gives what it has, and says that it was canceled', () => {
  const experiment = new Experiment(modelOf(station(80, { duration: 1000, warmup: 10, replications: 3 })));
  let before = 0;
  while (!experiment.advance(20_000) && experiment.progress.fraction < 0.5) {
    const { fraction, replication, events } = experiment.progress;
    expect(fraction).toBeGreaterThan(before);
    expect(replication).toBeLessThan(3);
    expect(events).toBeGreaterThan(0);
    before = fraction;
  }
  experiment.cancel();
  const result = experiment.result();
  expect(result.run.partial?.guard).toBe('canceled');
  expect(result.run.replications).toBe(2);
  expectConserved(result);
  expect(result.requests['*'].offered).toBeCloseTo(80, -1);
  expect(experiment.advance(1e9)).toBe(true); // over is over
  expect(experiment.progress.fraction).toBe(1);
});

test('how a host slices a run changes nothing', () => {
  const model = modelOf(station(80, { duration: 100, replications: 2 }));
  const sliced = (events: number) => {
    const experiment = new Experiment(model);
    while (!experiment.advance(events));
    return experiment.result();
  };
  expect(sliced(997)).toEqual(sliced(1e9));
});

test('a warm-up of zero discards nothing, and a longer one exactly those who came in it', () => {
  const design = (warmup: number) => ({
    components: [client, delay('api', '1 ms')],
    connections: chain('users', 'api'),
    workload: steady(10),
    run: { duration: 100.05, warmup },
  });
  const all = run(design(0));
  expect(all.requests['*'].counts.offered).toBe(1000);
  expect(all.run.requests).toBe(1000);
  expect(all.components['api'].arrivalRate * 100.05).toBeCloseTo(1000, 6);
  const later = run(design(30.05));
  expect(later.requests['*'].counts.offered).toBe(700);
  expect(later.run.requests).toBe(1000);
  expect(later.components['api'].arrivalRate).toBeCloseTo(10, 6);
  // The series tell of the warm-up too.
  const { step, requests } = later.timeline;
  expect(requests['*'].offered.reduce((sum, rate) => sum + rate * step, 0)).toBeGreaterThan(995);
});

test('with a warm-up of zero the very first moment counts, for clients and components alike', () => {
  const result = run({
    components: [client, delay('api', '1 ms')],
    connections: chain('users', 'api'),
    workload: {
      streams: [
        {
          client: 'users',
          // Every second request follows at once, the first one often at 0 s.
          arrivals: {
            renewal: {
              interarrival: {
                mixture: [
                  { weight: 9, of: 0 },
                  { weight: 1, of: '1 s' },
                ],
              },
            },
          },
          requests: { get: {} },
        },
      ],
    },
    run: cold(50.05),
  });
  expect(result.timeline.requests['*'].offered[0]).toBeGreaterThan(0);
  expect(result.components['api'].arrivalRate * 50.05).toBeCloseTo(result.requests['*'].counts.offered, 6);
});

test('the series go through the end of the warm-up as if it were not there', () => {
  const { timeline } = run({
    components: [client, servers('api', 1, '5 ms')],
    connections: chain('users', 'api'),
    workload: steady(100),
    // Half a window in.
    run: { duration: 200, warmup: 30.5 },
  });
  expect(timeline.step).toBe(1);
  const { utilization, inSystem, up } = timeline.components['api'];
  for (const share of [...utilization.slice(1), ...inSystem.slice(1)]) expect(share).toBeCloseTo(0.5, 6);
  for (const share of up) expect(share).toBeCloseTo(1, 9);
});

test('requests are counted by their arrival and followed to their end, while others go on arriving', () => {
  const result = run({
    components: [client, delay('api', '3 s')],
    connections: chain('users', 'api'),
    workload: steady(10),
    run: cold(10.05),
  });
  expect(result.requests['*'].counts).toEqual({ offered: 100, succeeded: 100, inFlight: 0, failed: {} });
  // What came after the end is no part of it, though it was simulated.
  expect(result.run.requests).toBeGreaterThan(100);
  expect(result.requests['*'].latency.max).toBeCloseTo(3, 9);
});

test('a design of which nothing is asked for a while has no numbers that are none', () => {
  const result = run({
    components: [client, servers('api', 1, '1 ms')],
    connections: chain('users', 'api'),
    workload: {
      streams: [
        { client: 'users', arrivals: { poisson: { rate: 5 } }, shape: { steps: [[0, 0]] }, requests: { get: {} } },
      ],
    },
    run: cold(10),
  });
  expect(result.requests['*'].counts.offered).toBe(0);
  expect(result.requests['*'].availability).toBe(1);
  // Plain JSON would make null of them.
  expect(JSON.parse(JSON.stringify(result))).toEqual(result);
});
