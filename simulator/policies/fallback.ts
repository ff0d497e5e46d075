import { group, timeDistribution } from '../field.ts';

/** An answer in the callee's place. [Resilience4j; Hystrix "Fallback"] */
export const fallbackField = group(
  {
    title: 'Fallback',
    help: 'When a call has failed for good the caller answers itself: a default, an old value, an empty list. The request succeeds, and the connection counts a degraded answer.',
  },
  {
    delay: timeDistribution({
      title: 'Takes',
      help: 'Time to make the answer up.',
      default: '0 s',
      source: 'Assumption: a value at hand.',
    }),
  },
);
