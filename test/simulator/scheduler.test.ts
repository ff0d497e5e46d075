import { expect, test } from 'vitest';
import { type ComponentResult, compile } from '../../simulator/index.ts';
import { type Sketch, topologyOf } from '../support/topology.ts';
import { cold, run } from './support.ts';

/** A scheduler whose jobs run on a station: so many ticks of `every` seconds as fit into the run. */
function scheduled(schedule: object, options: object, station: object, more: Partial<Sketch> = {}): Sketch {
  return {
    components: [
      { id: 'cron', type: 'scheduler', ...options },
      { id: 'jobs', type: 'station', servers: 'unbounded', ...station },
    ],
    connections: [{ from: 'cron', to: 'jobs' }],
    workload: { streams: [{ client: 'cron', arrivals: { schedule }, requests: { job: { kind: 'write' } } }] },
    run: cold(1000),
    ...more,
  };
}

function counts({ measures }: ComponentResult): Record<string, number> {
  return Object.fromEntries(
    Object.entries(measures ?? {}).map(([name, of]) => [name, 'times' in of ? of.times.count : of.count]),
  );
}

test('a job that takes longer than its interval is skipped every other time, or runs beside itself', () => {
  const forbid = run(scheduled({ every: '60 s' }, {}, { work: '90 s' }));
  // Ticks at 60, 120 … 960: the run of 60 goes on until 150, so that of 120 is skipped, and so on.
  expect(forbid.requests['*'].counts.offered).toBe(8);
  expect(counts(forbid.components['cron'])).toEqual({ skipped: 8, missed: 0 });
  expect(forbid.components['jobs'].inSystem.max).toBe(1);
  const allow = run(scheduled({ every: '60 s' }, { overlap: 'allow' }, { work: '90 s' }));
  expect(allow.requests['*'].counts.offered).toBe(16);
  expect(counts(allow.components['cron'])).toEqual({ skipped: 0, missed: 0 });
  expect(allow.components['jobs'].inSystem.max).toBe(2);
});

test('jobs of different tenants overlap freely; each only waits for its own last run', () => {
  const result = run(scheduled({ every: '60 s', jobs: 5 }, {}, { servers: 1, work: '25 s' }));
  // One server does 5 × 25 s = 125 s of work in the time of two ticks and a bit: some are still waiting at the next tick.
  const { skipped = 0 } = counts(result.components['cron']);
  expect(skipped).toBeGreaterThan(0);
  expect(result.requests['*'].counts.offered + skipped).toBe(16 * 5);
  expect(result.components['jobs'].inSystem.max).toBe(5);
});

test('six hundred jobs at midnight stand in line for 15 s; spread over 30 s hardly any waits', () => {
  const station = { servers: 40, work: '1 s' };
  const stampede = run(scheduled({ every: '100 s', jobs: 600 }, {}, station));
  // Fifteen rounds of forty, one second each: 1, 2, … 15 s, 8 on average.
  expect(stampede.components['jobs'].queue.max).toBe(560);
  expect(stampede.requests['*'].latency.max).toBeCloseTo(15, 9);
  expect(stampede.requests['*'].latency.mean).toBeCloseTo(8, 9);
  const spread = run(scheduled({ every: '100 s', jobs: 600, jitter: '30 s' }, {}, station));
  // Twenty a second keep twenty busy, ± √20: forty are more than four deviations away.
  expect(spread.components['jobs'].queue.max).toBeLessThan(10);
  expect(spread.requests['*'].latency.mean).toBeCloseTo(1, 2);
  expect(spread.components['jobs'].inSystem.max).toBeGreaterThan(25);
});

test('jitter spreads evenly: the busy servers of a tick are jobs × time ÷ jitter', () => {
  const { components } = run(scheduled({ every: '50 s', jobs: 500, jitter: '50 s' }, {}, { work: '2 s' }));
  // 950 of 1,000 s have ticks behind them; 10 a second × 2 s.
  expect(components['jobs'].inSystem.mean).toBeCloseTo(20 * 0.95, 0);
});

test.each([
  { misfire: 'run-once', offered: 16 - 3 + 1 },
  { misfire: 'skip', offered: 16 - 3 },
])('three ticks while it is down: $offered runs with misfire $misfire, and nothing fails', ({ misfire, offered }) => {
  const faults = [{ at: 350, for: 180, crash: { component: 'cron' } }];
  const result = run(scheduled({ every: '60 s' }, { misfire }, { work: '1 s' }, { faults }));
  expect(result.requests['*'].counts).toMatchObject({ offered, succeeded: offered, failed: {} });
  expect(counts(result.components['cron'])).toEqual({ skipped: 0, missed: 3 });
});

test('what it has started goes on while it is down', () => {
  const faults = [{ at: 61, for: 10, crash: { component: 'cron' } }];
  const { requests } = run(scheduled({ every: '60 s' }, {}, { work: '5 s' }, { faults, run: cold(110) }));
  expect(requests['*'].counts).toMatchObject({ offered: 1, succeeded: 1, failed: {} });
});

test('the first tick may be told; a jitter beyond the next tick is refused', () => {
  const result = run(scheduled({ every: '400 s', first: '10 s' }, {}, { work: '1 s' }));
  expect(result.requests['*'].counts.offered).toBe(3);
  const { findings } = compile(topologyOf(scheduled({ every: '10 s', jitter: '20 s' }, {}, {})));
  expect(findings.map(({ code }) => code)).toContain('jitter-too-long');
});
