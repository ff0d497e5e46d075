import { z } from 'zod';
import {
  alwaysGroup,
  choice,
  choices,
  count,
  fieldsOf,
  group,
  namesField,
  optionalChoice,
  optionalFlag,
  optionalQuantity,
  quantity,
  timeDistribution,
} from './field.ts';

/**
 * A connection is a call: which requests take it, in what order and how often (the call plan), and what the caller does
 * about slowness and failure (the call policy). Names and meanings of policies are those of Resilience4j and of the AWS
 * article on backoff and jitter.
 */

/** How long a message is on its way, and what may happen to it there. */
export const networkField = group(
  {
    title: 'Network',
    help: 'Delay of the wire between caller and callee. Without it a call takes no time to arrive. It is no queue unless a bandwidth is given.',
  },
  {
    rtt: timeDistribution({
      title: 'Round trip',
      help: 'There and back without any work; each way draws its own half.',
      default: '0.5 ms',
      source: 'Same zone 0.1–0.25 ms, across zones 0.5–1 ms (facts, section 2).',
    }),
    jitter: optionalQuantity('time', {
      title: 'Jitter',
      help: 'Each way takes up to this much longer, evenly distributed.',
      min: 0,
      max: 60,
    }),
    loss: optionalQuantity('fraction', {
      title: 'Packet loss',
      help: 'Chance that a message is lost and sent again after 200 ms, then 400 ms, … as TCP does (RFC 6298; 200 ms is the minimum in Linux).',
      min: 0,
      max: 0.9,
    }),
    bandwidth: optionalQuantity('bandwidth', {
      title: 'Bandwidth',
      help: 'Payload and response then queue for the wire, each way on its own.',
      above: 0,
    }),
  },
);

export const retryField = group(
  {
    title: 'Retry',
    help: 'Try again when an attempt fails. Retries add load just when capacity is missing: bound them with a budget.',
  },
  {
    attempts: count({
      title: 'Attempts',
      help: 'All tries, the first one included: 3 means at most two retries.',
      default: 3,
      source: 'Resilience4j maxAttempts = 3.',
      max: 20,
    }),
    on: choices({
      title: 'Retried',
      help: 'Which failures are tried again.',
      options: [
        { value: 'timeout', title: 'Timeout', description: 'No answer in time.' },
        {
          value: 'rejected',
          title: 'Rejected',
          description: 'Refused before any work: queue full, rate limited, circuit open, not reachable.',
        },
        { value: 'error', title: 'Error', description: 'The callee failed while working.' },
      ],
      default: ['timeout', 'rejected', 'error'],
      source: 'Resilience4j retries every exception unless told otherwise.',
    }),
    backoff: alwaysGroup(
      { title: 'Backoff', help: 'How long to wait before the next try; the ceiling grows with each.' },
      {
        base: quantity('time', {
          title: 'Base',
          help: 'Ceiling of the first wait.',
          default: '50 ms',
          source: 'Assumption: a few round trips; the AWS builders’ library uses tens of milliseconds.',
          min: 0,
          max: 3600,
        }),
        cap: quantity('time', {
          title: 'Cap',
          help: 'The ceiling grows no further than this.',
          default: '1 s',
          source: 'Assumption: below the patience of a person.',
          min: 0,
          max: 3600,
        }),
        factor: quantity('count', {
          title: 'Factor',
          help: 'Growth of the ceiling from try to try.',
          default: 2,
          source: 'Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.',
          min: 1,
          max: 10,
        }),
        jitter: choice({
          title: 'Jitter',
          help: 'How the wait is drawn below its ceiling.',
          options: [
            { value: 'full', title: 'Full', description: 'Evenly between 0 and the ceiling.' },
            { value: 'equal', title: 'Equal', description: 'Half the ceiling, and evenly up to the other half.' },
            {
              value: 'decorrelated',
              title: 'Decorrelated',
              description: 'Evenly between the base and three times the wait before.',
            },
            { value: 'none', title: 'None', description: 'Exactly the ceiling: clients stay in step.' },
          ],
          default: 'full',
          source: 'Brooker 2015: full jitter clears contention with the fewest calls.',
        }),
        exponentOffset: quantity('count', {
          title: 'Exponent offset',
          help: 'Added to the exponent of the k-th retry; published simulators differ in it.',
          default: 0,
          source: 'The k-th retry waits base × factor^(k−1).',
          min: -1,
          max: 10,
          integer: true,
          advanced: true,
        }),
      },
    ),
    budget: group(
      {
        title: 'Retry budget',
        help: 'A bucket of tokens, full at the start; each retry takes one, and none is made without.',
      },
      {
        per: choice({
          title: 'Earned by',
          help: 'What fills the bucket.',
          options: [
            { value: 'first-try', title: 'First tries', description: 'Each first try earns a part of a token.' },
            { value: 'success', title: 'Successes', description: 'Each success earns a part of a token (gRPC).' },
          ],
          default: 'first-try',
          source: 'Finagle and Envoy count requests; gRPC counts successes.',
        }),
        ratio: quantity('fraction', {
          title: 'Ratio',
          help: 'Tokens earned each time: 10 % allows one retry in ten requests.',
          default: '10 %',
          source: 'Google SRE book, chapter 21: per-client retry budget of 10 %.',
          min: 0,
          max: 10,
        }),
        bucket: quantity('count', {
          title: 'Bucket',
          help: 'Most tokens it can hold.',
          default: 10,
          source: 'gRPC retry throttling, maxTokens = 10.',
          min: 0,
          max: 1e6,
        }),
      },
    ),
  },
);

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
  },
);

/** Component ids and request names: short, printable, and nothing that a language gives a meaning to. */
export const idSchema = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/, 'expected a letter, then letters, digits, "-" or "_" (64 at most)')
  .refine(
    (id) => id !== '__proto__' && id !== 'constructor' && id !== 'prototype',
    'expected a name that is not reserved',
  );

/** Everything a file may write about one connection. */
export const connectionSchema = z.strictObject({
  from: idSchema,
  to: idSchema,
  for: namesField({
    title: 'Requests',
    help: 'Which requests take this call: names of requests, "read" or "write". All of them if empty.',
  }),
  order: optionalQuantity('count', {
    title: 'Order',
    help: 'Calls with the same number run at the same time, higher numbers later. By default caches come first (10), then other components (20), stores (30), and queues (40).',
    min: 0,
    max: 1000,
    integer: true,
  }),
  calls: count({
    title: 'Calls per request',
    help: 'How often, one after the other. An N+1 query is 20.',
    default: 1,
    source: 'One call per request.',
    max: 10_000,
  }),
  probability: quantity('fraction', {
    title: 'Probability',
    help: 'Share of requests that make this call at all.',
    default: 1,
    source: 'Every request.',
    min: 0,
    max: 1,
  }),
  mode: choice({
    title: 'Mode',
    help: 'Whether the caller waits for the answer.',
    options: [
      { value: 'sync', title: 'Wait', description: 'The caller waits for the answer.' },
      { value: 'async', title: 'Do not wait', description: 'The caller sends and goes on; a failure is not seen.' },
    ],
    default: 'sync',
    source: 'A call waits for its answer.',
  }),
  on: optionalChoice({
    title: 'When',
    help: 'Unless written, a read asks a store only after a cache of the same caller has missed.',
    options: [
      { value: 'always', title: 'Always', description: 'Whatever a cache answered.' },
      { value: 'miss', title: 'After a miss', description: 'Only where a cache of the same caller has missed.' },
    ],
  }),
  as: optionalChoice({
    title: 'As',
    help: 'What the call is to the callee, where it differs from the request itself.',
    options: [
      { value: 'read', title: 'Read', description: 'The call reads.' },
      { value: 'write', title: 'Write', description: 'The call writes.' },
    ],
  }),
  optional: optionalFlag({
    title: 'Optional',
    help: 'Its failure degrades the answer and does not fail it. Unless written, true for caches: a cache that fails is a miss.',
  }),
  weight: quantity('count', {
    title: 'Weight',
    help: 'Share of a weighted balancer’s traffic, relative to the other targets.',
    default: 1,
    source: 'All targets alike.',
    above: 0,
    max: 1e6,
    advanced: true,
  }),
  network: networkField,
  timeout: optionalQuantity('time', {
    title: 'Timeout',
    help: 'The caller stops waiting after this, counted from sending each attempt. The callee does not know and works on.',
    above: 0,
    max: 86_400,
  }),
  retry: retryField,
  circuitBreaker: circuitBreakerField,
});

/** One connection as parsed: defaults in place, quantities in base units. */
export type ConnectionSpec = z.output<typeof connectionSchema>;
export type RetrySpec = NonNullable<ConnectionSpec['retry']>;
export type CircuitBreakerSpec = NonNullable<ConnectionSpec['circuitBreaker']>;
export type NetworkSpec = NonNullable<ConnectionSpec['network']>;

/** The fields of a connection for forms and help pages. */
export const connectionFields = fieldsOf(connectionSchema);

/** Call policies that can be dropped onto a connection, with what they write when dropped. */
export const policies = [
  { name: 'timeout', title: 'Timeout', icon: 'timer', starter: '1 s', field: 'timeout' },
  {
    name: 'retry',
    title: 'Retry',
    icon: 'refresh-cw',
    starter: { attempts: 3, backoff: { base: '50 ms', cap: '1 s', jitter: 'full' } },
    field: 'retry',
  },
  {
    name: 'circuit-breaker',
    title: 'Circuit breaker',
    icon: 'zap-off',
    starter: { slidingWindowSize: 100, minimumNumberOfCalls: 20, waitDurationInOpenState: '30 s' },
    field: 'circuitBreaker',
  },
  { name: 'network', title: 'Network delay', icon: 'cable', starter: { rtt: '0.5 ms' }, field: 'network' },
] as const;
