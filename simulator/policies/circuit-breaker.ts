import { choice, count, flag, group, quantity } from '../field.ts';

/** Names, defaults and meaning are those of Resilience4j. */
export const circuitBreakerField = group(
  {
    title: 'Circuit breaker',
    help: 'Stops calling a component that keeps failing or keeps being slow: calls are refused at once, and callers keep their threads.',
  },
  {
    failureRateThreshold: quantity('fraction', {
      title: 'Failure threshold',
      help: 'Opens when this share of the window has failed.',
      default: '50 %',
      source: 'Resilience4j failureRateThreshold = 50.',
      above: 0,
      max: 1,
    }),
    slowCallRateThreshold: quantity('fraction', {
      title: 'Slow-call threshold',
      help: 'Opens when this share of the window was slow.',
      default: '100 %',
      source: 'Resilience4j slowCallRateThreshold = 100.',
      above: 0,
      max: 1,
      advanced: true,
    }),
    slowCallDurationThreshold: quantity('time', {
      title: 'Slow means longer than',
      help: 'A call that takes longer counts as slow.',
      default: '60 s',
      source: 'Resilience4j slowCallDurationThreshold = 60 s.',
      above: 0,
      max: 3600,
      advanced: true,
    }),
    slidingWindowType: choice({
      title: 'Window',
      help: 'What the shares are counted over.',
      options: [
        { value: 'COUNT_BASED', title: 'Last calls', description: 'The last so many calls.' },
        { value: 'TIME_BASED', title: 'Last seconds', description: 'The calls of the last so many seconds.' },
      ],
      default: 'COUNT_BASED',
      source: 'Resilience4j slidingWindowType = COUNT_BASED.',
      advanced: true,
    }),
    slidingWindowSize: count({
      title: 'Window size',
      help: 'Calls, or seconds, that the window looks back.',
      default: 100,
      source: 'Resilience4j slidingWindowSize = 100.',
      max: 10_000,
    }),
    minimumNumberOfCalls: count({
      title: 'Minimum calls',
      help: 'Nothing is judged before this many calls are in the window.',
      default: 100,
      source: 'Resilience4j minimumNumberOfCalls = 100.',
      max: 10_000,
    }),
    waitDurationInOpenState: quantity('time', {
      title: 'Stays open',
      help: 'Time before the first probe is let through.',
      default: '60 s',
      source: 'Resilience4j waitDurationInOpenState = 60 s.',
      above: 0,
      max: 86_400,
    }),
    permittedNumberOfCallsInHalfOpenState: count({
      title: 'Probes',
      help: 'Calls let through half-open; the rest are refused until these are answered.',
      default: 10,
      source: 'Resilience4j permittedNumberOfCallsInHalfOpenState = 10.',
      max: 10_000,
    }),
    shared: flag({
      title: 'Shared',
      help: 'One breaker for all instances of the caller; otherwise each has its own and learns by itself.',
      default: false,
      source: 'Resilience4j keeps its state in the memory of one process.',
      advanced: true,
    }),
  },
);
