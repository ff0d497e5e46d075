import type { ResourceSpec } from '../component.ts';
import { optionalQuantity, queueField } from '../field.ts';
import {
  adaptiveLimit,
  type ConcurrencyLimitSpec,
  concurrencyLimitField,
  mostInProgress,
} from './concurrency-limit.ts';
import type { Stages } from './pipeline.ts';
import { queueingFields } from './queueing.ts';
import type { Servers } from './workplace.ts';

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
  concurrencyLimit: concurrencyLimitField,
  ...queueingFields,
};

export interface Concurrency {
  readonly model?: 'thread-per-request' | 'event-loop';
  readonly threads?: number | undefined;
  readonly cores?: number | undefined;
  readonly queue: number;
  readonly concurrencyLimit?: ConcurrencyLimitSpec | undefined;
}

/** What a request holds at one instance: how many there are, and how many may wait for them. */
export interface Held extends Servers {
  readonly name: string;
  readonly title: string;
}

/**
 * A thread per request, and cores where they are fewer; in an event loop only cores. A concurrency limit leaves so many
 * of the threads in use, and is what a request of an event loop holds until it is answered.
 */
export function heldBy(config: Concurrency): { threads: Held | undefined; cores: Held | undefined } {
  const { concurrencyLimit: limit, queue } = config;
  const most = limit === undefined ? Number.POSITIVE_INFINITY : mostInProgress(limit);
  const places = limit?.excess === 'reject' ? 0 : queue;
  if (config.model === 'event-loop') {
    const cores = { name: 'cores', title: 'Cores', servers: config.cores ?? DEFAULT_CORES };
    if (limit === undefined) return { threads: undefined, cores: { ...cores, queue } };
    return {
      threads: { name: 'limit', title: 'Concurrency limit', servers: most, queue: places },
      cores: { ...cores, queue: Number.POSITIVE_INFINITY },
    };
  }
  const threads = Math.min(most, config.threads ?? DEFAULT_THREADS);
  const cores = config.cores ?? (config.threads === undefined ? DEFAULT_CORES : threads);
  return {
    threads: { name: 'threads', title: 'Threads', servers: threads, queue: places },
    cores:
      cores < threads ? { name: 'cores', title: 'Cores', servers: cores, queue: Number.POSITIVE_INFINITY } : undefined,
  };
}

/** The same as resources. */
export function heldResources(config: Concurrency): ResourceSpec[] {
  const { threads, cores } = heldBy(config);
  return [
    ...(threads === undefined ? [] : [{ ...threads, holdsCalls: true }]),
    ...(cores === undefined ? [] : [{ ...cores, holdsCalls: false }]),
  ];
}

/** The same as stages of a pipeline. */
export function heldStages(config: Concurrency): Stages {
  const { concurrencyLimit } = config;
  return {
    ...heldBy(config),
    limit: concurrencyLimit === undefined ? undefined : adaptiveLimit(concurrencyLimit),
  };
}
