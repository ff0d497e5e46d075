import { z } from 'zod';
import { defineComponent } from '../component.ts';
import { choice, count, workField } from '../field.ts';
import { concurrencyFields, DEFAULT_CORES, heldResources, heldStages } from '../parts/concurrency.ts';
import { Pipeline } from '../parts/pipeline.ts';

/**
 * A stateless application service. A request works first and calls others afterwards. In the thread-per-request model it
 * keeps its thread through those calls, so slow callees exhaust the threads; in the event-loop model only the work itself
 * occupies a core, and waiting costs nothing but memory.
 *
 * Leaves out: garbage collection pauses, start-up, memory. [Tomcat, Node.js]
 */
const config = z.strictObject({
  replicas: count({
    title: 'Replicas',
    help: 'Instances, each with its own queue. Put a load balancer in front of more than one.',
    default: 1,
    source: 'Assumption: one instance, the least there can be.',
    max: 1000,
  }),
  model: choice({
    title: 'Model',
    help: 'What a request occupies while it waits for a callee.',
    options: [
      {
        value: 'thread-per-request',
        title: 'Thread per request',
        description: 'Holds its thread until it is answered (Tomcat, Rails, PHP-FPM).',
      },
      {
        value: 'event-loop',
        title: 'Event loop',
        description: 'Occupies a core while it works, and nothing while it waits (Node.js, Go, virtual threads).',
      },
    ],
    default: 'thread-per-request',
    source: 'Servlet containers before virtual threads, Rails (Puma) and Django (WSGI) work so by default.',
  }),
  ...concurrencyFields,
  work: workField({
    title: 'Work',
    help: 'Time that a request occupies a core here, without waiting and without the components it calls.',
    usual: '0.2–50 ms',
    default: { lognormal: { mean: '4 ms', cv: 1 } },
    source: 'Assumption: a small JSON handler that checks, maps and serializes, 4 ms of CPU; measure your own.',
  }),
});
export const service = defineComponent({
  type: 'service',
  title: 'Service',
  category: 'compute',
  role: 'compute',
  alsoKnownAs: [
    'server',
    'app',
    'microservice',
    'monolith',
    'Spring Boot',
    'Node.js',
    'Django',
    'Rails',
    'Go',
    'EC2',
    'ECS',
    'pod',
  ],
  summary: 'Application code: works on a request, then calls what it needs.',
  help: 'Past its capacity the queue fills and requests are rejected. A callee that goes from 50 ms to 5 s needs a hundred times the threads; when they are all waiting, unrelated requests fail too. Timeouts and circuit breakers on the connections give threads back.',
  misconception:
    'More threads do not make more throughput, and asynchronous code is not faster: both raise concurrency, not the speed of a core. And more instances do not help when the database is the bottleneck. Nor does another discipline make capacity: it chooses who waits.',
  leavesOut: 'Pauses of garbage collectors, start-up, memory limits; all work is done before the calls.',
  icon: 'server',
  config,
  calls: ['router', 'compute', 'cache', 'store', 'queue', 'external', 'support'],
  wiring:
    'A service may call services, balancers, caches, stores, queues and external APIs. Workers are reached through a queue; nothing calls a client.',
  instances: (config) => config.replicas,
  replicaField: 'replicas',
  resources: heldResources,
  work: (config) => config.work,
  cost: (config, _usage, prices) => [
    {
      driver: 'hours',
      title: `${config.replicas} × ${config.cores ?? DEFAULT_CORES} vCPU`,
      monthly: prices('compute-vcpu', config.replicas * (config.cores ?? DEFAULT_CORES)),
    },
  ],
  station: (config, site) => new Pipeline(site, heldStages(config), config),
  starter: { replicas: 2, threads: 200, cores: 2, work: { lognormal: { mean: '4 ms', cv: 1 } } },
});
