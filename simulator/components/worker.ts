import { z } from 'zod';
import { defineComponent, type ResourceSpec } from '../component.ts';
import { count, optionalQuantity, workField } from '../field.ts';
import { DEFAULT_CORES } from '../parts/concurrency.ts';
import { Pipeline } from '../parts/pipeline.ts';

/**
 * Takes messages from a queue and works on them, so many at a time; it may call others, holding its place meanwhile. With a
 * prefetch it takes more than it can work on at once: they are at hand, and no other instance can have them.
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
    usual: '1 (computing)–200 (waiting)',
  }),
  cores: optionalQuantity('count', {
    title: 'Cores',
    help: 'Jobs that compute at the same time per instance; the others of those in progress wait for a core. Empty: the work is mostly waiting, and all can.',
    min: 1,
    max: 4096,
    integer: true,
  }),
  prefetch: count({
    title: 'Prefetch',
    help: 'Messages that an instance takes from a queue beyond those in progress. It saves the way to the queue for each; but what waits here behind a long job could be done elsewhere, and its visibility timeout runs. A log is not asked for more than one record of each partition.',
    default: 0,
    source: 'Assumption: a consumer asks for what it can work on; RabbitMQ sends without a limit unless one is set.',
    min: 0,
    max: 100_000,
    usual: '0–500, 20 being common',
    advanced: true,
  }),
  work: workField({
    title: 'Work',
    help: 'Time for one message, without the components it calls.',
    default: { lognormal: { mean: '100 ms', cv: 1.5 } },
    source: 'Assumption: a job that mostly waits, and seldom takes equally long; measure your own.',
    usual: '5 ms–minutes',
  }),
});
type Config = z.output<typeof config>;

export const worker = defineComponent({
  type: 'worker',
  title: 'Worker',
  category: 'compute',
  role: 'worker',
  alsoKnownAs: ['consumer', 'Celery', 'Sidekiq', 'background job'],
  summary: 'Takes messages from a queue and works on them in the background.',
  help: 'Messages wait in the queue until a worker has a free place. If fewer are worked off than arrive, the backlog grows without end, however large the queue: drain time is backlog over (capacity − arrivals). A job that takes longer than the queue’s visibility timeout is handed out again while it is still being done.',
  misconception:
    'A queue does not remove the need for capacity: drain time is backlog over (capacity − arrivals), and has no end if workers are slower than producers.',
  leavesOut: 'Jobs that are handed from one worker to another.',
  icon: 'cog',
  config,
  calls: ['router', 'compute', 'cache', 'store', 'queue', 'external', 'support'],
  wiring: 'A worker may call services, caches, stores, queues and external APIs. It is fed by a queue.',
  instances: (config) => config.replicas,
  replicaField: 'replicas',
  resources: resourcesOf,
  work: (config) => config.work,
  cost: ({ replicas, cores = DEFAULT_CORES }, _usage, prices) => [
    { driver: 'hours', title: `${replicas} × ${cores} vCPU`, monthly: prices('compute-vcpu', replicas * cores) },
  ],
  station: (config, site) => {
    const [threads, cores] = resourcesOf(config);
    return new Pipeline(site, { threads, cores });
  },
  starter: { replicas: 2, threads: 20 },
});

/** Places, and cores where they are fewer. */
function resourcesOf({ threads, cores, prefetch }: Config): ResourceSpec[] {
  const queue = Number.POSITIVE_INFINITY;
  const places = { name: 'threads', title: 'Places', servers: threads, queue, holdsCalls: true, ahead: prefetch };
  if (cores === undefined || cores >= threads) return [places];
  return [places, { name: 'cores', title: 'Cores', servers: cores, queue, holdsCalls: false }];
}
