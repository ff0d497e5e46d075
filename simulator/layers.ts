import type { CircuitBreakerSpec } from './connection.ts';
import type { RandomStream } from './kernel/index.ts';
import type { Layer, Link } from './link.ts';
import { AdaptiveThrottle } from './parts/adaptive-throttle.ts';
import { Bulkhead } from './parts/bulkhead.ts';
import { CallPolicy } from './parts/call-policy.ts';
import { Cancelable } from './parts/cancelable.ts';
import { Cancellation, Word } from './parts/cancellation.ts';
import { CircuitBreaker } from './parts/circuit-breaker.ts';
import { Claims } from './parts/claims.ts';
import { ConnectionPool } from './parts/connection-pool.ts';
import { Deadline } from './parts/deadline.ts';
import { Fallback } from './parts/fallback.ts';
import { FanOut } from './parts/fan-out.ts';
import { Hedge } from './parts/hedge.ts';
import { rateLimiter } from './parts/rate-limiter.ts';
import { RetryPolicy } from './parts/retry-policy.ts';
import type { Site } from './site.ts';

/** What the layers of one link are made with. */
export interface LayerContext {
  readonly link: Link;
  /** The instance that calls. */
  readonly caller: Site;
  /** The place that is blamed for failures of the connection's own making. */
  readonly origin: number;
  /** By connection, the breakers that all instances of a caller share. */
  readonly breakers: Map<number, CircuitBreaker>;
  /** A random stream of this link's own for a purpose. */
  readonly stream: (purpose: string) => RandomStream;
}

/** Makes one layer upon those below it, or none where the connection does not ask for it. */
type Maker = (context: LayerContext, below: Layer | undefined) => Layer | undefined;

const fallback: Maker = ({ link, origin, stream }, below) => {
  const spec = link.connection.spec.fallback;
  return spec === undefined ? undefined : new Fallback(link, below, origin, spec, stream('fallback'));
};

const deadline: Maker = ({ link, origin }, below) => {
  const { deadline: limit, propagateDeadline } = link.connection.spec;
  const isWanted = limit !== undefined || link.deadlines !== undefined;
  return isWanted ? new Deadline(link, below, origin, limit, propagateDeadline) : undefined;
};

/** Where copies are made each of them is an attempt with a timeout, a permit of the breaker and a token of its own. */
const attempts: Maker = (context, below) => {
  const { link, origin } = context;
  const { hedge } = link.connection.spec;
  const parts = attemptParts(context);
  const again = hedge === undefined ? retryPart(context) : undefined;
  if ([again, ...Object.values(parts)].every((part) => part === undefined)) return undefined;
  return new CallPolicy(link, below, origin, { retry: again, ...parts, chooses: true });
};

const hedge: Maker = ({ link, origin }, below) => {
  const spec = link.connection.spec.hedge;
  if (spec === undefined) return undefined;
  const made = new Hedge(link, below, origin, spec);
  if (spec.cancel === 'on-start') {
    link.hedge = made;
    for (const target of link.targets) target.takesTied = true;
  }
  return made;
};

const retryAroundHedge: Maker = (context, below) => {
  const { link, origin } = context;
  const retry = link.connection.spec.hedge === undefined ? undefined : retryPart(context);
  return retry === undefined ? undefined : new CallPolicy(link, below, origin, { retry, chooses: false });
};

function retryPart({ link, stream }: LayerContext): RetryPolicy | undefined {
  const { retry } = link.connection.spec;
  return retry === undefined ? undefined : new RetryPolicy(retry, stream('retry'), link.connection.idempotent);
}

function attemptParts({ link, stream, breakers }: LayerContext) {
  const { adaptiveThrottle, circuitBreaker, rateLimit, timeout } = link.connection.spec;
  return {
    throttle: adaptiveThrottle === undefined ? undefined : new AdaptiveThrottle(adaptiveThrottle, stream('throttle')),
    breaker: circuitBreaker === undefined ? undefined : breakerOf(circuitBreaker, link, breakers),
    limiter: rateLimit === undefined ? undefined : rateLimiter(rateLimit),
    timeout,
  };
}

/** One for each caller instance, or one that all of them share. */
function breakerOf(
  spec: CircuitBreakerSpec,
  { connection }: Link,
  shared: Map<number, CircuitBreaker>,
): CircuitBreaker {
  const known = spec.shared ? shared.get(connection.index) : undefined;
  const breaker = known ?? new CircuitBreaker(spec);
  if (spec.shared) shared.set(connection.index, breaker);
  return breaker;
}

const bulkhead: Maker = ({ link, origin }, below) => {
  const spec = link.connection.spec.bulkhead;
  return spec === undefined ? undefined : new Bulkhead(link, below, origin, spec);
};

const fanOut: Maker = ({ link, stream }, below) => {
  const { parallel, calls, need, optional, withReplacement } = link.connection.spec;
  if (!parallel || calls === 1) return undefined;
  const spec = { calls, need: need ?? calls, countsFailures: optional === true, withReplacement };
  return new FanOut(link, below, spec, stream('fan-out'));
};

/** Without a policy between the two a call is sent at once, and its target counts it. */
const claims: Maker = ({ link, caller: { component } }, below) => {
  const holdsBack = below !== undefined || link.connection.spec.cancellation;
  const isWanted = component.definition.handsOutPlaces?.(component.spec as never) === true;
  return holdsBack && isWanted ? new Claims(link, below) : undefined;
};

const atCaller: Maker = (context, below) => context.link.connection.atCaller?.layer(context, below);

const cancelable: Maker = ({ link, caller }, below) =>
  link.connection.spec.cancellation ? new Cancelable(link, below, caller.openCalls()) : undefined;

/**
 * From the wire to the caller: each is made upon those before it. Resilience4j decorates in this order,
 * Retry(CircuitBreaker(RateLimiter(TimeLimiter(Bulkhead(call))))); copies are made inside of retries and are attempts of
 * their own; deadline and fallback are about the call as a whole, and a fan-out makes several calls.
 */
const makers: readonly Maker[] = [
  bulkhead,
  attempts,
  hedge,
  retryAroundHedge,
  deadline,
  fallback,
  fanOut,
  atCaller,
  claims,
  cancelable,
];

/** Puts between caller and wire what the connection asks for, and nothing else. */
export function buildLayers(context: LayerContext): void {
  const { link, stream } = context;
  const { pool: size, spec } = link.connection;
  const tells = spec.cancellation || (spec.hedge !== undefined && spec.hedge.cancel !== 'never');
  if (tells)
    link.cancellation = new Cancellation(link, spec.cancellation ? Word.stop : Word.none, stream('cancellation'));
  const pool = size === undefined ? undefined : new ConnectionPool(link, size);
  const layers: Layer[] = pool === undefined ? [] : [pool];
  for (const make of makers) {
    const layer = make(context, layers[0]);
    if (layer !== undefined) layers.unshift(layer);
  }
  link.through(layers, pool);
}
