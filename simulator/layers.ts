import type { RandomStream } from './kernel/index.ts';
import type { Layer, Link } from './link.ts';
import { AdaptiveThrottle } from './parts/adaptive-throttle.ts';
import { Bulkhead } from './parts/bulkhead.ts';
import { CallPolicy } from './parts/call-policy.ts';
import { CircuitBreaker } from './parts/circuit-breaker.ts';
import { ConnectionPool } from './parts/connection-pool.ts';
import { Fallback } from './parts/fallback.ts';
import { rateLimiter } from './parts/rate-limiter.ts';
import { RetryPolicy } from './parts/retry-policy.ts';

/** What the layers of one link are made with. */
export interface LayerContext {
  readonly link: Link;
  /** The place that is blamed for failures of the connection's own making. */
  readonly origin: number;
  /** A random stream of this link's own for a purpose. */
  readonly stream: (purpose: string) => RandomStream;
}

/** Makes one layer upon those below it, or none where the connection does not ask for it. */
type Maker = (context: LayerContext, below: Layer | undefined) => Layer | undefined;

const fallback: Maker = ({ link, origin, stream }, below) => {
  const spec = link.connection.spec.fallback;
  return spec === undefined ? undefined : new Fallback(link, below, origin, spec, stream('fallback'));
};

const callPolicy: Maker = ({ link, origin, stream }, below) => {
  const { retry, adaptiveThrottle, circuitBreaker, rateLimit, timeout } = link.connection.spec;
  const isWanted = [retry, adaptiveThrottle, circuitBreaker, rateLimit, timeout].some((policy) => policy !== undefined);
  if (!isWanted) return undefined;
  const { idempotent } = link.connection;
  return new CallPolicy(link, below, origin, {
    retry: retry === undefined ? undefined : new RetryPolicy(retry, stream('retry'), idempotent),
    throttle: adaptiveThrottle === undefined ? undefined : new AdaptiveThrottle(adaptiveThrottle, stream('throttle')),
    breaker: circuitBreaker === undefined ? undefined : new CircuitBreaker(circuitBreaker),
    limiter: rateLimit === undefined ? undefined : rateLimiter(rateLimit),
    timeout,
    chooses: true,
  });
};

const bulkhead: Maker = ({ link, origin }, below) => {
  const spec = link.connection.spec.bulkhead;
  return spec === undefined ? undefined : new Bulkhead(link, below, origin, spec);
};

/** From the wire to the caller: each is made upon those before it. Resilience4j decorates in this order. */
const makers: readonly Maker[] = [bulkhead, callPolicy, fallback];

/** Puts between caller and wire what the connection asks for, and nothing else. */
export function buildLayers(context: LayerContext): void {
  const { link } = context;
  const { pool: size } = link.connection;
  const pool = size === undefined ? undefined : new ConnectionPool(link, size);
  const layers: Layer[] = pool === undefined ? [] : [pool];
  for (const make of makers) {
    const layer = make(context, layers[0]);
    if (layer !== undefined) layers.unshift(layer);
  }
  link.through(layers, pool);
}
