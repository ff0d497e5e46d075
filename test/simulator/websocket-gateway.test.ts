import { expect, test } from 'vitest';
import { type CountMeasure, compile, estimate } from '../../simulator/index.ts';
import { modelOf, type Sketch, topologyOf } from '../support/topology.ts';
import { chain, client, delay, poisson, relay } from './building-blocks.ts';
import { cold, milliseconds, moments, run } from './support.ts';

const gateway = (more: object) => ({
  id: 'gate',
  type: 'websocket-gateway',
  replicas: 2,
  connections: 40_000,
  cores: 2,
  work: '0.1 ms',
  heartbeatWork: 0,
  ...more,
});

function design(gate: object, workload: unknown, more: Partial<Sketch> = {}): Sketch {
  return {
    components: [client, gateway(gate), delay('chat', '10 ms')],
    connections: chain('users', 'gate', 'chat'),
    workload,
    ...more,
  };
}

const count = (sketch: Sketch, name: string) =>
  (run(sketch).components['gate'].measures?.[name] as CountMeasure | undefined)?.count ?? 0;

test('heartbeats keep cores busy in the background: connections / interval × work', () => {
  // 20,000 connections an instance, each every 20 s, 0.2 ms: 0.2 of two cores.
  const sketch = design({ heartbeat: '20 s', heartbeatWork: '0.2 ms' }, poisson(10), { run: cold(60) });
  const expected = 0.1 + ((10 / 2) * 0.0001) / 2;
  expect(run(sketch).components['gate'].utilization).toBeCloseTo(expected, 2);
  expect(estimate(modelOf(sketch)).components['gate'].utilization).toBeCloseTo(expected, 9);
});

test('a push costs the work of a message for each recipient, and goes no further', () => {
  const sketch: Sketch = {
    components: [client, relay('api'), gateway({ recipients: 200 }), delay('chat', '10 ms')],
    connections: chain('users', 'api', 'gate', 'chat'),
    workload: moments({ post: 1 }),
    run: cold(5),
  };
  const result = run(sketch);
  expect(milliseconds(result)).toEqual({ post: 20 });
  expect(result.components['chat'].arrivalRate).toBe(0);
  expect(estimate(modelOf(sketch)).components['gate'].response).toBeCloseTo(0.02, 6);
});

test('a message that comes in and is pushed out again by a worker is no circle', () => {
  const sketch: Sketch = {
    components: [client, gateway({ recipients: 10 }), relay('chat')],
    connections: [...chain('users', 'gate', 'chat'), { from: 'chat', to: 'gate' }],
    workload: moments({ post: 1 }, { kind: 'write' }),
    run: cold(5),
  };
  // A message in, and ten out.
  expect(milliseconds(run(sketch))).toEqual({ post: 1.1 });
});

test('who loses a connection is away for half of the jitter on average', () => {
  const faults = [{ at: 10, crash: { component: 'gate', replicas: 1 } }];
  const sketch = design({ reconnectJitter: '40 s' }, poisson(200), { faults, run: cold(80) });
  const { counts } = run(sketch).requests['get'];
  // Half of 200/s, for 20 s on average.
  expect(Math.abs((counts.failed['refused'] ?? 0) - 2000)).toBeLessThan(4 * Math.sqrt(2000) + 30);
  expect(count(sketch, 'handshakes')).toBe(20_000);
});

test('without jitter the herd comes first: messages wait until 20,000 handshakes are done', () => {
  const faults = [{ at: 10, crash: { component: 'gate', replicas: 1 } }];
  const slowest = (reconnectJitter: string) => {
    const sketch = design({ reconnectJitter, handshake: '1 ms' }, poisson(100), { faults, run: cold(60) });
    return run(sketch).requests['get'].latency.max - 0.0101;
  };
  // 20,000 ms of work on two cores.
  expect(slowest('0 s')).toBeGreaterThan(9.5);
  expect(slowest('0 s')).toBeLessThan(10.1);
  // Over 40 s they are a quarter of the capacity: at most a few bundles are before a message.
  expect(slowest('40 s')).toBeLessThan(0.06);
});

test('an instance takes no more connections than it has room for, and the others stay away', () => {
  const faults = [{ at: 10, crash: { component: 'gate', replicas: 1 } }];
  const sketch = design({ perInstance: 30_000, reconnectJitter: '5 s' }, poisson(100), { faults, run: cold(120) });
  const { components, requests } = run(sketch);
  expect(components['gate'].measures).toMatchObject({ handshakes: { count: 10_000 } });
  expect(count(sketch, 'noRoom')).toBeGreaterThan(0);
  // A quarter of all have nowhere to go.
  const late = (requests['get'].counts.failed['refused'] ?? 0) / (110 * 100);
  expect(late).toBeGreaterThan(0.25);
  expect(late).toBeLessThan(0.29);
  const { findings } = compile(topologyOf(design({ perInstance: 10_000 }, poisson(1))));
  expect(findings.map(({ path }) => path.join('.'))).toContain('components.1.connections');
});

test('connections stay where they are: an instance that comes back stands idle', () => {
  const faults = [{ at: 10, for: 5, crash: { component: 'gate', replicas: 1 } }];
  const sketch = design({ reconnectJitter: '2 s', handshake: '0.1 ms' }, poisson(100), { faults, run: cold(60) });
  // All have gone to the other one, within 2 s, before it is back.
  expect(count(sketch, 'handshakes')).toBe(20_000);
  expect(run(sketch).requests['get'].counts.failed['refused']).toBeLessThan(100 * 0.5 * 2);
});

test('managed, messages and the minutes of connections are paid for', () => {
  const { cost } = estimate(modelOf(design({ hosting: 'managed' }, poisson(100))));
  const hours = 730;
  const expected = (100 * hours * 3600) / 1e6 + (40_000 * hours * 60 * 0.25) / 1e6;
  expect(cost.components['gate']).toBeCloseTo(expected, 6);
});
