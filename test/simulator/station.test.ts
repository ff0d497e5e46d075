import { describe, expect, test } from 'vitest';
import { compile, type RunResult, simulate } from '../../simulator/index.ts';
import { erlangB, mg1, mmc, mmck } from '../../simulator/theory/index.ts';
import { modelOf, type Sketch, topologyOf } from '../support/topology.ts';
import { chain, client, exponential, poisson, relay } from './building-blocks.ts';
import { cold, endings, milliseconds, moments, run } from './support.ts';

const REPLICATIONS = 8;
/** Student's t for 95 % with seven degrees of freedom: a half-width is so many standard errors. */
const T = 2.365;

/** A station fed by a Poisson stream of so many requests a second [1/s], in independent replications. */
function measured(rate: number, options: object): RunResult {
  const sketch: Sketch = {
    components: [client, { id: 'it', type: 'station', ...options }],
    connections: chain('users', 'it'),
    workload: poisson(rate),
    run: { duration: 110, warmup: 10, replications: REPLICATIONS },
  };
  return simulate(modelOf(sketch));
}

/** Whether a mean lies within four standard errors of what theory says. */
function agrees(value: number, interval: readonly [number, number] | undefined, theory: number): void {
  expect(interval).toBeDefined();
  const [low, high] = interval ?? [0, 0];
  expect(Math.abs(value - theory)).toBeLessThan((4 * (high - low)) / 2 / T);
  // The interval itself must be narrow enough to mean something.
  expect((high - low) / 2).toBeLessThan(0.15 * theory);
}

describe('a station is what queueing theory says', () => {
  test('M/M/3 at 80 %: mean wait and chance of waiting are Erlang’s', () => {
    const { components } = measured(120, { servers: 3, work: exponential('20 ms') });
    const theory = mmc(120, 0.02, 3);
    agrees(components['it'].wait.mean, components['it'].ci95?.wait, theory.meanWait);
    expect(components['it'].wait.probability).toBeCloseTo(theory.waitProbability, 1);
    agrees(components['it'].utilization, components['it'].ci95?.utilization, 0.8);
  });

  test.each([
    { name: 'M/D/1', work: '7 ms', scv: 0 },
    { name: 'M/E4/1', work: { erlang: { mean: '7 ms', k: 4 } }, scv: 0.25 },
    { name: 'M/G/1 with a cv of 2', work: { gamma: { mean: '7 ms', cv: 2 } }, scv: 4 },
  ])('$name at 70 %: the mean wait is that of Pollaczek and Khinchine', ({ work, scv }) => {
    const { components } = measured(100, { work });
    agrees(components['it'].wait.mean, components['it'].ci95?.wait, mg1(100, 0.007, scv).meanWait);
  });

  test('M/M/2/5: so many are refused, and so long do the others wait', () => {
    const { components } = measured(150, { servers: 2, queue: 3, work: exponential('15 ms') });
    const theory = mmck(150, 0.015, 2, 5);
    agrees(components['it'].errorRate, components['it'].ci95?.errorRate, theory.blocking);
    agrees(components['it'].wait.mean, components['it'].ci95?.wait, theory.meanWait);
  });

  test('without waiting places it is Erlang’s loss system, whatever the law of service', () => {
    const { components } = measured(100, { servers: 5, queue: 0, work: { gamma: { mean: '40 ms', cv: 2 } } });
    agrees(components['it'].errorRate, components['it'].ci95?.errorRate, erlangB(5, 4));
  });

  test('with unbounded servers nobody waits, and the number inside is Poisson with the offered load', () => {
    const { components, requests } = measured(40, { servers: 'unbounded', work: { gamma: { mean: '50 ms', cv: 2 } } });
    agrees(components['it'].inSystem.mean, components['it'].ci95?.inSystem, 2);
    expect(components['it'].inSystem.distribution[0]).toBeCloseTo(Math.exp(-2), 1);
    expect(requests['*'].latency.mean).toBeCloseTo(0.05, 2);
  });

  test('the share that is to fail fails, after its work', () => {
    const { components } = measured(100, { servers: 4, work: '5 ms', failureShare: '20 %' });
    agrees(components['it'].errorRate, components['it'].ci95?.errorRate, 0.2);
    expect(components['it'].utilization).toBeCloseTo(100 * 0.005 * 0.25, 2);
  });
});

test('two servers that contend fully do no more than one', () => {
  const result = run({
    components: [
      client,
      { id: 'it', type: 'station', servers: 2, work: '100 ms', usl: { contention: 1, coherency: 0 } },
    ],
    connections: chain('users', 'it'),
    workload: moments({ a: 1, b: 1.05 }),
    run: cold(5),
  });
  expect(milliseconds(result)).toEqual({ a: 150, b: 150 });
});

test.each([
  { holds: 'work', c: 100 + 500 },
  // b waits for the server until a is answered at 1.6.
  { holds: 'calls', c: 590 + 100 + 500 },
])('a server that is held for the $holds is free when it says', ({ holds, c }) => {
  const result = run({
    components: [client, { id: 'it', type: 'station', holds, work: '100 ms' }, relay('end')],
    connections: [
      { from: 'users', to: 'it' },
      { from: 'it', to: 'end', network: { rtt: '500 ms' } },
    ],
    workload: moments({ a: 1, b: 1.01 }),
    run: cold(5),
  });
  expect(milliseconds(result)).toEqual({ a: 600, b: holds === 'work' ? 690 : c });
});

test('it may stand behind a cache, a queue and a log', () => {
  const result = run({
    components: [
      client,
      relay('api'),
      { id: 'cache', type: 'cache' },
      { id: 'store', type: 'station', work: '10 ms' },
      { id: 'queue', type: 'message-queue', work: 0 },
      { id: 'one', type: 'station', servers: 'unbounded', work: '10 ms' },
      { id: 'log', type: 'event-log', work: 0 },
      { id: 'two', type: 'station', servers: 2, work: '10 ms' },
    ],
    connections: [
      ...chain('users', 'api', 'cache', 'store'),
      ...chain('api', 'queue', 'one'),
      ...chain('api', 'log', 'two'),
    ],
    workload: {
      streams: [
        ...(moments({ look: 1 }) as { streams: object[] }).streams,
        ...(moments({ order: 2 }, { kind: 'write' }) as { streams: object[] }).streams,
      ],
    },
    run: cold(5),
  });
  expect(endings(result)).toEqual({ look: 'ok', order: 'ok' });
  expect(result.connections['cache->store'].calls * 5).toBeCloseTo(2, 9);
  expect(result.components['queue'].lag?.count).toBe(1);
  expect(result.components['log'].lag?.count).toBe(1);
  for (const id of ['one', 'two']) expect(result.components[id].throughput * 5).toBeCloseTo(1, 9);
});

test('what is said about waiting where nobody waits is told to have no effect', () => {
  const findings = (options: object) => {
    const topology = topologyOf({
      components: [client, { id: 'it', type: 'station', ...options }],
      connections: chain('users', 'it'),
      workload: poisson(1),
    });
    return compile(topology).findings.map(({ path }) => path.at(-1));
  };
  expect(findings({ servers: 'unbounded' })).toEqual([]);
  expect(findings({ servers: 'unbounded', queue: 3, discipline: 'lifo', holds: 'calls' })).toEqual([
    'queue',
    'discipline',
    'holds',
  ]);
});
