import { z } from 'zod';
import { defineComponent } from '../component.ts';
import { count, workField } from '../field.ts';
import { DEFAULT_CORES } from '../parts/concurrency.ts';
import { Pipeline } from '../parts/pipeline.ts';

/**
 * Takes messages from a queue and works on them, so many at a time; it may call others, holding its place meanwhile.
 *
 * Leaves out: prefetching beyond its places.
 */
const config = z.strictObject({
  replicas: count({
    title: 'Replicas',
    help: 'Instances.',
    default: 1,
    source: 'Assumption: one instance, the least there can be.',
    max: 1000,
  }),
  threads: count({
    title: 'Concurrency',
    help: 'Messages in progress per instance.',
    default: 20,
    source: 'Assumption: jobs that mostly wait for others; take one per core for jobs that compute.',
    max: 100_000,
  }),
  work: workField({
    title: 'Work',
    help: 'Time for one message, without the components it calls.',
    default: { lognormal: { mean: '100 ms', cv: 1.5 } },
    source: 'Assumption: a job that mostly waits, and seldom takes equally long; measure your own.',
  }),
});

export const worker = defineComponent({
  type: 'worker',
  title: 'Worker',
  category: 'compute',
  role: 'worker',
  alsoKnownAs: ['consumer', 'Celery', 'Sidekiq', 'background job'],
  summary: 'Takes messages from a queue and works on them in the background.',
  help: 'Messages wait in the queue until a worker has a free place. If fewer are worked off than arrive, the backlog grows without end, however large the queue.',
  misconception:
    'A queue does not remove the need for capacity: drain time is backlog over (capacity − arrivals), and has no end if workers are slower than producers.',
  leavesOut: 'Prefetching beyond its places.',
  icon: 'cog',
  config,
  calls: ['router', 'compute', 'cache', 'store', 'queue', 'external', 'support'],
  wiring: 'A worker may call services, caches, stores, queues and external APIs. It is fed by a queue.',
  instances: (config) => config.replicas,
  replicaField: 'replicas',
  resources: (config) => [
    { name: 'threads', title: 'Places', servers: config.threads, queue: Number.POSITIVE_INFINITY, holdsCalls: true },
  ],
  work: (config) => config.work,
  cost: (config, _usage, prices) => [
    {
      driver: 'hours',
      title: `${config.replicas} × ${DEFAULT_CORES} vCPU`,
      monthly: prices('compute-vcpu', config.replicas * DEFAULT_CORES),
    },
  ],
  station: (config, site) =>
    new Pipeline(site, { threads: { servers: config.threads, queue: Number.POSITIVE_INFINITY } }),
  starter: { replicas: 2, threads: 20 },
});
