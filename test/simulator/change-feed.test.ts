import { describe, expect, test } from 'vitest';
import { checkTopology } from '../../simulator/check.ts';
import { definitionOf, estimate } from '../../simulator/index.ts';
import { wiring } from '../../simulator/wiring.ts';
import { modelOf, type Sketch, topologyOf } from '../support/topology.ts';
import { chain, client, relay } from './building-blocks.ts';
import { expectEnd } from './laws.ts';
import { cold, run, steady } from './support.ts';
import { expectSums } from './tracing/sums.ts';

const write = { kind: 'write', keys: { count: 20 } };
const db = { id: 'db', type: 'sql-database', cores: 16, work: '10 ms', commit: 0 };
const log = { id: 'log', type: 'event-log', work: '5 ms' };
const reader = { id: 'reader', type: 'worker', replicas: 24, threads: 1, work: 0 };

interface Told {
  feed?: object;
  store?: { id: string; type: string };
  kind?: object;
  faults?: object[];
}

/** Ten writes a second into a store, which tells a log of them. */
function drawn({ feed, store = db, kind = write, faults = [] }: Told): Sketch {
  return {
    components: [client, relay('api'), store, log, reader],
    connections: [
      { from: 'users', to: 'api' },
      { from: 'api', to: 'db' },
      { from: 'db', to: 'log', ...(feed === undefined ? {} : { feed }) },
      { from: 'log', to: 'reader' },
    ],
    workload: steady(10, kind, 50.05),
    faults: faults as never,
    run: cold(100),
  };
}

const told = (of: Told = {}) => run(drawn(of));

const arrived = (result: ReturnType<typeof run>, id: string) => Math.round(result.components[id].arrivalRate * 100);

describe('A connection from a store', () => {
  test('tells of each write once it is committed, after its lag, and nobody waits for that', () => {
    const result = told({ feed: { lag: '200 ms' } });
    expect(arrived(result, 'reader')).toBe(500);
    // Until the log has it: the lag and its 5 ms.
    expect(result.connections['db->log'].lag?.count).toBe(500);
    expect(result.connections['db->log'].lag?.mean).toBeCloseTo(0.205, 9);
    expect(result.requests['*'].latency.max).toBeCloseTo(0.01, 9);
    expect(result.components['db'].queue.max).toBe(0);
  });

  test('is in the closed form a stream of messages that nobody waits for', () => {
    const { components, requests, caveats } = estimate(modelOf(drawn({ feed: {} })));
    expect(components['log'].arrivalRate).toBeCloseTo(10, 9);
    expect(requests['*'].mean).toBeCloseTo(0.01, 9);
    expect(caveats.join()).not.toContain('change feed');
  });

  test('tells nobody of reads, nor of writes that failed', () => {
    expect(arrived(told({ kind: { kind: 'read' } }), 'log')).toBe(0);
    const result = told({ faults: [{ at: 0, errors: { component: 'db', rate: 0.3 } }] });
    expect(arrived(result, 'log')).toBe(result.requests['*'].counts.succeeded);
    expect(result.requests['*'].counts.succeeded).toBeLessThan(400);
  });

  test('polled tells at each interval: writes that come evenly wait for half of it', () => {
    // Of items of their own: of one item the next waits until the log has the one before.
    const result = told({ feed: { by: 'poll', pollInterval: '1 s' }, kind: { kind: 'write' } });
    // Commits at 0.11 s, 0.21 s, … wait 0.89 s, 0.79 s, …, 0.99 s … until the next whole second; the log takes 5 ms.
    const waits = [0.89, 0.79, 0.69, 0.59, 0.49, 0.39, 0.29, 0.19, 0.09, 0.99];
    const mean = waits.reduce((sum, wait) => sum + wait, 0) / waits.length;
    expect(result.connections['db->log'].lag?.mean).toBeCloseTo(mean + 0.005, 6);
    expect(result.connections['db->log'].lag?.max).toBeCloseTo(0.995, 6);
  });

  test('loses nothing while the log is down, keeps the order of each item, and catches up when it is back', () => {
    const result = told({ feed: { lag: '100 ms' }, faults: [{ at: 20, for: 10, crash: { component: 'log' } }] });
    expect(arrived(result, 'reader')).toBe(500);
    expect(result.components['log'].outcomes?.counts.outOfOrder ?? 0).toBe(0);
    // The first that was refused waits for the ten seconds, and for a retry that comes every second at the latest.
    expect(result.connections['db->log'].lag?.max).toBeGreaterThan(9.9);
    expect(result.connections['db->log'].lag?.max).toBeLessThan(11.2);
    expect(result.requests['*'].counts.succeeded).toBe(500);
  });

  test('loses nothing when the store is down: what was committed is told of when it is back', () => {
    // Commits up to 20.01 s; those of the last second before the crash have not been handed on.
    const result = told({ feed: { lag: '1 s' }, faults: [{ at: 20.05, for: 10, crash: { component: 'db' } }] });
    const { succeeded } = result.requests['*'].counts;
    expect(succeeded).toBe(400);
    expect(arrived(result, 'reader')).toBe(400);
    // The last before the crash waits longest: until 30.05 s for what was committed at 19.11 s.
    expect(result.connections['db->log'].lag?.max).toBeCloseTo(30.05 - 19.11 + 0.005, 1);
  });

  test('hands some changes on twice where it is told to', () => {
    const result = told({ feed: { duplicates: 0.2 } });
    const twice = arrived(result, 'log') - 500;
    expect(Math.abs(twice - 100)).toBeLessThan(4 * Math.sqrt(500 * 0.2 * 0.8));
  });

  test('of an object storage is an event for a function', () => {
    const result = run({
      components: [
        client,
        { id: 'bucket', type: 'object-storage', work: '100 ms' },
        { id: 'thumbnail', type: 'serverless-function', work: '50 ms', coldStart: 0 },
      ],
      connections: [
        { from: 'users', to: 'bucket' },
        { from: 'bucket', to: 'thumbnail', feed: { lag: '2 s' } },
      ],
      workload: steady(2, { kind: 'write', payload: 0 }, 40.25),
      run: cold(100),
    });
    expect(arrived(result, 'thumbnail')).toBe(80);
    expect(result.requests['*'].latency.max).toBeCloseTo(0.1, 9);
    expect(result.connections['bucket->thumbnail'].lag?.mean).toBeCloseTo(2.05, 9);
  });

  test('is taken by a worker for as long as its job takes, and by nobody else meanwhile', () => {
    const result = run({
      components: [
        client,
        { id: 'bucket', type: 'object-storage', work: 0 },
        { id: 'transcoder', type: 'worker', threads: 20, cores: 20, work: '70 s' },
      ],
      connections: chain('users', 'bucket', 'transcoder'),
      workload: steady(1, { kind: 'write', payload: 0, keys: { count: 1_000_000, zipf: 0 } }, 10.5),
      run: cold(100),
    });
    expect(arrived(result, 'transcoder')).toBe(10);
  });

  test('leaves nothing behind when all is over, and the time of each request is accounted for', () => {
    const sketch = drawn({ faults: [{ at: 20, for: 10, crash: { component: 'log' } }] });
    expectEnd(sketch);
    expect(expectSums(sketch).ended).toBe(500);
  });

  test('tells once of a write that several nodes or shards carry out', () => {
    for (const type of ['key-value-store', 'sharded-sql', 'document-store']) {
      const result = told({ store: { id: 'db', type } });
      expect(arrived(result, 'reader'), type).toBe(500);
    }
  });
});

test('may be drawn: changes and storage events to what takes messages, devices and gateways to queues and logs', () => {
  const may = (from: string, to: string) => {
    const [caller, callee] = [definitionOf(from), definitionOf(to)];
    return caller !== undefined && callee !== undefined && wiring(caller, callee) === undefined;
  };
  for (const store of [
    'sql-database',
    'sharded-sql',
    'document-store',
    'key-value-store',
    'managed-key-value',
    'object-storage',
  ])
    for (const to of ['event-log', 'message-queue', 'pub-sub']) expect(may(store, to), `${store} to ${to}`).toBe(true);
  for (const store of ['object-storage', 'managed-key-value', 'document-store'])
    expect(may(store, 'serverless-function'), store).toBe(true);
  for (const from of ['client', 'client-app', 'websocket-gateway', 'api-gateway'])
    for (const to of ['event-log', 'message-queue']) expect(may(from, to), `${from} to ${to}`).toBe(true);
  expect(may('api-gateway', 'serverless-function')).toBe(true);
  expect(may('client', 'object-storage')).toBe(true);
  expect(may('sql-database', 'service')).toBe(false);
  expect(may('cache', 'event-log')).toBe(false);
});

test('plans nothing, and is refused where no store begins it', () => {
  const codes = (feeding: object, calling: object = {}) =>
    checkTopology(
      topologyOf({
        components: [client, relay('api'), db, log, reader],
        connections: [
          { from: 'users', to: 'api', ...calling },
          { from: 'api', to: 'db' },
          { from: 'db', to: 'log', ...feeding },
          { from: 'log', to: 'reader' },
        ],
        workload: steady(10, write),
        run: cold(10),
      }),
    ).map(({ code }) => code);
  expect(codes({})).toEqual([]);
  expect(codes({ order: 3, optional: true })).toEqual(['no-plan-here', 'no-plan-here']);
  expect(codes({}, { feed: {} })).toEqual(['no-feed-here']);
});

describe('Those who follow a feed', () => {
  /** A worker notes in the orders what has become of them; `through` is by way of the service that takes them. */
  const orders = (through = false): Sketch => ({
    components: [client, relay('api'), db, log, reader],
    connections: [
      { from: 'users', to: 'api' },
      { from: 'api', to: 'db' },
      { from: 'db', to: 'log', feed: { lag: '100 ms' } },
      { from: 'log', to: 'reader' },
      { from: 'reader', to: through ? 'api' : 'db' },
    ],
    workload: steady(10, write, 50.05),
    run: cold(100),
  });

  test('may write to its store, and are not told of that again', () => {
    const sketch = orders();
    const result = run(sketch);
    expect(arrived(result, 'log')).toBe(500);
    expect(arrived(result, 'db')).toBe(1000);
    const { components } = estimate(modelOf(sketch));
    expect(components['log'].arrivalRate).toBeCloseTo(10, 9);
    expect(components['db'].arrivalRate).toBeCloseTo(20, 9);
    expectEnd(sketch);
  });

  test('are refused where they write by way of those whose writes are told of', () => {
    expect(checkTopology(topologyOf(orders(true))).map(({ code }) => code)).toEqual(['cycle']);
  });
});
