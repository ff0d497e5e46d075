import { z } from 'zod';
import type { JudgedResult, ObjectiveResult } from '../../simulator/index.ts';

/**
 * What a session keeps of a run: the numbers that predictions and points are judged by, under the paths they have in
 * the result (`requests.redirect.latency.p99`). Histograms and time series stay behind.
 */

const name = z.string().min(1).max(120);
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
  limiting: name.optional(),
  arrivalRate: measured,
  errorRate: measured,
});

const connectionMeasurement = z.strictObject({ calls: measured, attempts: measured });

/** A requirement held against a run. */
export const objectiveMeasurement = z.strictObject({
  name,
  require: z.string().max(500),
  met: z.boolean(),
  value: measured.optional(),
  limit: measured.optional(),
  unit: z.string().max(40).optional(),
  problem: z.string().max(1000).optional(),
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
    partial: name.optional(),
  }),
  requests: z.record(name, requestMeasurement),
  components: z.record(name, componentMeasurement),
  /** Keyed `from->to`. */
  connections: z.record(z.string().max(140), connectionMeasurement),
  bottleneck: z.strictObject({ component: name, resource: name, utilization: measured }).optional(),
  cost: z.strictObject({ monthly: measured }),
  objectives: z.array(objectiveMeasurement).max(100),
});
export type Measurement = z.output<typeof measurementSchema>;

/** Keeps what is there and finite: an endless recovery is no number that a file could hold. */
function kept<T extends object>(part: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const entries = Object.entries(part).filter(
    ([, value]) => value !== undefined && !(typeof value === 'number' && !Number.isFinite(value)),
  );
  return Object.fromEntries(entries) as { [K in keyof T]: Exclude<T[K], undefined> };
}

function mapped<T, U>(record: Readonly<Record<string, T>>, change: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

/** What a session keeps of a requirement that was judged. */
export function objectiveMeasurementOf(judged: ObjectiveResult): Measurement['objectives'][number] {
  const { name, require, met, value, limit, unit, problem } = judged;
  return kept({ name, require, met, value, limit, unit, problem }) as Measurement['objectives'][number];
}

/** Takes from a result what a session keeps. */
export function measurementOf(result: JudgedResult): Measurement {
  const { seed, duration, warmup, replications, requests, digest, partial } = result.run;
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
      latency: {
        count: of.latency.count,
        mean: of.latency.mean,
        p50: of.latency.p50,
        p95: of.latency.p95,
        p99: of.latency.p99,
      },
      failures: of.failures.slice(0, 5).map(({ reason, at, count }) => ({ reason, at, count })),
    })),
    components: mapped(result.components, ({ type, title, instances, utilization, limiting, arrivalRate, errorRate }) =>
      kept({ type, title, instances, utilization, limiting, arrivalRate, errorRate }),
    ) as Measurement['components'],
    connections: mapped(result.connections, ({ calls, attempts }) => ({ calls, attempts })),
    ...(result.bottleneck === undefined ? {} : { bottleneck: { ...result.bottleneck } }),
    cost: { monthly: result.cost.monthly },
    objectives: result.objectives.map(objectiveMeasurementOf),
  };
}
