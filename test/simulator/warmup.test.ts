import { describe, expect, test } from 'vitest';
import { simulate } from '../../simulator/index.ts';
import { streamFor } from '../../simulator/kernel/index.ts';
import { mser5 } from '../../simulator/mser.ts';
import { modelOf } from '../support/topology.ts';
import { chain, client, exponential, poisson, requests, servers } from './building-blocks.ts';

describe('MSER-5', () => {
  const draws = streamFor(7, 0, 'test', 'noise');
  const noise = Array.from({ length: 200 }, () => draws.uniform());

  test('drops what lies off at the front, in batches of five, and no more', () => {
    expect(mser5(noise.map((value, i) => (i < 40 ? value + 3 : value)))).toBe(8);
    expect(mser5(noise.map((value, i) => (i < 42 ? value + 3 : value)))).toBe(9);
  });

  test('drops nothing where nothing lies off', () => {
    expect(mser5(Array.from({ length: 200 }, () => 4))).toBe(0);
    expect(mser5(noise.map((value, i) => value + (i % 5)))).toBeLessThan(10);
  });

  test('drops at most half', () => {
    expect(mser5(Array.from({ length: 200 }, (_, i) => i))).toBe(20);
  });

  test('is where the definition says', () => {
    const batches = Array.from({ length: 40 }, (_, b) => noise.slice(5 * b, 5 * b + 5).reduce((s, x) => s + x, 0) / 5);
    const statistic = (first: number) => {
      const rest = batches.slice(first);
      const mean = rest.reduce((sum, value) => sum + value, 0) / rest.length;
      return rest.reduce((sum, value) => sum + (value - mean) ** 2, 0) / rest.length ** 2;
    };
    const best = Math.min(...Array.from({ length: 21 }, (_, first) => statistic(first)));
    expect(statistic(mser5(noise))).toBeCloseTo(best, 12);
  });

  test('has nothing to drop of too few observations', () => {
    expect(mser5([])).toBe(0);
    expect(mser5([1, 2, 3, 4])).toBe(0);
  });
});

describe('the warm-up', () => {
  const sketch = {
    components: [client, servers('api', 1, exponential(0.01))],
    connections: chain('users', 'api'),
    workload: poisson(50),
  };
  const ruleOf = (more: object, run: object = {}) =>
    modelOf({ ...sketch, ...more, run: { duration: 50, ...run } }).warmup;
  const shaped = (shape: object) => ({ workload: requests({ poisson: { rate: 50 } }, {}, { shape }) });

  test('is detected where nothing changes on the way, and where the file says so', () => {
    expect(ruleOf({})).toEqual({ length: 0, rule: 'detected' });
    expect(ruleOf({}, { warmup: 'auto' })).toEqual({ length: 0, rule: 'detected' });
  });

  test('is what the file says, nothing included', () => {
    expect(ruleOf({}, { warmup: 7 })).toEqual({ length: 7, rule: 'written' });
    expect(ruleOf({}, { warmup: 0 })).toEqual({ length: 0, rule: 'written' });
  });

  test('is a tenth where something changes, but does not swallow it', () => {
    const crews = { at: 0, lifetimes: { component: 'api', mtbf: '10 s', mttr: '1 s' } };
    expect(ruleOf({ faults: [crews] })).toEqual({ length: 5, rule: 'tenth' });
    const crash = (at: number) => ({ faults: [{ at, for: 5, crash: { component: 'api' } }] });
    expect(ruleOf(crash(20))).toEqual({ length: 5, rule: 'tenth' });
    expect(ruleOf(crash(2))).toEqual({ length: 2, rule: 'change' });
    expect(
      ruleOf(
        shaped({
          steps: [
            [0, 1],
            [3, 4],
          ],
        }),
      ),
    ).toEqual({ length: 3, rule: 'change' });
    expect(ruleOf(shaped({ spike: { at: 4, for: 2, factor: 9 } }))).toEqual({ length: 4, rule: 'change' });
    expect(ruleOf(shaped({ ramp: { at: 2, for: 20, to: 3 } }))).toEqual({ length: 2, rule: 'change' });
    expect(ruleOf(shaped({ diurnal: { period: '50 s' } }))).toEqual({ length: 5, rule: 'tenth' });
  });

  test('that is detected leaves out the filling of a system, and says how much it was', () => {
    // Five thousand users who arrive all at once before a server that takes them one by one, and return after a minute.
    const result = simulate(
      modelOf({
        components: [client, servers('api', 1, '1 ms')],
        connections: chain('users', 'api'),
        workload: requests({ closed: { users: 5000, think: exponential(60) } }),
        run: { duration: 600, seed: 3 },
      }),
    );
    const { warmup, warmupRule } = result.run;
    expect(warmupRule).toBe('detected');
    expect(warmup % 15).toBe(0);
    expect(warmup).toBeLessThanOrEqual(300);
    expect(result.requests['*'].counts.offered / (600 - warmup)).toBeCloseTo(result.requests['*'].offered, 6);
  });

  test('that is detected is that of the first replication for all of them', () => {
    const model = modelOf({ ...sketch, run: { duration: 200, seed: 5 } });
    const alone = simulate(model);
    const together = simulate(model, { replications: 3 });
    expect(together.run.warmup).toBe(alone.run.warmup);
    const measured = together.requests['*'].counts.offered / together.requests['*'].offered;
    expect(measured).toBeCloseTo(3 * (200 - alone.run.warmup), 6);
  });
});
