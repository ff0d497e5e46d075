import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { conduct, type ProbeOptions, probe, type Topology, triggerOf, triggersOf } from '../../../simulator/index.ts';
import { readDesign } from '../../../src/index.ts';
import { topologyOf } from '../../support/topology.ts';
import { chain, client, closed, delay, exponential, poisson, servers } from '../building-blocks.ts';

/** A design of docs/examples, perhaps with something of it written otherwise. */
function example(
  name: string,
  change: (document: { components: object[]; connections: object[] }) => void = () => {},
): Topology {
  const text = readFileSync(
    fileURLToPath(new URL(`../../../docs/examples/${name}.design.json`, import.meta.url)),
    'utf8',
  );
  const document = JSON.parse(text);
  change(document);
  const { topology, findings } = readDesign(JSON.stringify(document));
  if (topology === undefined) throw new Error(JSON.stringify(findings));
  return topology;
}

function probed(topology: Topology, options: ProbeOptions = {}) {
  const report = conduct(probe(topology, { replications: 3, search: false, ...options }));
  if (report === undefined) throw new Error('the design does not run');
  return report;
}

test('retries keep a service down after a surge is over: 420/s of attempts meet 200/s of capacity', () => {
  const report = probed(example('metastable-retries'));
  expect(report).toMatchObject({ verdict: 'sticks', stuck: 3, trigger: { kind: 'surge', size: 3, for: 10 } });
  expect(Math.abs(report.before.goodput - 140)).toBeLessThan(4 * Math.sqrt(140 / 45));
  // The line is 2000 long, 10 s of work, and everybody leaves after half a second.
  expect(report.after.goodput).toBeLessThan(1);
});

test('with a retry budget of 10 % the same surge passes: 154/s of attempts are less than the 200/s of capacity', () => {
  const cured = example('metastable-retries', ({ connections: [connection] }) =>
    Object.assign(connection!, { retry: { attempts: 3, budget: { ratio: '10 %', bucket: 10 } } }),
  );
  const report = probed(cured);
  expect(report).toMatchObject({ verdict: 'recovers', stuck: 0 });
  expect(report.after.goodput).toBeGreaterThan(report.before.floor);
  // 2000 in the line, worked off at 200/s less the 154/s that come: at most 43 s.
  expect(report.recovery?.longest).toBeGreaterThan(10);
  expect(report.recovery?.longest).toBeLessThan(2000 / (200 - 154) + 5);
});

test('without retries it passes sooner', () => {
  const report = probed(
    example('metastable-retries', ({ connections: [connection] }) => Object.assign(connection!, { retry: undefined })),
  );
  expect(report.verdict).toBe('recovers');
  // 2000 in the line, worked off at 200/s less 140/s.
  expect(report.recovery?.longest).toBeLessThan(2000 / 60 + 5);
});

test('a look-aside cache whose store is too weak for its misses stays empty after a flush', () => {
  const report = probed(example('metastable-cache'));
  expect(report).toMatchObject({ verdict: 'sticks', stuck: 3, trigger: { kind: 'flush' } });
  expect(report.trigger.for).toBeUndefined();
  expect(report.after.goodput).toBeLessThan(0.5 * report.before.goodput);
});

test.each([
  ['a store that refuses what it cannot do in time', { queue: 20 }],
  ['a store four times as strong', { cores: 8 }],
])('%s lets the cache fill again', (_, store) => {
  const report = probed(example('metastable-cache', ({ components }) => Object.assign(components[3]!, store)));
  expect(report.verdict).toBe('recovers');
  expect(report.after.goodput).toBeGreaterThan(report.before.floor);
});

test('the smallest surge that sticks, and the loads at which one does, are found by halving', () => {
  const topology = example('metastable-retries');
  const { smallest, load, run } = probed(topology, { search: true, baseline: 15, watch: 60 });
  // To fill a line whose wait is half a second, 100 must be waiting: (140 × f − 200) × 10 > 100 from f = 1.5 on. And no surge
  // that stays below the capacity can stick, f = 1.43.
  expect(smallest?.size?.recovers).toBeGreaterThan(1.2);
  expect(smallest?.size?.sticks).toBeLessThan(1.9);
  // At three times the load the line grows by 220/s: half a second of it is enough, and chance shifts it.
  expect(smallest?.length?.sticks).toBeLessThan(3);
  // Below a third of the capacity, 67/s, three attempts each fit: 0.48 of the load. Nothing sticks there.
  expect(load?.vulnerable?.recovers).toBeGreaterThan(0.4);
  expect(load?.vulnerable?.sticks).toBeLessThanOrEqual(1);
  // 200/s in place of 140/s: 1.43.
  expect(load?.overloaded).toBe(1.5);
  expect(run.experiments).toBeGreaterThan(10);
}, 120_000);

test('a station with room to spare recovers from every surge, and says how far was looked', () => {
  const topology = topologyOf({
    components: [client, { ...servers('api', 4, exponential(0.01)), queue: 100 }],
    connections: chain('users', 'api'),
    workload: poisson(50),
    run: { duration: 60, warmup: 5 },
  });
  const report = probed(topology, {
    trigger: { kind: 'surge', config: { factor: 3 }, for: 5 },
    search: true,
    baseline: 15,
    watch: 30,
  });
  expect(report.verdict).toBe('recovers');
  expect(report.recovery?.longest).toBeLessThan(2);
  expect(report.smallest).toBeUndefined();
  expect(report.notes.join(' ')).toMatch(/16 times.*does not stick/);
}, 60_000);

test('a design that fails before the trigger is overloaded, and nothing is searched', () => {
  const topology = topologyOf({
    components: [client, { ...servers('api', 1, exponential(0.01)), queue: 10 }],
    connections: chain('users', 'api'),
    workload: poisson(150),
  });
  const report = probed(topology, { search: true });
  expect(report.verdict).toBe('overloaded');
  expect(report.run.experiments).toBe(1);
});

test('answers that come five seconds late, of few requests, are no overload: what has no limit is never overloaded', () => {
  const verdicts = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => {
    const topology = topologyOf({
      components: [client, delay('model', '5 s')],
      connections: chain('users', 'model'),
      workload: poisson(5),
      run: { duration: 60, seed },
    });
    return probed(topology, { search: false, baseline: 15, watch: 20, replications: 1 }).verdict;
  });
  expect(verdicts).not.toContain('overloaded');
});

test('triggers are the faults of the design that pass, or else its caches flushed and a surge', () => {
  expect(triggersOf(example('metastable-cache'))).toEqual([{ kind: 'flush', config: { component: 'cache' } }]);
  const bare = { ...example('metastable-cache'), faults: [] };
  expect(triggersOf(bare).map(({ kind }) => kind)).toEqual(['flush', 'surge']);
  expect(triggerOf('slow', 'db', 5, 20)).toMatchObject({
    kind: 'slow',
    for: 20,
    config: { component: 'db', factor: 5 },
  });
  expect(triggerOf('flush', 'cache', undefined, 20)).toEqual({ kind: 'flush', config: { component: 'cache' } });
  expect(triggerOf('outage', 'zone-a', undefined, 20)).toMatchObject({ kind: 'outage', config: { zone: 'zone-a' } });
  expect(triggerOf('latency', 'api->db', undefined, 20)).toMatchObject({ config: { from: 'api', to: 'db' } });
  expect(triggerOf('lifetimes', 'db', undefined, undefined)).toBeUndefined();
  expect(triggerOf('quake', undefined, undefined, undefined)).toBeUndefined();
});

test('where users wait for their answers there is no load to choose, and that is said', () => {
  const topology = topologyOf({
    components: [client, servers('api', 1, exponential(0.01))],
    connections: chain('users', 'api'),
    workload: closed(20, exponential(1)),
    run: { duration: 60 },
  });
  const report = probed(topology, {
    trigger: { kind: 'slow', config: { component: 'api', factor: 2 }, for: 5 },
    search: true,
    baseline: 15,
    watch: 30,
  });
  expect(report.load).toBeUndefined();
  expect(report.notes.join(' ')).toMatch(/cannot be chosen/);
}, 60_000);
