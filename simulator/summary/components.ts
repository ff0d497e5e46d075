import { intervalAround } from '../interval.ts';
import type { CompiledComponent, CompiledConnection } from '../model.ts';
import { OUTCOMES, Outcome, outcomeNames } from '../outcome.ts';
import type { ComponentResult, ConnectionResult, ResourceResult } from '../result.ts';
import type { ComponentSnapshot, ConnectionSnapshot, ResourceSnapshot, Snapshot } from '../snapshot.ts';
import { ci95, mean, merged, ratio, sum } from './arithmetic.ts';
import { latencySummary } from './latency.ts';

export function componentResult(component: CompiledComponent, snapshots: readonly Snapshot[]): ComponentResult {
  const parts = snapshots.map((snapshot) => snapshot.components[component.index]);
  const measured = sum(snapshots, (snapshot) => snapshot.measured);
  const { instances } = component;
  const resources: Record<string, ResourceResult> = {};
  component.resources.forEach(({ name, title, servers, instances: having }, i) => {
    resources[name] = resourceResult(
      title,
      servers * having,
      parts.map((part) => part.resources[i]),
    );
  });
  const limited = Object.entries(resources).filter(([, resource]) => resource.servers !== null);
  const [limiting] = limited.sort(([, a], [, b]) => b.utilization - a.utilization);
  const waited = limiting?.[1] ?? Object.values(resources)[0];
  const outcomes = Array.from({ length: OUTCOMES }, (_, outcome) => sum(parts, (part) => part.outcomes[outcome]));
  const answers = outcomes.reduce((total, n) => total + n, 0);
  const failures = answers - outcomes[Outcome.ok] - outcomes[Outcome.miss];
  const errors: Record<string, number> = {};
  for (let outcome = Outcome.rejected as number; outcome < OUTCOMES; outcome++) {
    if (outcomes[outcome] > 0) errors[outcomeNames[outcome]] = outcomes[outcome] / answers;
  }
  return {
    type: component.definition.type,
    title: component.title,
    utilization: limiting?.[1].utilization ?? 0,
    ...(limiting === undefined ? {} : { limiting: limiting[0] }),
    instances,
    arrivalRate: ratio(
      sum(parts, (part) => part.arrivals),
      measured,
    ),
    throughput: ratio(answers, measured),
    inSystem: { mean: mean(parts, (part) => part.inSystem), max: Math.max(...parts.map((part) => part.inSystemMax)) },
    queue: {
      mean: sum(Object.values(resources), (resource) => resource.queue.mean),
      max: Math.max(0, ...Object.values(resources).map((resource) => resource.queue.max)),
    },
    wait:
      waited === undefined
        ? { mean: 0, probability: 0, p50: 0, p99: 0 }
        : { mean: waited.wait.mean, probability: waited.wait.probability, p50: waited.wait.p50, p99: waited.wait.p99 },
    latency: latencySummary(merged(parts.map((part) => part.latency))),
    errorRate: ratio(failures, answers),
    errors,
    resources,
    availability: mean(parts, (part) => part.up),
    ...ownMeasures(component, parts),
  };
}

/** What only caches or only queues have. */
function ownMeasures(component: CompiledComponent, parts: readonly ComponentSnapshot[]): Partial<ComponentResult> {
  const { role } = component.definition;
  if (role === 'cache') {
    const hits = sum(parts, (part) => part.hits);
    const delayedHits = sum(parts, (part) => part.delayedHits);
    const misses = sum(parts, (part) => part.misses);
    return {
      hitRatio: ratio(hits, hits + delayedHits + misses),
      lookups: { hits, staleHits: sum(parts, (part) => part.staleHits), delayedHits, misses },
      ...(component.spec['write'] === 'back' ? { lostWrites: sum(parts, (part) => part.lostWrites) } : {}),
      entries: mean(parts, (part) => part.entries),
    };
  }
  if (role === 'queue') {
    return {
      lag: { ...latencySummary(merged(parts.map((part) => part.lag))), backlog: mean(parts, (part) => part.backlog) },
      deadLetters: sum(parts, (part) => part.deadLetters),
      lost: sum(parts, (part) => part.lost),
      redeliveries: sum(parts, (part) => part.redeliveries),
    };
  }
  return {};
}

export function connectionResult(connection: CompiledConnection, snapshots: readonly Snapshot[]): ConnectionResult {
  const parts: readonly ConnectionSnapshot[] = snapshots.map((snapshot) => snapshot.connections[connection.index]);
  const measured = sum(snapshots, (snapshot) => snapshot.measured);
  const rate = (of: (part: ConnectionSnapshot) => number) => ratio(sum(parts, of), measured);
  const { spec, pool } = connection;
  const held =
    pool === undefined
      ? undefined
      : resourceResult(
          'Connections',
          pool * parts[0].callers,
          parts.map((part) => part.pool),
        );
  return {
    from: spec.from,
    to: spec.to,
    calls: rate((part) => part.calls),
    attempts: rate((part) => part.attempts),
    retries: rate((part) => part.retries),
    timeouts: rate((part) => part.timeouts),
    failures: rate((part) => part.failures),
    latency: latencySummary(merged(parts.map((part) => part.latency))),
    ...(spec.circuitBreaker === undefined
      ? {}
      : {
          breaker: {
            openFraction: mean(parts, (part) => part.openFraction),
            opened: sum(parts, (part) => part.opened),
            rejected: rate((part) => part.breakerRejections),
          },
        }),
    ...policyResults(connection, parts, rate),
    ...(held === undefined || pool === undefined
      ? {}
      : { pool: { size: pool, utilization: held.utilization, wait: { mean: held.wait.mean, p99: held.wait.p99 } } }),
  };
}

/** What only connections with certain policies have. */
function policyResults(
  { spec }: CompiledConnection,
  parts: readonly ConnectionSnapshot[],
  rate: (of: (part: ConnectionSnapshot) => number) => number,
): Partial<ConnectionResult> {
  const size = (spec.bulkhead?.maxConcurrentCalls ?? 0) * parts[0].callers;
  return {
    ...(spec.adaptiveThrottle === undefined ? {} : { throttle: { rejected: rate((part) => part.throttled) } }),
    ...(spec.rateLimit === undefined
      ? {}
      : {
          rateLimit: {
            rejected: rate((part) => part.rateLimited),
            delayed: rate((part) => part.delays),
            wait: ratio(
              sum(parts, (part) => part.delayed),
              sum(parts, (part) => part.delays),
            ),
          },
        }),
    ...(spec.bulkhead === undefined
      ? {}
      : {
          bulkhead: {
            size,
            utilization: mean(parts, (part) => part.bulkheads) / size,
            rejected: rate((part) => part.bulkheadRejections),
          },
        }),
    ...(spec.fallback === undefined ? {} : { fallbacks: rate((part) => part.fallbacks) }),
  };
}

function resourceResult(title: string, servers: number, parts: readonly ResourceSnapshot[]): ResourceResult {
  const wait = merged(parts.map((part) => part.wait));
  const isLimited = servers < Number.POSITIVE_INFINITY;
  const busy = mean(parts, (part) => part.busy);
  const share = (level: number) => (isLimited ? level / servers : 0);
  const at = (p: number) => (wait.count === 0 ? 0 : wait.quantile(p));
  return {
    title,
    servers: isLimited ? servers : null,
    utilization: share(busy),
    wasted: share(mean(parts, (part) => part.wasted)),
    busy,
    queue: { mean: mean(parts, (part) => part.waiting), max: Math.max(...parts.map((part) => part.waitingMax)) },
    wait: {
      mean: wait.count === 0 ? 0 : wait.mean,
      probability: ratio(
        sum(parts, (part) => part.waited),
        wait.count,
      ),
      p50: at(0.5),
      p95: at(0.95),
      p99: at(0.99),
    },
    ...ci95({
      utilization: isLimited
        ? intervalAround(
            share(busy),
            parts.map((part) => share(part.busy)),
          )
        : undefined,
    }),
  };
}
