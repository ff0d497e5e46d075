import { expect } from 'vitest';
import { compile } from '../../../simulator/index.ts';
import { Run } from '../../../simulator/run.ts';
import { BlameFollowing } from '../../../simulator/tracing/blame-following.ts';
import { sorts } from '../../../simulator/tracing/spent.ts';
import type { TracedSimulation } from '../../../simulator/tracing/traced-simulation.ts';
import { type Sketch, topologyOf } from '../../support/topology.ts';

/**
 * Runs a sketch and adds up, for each request that ends, what its time was spent on. Sums of differences between moments
 * are exact in doubles as soon as the clock shows more than the response time: then the sum must be the response time to
 * the last bit, and before within 1e-12 of it. Returns how many requests ended, and how many were held to the last bit.
 */
export function expectSums(sketch: Sketch, seed = 1, maxEvents = 1e12): { ended: number; exact: number } {
  const { model } = compile(topologyOf(sketch));
  if (model === undefined) throw new Error('the sketch compiles');
  const { sim, requests } = new Run(model, seed, 0, new BlameFollowing());
  const { paths } = sim as TracedSimulation;
  const sums = new Float64Array(sorts(model));
  const finished = requests.finished.bind(requests);
  let ended = 0;
  let exact = 0;
  let wrong = '';
  requests.finished = (now, kind, arrivedAt, outcome, origin, visit) => {
    sums.fill(0);
    paths.addUp(visit, sums, 0);
    let sum = 0;
    let isPositive = true;
    for (const seconds of sums) {
      sum += seconds;
      isPositive &&= seconds >= 0;
    }
    const latency = now - arrivedAt;
    const isExact = now <= 2 * arrivedAt;
    const isRight = isExact ? sum === latency : Math.abs(sum - latency) <= 1e-12 * latency;
    if (!isRight || !isPositive) wrong ||= `at ${now} ${sum} is not ${latency}: ${[...sums].join(' ')}`;
    ended++;
    if (isExact) exact++;
    finished(now, kind, arrivedAt, outcome, origin, visit);
  };
  sim.advance(model.duration, maxEvents);
  expect(wrong).toBe('');
  return { ended, exact };
}

/** Everything in which time goes and calls overlap, under faults, for about so many requests. */
export function everything(requests: number): Sketch {
  const rate = 400;
  const duration = requests / rate;
  const hop = { network: { rtt: { exponential: { mean: '1 ms' } } } };
  const work = { exponential: { mean: '6 ms' } };
  return {
    components: [
      { id: 'users', type: 'client' },
      { id: 'lb', type: 'load-balancer', policy: 'power-of-two' },
      {
        id: 'api',
        type: 'service',
        replicas: 3,
        threads: 64,
        cores: 2,
        queue: 40,
        work: { exponential: { mean: '2 ms' } },
      },
      { id: 'cache', type: 'cache', capacity: '200 entries', coalesce: true, ttl: '500 ms' },
      {
        id: 'db',
        type: 'sql-database',
        cores: 4,
        pool: 6,
        readReplicas: 1,
        replicationLag: '2 ms',
        replication: 'sync',
        work,
      },
      { id: 'kv', type: 'key-value-store', n: 3, r: 2, w: 2 },
      {
        id: 'shared',
        type: 'service',
        model: 'event-loop',
        cores: 2,
        discipline: 'processor-sharing',
        work: { exponential: { mean: '3 ms' } },
      },
      {
        id: 'urgent',
        type: 'service',
        model: 'event-loop',
        cores: 2,
        discipline: 'priority-preemptive',
        work: { exponential: { mean: '3 ms' } },
      },
      {
        id: 'usl',
        type: 'service',
        threads: 20,
        usl: { contention: 0.05, coherency: 0.01 },
        work: { exponential: { mean: '1 ms' } },
      },
      {
        id: 'shards',
        type: 'service',
        replicas: 4,
        threads: 8,
        queue: 'unbounded',
        work: { exponential: { mean: '3 ms' } },
      },
      { id: 'vendor', type: 'external-api', work: { lognormal: { mean: '20 ms', cv: 1 } }, errorRate: 0.05 },
      { id: 'queue', type: 'message-queue' },
      { id: 'worker', type: 'worker', replicas: 2, threads: 4, work: { exponential: { mean: '2 ms' } } },
    ],
    connections: [
      {
        from: 'users',
        to: 'lb',
        ...hop,
        timeout: '400 ms',
        retry: { attempts: 2, backoff: { base: '10 ms', cap: '50 ms' } },
      },
      { from: 'lb', to: 'api', ...hop },
      { from: 'api', to: 'cache', ...hop },
      { from: 'api', to: 'db', ...hop, timeout: '80 ms', cancellation: true },
      { from: 'api', to: 'kv', ...hop, order: 31, for: 'write' },
      { from: 'api', to: 'shared', ...hop, order: 32, timeout: '60 ms', optional: true },
      { from: 'api', to: 'urgent', ...hop, order: 32, rateLimit: { rate: 450, burst: 5, excess: 'delay' } },
      { from: 'api', to: 'usl', order: 32, calls: 2 },
      { from: 'api', to: 'shards', ...hop, order: 33, calls: 4, parallel: true, need: 3, hedge: { after: '6 ms' } },
      {
        from: 'api',
        to: 'vendor',
        ...hop,
        order: 34,
        for: ['pay'],
        deadline: '150 ms',
        retry: { attempts: 3 },
        fallback: { delay: '2 ms' },
        bulkhead: { maxConcurrentCalls: 4, maxWaitDuration: '30 ms' },
      },
      { from: 'api', to: 'queue', order: 35, for: ['pay'] },
      { from: 'queue', to: 'worker' },
    ],
    workload: {
      streams: [
        {
          client: 'users',
          arrivals: { poisson: { rate } },
          requests: {
            get: { share: 0.8, keys: { count: 2000, zipf: 1 }, priority: 1 },
            pay: { share: 0.2, kind: 'write', idempotent: true, keys: { count: 2000, zipf: 1 }, priority: 0 },
          },
        },
      ],
    },
    faults: [
      { at: duration * 0.2, for: duration * 0.01, freeze: { component: 'db' } },
      { at: duration * 0.3, for: duration * 0.05, slow: { component: 'shared', factor: 2 } },
      { at: duration * 0.45, for: duration * 0.01, freeze: { component: 'urgent' } },
      { at: duration * 0.6, for: duration * 0.02, crash: { component: 'api', replicas: 1 } },
      { at: duration * 0.7, for: duration * 0.02, partition: { from: 'api', to: 'kv' } },
    ],
    run: { duration, warmup: 0 },
  };
}
