import type { ConnectionSpec } from './connection.ts';

interface CallPolicy {
  readonly name: string;
  readonly title: string;
  /** One sentence for the palette. */
  readonly summary: string;
  /** Name of its glyph in the studio. */
  readonly icon: string;
  /** What it writes when it is dropped onto a connection. */
  readonly starter: unknown;
  readonly field: keyof ConnectionSpec;
}

/**
 * Call policies that can be dropped onto a connection, with what they write when dropped. Their fields are those of
 * `connection.ts`: a screen that only names policies does without these.
 */
export const policies = [
  {
    name: 'timeout',
    title: 'Timeout',
    summary: 'The caller stops waiting for an attempt.',
    icon: 'timer',
    starter: '1 s',
    field: 'timeout',
  },
  {
    name: 'retry',
    title: 'Retry',
    summary: 'Tries again when an attempt fails.',
    icon: 'refresh-cw',
    starter: { attempts: 3, backoff: { base: '50 ms', cap: '1 s', jitter: 'full' } },
    field: 'retry',
  },
  {
    name: 'circuit-breaker',
    title: 'Circuit breaker',
    summary: 'Stops calling what keeps failing or keeps being slow.',
    icon: 'zap-off',
    starter: { slidingWindowSize: 100, minimumNumberOfCalls: 20, waitDurationInOpenState: '30 s' },
    field: 'circuitBreaker',
  },
  {
    name: 'hedge',
    title: 'Hedge',
    summary: 'Asks another replica too when the first is slow to answer.',
    icon: 'copy',
    starter: { after: '50 ms', max: 1 },
    field: 'hedge',
  },
  {
    name: 'deadline',
    title: 'Deadline',
    summary: 'The caller stops waiting for the call as a whole, all attempts included.',
    icon: 'hourglass',
    starter: '2 s',
    field: 'deadline',
  },
  {
    name: 'bulkhead',
    title: 'Bulkhead',
    summary: 'Bounds the open calls, so that a slow callee cannot take all threads of the caller.',
    icon: 'fence',
    starter: { maxConcurrentCalls: 25 },
    field: 'bulkhead',
  },
  {
    name: 'rate-limit',
    title: 'Rate limit',
    summary: 'Lets so many calls through per second, and no more.',
    icon: 'gauge',
    starter: { rate: '100/s', burst: 100 },
    field: 'rateLimit',
  },
  {
    name: 'adaptive-throttle',
    title: 'Adaptive throttle',
    summary: 'Refuses its own calls when the callee has refused many before.',
    icon: 'hand',
    starter: { window: '2 min', k: 2 },
    field: 'adaptiveThrottle',
  },
  {
    name: 'fallback',
    title: 'Fallback',
    summary: 'Answers by itself when the call has failed for good.',
    icon: 'life-buoy',
    starter: { delay: '0 s' },
    field: 'fallback',
  },
  {
    name: 'saga-step',
    title: 'Saga step',
    summary: 'Is undone by another call when the request fails later: a compensation.',
    icon: 'rotate-ccw',
    starter: { remembers: 'durable' },
    field: 'undo',
  },
  {
    name: 'change-feed',
    title: 'Change feed',
    summary: 'How a store tells of what was written: its log (CDC), or a relay that polls an outbox.',
    icon: 'logs',
    starter: { by: 'log', lag: '500 ms' },
    field: 'feed',
  },
  {
    name: 'network',
    title: 'Network delay',
    summary: 'Delay, loss and bandwidth of the wire between the two.',
    icon: 'cable',
    starter: { rtt: '0.5 ms' },
    field: 'network',
  },
] as const satisfies readonly CallPolicy[];
