import { expect, test } from 'vitest';
import { type CountMeasure, compile, estimate, simulate } from '../../simulator/index.ts';
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
  // And no sooner because the instance is: it has forgotten them, and they come within their jitter.
  const soon = { ...sketch, faults: [{ ...faults[0], for: 5 }] };
  const { failed } = run(soon).requests['get'].counts;
  expect(Math.abs((failed['refused'] ?? 0) - 2000)).toBeLessThan(4 * Math.sqrt(2000) + 30);
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
  // Connections are no share of the messages.
  expect(components['gate'].measures?.['handshakes']).not.toHaveProperty('share');
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

test('scaled in, an instance sends its connections to the others: the heartbeats of all, on half the cores', () => {
  // 40,000 connections, each every 20 s, 0.2 ms: 0.4 cores busy of four, and from the first look after 10 s on of two.
  const autoscale = { min: 1, max: 5, interval: '10 s', stabilization: '0 s', startUp: '5 s' };
  const more = { heartbeat: '20 s', heartbeatWork: '0.2 ms', handshake: '0.1 ms', reconnectJitter: '4 s', autoscale };
  const result = run(design(more, poisson(50), { run: cold(60) }));
  const { step, components } = result.timeline;
  const series = components['gate'].utilization;
  const between = (from: number, to: number) => {
    const part = series.slice(from / step, to / step);
    return part.reduce((sum, each) => sum + each, 0) / part.length;
  };
  const messages = 50 * 0.0001;
  expect(between(1, 10)).toBeCloseTo((0.4 + messages) / 4, 2);
  expect(between(21, 60)).toBeCloseTo((0.4 + messages) / 2, 2);
  expect(result.components['gate'].measures).toMatchObject({ handshakes: { count: 20_000 }, noRoom: { count: 0 } });
  // Half of 50/s are away for 2 s on average.
  const { failed, offered, succeeded } = result.requests['get'].counts;
  expect(Math.abs((failed['refused'] ?? 0) - 50)).toBeLessThan(4 * Math.sqrt(50));
  expect(succeeded + (failed['refused'] ?? 0)).toBe(offered);
});

test('an instance that an autoscaler adds gets no connection until another loses its own: the old one stays as busy', () => {
  // One instance with 100,000 connections has 1 of its 2 cores busy with heartbeats; a target of 40 % asks for two.
  const autoscale = { min: 1, max: 3, target: '40 %', interval: '10 s', stabilization: '300 s', startUp: '5 s' };
  const more = { replicas: 1, connections: 100_000, perInstance: 100_000, heartbeat: '20 s', heartbeatWork: '0.2 ms' };
  const faults = [{ at: 40.01, for: 10, crash: { component: 'gate', replicas: 1 } }];
  const quick = { handshake: '0.01 ms', reconnectJitter: '2 s', autoscale };
  const of = (duration: number, with_ = faults) =>
    run(design({ ...more, ...quick }, poisson(1), { run: cold(duration), faults: with_ })).components['gate'];
  const calm = of(40, []);
  // Half busy for 15 s; then half of one and nothing of the other, though both are paid.
  expect(calm.replicas?.max).toBe(2);
  expect(calm.measures).toMatchObject({ handshakes: { count: 0 } });
  expect(calm.resources['cores'].busy).toBeCloseTo(1, 2);
  // All go to the one that has stood idle.
  expect(of(50).measures).toMatchObject({ handshakes: { count: 100_000 } });
});

test('managed, messages and the minutes of connections are paid for', () => {
  const { cost } = estimate(modelOf(design({ hosting: 'managed' }, poisson(100))));
  const hours = 730;
  const expected = (100 * hours * 3600) / 1e6 + (40_000 * hours * 60 * 0.25) / 1e6;
  expect(cost.components['gate']).toBeCloseTo(expected, 6);
});

test('who finds the queue full comes again later, and not for ever at the same moment', () => {
  const faults = [{ at: 2, for: 1, crash: { component: 'gate', replicas: 1 } }];
  const sketch = design({ queue: 3, reconnectJitter: '5 s' }, poisson(10), { faults, run: cold(40) });
  const { run: ran, components } = simulate(modelOf(sketch), { maxEvents: 100_000 });
  expect(ran.partial).toBeUndefined();
  // Every 50 ms two cores and three places take bundles of two handshakes, of 1 ms each; the others come again: for 38 s.
  expect(components['gate'].measures?.['handshakes']).toMatchObject({ count: 38 * 20 * 5 * 2 });
});
