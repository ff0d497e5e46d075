import { z } from 'zod';
import type { JudgedResult } from '../../simulator/index.ts';

/**
 * The shape of a result as a Zod schema, for the published JSON Schema and for reading results back. It is checked
 * against the type by the compiler and against real results by a test.
 */

const number = z.number();
const count = z.int().min(0);
const share = z.number().min(0);
const interval = z.tuple([number, number]).readonly().describe('95 % confidence interval: low, high.');
const nullable = number.nullable();
const byName = <T extends z.ZodType>(of: T) => z.record(z.string(), of);

/** Intervals by the name of what they are of. */
const intervals = <K extends string>(...names: readonly K[]) =>
  z
    .strictObject(
      Object.fromEntries(names.map((name) => [name, interval.exactOptional()])) as Record<
        K,
        z.ZodExactOptional<typeof interval>
      >,
    )
    .exactOptional();

const latencyShape = {
  count,
  mean: number,
  p50: number,
  p90: number,
  p95: number,
  p99: number,
  p999: number,
  max: number,
  ci95: intervals('mean', 'p50', 'p90', 'p95', 'p99', 'p999'),
};
const latency = z.strictObject(latencyShape).describe('Times in seconds.');

const blame = byName(z.union([number, z.strictObject({ wait: number, work: number })])).describe(
  'Mean seconds by component, its wait and its work, and by network, retry, limit and hedge; they sum to the mean response time.',
);

const betweenBlame = byName(
  z.strictObject({
    network: number.exactOptional(),
    retry: number.exactOptional(),
    limit: number.exactOptional(),
    hedge: number.exactOptional(),
  }),
).describe('Mean seconds of what lies between components, by connection.');

const request = z.strictObject({
  counts: z
    .strictObject({ offered: count, succeeded: count, inFlight: count, failed: byName(count) })
    .describe('Requests by outcome; succeeded, failed and inFlight sum to offered.'),
  offered: number.describe('Requests per second that arrived.'),
  throughput: number.describe('Answers per second, of whatever outcome.'),
  goodput: number.describe('Good answers per second.'),
  errorRate: share.describe('Failed share of the answered.'),
  errors: byName(share).describe('Share of the answered by reason of failure.'),
  replicas: z
    .strictObject({ mean: number, max: count })
    .exactOptional()
    .describe('Replicas that are paid; of what is scaled only.'),
  availability: share.describe('Good share of the answered.'),
  latency,
  histogram: z.array(z.strictObject({ from: number, to: number, count: number })),
  failures: z.array(z.strictObject({ reason: z.string(), at: z.string(), count, blame: blame.exactOptional() })),
  blame: z
    .strictObject({
      p99: blame.describe('Of the slowest hundredth of those that succeeded.'),
      all: blame.describe('Of all that succeeded.'),
      failures: blame.exactOptional().describe('Of those that failed, until they did.'),
      connections: z
        .strictObject({ p99: betweenBlame, all: betweenBlame, failures: betweenBlame.exactOptional() })
        .exactOptional(),
      counts: z.strictObject({ p99: share, all: count, failures: count }).describe('Requests in each.'),
    })
    .exactOptional()
    .describe('Where the time went; of a run that was asked for it.'),
  ci95: intervals('offered', 'throughput', 'goodput', 'errorRate'),
});

const meanAndMax = z.strictObject({ mean: number, max: number });

const resource = z.strictObject({
  title: z.string(),
  servers: nullable.describe('Over all instances; null where unlimited.'),
  utilization: share,
  wasted: share.describe('Part of the utilization spent on work whose caller had given up.'),
  useful: share.describe('The other part of the utilization.'),
  busy: number,
  queue: meanAndMax,
  wait: z.strictObject({ mean: number, probability: share, p50: number, p95: number, p99: number }),
  ci95: intervals('utilization', 'wait', 'queue'),
});

const byEffect = <Value extends z.ZodType>(value: Value) =>
  z.strictObject({
    duplicates: value.exactOptional(),
    lostWrites: value.exactOptional(),
    staleReads: value.exactOptional(),
    outOfOrder: value.exactOptional(),
    oversold: value.exactOptional(),
    halfDone: value.exactOptional(),
  });

const outcomes = z.strictObject({
  duplicates: count.exactOptional().describe('Effects carried out again that must not be.'),
  lostWrites: count.exactOptional().describe('Acknowledged writes that were lost.'),
  staleReads: share.exactOptional().describe('Share of reads that missed a write which had returned.'),
  outOfOrder: count.exactOptional().describe('Messages dealt with after a later one about the same item.'),
  oversold: count.exactOptional().describe('Units sold that were not there.'),
  halfDone: count
    .exactOptional()
    .describe('Requests that wrote in some of the places that belong together, and not in the others.'),
  deduplicated: count.exactOptional().describe('Repetitions answered from the record of their idempotency key.'),
  rpo: number.exactOptional().describe('Age of the oldest acknowledged write that a crash took, in seconds.'),
  soldOut: count.exactOptional().describe('Who wanted a unit and was told that there is none.'),
  undone: count.exactOptional().describe('Failed requests of which all that was done was undone.'),
  undoneAfter: number
    .exactOptional()
    .describe('From the failure of such a request until it was undone, on average, in seconds.'),
  counts: byEffect(count),
  outOf: byEffect(count).describe('How often it could have happened.'),
  shares: byEffect(share),
  ci95: byEffect(interval).exactOptional().describe('Of the shares.'),
});

const component = z.strictObject({
  type: z.string(),
  title: z.string(),
  utilization: share.describe('Of its most utilized resource.'),
  limiting: z.string().exactOptional().describe('Name of that resource.'),
  instances: count,
  arrivalRate: number,
  throughput: number,
  inSystem: z.strictObject({
    mean: number,
    max: number,
    distribution: z.array(share).describe('Share of time with 0, 1, 2 … inside; the 65th holds all beyond.'),
  }),
  queue: meanAndMax,
  wait: z.strictObject({ mean: number, probability: share, p50: number, p99: number }),
  latency,
  errorRate: share,
  errors: byName(share),
  resources: byName(resource),
  availability: share.describe('Share of instances up.'),
  states: z
    .strictObject({ up: share, down: share, frozen: share, replaced: share, starting: share, draining: share })
    .exactOptional()
    .describe('Shares of the instances’ time; absent where all were up all the time.'),
  hitRatio: share.exactOptional().describe('Share of lookups answered at once from what it holds.'),
  lookups: z
    .strictObject({ hits: count, staleHits: count, delayedHits: count, misses: count })
    .exactOptional()
    .describe('Stale hits are among the hits; a delayed hit waited for the fetch of another.'),
  staleReads: share
    .exactOptional()
    .describe('Share of reads that missed a write which had returned before they began.'),
  versionsBehind: z
    .array(share)
    .exactOptional()
    .describe('Reads by how many such writes they missed: none, one, two, ….'),
  lostWrites: count
    .exactOptional()
    .describe(
      'Writes answered and lost: by a write-back cache before they were stored, or in a failover to a copy behind.',
    ),
  outcomes: outcomes.exactOptional().describe('What became of data and effects here.'),
  failovers: count.exactOptional().describe('Times that another copy took the primary’s place.'),
  entries: number.exactOptional().describe('Mean over replications of what is held at the end.'),
  lag: z
    .strictObject({ ...latencyShape, backlog: number })
    .exactOptional()
    .describe('From published to processed; backlog is what waits at the end.'),
  deadLetters: count.exactOptional(),
  lost: count.exactOptional(),
  redeliveries: count.exactOptional(),
  measures: byName(
    z.union([
      z.strictObject({
        title: z.string(),
        count,
        share: number.describe('Of the arrivals.'),
        ci95: intervals('share'),
      }),
      z.strictObject({ title: z.string(), count }),
      z.strictObject({ title: z.string(), times: latency }),
    ]),
  )
    .exactOptional()
    .describe('What only components of its type measure, counted or timed.'),
  ci95: intervals(
    'utilization',
    'wait',
    'arrivalRate',
    'throughput',
    'inSystem',
    'errorRate',
    'hitRatio',
    'staleReads',
  ),
});

const connection = z.strictObject({
  from: z.string(),
  to: z.string(),
  calls: number,
  attempts: number,
  retries: number,
  timeouts: number,
  failures: number,
  latency,
  lag: latency.exactOptional().describe('From published to processed by this subscriber.'),
  breaker: z
    .strictObject({
      closedFraction: share,
      openFraction: share,
      halfOpenFraction: share,
      opened: number,
      rejected: number,
    })
    .exactOptional()
    .describe('Shares of time in each state, times that it opened, and calls refused.'),
  hedges: number.exactOptional().describe('Copies sent beside the first.'),
  deadlines: number.exactOptional().describe('Calls whose deadline passed.'),
  throttle: z.strictObject({ rejected: number }).exactOptional().describe('Calls that the caller refused itself.'),
  rateLimit: z.strictObject({ rejected: number, delayed: number, wait: number }).exactOptional(),
  bulkhead: z.strictObject({ size: number, utilization: share, rejected: number }).exactOptional(),
  fallbacks: number.exactOptional().describe('Calls that a fallback answered: degraded, and no failures.'),
  transfer: z
    .strictObject({ crossZone: number, crossRegion: number })
    .exactOptional()
    .describe('Bytes per second that left a zone but not its region, and that left a region.'),
  pool: z
    .strictObject({
      size: number,
      utilization: share,
      wait: z.strictObject({ mean: number, p99: number }),
      ci95: intervals('utilization', 'wait', 'queue'),
    })
    .exactOptional(),
  ci95: intervals('calls', 'attempts', 'retries', 'timeouts', 'failures'),
});

const numbers = z.array(number);
const gaps = z.array(nullable);

const timeline = z.strictObject({
  step: number.describe('Length of a window in seconds, from the very start, warm-up included.'),
  requests: byName(z.strictObject({ offered: numbers, ok: numbers, failed: numbers, p50: gaps, p95: gaps, p99: gaps })),
  components: byName(
    z.strictObject({
      utilization: numbers.describe('Of the resource that was busiest in the window.'),
      resources: byName(numbers),
      queue: numbers,
      inSystem: numbers,
      up: numbers,
      replicas: numbers.exactOptional(),
      hitRatio: gaps.exactOptional(),
    }),
  ),
  faults: z.array(z.strictObject({ label: z.string(), kind: z.string(), from: number, to: number })),
});

const partial = z
  .strictObject({ guard: z.enum(['events', 'memory', 'time', 'canceled', 'precision']), at: number, says: z.string() })
  .exactOptional()
  .describe('Why the run ended before its time, or before it was as precise as asked.');

const doubt = z.strictObject({
  code: z.enum(['one-run', 'few-requests', 'too-short', 'autocorrelated', 'trend', 'no-variance']),
  says: z.string(),
});

const run = z.strictObject({
  seed: count,
  seeds: z.array(count).exactOptional().describe('Of the replications, one each, where the design lists them.'),
  duration: number,
  warmup: number,
  warmupRule: z
    .enum(['written', 'detected', 'tenth', 'change'])
    .describe('Written in the design, detected by MSER-5, a tenth of the duration, or up to the first change.'),
  replications: count,
  requests: count,
  events: count,
  digest: z.string().describe('Hash of everything random in the result.'),
  converged: z.boolean().describe('Whether the run was long enough for its numbers to be relied on.'),
  doubts: z.array(doubt).exactOptional().describe('Why it was not.'),
  precision: z
    .strictObject({ asked: number, mean: number.exactOptional(), p99: number.exactOptional() })
    .exactOptional()
    .describe('Half-widths of intervals of all requests’ response times, as shares of the values.'),
  partial,
});

const cost = z.strictObject({
  monthly: number.describe('USD per month.'),
  components: byName(number),
  lines: z.array(z.strictObject({ component: z.string(), driver: z.string(), title: z.string(), monthly: number })),
  prices: z
    .strictObject({
      name: z.string(),
      region: z.string(),
      date: z.string(),
      missing: z.array(z.string()).exactOptional().describe('Items priced from the list that comes with the product.'),
    })
    .describe('The price list that the bill is made from.'),
});

const finding = z.strictObject({
  code: z.string(),
  severity: z.enum(['critical', 'warning', 'info']),
  component: z.string().exactOptional(),
  connection: z.string().exactOptional(),
  says: z.string(),
  evidence: byName(z.union([number, z.string()])),
});

const objective = z.strictObject({
  name: z.string(),
  require: z.string(),
  met: z.boolean(),
  value: number.exactOptional(),
  limit: number.exactOptional(),
  unit: z.string().exactOptional(),
  confidence: z.number().min(0).max(1).exactOptional(),
  problem: z.string().exactOptional(),
});

export const resultSchema: z.ZodType<JudgedResult> = z
  .strictObject({
    format: z.literal('headroom/result@1'),
    run,
    requests: byName(request).describe('By name; * is all requests together.'),
    components: byName(component),
    connections: byName(connection).describe('Keyed from->to.'),
    outcomes: outcomes.exactOptional().describe('What became of data and effects, over all components.'),
    cost,
    timeline,
    findings: z.array(finding),
    bottleneck: z
      .strictObject({
        component: z.string(),
        resource: z.string(),
        utilization: share,
        saturated: z.strictObject({ from: number, to: number }).exactOptional(),
      })
      .exactOptional(),
    objectives: z.array(objective),
  })
  .meta({ title: 'Headroom result', description: 'What a run measured. Times in seconds, rates per second.' });

/** What reports of analyses have in common with a result. */
export const resultParts = { number, count, interval, byName, doubt, partial, finding, objective } as const;
