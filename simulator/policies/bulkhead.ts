import { count, group, quantity } from '../field.ts';

/** Names, defaults and meaning are those of Resilience4j. */
export const bulkheadField = group(
  {
    title: 'Bulkhead',
    help: 'At most so many calls of each caller instance are open at once, so that a slow callee cannot take all of the caller’s threads.',
  },
  {
    maxConcurrentCalls: count({
      title: 'Calls at once',
      help: 'Calls open at the same time per caller instance; one that the caller has given up counts no longer.',
      default: 25,
      source: 'Resilience4j Bulkhead: maxConcurrentCalls = 25.',
      max: 100_000,
    }),
    maxWaitDuration: quantity('time', {
      title: 'Waits at most',
      help: 'How long a call without room waits for it before it is refused.',
      default: 0,
      source: 'Resilience4j Bulkhead: maxWaitDuration = 0.',
      min: 0,
      max: 3600,
    }),
  },
);
