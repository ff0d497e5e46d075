import type { ResourceSpec } from '../component.ts';
import { choice, optionalQuantity, queueField } from '../field.ts';

/** A Tomcat or Jetty of default size (facts, 5.4), on the smallest common machine (facts, 9.1). */
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
    },
    { default: DEFAULT_THREADS, source: 'Tomcat maxThreads = 200 (facts, 5.4).' },
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
    { default: DEFAULT_CORES, source: 'm7g.large: 2 vCPU (facts, 9.1).' },
  ),
  queue: queueField({
    title: 'Queue',
    help: 'Requests that may wait per instance; the next is rejected.',
    default: 100,
    source: 'Tomcat acceptCount = 100 (components, 2.1).',
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
    source: 'The usual accept queue.',
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
