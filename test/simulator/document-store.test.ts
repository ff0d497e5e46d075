import { expect, test } from 'vitest';
import { estimate, simulate } from '../../simulator/index.ts';
import { modelOf, type Sketch } from '../support/topology.ts';
import { chain, client, delay, poisson, relay } from './building-blocks.ts';
import { cold, steady } from './support.ts';

const store = (of: object) => ({ id: 'docs', type: 'document-store', work: 0, commit: 0, cores: 64, ...of });
const model = (of: object, workload: unknown, seconds: number, faults: Sketch['faults'] = []) =>
  modelOf({
    components: [client, relay('api'), store(of)],
    connections: chain('users', 'api', 'docs'),
    workload,
    faults,
    run: cold(seconds),
  });
const crash = { at: 20.05, for: 60, crash: { component: 'docs', replicas: 1 } };

test('with write concern 1 an election rolls back what no secondary has: ten writes a second and a lag of 3 s are 30', () => {
  const result = (of: object) => simulate(model({ lag: '3 s', ...of }, steady(10, { kind: 'write' }), 60, [crash]));
  const alone = result({ writeConcern: 'primary' });
  expect(alone.components['docs']).toMatchObject({ failovers: 1, lostWrites: 30 });
  expect(alone.outcomes?.rpo).toBeCloseTo(2.95, 9);
  // With a majority the same thirty had not been acknowledged, and fail.
  const majority = result({ writeConcern: 'majority' });
  expect(majority.components['docs']).toMatchObject({ failovers: 1, lostWrites: 0 });
  expect(majority.requests['*'].counts.failed['crashed']).toBe(30);
});

test('while a primary is elected, 12 s by default, writes are refused', () => {
  const { requests, components } = simulate(model({ lag: 0 }, steady(10, { kind: 'write' }), 60, [crash]));
  expect(requests['*'].counts.failed).toEqual({ refused: 120 });
  expect(components['docs'].availability).toBeCloseTo(1 - 12 / 60, 9);
});

test('a majority of five waits for the second of four secondaries: 1/4 + 1/3 of an exponential lag', () => {
  const of = { members: 5, lag: { exponential: { mean: '10 ms' } } };
  const one = model(of, steady(2, { kind: 'write' }), 5000);
  const { mean, count } = simulate(one).requests['*'].latency;
  const deviation = Math.sqrt(1 / 16 + 1 / 9);
  expect(Math.abs(mean / 0.01 - 7 / 12)).toBeLessThan((4 * deviation) / Math.sqrt(count));
  expect(Math.abs((estimate(one).requests['*'].mean ?? 0) / 0.01 - 7 / 12)).toBeLessThan(0.02);
});

test('a read from a secondary misses a write for as long as the lag, one from the primary never', () => {
  const stale = (pause: string, readsFrom: string) =>
    simulate(
      modelOf({
        components: [
          client,
          relay('app'),
          relay('writer'),
          relay('reader'),
          delay('pause', pause),
          store({ lag: '50 ms', writeConcern: 'primary', readsFrom }),
        ],
        connections: [
          { from: 'users', to: 'app' },
          { from: 'app', to: 'writer', order: 1 },
          { from: 'app', to: 'pause', order: 2 },
          { from: 'app', to: 'reader', order: 3 },
          { from: 'writer', to: 'docs', as: 'write' },
          { from: 'reader', to: 'docs', as: 'read' },
        ],
        workload: poisson(100, { kind: 'write' }),
        run: cold(20),
      }),
    ).components['docs'].staleReads;
  expect(stale('49 ms', 'secondaries')).toBe(1);
  expect(stale('51 ms', 'secondaries')).toBe(0);
  expect(stale('1 ms', 'primary') ?? 0).toBe(0);
});
