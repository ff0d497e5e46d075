import { z } from 'zod';
import type { JudgedResult, LatencySummary, ObjectiveResult } from '../../simulator/index.ts';

/**
 * What a session keeps of a run: the numbers that predictions and points are judged by, under the paths they have in
 * the result (`requests.redirect.latency.p99`). Histograms and time series stay behind.
 */

const name = z.string().min(1).max(140);
const measured = z.number();

const requestMeasurement = z.strictObject({
  offered: measured,
  throughput: measured,
  goodput: measured,
  errorRate: measured,
  availability: measured,
  latency: z.strictObject({ count: measured, mean: measured, p50: measured, p95: measured, p99: measured }),
  failures: z.array(z.strictObject({ reason: name, at: name, count: measured })).max(5),
});

const componentMeasurement = z.strictObject({
  type: name,
  title: name,
  instances: measured,
  utilization: measured,
  limiting: name.exactOptional(),
  arrivalRate: measured,
  errorRate: measured,
});

const connectionMeasurement = z.strictObject({ calls: measured, attempts: measured });

/** A requirement held against a run. */
export const objectiveMeasurement = z.strictObject({
  name,
  require: z.string().max(500),
  met: z.boolean(),
  value: measured.exactOptional(),
  limit: measured.exactOptional(),
  unit: z.string().max(40).exactOptional(),
  problem: z.string().max(1000).exactOptional(),
});

export const measurementSchema = z.strictObject({
  run: z.strictObject({
    seed: measured,
    duration: measured,
    warmup: measured,
    replications: measured,
    requests: measured,
    digest: name,
    /** The guard that ended the run before its time. */
    partial: name.exactOptional(),
  }),
  requests: z.record(name, requestMeasurement),
  components: z.record(name, componentMeasurement),
  /** Keyed `from->to`. */
  connections: z.record(z.string().max(140), connectionMeasurement),
  bottleneck: z.strictObject({ component: name, resource: name, utilization: measured }).exactOptional(),
  cost: z.strictObject({ monthly: measured }),
  objectives: z.array(objectiveMeasurement).max(100),
});
export type Measurement = z.output<typeof measurementSchema>;

type Present<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** Leaves out what is absent, and what is not finite: an endless recovery is no number that a file could hold. */
function present<T extends object>(part: T): Present<T> {
  const entries = Object.entries(part).filter(
    ([, value]) => value !== undefined && !(typeof value === 'number' && !Number.isFinite(value)),
  );
  return Object.fromEntries(entries) as Present<T>;
}

function mapped<T, U>(record: Readonly<Record<string, T>>, change: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

/** A percentile of nothing is not a number; the count beside it says that there was nothing. */
function latencyOf({ count, mean, p50, p95, p99 }: LatencySummary): Measurement['requests'][string]['latency'] {
  return count === 0 ? { count, mean: 0, p50: 0, p95: 0, p99: 0 } : { count, mean, p50, p95, p99 };
}

/** What a session keeps of a requirement that was judged. */
export function objectiveMeasurementOf(judged: ObjectiveResult): Measurement['objectives'][number] {
  const { name, require, met, value, limit, unit, problem } = judged;
  return present({ name, require, met, value, limit, unit, problem });
}

/** Takes from a result what a session keeps. */
export function measurementOf(result: JudgedResult): Measurement {
  const { seed, duration, warmup, replications, requests, digest, partial } = result.run;
  const { bottleneck } = result;
  return {
    run: {
      ...{ seed, duration, warmup, replications, requests, digest },
      ...(partial === undefined ? {} : { partial: partial.guard }),
    },
    requests: mapped(result.requests, (of) => ({
      offered: of.offered,
      throughput: of.throughput,
      goodput: of.goodput,
      errorRate: of.errorRate,
      availability: of.availability,
      latency: latencyOf(of.latency),
      failures: of.failures.slice(0, 5).map(({ reason, at, count }) => ({ reason, at, count })),
    })),
    components: mapped(result.components, ({ type, title, instances, utilization, limiting, arrivalRate, errorRate }) =>
      present({ type, title, instances, utilization, limiting, arrivalRate, errorRate }),
    ),
    connections: mapped(result.connections, ({ calls, attempts }) => ({ calls, attempts })),
    ...(bottleneck === undefined
      ? {}
      : {
          bottleneck: {
            component: bottleneck.component,
            resource: bottleneck.resource,
            utilization: bottleneck.utilization,
          },
        }),
    cost: { monthly: result.cost.monthly },
    objectives: result.objectives.map(objectiveMeasurementOf),
  };
}
