import { describe, expect, test } from 'vitest';
import { estimate, simulate } from '../../simulator/index.ts';
import { modelOf, type Sketch } from '../support/topology.ts';
import { chain, client, delay, poisson, relay } from './building-blocks.ts';
import { cold, milliseconds, moments, steady } from './support.ts';

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

describe('members in zones', () => {
  const zones = { a: {}, b: {}, c: { rtt: { a: '1.8 ms' } }, x: { rtt: { a: '0.3 ms', b: '0.4 ms' } } };
  const result = (of: object, faults: NonNullable<Sketch['faults']>, workload = steady(10, { kind: 'write' })) =>
    simulate(
      modelOf({
        zones,
        components: [client, { ...relay('api'), zone: 'x' }, store({ lag: 0, ...of })],
        connections: [
          { from: 'users', to: 'api', network: { rtt: 0 } },
          { from: 'api', to: 'docs' },
        ],
        workload,
        faults,
        run: cold(60),
      }),
    );
  const outage = (zone: string, at = 20.05) => ({ at, for: 20, outage: { zone } });
  const failed = (zone: string[], ...of: string[]) =>
    result(
      { zone },
      of.map((each) => outage(each)),
    ).requests['*'].counts.failed;

  test('over three zones the loss of any one costs an election at most: 12 s of the writes', () => {
    expect(failed(['a', 'b', 'c'], 'a')).toEqual({ refused: 120 });
    expect(failed(['a', 'b', 'c'], 'b')).toEqual({});
    expect(failed(['a', 'b', 'c'], 'c')).toEqual({});
  });

  test('over two zones the one with two of three members takes the primary with it, wherever that is', () => {
    expect(failed(['a', 'b'], 'a')).toEqual({ refused: 200 });
    expect(failed(['a', 'b'], 'b')).toEqual({});
    expect(failed(['b', 'a', 'a'], 'a')).toEqual({ unavailable: 200 });
    // Without a majority a primary that is well takes no writes.
    expect(failed(['a', 'b', 'c'], 'b', 'c')).toEqual({ unavailable: 200 });
  });

  test('once a majority is back there is an election', () => {
    const faults = [outage('a'), { at: 20.05, for: 5, outage: { zone: 'c' } }];
    // 5 s without a majority, and 12 s from then on.
    expect(result({ zone: ['a', 'b', 'c'] }, faults).requests['*'].counts.failed).toEqual({ refused: 170 });
  });

  test('a write to a majority waits for the way to the nearest member elsewhere and back, before a failover and after', () => {
    const moment = moments({ before: 1, after: 25 }, { kind: 'write' });
    const times = milliseconds(result({ zone: ['a', 'b', 'c'], lag: '3 ms' }, [outage('a', 10)], moment));
    // 0.3 ms to the primary in a, 3 ms of lag, 1 ms to b. Then 0.4 ms to b, and 1 ms from there to c.
    expect(times).toEqual({ before: 4.3, after: 4.4 });
  });
});
