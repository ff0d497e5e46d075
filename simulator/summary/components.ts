import { MOST_BEHIND } from '../effect-book.ts';
import { MOST_LEVELS } from '../kernel/index.ts';
import type { CompiledComponent, CompiledConnection, Model } from '../model.ts';
import { OUTCOMES, Outcome, outcomeNames } from '../outcome.ts';
import { failoverOf } from '../parts/failover.ts';
import type {
  ComponentResult,
  ConnectionResult,
  CountMeasure,
  ResourceResult,
  TimeMeasure,
  TotalMeasure,
} from '../result.ts';
import type { ComponentSegment, ConnectionSegment, ResourceSegment, Segment } from '../snapshot.ts';
import { ci95, mean, merged, ratio, sum } from './arithmetic.ts';
import { latencySummary } from './latency.ts';
import { outcomesOf } from './outcomes.ts';
import { Intervals, type Sample } from './sample.ts';

/** Sums of times are as exact as this. */
const SLACK = 1e-9;

export function componentResult(component: CompiledComponent, sample: Sample): ComponentResult {
  const of = (segment: Segment): ComponentSegment => segment.components[component.index];
  const intervals = new Intervals(sample, of);
  const parts = sample.segments.map(of);
  const measured = sum(sample.segments, ({ span }) => span);
  // What is scaled has as many replicas as worked on average.
  const working = sum(parts, (part) => part.scaled?.working ?? 0);
  const isScaled = component.spec.autoscale !== undefined;
  const instances = isScaled ? ratio(working, measured) : component.instances;
  const serving = isScaled ? sum(parts, (part) => part.scaled?.serving ?? 0) : measured * instances;
  const resources: Record<string, ResourceResult> = {};
  component.resources.forEach(({ name, title, servers, instances: having }, i) => {
    resources[name] = resourceResult(
      title,
      servers * Math.min(having, instances),
      sample,
      (segment) => of(segment).resources[i],
    );
  });
  const limited = Object.entries(resources).filter(([, resource]) => resource.servers !== null);
  const [limiting] = limited.sort(([, a], [, b]) => b.utilization - a.utilization);
  const waited = limiting?.[1] ?? Object.values(resources)[0];
  const outcomes = Array.from({ length: OUTCOMES }, (_, outcome) => sum(parts, (part) => part.outcomes[outcome]));
  const answers = answersIn(outcomes);
  const errors: Record<string, number> = {};
  const effects = outcomesOf(sample, (segment) => [of(segment)]);
  for (let outcome = Outcome.rejected as number; outcome < OUTCOMES; outcome++) {
    if (outcomes[outcome] > 0) errors[outcomeNames[outcome]] = outcomes[outcome] / answers;
  }
  return {
    type: component.definition.type,
    title: component.title,
    utilization: limiting?.[1].utilization ?? 0,
    ...(limiting === undefined ? {} : { limiting: limiting[0] }),
    instances: component.instances,
    arrivalRate: ratio(
      sum(parts, (part) => part.arrivals),
      measured,
    ),
    throughput: ratio(answers, measured),
    inSystem: {
      mean: ratio(
        sum(parts, (part) => part.inSystem),
        measured,
      ),
      max: Math.max(0, ...parts.map((part) => part.inSystemMax)),
      distribution: distributionOf(parts),
    },
    queue: {
      mean: sum(Object.values(resources), (resource) => resource.queue.mean),
      max: Math.max(0, ...Object.values(resources).map((resource) => resource.queue.max)),
    },
    wait:
      waited === undefined
        ? { mean: 0, probability: 0, p50: 0, p99: 0 }
        : { mean: waited.wait.mean, probability: waited.wait.probability, p50: waited.wait.p50, p99: waited.wait.p99 },
    latency: latencySummary(merged(parts.map((part) => part.latency)), intervals, (part) => part.latency),
    errorRate: ratio(failuresIn(outcomes), answers),
    errors,
    resources,
    ...scaledResult(parts, measured),
    availability:
      measured === 0
        ? 1
        : ratio(
            sum(parts, (part) => part.up),
            serving,
          ),
    ...statesResult(component, parts, measured),
    ...ownMeasures(component, sample, of),
    ...staleness(component, parts),
    ...typeMeasures(component, sample, of),
    ...(effects === undefined ? {} : { outcomes: effects }),
    ...ci95({
      utilization: limiting?.[1].ci95?.utilization,
      wait: waited?.ci95?.wait,
      arrivalRate: intervals.rate((part) => part.arrivals),
      throughput: intervals.rate((part) => answersIn(part.outcomes)),
      inSystem: intervals.rate((part) => part.inSystem),
      errorRate: intervals.rare((part) => [failuresIn(part.outcomes), answersIn(part.outcomes)]),
      staleReads: isJudged(component, parts)
        ? intervals.rare(({ behind }) => [judgedIn(behind) - behind[0], judgedIn(behind)])
        : undefined,
      hitRatio:
        component.definition.holds !== undefined
          ? intervals.ratio(({ hits, delayedHits, misses }) => [hits, hits + delayedHits + misses])
          : undefined,
    }),
  };
}

/** Share of time with so many inside; trailing levels that never were are left out. */
function distributionOf(parts: readonly ComponentSegment[]): number[] {
  const times = Array.from({ length: MOST_LEVELS + 1 }, (_, level) => sum(parts, (part) => part.inSystemTimes[level]));
  const total = times.reduce((all, time) => all + time, 0);
  const last = times.findLastIndex((time) => time > 0);
  return times.slice(0, last + 1).map((time) => ratio(time, total));
}

/** What only stores with copies have. */
function staleness(
  component: CompiledComponent,
  parts: readonly ComponentSegment[],
): Pick<ComponentResult, 'staleReads' | 'versionsBehind'> {
  const behind = Float64Array.from({ length: MOST_BEHIND + 1 }, (_, versions) =>
    sum(parts, (part) => part.behind[versions]),
  );
  const judged = judgedIn(behind);
  if (!isJudged(component, parts)) return {};
  const last = behind.findLastIndex((n) => n > 0);
  return {
    staleReads: 1 - behind[0] / judged,
    ...(component.definition.copies === undefined
      ? {}
      : { versionsBehind: Array.from(behind.slice(0, last + 1), (n) => n / judged) }),
  };
}

function lostIn(parts: readonly ComponentSegment[]): number {
  return sum(parts, ({ effects }) => effects.lostWrites);
}

/** Whether it is a store whose reads have been judged. What a cache answers with is among its outcomes. */
function isJudged({ definition }: CompiledComponent, parts: readonly ComponentSegment[]): boolean {
  return definition.role !== 'cache' && parts.some(({ behind }) => judgedIn(behind) > 0);
}

function judgedIn(behind: Float64Array): number {
  return behind.reduce((total, n) => total + n, 0);
}

function answersIn(outcomes: ArrayLike<number>): number {
  let answers = 0;
  for (let outcome = 0; outcome < OUTCOMES; outcome++) answers += outcomes[outcome];
  return answers;
}

/** What was taken back by its caller is no failure of the component. */
function failuresIn(outcomes: ArrayLike<number>): number {
  return answersIn(outcomes) - outcomes[Outcome.ok] - outcomes[Outcome.miss] - outcomes[Outcome.canceled];
}

function scaledResult(parts: readonly ComponentSegment[], measured: number): Pick<ComponentResult, 'replicas'> {
  if (parts[0]?.scaled === undefined) return {};
  const paid = sum(parts, (part) => part.scaled?.paid ?? 0);
  return {
    replicas: { mean: ratio(paid, measured), max: Math.max(...parts.map((part) => part.scaled?.paidMax ?? 0)) },
  };
}

/** How instances spent their time, where not all of it was spent being up. */
function statesResult(
  component: CompiledComponent,
  parts: readonly ComponentSegment[],
  measured: number,
): Pick<ComponentResult, 'states'> {
  const standing = measured * component.instances;
  const scaled = (of: 'paid' | 'working' | 'serving') =>
    component.spec.autoscale === undefined ? standing : sum(parts, (part) => part.scaled?.[of] ?? 0);
  const paid = scaled('paid');
  const [up, frozen, replaced] = (['up', 'frozen', 'replaced'] as const).map((state) =>
    sum(parts, ({ states }) => states[state]),
  );
  const rest = (of: number) => Math.max(0, of); // of rounded sums
  const down = rest(scaled('serving') - up - frozen - replaced);
  const starting = rest(paid - scaled('working'));
  const draining = rest(scaled('working') - scaled('serving'));
  if (down + frozen + replaced + starting + draining <= SLACK * paid) return {};
  return {
    states: {
      up: ratio(up, paid),
      down: ratio(down, paid),
      frozen: ratio(frozen, paid),
      replaced: ratio(replaced, paid),
      starting: ratio(starting, paid),
      draining: ratio(draining, paid),
    },
  };
}

/** What only components of its type measure. */
function typeMeasures(
  component: CompiledComponent,
  sample: Sample,
  of: (segment: Segment) => ComponentSegment,
): Pick<ComponentResult, 'measures'> {
  const specs = component.definition.measures ?? [];
  if (specs.length === 0) return {};
  const parts = sample.segments.map(of);
  const intervals = new Intervals(sample, of);
  const arrivals = sum(parts, (part) => part.arrivals);
  const measures: Record<string, CountMeasure | TotalMeasure | TimeMeasure> = {};
  specs.forEach(({ name, title, kind }, i) => {
    if (kind === 'time') {
      const times = merged(parts.map(({ own }) => own[i].times));
      measures[name] = { title, times: latencySummary(times, intervals, ({ own }) => own[i].times) };
      return;
    }
    const count = sum(parts, ({ own }) => own[i].count);
    if (kind === 'total') {
      measures[name] = { title, count };
      return;
    }
    measures[name] = {
      title,
      count,
      share: ratio(count, arrivals),
      ...ci95({ share: intervals.rare((part) => [part.own[i].count, part.arrivals]) }),
    };
  });
  return { measures };
}

/** What only caches or only queues have. */
function ownMeasures(
  component: CompiledComponent,
  sample: Sample,
  of: (segment: Segment) => ComponentSegment,
): Partial<ComponentResult> {
  const { role, holds } = component.definition;
  const parts = sample.segments.map(of);
  const ends = sample.ends.map((segment) => of(segment).end);
  const failovers =
    (failoverOf(component.spec) ?? component.spec['election']) === undefined
      ? {}
      : { failovers: sum(parts, (part) => part.failovers), lostWrites: lostIn(parts) };
  if (holds !== undefined) {
    const hits = sum(parts, (part) => part.hits);
    const delayedHits = sum(parts, (part) => part.delayedHits);
    const misses = sum(parts, (part) => part.misses);
    return {
      hitRatio: ratio(hits, hits + delayedHits + misses),
      lookups: { hits, staleHits: sum(parts, (part) => part.staleHits), delayedHits, misses },
      ...(component.spec['write'] === 'back' ? { lostWrites: lostIn(parts) } : {}),
      entries: mean(ends, (end) => end.entries),
      ...failovers,
    };
  }
  if (role === 'queue') {
    const lag = merged(parts.map((part) => part.lag));
    return {
      lag: {
        ...latencySummary(lag, new Intervals(sample, of), (part) => part.lag),
        backlog: mean(ends, (end) => end.backlog),
      },
      deadLetters: sum(parts, (part) => part.deadLetters),
      lost: sum(parts, (part) => part.lost),
      redeliveries: sum(parts, (part) => part.redeliveries),
      ...failovers,
    };
  }
  return failovers;
}

export function connectionResult(model: Model, connection: CompiledConnection, sample: Sample): ConnectionResult {
  const of = (segment: Segment): ConnectionSegment => segment.connections[connection.index];
  const intervals = new Intervals(sample, of);
  const parts = sample.segments.map(of);
  const measured = sum(sample.segments, ({ span }) => span);
  const rate = (total: (part: ConnectionSegment) => number) => ratio(sum(parts, total), measured);
  const { spec, pool } = connection;
  const callers = workingCallers(model, connection, sample, measured);
  const lag = merged(parts.map((part) => part.lag));
  const held =
    pool === undefined ? undefined : resourceResult('Connections', pool * callers, sample, (s) => of(s).pool);
  return {
    from: spec.from,
    to: spec.to,
    calls: rate((part) => part.calls),
    attempts: rate((part) => part.attempts),
    retries: rate((part) => part.retries),
    timeouts: rate((part) => part.timeouts),
    failures: rate((part) => part.failures),
    latency: latencySummary(merged(parts.map((part) => part.latency)), intervals, (part) => part.latency),
    ...(lag.count === 0 ? {} : { lag: latencySummary(lag, intervals, (part) => part.lag) }),
    ...(spec.circuitBreaker === undefined
      ? {}
      : {
          breaker: {
            ...breakerStates(rate, spec.circuitBreaker.shared ? 1 : callers),
            opened: sum(parts, (part) => part.opened),
            rejected: rate((part) => part.breakerRejections),
          },
        }),
    ...policyResults(connection, callers, parts, rate),
    ...(connection.hops === undefined
      ? {}
      : { transfer: { crossZone: rate((part) => part.crossZone), crossRegion: rate((part) => part.crossRegion) } }),
    ...(held === undefined || pool === undefined
      ? {}
      : {
          pool: {
            size: pool,
            utilization: held.utilization,
            wait: { mean: held.wait.mean, p99: held.wait.p99 },
            ...(held.ci95 === undefined ? {} : { ci95: held.ci95 }),
          },
        }),
    ...ci95({
      calls: intervals.rate((part) => part.calls),
      attempts: intervals.rate((part) => part.attempts),
      retries: intervals.rate((part) => part.retries),
      timeouts: intervals.rate((part) => part.timeouts),
      failures: intervals.rate((part) => part.failures),
    }),
  };
}

/** Instances that may call: of what is scaled, as many as worked on average. */
function workingCallers(model: Model, { from }: CompiledConnection, { segments }: Sample, measured: number): number {
  const { spec, instances } = model.components[from];
  if (spec.autoscale === undefined) return instances;
  return ratio(
    sum(segments, ({ components }) => components[from].scaled?.working ?? 0),
    measured,
  );
}

function breakerStates(rate: (of: (part: ConnectionSegment) => number) => number, breakers: number) {
  const openFraction = rate((part) => part.breakersOpen) / breakers;
  const halfOpenFraction = rate((part) => part.breakersHalfOpen) / breakers;
  return { closedFraction: 1 - openFraction - halfOpenFraction, openFraction, halfOpenFraction };
}

/** What only connections with certain policies have. */
function policyResults(
  { spec }: CompiledConnection,
  callers: number,
  parts: readonly ConnectionSegment[],
  rate: (of: (part: ConnectionSegment) => number) => number,
): Partial<ConnectionResult> {
  const size = (spec.bulkhead?.maxConcurrentCalls ?? 0) * callers;
  return {
    ...(spec.hedge === undefined ? {} : { hedges: rate((part) => part.hedges) }),
    ...(spec.deadline === undefined ? {} : { deadlines: rate((part) => part.deadlines) }),
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
            utilization: rate((part) => part.bulkheads) / size,
            rejected: rate((part) => part.bulkheadRejections),
          },
        }),
    ...(spec.fallback === undefined ? {} : { fallbacks: rate((part) => part.fallbacks) }),
  };
}

function resourceResult(
  title: string,
  servers: number,
  sample: Sample,
  of: (segment: Segment) => ResourceSegment,
): ResourceResult {
  const intervals = new Intervals(sample, of);
  const parts = sample.segments.map(of);
  const measured = sum(sample.segments, ({ span }) => span);
  const wait = merged(parts.map((part) => part.wait));
  const isLimited = servers < Number.POSITIVE_INFINITY;
  const average = (total: (part: ResourceSegment) => number) => ratio(sum(parts, total), measured);
  const busy = average((part) => part.busy);
  const share = (level: number) => (isLimited ? level / servers : 0);
  const at = (p: number) => (wait.count === 0 ? 0 : wait.quantile(p));
  return {
    title,
    servers: isLimited ? servers : null,
    utilization: share(busy),
    wasted: share(average((part) => part.wasted)),
    useful: share(average((part) => part.busy - part.wasted)),
    busy,
    queue: { mean: average((part) => part.waiting), max: Math.max(0, ...parts.map((part) => part.waitingMax)) },
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
      utilization: isLimited ? intervals.rate((part) => share(part.busy)) : undefined,
      wait: intervals.mean((part) => part.wait),
      queue: intervals.rate((part) => part.waiting),
    }),
  };
}
