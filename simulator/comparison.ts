import { spreadOf } from './interval.ts';
import type { Compared, ComparisonResult, RunResult } from './result.ts';

/** What the replications of one design measured, together and each by itself. */
export interface Side {
  readonly name: string;
  readonly whole: RunResult;
  readonly each: readonly RunResult[];
}

/** A number of a result that two designs can be compared by. */
export interface Metric {
  readonly name: string;
  readonly unit: Compared['unit'];
  /** Undefined where there is nothing of it, or too little of it in one replication. */
  readonly of: (result: RunResult) => number | undefined;
}

/** A percentile needs so many observations beyond it in each replication. */
const LEAST_BEYOND = 10;

/**
 * Two designs on the same random numbers: replication by replication they meet the same arrivals, keys and service
 * demands wherever they have streams of the same name, so that most of the scatter falls out of the differences. The
 * interval of a difference is Student's t over the pairs. [Law, Simulation Modeling and Analysis, § 10.2.1, § 11.2]
 */
export function compare(a: Side, b: Side): ComparisonResult {
  const metrics = metricsOf(a.whole, b.whole).flatMap((metric) => {
    const found = compared(metric, a, b);
    return found === undefined ? [] : [found];
  });
  const side = ({ name, whole: { run } }: Side) => ({
    name,
    digest: run.digest,
    converged: run.converged,
    ...(run.doubts === undefined ? {} : { doubts: run.doubts }),
    ...(run.partial === undefined ? {} : { partial: run.partial }),
  });
  const { seed, duration, warmup } = a.whole.run;
  const pairs = Math.min(a.each.length, b.each.length);
  return {
    format: 'headroom/comparison@1',
    run: { seed, duration, warmup, replications: pairs },
    a: side(a),
    b: side(b),
    metrics,
  };
}

/** One number of two designs; undefined where one of them has none. */
export function compared({ name, unit, of }: Metric, a: Side, b: Side): Compared | undefined {
  const [before, after] = [of(a.whole), of(b.whole)];
  if (before === undefined || after === undefined) return undefined;
  const difference = after - before;
  const differences = b.each
    .slice(0, a.each.length)
    .map((result, i) => (of(result) ?? Number.NaN) - (of(a.each[i]) ?? Number.NaN));
  const bare = { metric: name, unit, a: before, b: after, difference };
  if (differences.every((value) => value === 0)) return { ...bare, verdict: 'same' };
  // The bill does not hang on chance.
  if (unit === 'money') return { ...bare, verdict: difference < 0 ? 'less' : 'more' };
  const spread = differences.some(Number.isNaN)
    ? undefined
    : spreadOf(
        differences.map((value) => [value, 1] as const),
        false,
      );
  if (spread === undefined || hasNoVariance(a.whole) || hasNoVariance(b.whole)) return { ...bare, verdict: 'unclear' };
  const ci95 = [difference - spread.half, difference + spread.half] as const;
  return { ...bare, ci95, verdict: ci95[1] < 0 ? 'less' : ci95[0] > 0 ? 'more' : 'unclear' };
}

function hasNoVariance({ run }: RunResult): boolean {
  return run.doubts?.some(({ code }) => code === 'no-variance') === true;
}

/** What both have: requests and components by their names, and the bill. */
function metricsOf(a: RunResult, b: RunResult): Metric[] {
  const both = (of: (result: RunResult) => object) => Object.keys(of(a)).filter((name) => Object.hasOwn(of(b), name));
  return [
    ...both(({ requests }) => requests).flatMap(requestMetrics),
    ...both(({ components }) => components).flatMap(componentMetrics),
    { name: 'cost.monthly', unit: 'money', of: ({ cost }) => cost.monthly },
  ];
}

const percentiles = { p50: 0.5, p95: 0.95, p99: 0.99 } as const;

function requestMetrics(name: string): Metric[] {
  const path = `requests.${name}`;
  return [
    {
      name: `${path}.latency.mean`,
      unit: 'time',
      of: ({ requests }) => (requests[name].latency.count === 0 ? undefined : requests[name].latency.mean),
    },
    ...(['p50', 'p95', 'p99'] as const).map(
      (percentile): Metric => ({
        name: `${path}.latency.${percentile}`,
        unit: 'time',
        of: ({ requests }) => {
          const { latency } = requests[name];
          const beyond = latency.count * (1 - percentiles[percentile]);
          return beyond < LEAST_BEYOND ? undefined : latency[percentile];
        },
      }),
    ),
    { name: `${path}.goodput`, unit: 'rate', of: ({ requests }) => requests[name].goodput },
    { name: `${path}.errorRate`, unit: 'fraction', of: ({ requests }) => requests[name].errorRate },
  ];
}

function componentMetrics(id: string): Metric[] {
  return [
    {
      name: `components.${id}.utilization`,
      unit: 'fraction',
      of: ({ components }) => (components[id].limiting === undefined ? undefined : components[id].utilization),
    },
  ];
}
