import { expect, test } from 'vitest';
import { conduct, explain } from '../../../simulator/index.ts';
import { type Sketch, topologyOf } from '../../support/topology.ts';
import { chain, client, exponential, poisson } from '../building-blocks.ts';

/** A small shop, in which each test plants one defect: is it what the first finding is about? */
const api = { id: 'api', type: 'service', replicas: 2, cores: 2, threads: 40, queue: 40, work: exponential('2 ms') };
const db = { id: 'db', type: 'sql-database', cores: 4, pool: 20, commit: 0, work: exponential('2 ms') };
const run = { duration: 12, warmup: 2 };

interface Planted {
  readonly sketch: Sketch;
  /** Of the first finding. */
  readonly found: { readonly code: string; readonly component?: string; readonly connection?: string };
  /** What helps, by the first of its changes that does. */
  readonly cure: string;
}

const shop = (more: Partial<Sketch> = {}): Sketch => ({
  components: [client, api, db],
  connections: [{ from: 'users', to: 'api', timeout: '2 s' }, ...chain('api', 'db')],
  workload: poisson(200),
  run,
  ...more,
});

const defects: Readonly<Record<string, Planted>> = {
  'a missing index: each query reads the whole table': {
    sketch: shop({ components: [client, api, { ...db, work: exponential('40 ms') }] }),
    found: { code: 'saturated', component: 'db' },
    cure: 'db: cores 4 → 8',
  },
  'a pool of one connection': {
    sketch: shop({ components: [client, api, { ...db, pool: 1, work: exponential('12 ms') }] }),
    found: { code: 'pool-exhausted', connection: 'api->db' },
    cure: 'db: pool per caller 1 → 2',
  },
  'retries that keep a surge alive': {
    sketch: shop({
      components: [client, { ...api, replicas: 1, cores: 1, threads: 400, queue: 150, work: exponential('10 ms') }, db],
      connections: [
        { from: 'users', to: 'api', timeout: '300 ms', retry: { attempts: 3, backoff: { base: '10 ms' } } },
        ...chain('api', 'db'),
      ],
      workload: poisson(50),
      faults: [{ at: 3, for: 2, surge: { factor: 4 } }],
      run: { duration: 20, warmup: 0 },
    }),
    found: { code: 'retry-amplification', connection: 'users->api' },
    cure: 'users → api: without retries',
  },
  'a hot key': {
    sketch: shop({
      components: [
        client,
        api,
        { id: 'db', type: 'sharded-sql', shards: 8, cores: 1, router: 0, pool: 100, work: '9 ms' },
      ],
      workload: poisson(116, { keys: { weights: [90, ...Array.from({ length: 100 }, () => 0.1)] } }),
    }),
    found: { code: 'hot-shard', component: 'db' },
    cure: 'all items asked for alike',
  },
  'no cache before a store': {
    sketch: shop({
      components: [client, api, { ...db, cores: 1, work: exponential('5 ms') }],
      workload: poisson(240, { keys: { count: 2000, zipf: 1 } }),
    }),
    found: { code: 'saturated', component: 'db' },
    cure: 'db: cores 1 → 2',
  },
  'a cold cache before a store that cannot stand alone': {
    sketch: shop({
      components: [
        client,
        { ...api, threads: 400 },
        { id: 'cache', type: 'cache', capacity: '400 entries', ttl: '10 min', start: 'cold' },
        { ...db, cores: 1, work: exponential('20 ms') },
      ],
      connections: [{ from: 'users', to: 'api', timeout: '2 s' }, ...chain('api', 'cache'), ...chain('api', 'db')],
      workload: poisson(250, { keys: { count: 400, zipf: 0 } }),
      run: { duration: 8, warmup: 0 },
    }),
    found: { code: 'cache-misses', component: 'cache' },
    cure: 'cache: warm from the start',
  },
  'a slow third party that takes all threads': {
    sketch: shop({
      components: [client, api, db, { id: 'bank', type: 'external-api', work: '2 s', errorRate: 0 }],
      connections: [{ from: 'users', to: 'api' }, ...chain('api', 'db'), { from: 'api', to: 'bank' }],
      workload: poisson(60),
    }),
    found: { code: 'threads-held', component: 'api' },
    cure: 'bank: 2× as fast',
  },
  'everything in one zone, which fails': {
    sketch: shop({
      components: [client, { ...api, zone: ['a'] }, { ...db, zone: ['a'] }],
      zones: { a: {}, b: {} },
      faults: [{ at: 5, for: 4, outage: { zone: 'a' } }],
    }),
    found: { code: 'failures', component: 'api' },
    cure: 'without the fault “a outage”',
  },
  'a queue whose workers cannot keep up': {
    sketch: shop({
      components: [
        client,
        { id: 'queue', type: 'message-queue' },
        { id: 'worker', type: 'worker', threads: 1, work: '10 ms' },
      ],
      connections: chain('users', 'queue', 'worker'),
      workload: poisson(150, { kind: 'write' }),
    }),
    found: { code: 'saturated', component: 'worker' },
    cure: 'worker: concurrency 1 → 2',
  },
  'too few partitions for the workers': {
    sketch: shop({
      components: [
        client,
        { id: 'log', type: 'event-log', partitions: 2 },
        { id: 'worker', type: 'worker', replicas: 8, threads: 1, work: '10 ms' },
      ],
      connections: chain('users', 'log', 'worker'),
      workload: poisson(290, { kind: 'write', keys: { count: 10_000, zipf: 0 } }),
    }),
    found: { code: 'backlog', component: 'log' },
    cure: 'log: partitions 2 → 4',
  },
};

test.each(Object.entries(defects))('%s is the first finding, and its cure is tried', (_, { sketch, found, cure }) => {
  const report = conduct(explain(topologyOf(sketch), { replications: 3 }));
  const [first] = report?.findings ?? [];
  expect(first).toMatchObject({ ...found, verdict: 'confirmed' });
  expect(first?.trials.find(({ verdict }) => verdict === 'helps')?.change.says).toBe(cure);
});
