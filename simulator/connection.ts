import { z } from 'zod';
import {
  choice,
  count,
  fieldsOf,
  flag,
  namesField,
  optionalChoice,
  optionalFlag,
  optionalQuantity,
  quantity,
} from './field.ts';
import { idPattern, reservedNames } from './names.ts';
import { adaptiveThrottleField } from './policies/adaptive-throttle.ts';
import { bulkheadField } from './policies/bulkhead.ts';
import { changeFeedField } from './policies/change-feed.ts';
import { circuitBreakerField } from './policies/circuit-breaker.ts';
import { fallbackField } from './policies/fallback.ts';
import { hedgeField } from './policies/hedge.ts';
import { networkField } from './policies/network.ts';
import { connectionRateLimitField } from './policies/rate-limit.ts';
import { retryField } from './policies/retry.ts';
import { undoField } from './policies/undo.ts';

/**
 * A connection is a call: which requests take it, in what order and how often (the call plan), and what the caller does
 * about slowness and failure (the call policy). Names and meanings of policies are those of Resilience4j and of the AWS
 * article on backoff and jitter.
 */

/** Component ids and request names: short, printable, and nothing that a language gives a meaning to. */
export const idSchema = z
  .string()
  .regex(idPattern, 'expected a letter, then letters, digits, "-" or "_" (64 at most)')
  .refine((id) => !reservedNames.has(id), 'expected a name that is not reserved');

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
    help: 'Calls with the same number run at the same time, higher numbers later. By default locks, limits and the like come first (5), then caches (10), then other components (20), stores (30), and queues (40).',
    min: 0,
    max: 1000,
    integer: true,
  }),
  calls: count({
    title: 'Calls per request',
    help: 'How often, one after the other or all at once. An N+1 query is 20.',
    default: 1,
    source: 'Assumption: one call per request.',
    max: 10_000,
  }),
  parallel: flag({
    title: 'At once',
    help: 'The calls are made at the same time and go to different instances: fork and join. Unless “answers needed” says otherwise the slowest decides.',
    default: false,
    source: 'Assumption: calls in a loop, one after the other.',
  }),
  need: optionalQuantity('count', {
    title: 'Answers needed',
    help: 'The caller goes on with so many answers; the others are not waited for. All of them if empty. A failed call is no answer, unless the connection is optional.',
    min: 1,
    max: 10_000,
    integer: true,
    appliesWhen: { field: 'parallel', is: [true] },
  }),
  withReplacement: flag({
    title: 'With replacement',
    help: 'Each of the calls draws its instance by itself, so that two may meet at the same one.',
    default: false,
    source: 'Assumption: shards and replicas are different machines.',
    advanced: true,
    appliesWhen: { field: 'parallel', is: [true] },
  }),
  probability: quantity('fraction', {
    title: 'Probability',
    help: 'Share of requests that make this call at all.',
    default: 1,
    source: 'Assumption: every request makes the call.',
    min: 0,
    max: 1,
  }),
  choice: optionalQuantity('count', {
    title: 'Choice',
    help: 'Calls of one component with the same number here exclude one another: a request makes one of them, each with its probability; what is left to 100 % makes none. They have the same order.',
    min: 1,
    max: 1000,
    integer: true,
  }),
  mode: choice({
    title: 'Mode',
    help: 'Whether the caller waits for the answer.',
    options: [
      { value: 'sync', title: 'Wait', description: 'The caller waits for the answer.' },
      { value: 'async', title: 'Do not wait', description: 'The caller sends and goes on; a failure is not seen.' },
    ],
    default: 'sync',
    source: 'Assumption: a call waits for its answer, as over HTTP.',
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
    source: 'nginx upstream: weight = 1.',
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
  deadline: optionalQuantity('time', {
    title: 'Deadline',
    help: 'The caller stops waiting for the call as a whole after this: all attempts and the waits between them.',
    above: 0,
    max: 86_400,
  }),
  propagateDeadline: flag({
    title: 'Deadline travels',
    help: 'The deadline goes with the request: nobody further down waits longer than it, and who gets a request after it drops it.',
    default: false,
    source: 'Assumption: HTTP has no header for it; gRPC passes deadlines on where the context is passed on.',
    advanced: true,
  }),
  cancellation: flag({
    title: 'Cancellation',
    help: 'When the caller does not wait any more it tells the callee, which takes the request out of its queue or stops the work: it does not do it for nobody.',
    default: false,
    source: 'Assumption: servers do not notice that a client has gone; gRPC and HTTP/2 can tell them.',
  }),
  idempotencyKey: flag({
    title: 'Idempotency key',
    help: 'Each write carries a key that its attempts, copies and redeliveries share, so that a callee that remembers keys does it once. Then it may be tried again even if it is not idempotent. A key that came with the caller’s own request is passed on.',
    default: false,
    source: 'Stripe API: idempotent requests; without an Idempotency-Key header each request is a new one.',
  }),
  retry: retryField,
  hedge: hedgeField,
  adaptiveThrottle: adaptiveThrottleField,
  circuitBreaker: circuitBreakerField,
  rateLimit: connectionRateLimitField,
  bulkhead: bulkheadField,
  fallback: fallbackField,
  undo: undoField,
  feed: changeFeedField,
});

/** One connection as parsed: defaults in place, quantities in base units. */
export type ConnectionSpec = z.output<typeof connectionSchema>;
export type RetrySpec = NonNullable<ConnectionSpec['retry']>;
export type CircuitBreakerSpec = NonNullable<ConnectionSpec['circuitBreaker']>;
export type AdaptiveThrottleSpec = NonNullable<ConnectionSpec['adaptiveThrottle']>;
export type BulkheadSpec = NonNullable<ConnectionSpec['bulkhead']>;
export type HedgeSpec = NonNullable<ConnectionSpec['hedge']>;
export type FallbackSpec = NonNullable<ConnectionSpec['fallback']>;
export type NetworkSpec = NonNullable<ConnectionSpec['network']>;

/** The fields of a connection for forms and help pages. */
export const connectionFields = fieldsOf(connectionSchema);
