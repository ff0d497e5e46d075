import type { ResourceSpec } from '../component.ts';
import { choice, optionalQuantity, queueField } from '../field.ts';

/** Threads of a Tomcat left as it is, on a machine of 2 vCPU (AWS m7g.large). */
const DEFAULT_THREADS = 200;
export const DEFAULT_CORES = 2;

/** The fields of whatever holds a thread or shares a few cores. */
export const concurrencyFields = {
  threads: optionalQuantity(
    'count',
    {
      title: 'Threads',
      help: 'Requests in progress per instance; each holds its thread until it is answered, waiting for callees included.',
      min: 1,
      max: 1e6,
      integer: true,
      appliesWhen: { field: 'model', is: ['thread-per-request'] },
    },
    { default: DEFAULT_THREADS, source: 'Tomcat HTTP connector: maxThreads = 200.' },
  ),
  cores: optionalQuantity(
    'count',
    {
      title: 'Cores',
      help: 'Requests that work at the same time per instance. If only threads are given, all of them can: the work is then not limited by cores.',
      min: 1,
      max: 4096,
      integer: true,
    },
    { default: DEFAULT_CORES, source: 'Assumption: a small general-purpose machine, AWS m7g.large with 2 vCPU.' },
  ),
  queue: queueField({
    title: 'Queue',
    help: 'Requests that may wait per instance; the next is rejected.',
    default: 100,
    source: 'Tomcat HTTP connector: acceptCount = 100.',
  }),
  discipline: choice({
    title: 'Discipline',
    help: 'Who is served next.',
    options: [
      { value: 'fifo', title: 'First come, first served', description: 'The oldest request.' },
      {
        value: 'lifo',
        title: 'Last come, first served',
        description: 'The newest request: under overload some are quick instead of all being late.',
      },
    ],
    default: 'fifo',
    source: 'Assumption: the accept queue of an operating system, first in, first out.',
    advanced: true,
  }),
};

export interface Concurrency {
  readonly threads?: number | undefined;
  readonly cores?: number | undefined;
  readonly queue: number;
  readonly discipline: 'fifo' | 'lifo';
}

/** Threads, and cores where they are fewer than the threads. */
export function threadsAndCores(config: Concurrency): { threads: number; cores: number | undefined } {
  const threads = config.threads ?? DEFAULT_THREADS;
  const cores = config.cores ?? (config.threads === undefined ? DEFAULT_CORES : threads);
  return { threads, cores: cores < threads ? cores : undefined };
}

/** The resources of one instance that holds a thread per request. */
export function threadResources(config: Concurrency): ResourceSpec[] {
  const { threads, cores } = threadsAndCores(config);
  const held: ResourceSpec = {
    name: 'threads',
    title: 'Threads',
    servers: threads,
    queue: config.queue,
    holdsCalls: true,
  };
  if (cores === undefined) return [held];
  return [held, { name: 'cores', title: 'Cores', servers: cores, queue: Number.POSITIVE_INFINITY, holdsCalls: false }];
}
