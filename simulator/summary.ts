import { intervalAround } from './interval.ts';
import { Fingerprint, Histogram } from './kernel/index.ts';
import type { CompiledComponent, CompiledConnection, Model } from './model.ts';
import { OUTCOMES, Outcome, outcomeNames } from './outcome.ts';
import { BATCHES, type KindBook } from './request-book.ts';
import type {
  ComponentResult,
  ConnectionResult,
  CostResult,
  HistogramBar,
  Interval,
  LatencySummary,
  RequestResult,
  ResourceResult,
  RunResult,
} from './result.ts';
import type { ComponentSnapshot, ConnectionSnapshot, ResourceSnapshot, Snapshot } from './snapshot.ts';
import { meanTimeline } from './timeline.ts';

/** An interval of a percentile needs so many observations beyond it in each batch or replication. */
const LEAST_BEYOND = 10;

/** Turns what the replications measured into a result, findings and digest excepted. */
export function summarize(
  model: Model,
  snapshots: readonly Snapshot[],
  run: { seed: number; cost: CostResult; partial: RunResult['run']['partial'] },
): RunResult {
  const names = ['*', ...model.kinds.map((kind) => kind.name)];
  const requests = Object.fromEntries(
    names.map((name, i) => [name, requestResult(model, snapshots, i === 0 ? model.kinds.map((_, k) => k) : [i - 1])]),
  );
  const inFileOrder = [...model.components].sort(
    (a, b) => model.topology.components.indexOf(a.spec) - model.topology.components.indexOf(b.spec),
  );
  const components = Object.fromEntries(
    inFileOrder.map((component) => [component.spec.id, componentResult(component, snapshots)]),
  );
  const connections = Object.fromEntries(
    model.connections.map((connection) => [
      `${connection.spec.from}->${connection.spec.to}`,
      connectionResult(connection, snapshots),
    ]),
  );
  const bottleneck = bottleneckOf(model, components);
  return {
    format: 'headroom/result@1',
    run: {
      seed: run.seed,
      duration: model.duration,
      warmup: model.warmup,
      replications: snapshots.length,
      requests: sum(snapshots, (s) => s.requests),
      events: sum(snapshots, (s) => s.events),
      digest: '',
      ...(run.partial === undefined ? {} : { partial: run.partial }),
    },
    requests,
    components,
    connections,
    cost: run.cost,
    timeline: meanTimeline(snapshots.map((snapshot) => snapshot.timeline)),
    findings: [],
    ...(bottleneck === undefined ? {} : { bottleneck }),
  };
}

/** Hash of everything random in a result: equal in every engine for the same file and seed. */
export function digestOf(result: RunResult, snapshots: readonly Snapshot[]): string {
  const fingerprint = new Fingerprint();
  for (const snapshot of snapshots) fingerprint.text(snapshot.fingerprint);
  // Numbers are written the same way in every engine: the shortest text that reads back as the same double.
  return fingerprint
    .text(
      JSON.stringify(
        sorted({
          requests: result.requests,
          components: result.components,
          connections: result.connections,
          timeline: result.timeline,
        }),
      ),
    )
    .hex();
}

/** The same value with keys in order, so that the order in which a file lists things leaves no trace. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const record = value as Record<string, unknown>;
  return Object.fromEntries(
    Object.keys(record)
      .sort()
      .map((key) => [key, sorted(record[key])]),
  );
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}

function mean<T>(items: readonly T[], of: (item: T) => number): number {
  return items.length === 0 ? 0 : sum(items, of) / items.length;
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

function merged(histograms: readonly Histogram[]): Histogram {
  if (histograms.length === 1) return histograms[0];
  const all = new Histogram();
  for (const histogram of histograms) all.merge(histogram);
  return all;
}

type Kinds = readonly number[];

function requestResult(model: Model, snapshots: readonly Snapshot[], kinds: Kinds): RequestResult {
  const books = snapshots.flatMap((snapshot) => kinds.map((kind) => snapshot.kinds[kind]));
  const measured = sum(snapshots, (snapshot) => snapshot.measured);
  const offered = sum(books, (book) => book.offered);
  const byOutcome = Array.from({ length: OUTCOMES }, (_, outcome) => sum(books, (book) => book.outcomes[outcome]));
  const answered = byOutcome.reduce((total, n) => total + n, 0);
  const succeeded = byOutcome[Outcome.ok] + byOutcome[Outcome.miss];
  const failed: Record<string, number> = {};
  const errors: Record<string, number> = {};
  for (let outcome = Outcome.rejected as number; outcome < OUTCOMES; outcome++) {
    if (byOutcome[outcome] === 0) continue;
    failed[outcomeNames[outcome]] = byOutcome[outcome];
    errors[outcomeNames[outcome]] = ratio(byOutcome[outcome], answered);
  }
  const latency = merged(books.map((book) => book.latency));
  const observations = observationsOf(model, snapshots, kinds);
  const errorRate = ratio(answered - succeeded, answered);
  return {
    counts: { offered, succeeded, inFlight: offered - answered, failed },
    offered: ratio(offered, measured),
    throughput: ratio(answered, measured),
    goodput: ratio(succeeded, measured),
    errorRate,
    errors,
    availability: answered === 0 ? 1 : succeeded / answered,
    latency: latencySummary(latency, observations),
    histogram: bars(latency),
    failures: failuresOf(model, books),
    ...ci95({
      throughput: intervalAround(
        ratio(answered, measured),
        observations.map((o) => o.throughput),
      ),
      goodput: intervalAround(
        ratio(succeeded, measured),
        observations.map((o) => o.goodput),
      ),
      errorRate: intervalAround(
        errorRate,
        observations.map((o) => o.errorRate),
      ),
    }),
  };
}

/** What one replication, or one batch of the only one, says by itself. */
interface Observation {
  readonly latency: Histogram;
  readonly throughput: number;
  readonly goodput: number;
  readonly errorRate: number;
}

/**
 * Independent or nearly so: the replications, or batches of one long run by time of arrival. Where the load or the system
 * changes on the way the batches are not alike, and a single run has no interval.
 */
function observationsOf(model: Model, snapshots: readonly Snapshot[], kinds: Kinds): Observation[] {
  if (snapshots.length > 1) {
    return snapshots.map((snapshot) => {
      const books = kinds.map((kind) => snapshot.kinds[kind]);
      const ok = sum(books, (book) => book.latency.count);
      const answered = sum(books, (book) => book.outcomes.reduce((total, n) => total + n, 0));
      return observation(merged(books.map((book) => book.latency)), ok, answered, snapshot.measured);
    });
  }
  if (model.faults.length > 0 || model.streams.some((stream) => stream.spec.shape !== undefined)) return [];
  const [snapshot] = snapshots;
  return Array.from({ length: BATCHES }, (_, batch) => {
    const books = kinds.map((kind) => snapshot.kinds[kind]);
    const latency = merged(books.map((book) => book.batches[batch]));
    return observation(
      latency,
      latency.count,
      latency.count + sum(books, (book) => book.batchFailures[batch]),
      snapshot.measured / BATCHES,
    );
  });
}

function observation(latency: Histogram, ok: number, answered: number, time: number): Observation {
  return {
    latency,
    throughput: ratio(answered, time),
    goodput: ratio(ok, time),
    errorRate: answered === 0 ? Number.NaN : (answered - ok) / answered,
  };
}

const PERCENTILES = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99, p999: 0.999 } as const;

function latencySummary(all: Histogram, observations: readonly Observation[] = []): LatencySummary {
  const at = (p: number) => (all.count === 0 ? 0 : all.quantile(p));
  const intervalAt = (p: number): Interval | undefined => {
    const known = observations.every(({ latency }) => latency.count * Math.min(p, 1 - p) >= LEAST_BEYOND);
    return known
      ? intervalAround(
          at(p),
          observations.map(({ latency }) => latency.quantile(p)),
        )
      : undefined;
  };
  const center = all.count === 0 ? 0 : all.mean;
  return {
    count: all.count,
    mean: center,
    p50: at(PERCENTILES.p50),
    p90: at(PERCENTILES.p90),
    p95: at(PERCENTILES.p95),
    p99: at(PERCENTILES.p99),
    p999: at(PERCENTILES.p999),
    max: all.count === 0 ? 0 : all.max,
    ...(observations.length < 2
      ? {}
      : ci95({
          mean: intervalAround(
            center,
            observations.map(({ latency }) => (latency.count === 0 ? Number.NaN : latency.mean)),
          ),
          p50: intervalAt(PERCENTILES.p50),
          p95: intervalAt(PERCENTILES.p95),
          p99: intervalAt(PERCENTILES.p99),
        })),
  };
}

/** Only the intervals that could be given; nothing at all where there are none. */
function ci95<K extends string>(intervals: Record<K, Interval | undefined>): { ci95?: { [P in K]?: Interval } } {
  const known = Object.entries(intervals).filter(([, interval]) => interval !== undefined);
  return known.length === 0 ? {} : { ci95: Object.fromEntries(known) as { [P in K]?: Interval } };
}

/** At most so many bars: for a plot the histogram's own buckets are too fine. */
const BARS_PER_OCTAVE = 8;

function bars(histogram: Histogram): HistogramBar[] {
  const made: { from: number; to: number; count: number }[] = [];
  for (const { low, high, count } of histogram.buckets()) {
    const last = made.at(-1);
    // Buckets lie in order; they share a bar as long as it spans less than an eighth of an octave.
    if (last !== undefined && high <= last.from * (1 + 1 / BARS_PER_OCTAVE)) {
      last.to = high;
      last.count += count;
    } else {
      made.push({ from: low, to: high, count });
    }
  }
  return made;
}

function failuresOf(model: Model, books: readonly KindBook[]): RequestResult['failures'] {
  const places = [
    ...model.components.map((component) => component.spec.id),
    ...model.connections.map(({ spec }) => `${spec.from}->${spec.to}`),
  ];
  const found: { reason: string; at: string; count: number }[] = [];
  for (let outcome = Outcome.rejected as number; outcome < OUTCOMES; outcome++) {
    places.forEach((at, place) => {
      const count = sum(books, (book) => book.failures[outcome * places.length + place]);
      if (count > 0) found.push({ reason: outcomeNames[outcome], at, count });
    });
  }
  return found.sort((a, b) => b.count - a.count);
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

function componentResult(component: CompiledComponent, snapshots: readonly Snapshot[]): ComponentResult {
  const parts = snapshots.map((snapshot) => snapshot.components[component.index]);
  const measured = sum(snapshots, (snapshot) => snapshot.measured);
  const { instances } = component;
  const resources: Record<string, ResourceResult> = {};
  component.resources.forEach(({ name, title, servers }, i) => {
    resources[name] = resourceResult(
      title,
      servers * instances,
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
    return {
      hitRatio: ratio(hits, hits + sum(parts, (part) => part.misses)),
      entries: mean(parts, (part) => part.entries),
    };
  }
  if (role === 'queue') {
    return {
      lag: { ...latencySummary(merged(parts.map((part) => part.lag))), backlog: mean(parts, (part) => part.backlog) },
      deadLetters: sum(parts, (part) => part.deadLetters),
      redeliveries: sum(parts, (part) => part.redeliveries),
    };
  }
  return {};
}

function connectionResult(connection: CompiledConnection, snapshots: readonly Snapshot[]): ConnectionResult {
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
    ...(held === undefined || pool === undefined
      ? {}
      : { pool: { size: pool, utilization: held.utilization, wait: { mean: held.wait.mean, p99: held.wait.p99 } } }),
  };
}

/** A resource is as good as the busiest when it is within this factor of it. */
const AS_BUSY = 0.9;

/**
 * The resource that limits. Threads that wait for a busy callee are just as busy as it is, so among the busiest one that
 * works for itself comes before one that is held through calls. Pools are left out for the same reason.
 */
function bottleneckOf(model: Model, components: Readonly<Record<string, ComponentResult>>): RunResult['bottleneck'] {
  const found = model.components.flatMap(({ spec, resources }) =>
    resources.flatMap(({ name, holdsCalls }) => {
      const resource = components[spec.id].resources[name];
      return resource.servers === null
        ? []
        : [{ component: spec.id, resource: name, utilization: resource.utilization, holdsCalls }];
    }),
  );
  const most = Math.max(...found.map(({ utilization }) => utilization));
  const busiest = found
    .filter(({ utilization }) => utilization > 0 && utilization >= most * AS_BUSY)
    .sort((a, b) => Number(a.holdsCalls) - Number(b.holdsCalls) || b.utilization - a.utilization)[0];
  if (busiest === undefined) return undefined;
  const { component, resource, utilization } = busiest;
  return { component, resource, utilization };
}
