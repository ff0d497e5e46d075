import { describe, expect, test } from 'vitest';
import { type RunResult, simulate } from '../../simulator/index.ts';
import { modelOf } from '../support/topology.ts';
import { chain, client, exponential, poisson, requests, servers } from './building-blocks.ts';

function measured(rate: number, run: object, work: unknown = exponential(0.01), more: object = {}): RunResult {
  return simulate(
    modelOf({
      components: [client, servers('api', 1, work)],
      connections: chain('users', 'api'),
      workload: poisson(rate),
      ...more,
      run,
    }),
  );
}

const doubts = ({ run }: RunResult): string[] => (run.doubts ?? []).map(({ code }) => code);

describe('a run says that it', () => {
  test('has converged where it is long enough', () => {
    const { run } = measured(50, { duration: 400 });
    expect(run.converged).toBe(true);
    expect(run.doubts).toBeUndefined();
  });

  test('is too short for how long busy spells last', () => {
    const result = measured(90, { duration: 30, warmup: 0, seed: 2 });
    expect(result.run.converged).toBe(false);
    expect(['autocorrelated', 'too-short']).toContain(doubts(result)[0]);
  });

  test('has too few requests for any interval', () => {
    const result = measured(2, { duration: 20 });
    expect(doubts(result)).toEqual(['few-requests']);
    expect(result.run.doubts?.[0]?.says).toContain('requests');
  });

  test('has not settled where more is asked for than can be done, in one run and in several', () => {
    expect(doubts(measured(130, { duration: 60 }))).toContain('trend');
    expect(doubts(measured(130, { duration: 60, replications: 3 }))).toContain('trend');
  });

  test('can have no interval where a law has no variance', () => {
    const result = measured(50, { duration: 200 }, { pareto: { min: '1 ms', shape: 1.5 } });
    expect(doubts(result)).toEqual(['no-variance']);
    expect(result.run.doubts?.[0]?.says).toContain('api');
    expect(result.requests['*'].latency.ci95).toBeUndefined();
    expect(result.requests['*'].ci95).toBeUndefined();
    expect(result.components['api'].ci95).toBeUndefined();
  });

  test('has no intervals where the load changes on the way, unless there are several', () => {
    const more = { workload: requests({ poisson: { rate: 50 } }, {}, { shape: { steps: [[100, 1.5]] } }) };
    const one = measured(0, { duration: 200 }, exponential(0.01), more);
    expect(doubts(one)).toEqual(['one-run']);
    expect(one.requests['*'].latency.ci95).toBeUndefined();
    const several = measured(0, { duration: 200, replications: 4 }, exponential(0.01), more);
    expect(several.run.converged).toBe(true);
    expect(several.requests['*'].latency.ci95?.mean).toBeDefined();
  });
});

test('what is random of requests, components and connections carries an interval that holds the value', () => {
  const result = simulate(
    modelOf({
      components: [
        client,
        { id: 'api', type: 'service', threads: 8, work: exponential(0.004) },
        { id: 'cache', type: 'cache', capacity: '500 entries' },
        { id: 'db', type: 'sql-database' },
      ],
      connections: [...chain('users', 'api'), { from: 'api', to: 'cache' }, { from: 'api', to: 'db' }],
      workload: requests({ poisson: { rate: 200 } }, { keys: { count: 2000, zipf: 1 } }),
      run: { duration: 200, warmup: 50, replications: 4 },
    }),
  );
  const holds = (value: number, interval: readonly [number, number] | undefined) => {
    expect(interval).toBeDefined();
    expect(interval![0]).toBeLessThanOrEqual(value);
    expect(interval![1]).toBeGreaterThanOrEqual(value);
  };
  const all = result.requests['*'];
  for (const name of ['mean', 'p50', 'p90', 'p95', 'p99'] as const) holds(all.latency[name], all.latency.ci95?.[name]);
  for (const name of ['offered', 'throughput', 'goodput', 'errorRate'] as const) holds(all[name], all.ci95?.[name]);
  const { api, cache } = result.components;
  for (const name of ['utilization', 'arrivalRate', 'throughput', 'errorRate'] as const)
    holds(api[name], api.ci95?.[name]);
  holds(api.wait.mean, api.ci95?.wait);
  holds(api.inSystem.mean, api.ci95?.inSystem);
  holds(api.latency.p99, api.latency.ci95?.p99);
  holds(cache.hitRatio!, cache.ci95?.hitRatio);
  const call = result.connections['api->db'];
  for (const name of ['calls', 'attempts', 'retries'] as const) holds(call[name], call.ci95?.[name]);
  holds(call.latency.mean, call.latency.ci95?.mean);
});

describe('a precision that is asked for', () => {
  test('is reached by replications, and told', () => {
    const { run, requests: of } = measured(50, { duration: 60, precision: '5 %' });
    const { mean, ci95 } = of['*'].latency;
    expect(run.replications).toBeGreaterThanOrEqual(10);
    expect(run.precision!.mean).toBeLessThanOrEqual(0.05 / 1.05);
    expect(run.precision!.p99).toBeLessThanOrEqual(0.05 / 1.05);
    expect(run.precision!.mean).toBeCloseTo((ci95!.mean![1] - mean) / mean, 9);
    expect(run.partial).toBeUndefined();
    const coarse = measured(50, { duration: 60, precision: '20 %' });
    expect(coarse.run.replications).toBeLessThanOrEqual(run.replications);
  });

  test('that the guard for events does not allow is said to be missed, with how far it came', () => {
    const sketch = {
      components: [client, servers('api', 1, exponential(0.01))],
      connections: chain('users', 'api'),
      workload: poisson(80),
      run: { duration: 60, precision: '1 %' },
    };
    const { run } = simulate(modelOf(sketch), { maxEvents: 150_000 });
    expect(run.partial?.guard).toBe('precision');
    expect(run.partial?.says).toMatch(/^After \d+ replications the mean is known to ±[\d.]+ % and p99 to ±[\d.]+ %/);
    expect(run.converged).toBe(false);
  });

  test('for which each replication has too few requests is given up at once', () => {
    const { run } = measured(1, { duration: 30, precision: '5 %' });
    expect(run.partial?.guard).toBe('precision');
    expect(run.replications).toBe(10);
    expect(run.partial?.says).toContain('Make the duration longer');
  });
});
