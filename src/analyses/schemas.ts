import { z } from 'zod';
import type {
  ComparisonResult,
  Explanation,
  ProbeReport,
  Sensitivity,
  SensitivityRow,
  Trial,
} from '../../simulator/index.ts';
import { resultParts } from '../design/index.ts';
import type { SweepReport } from '../sweep/index.ts';

/**
 * The shapes of what the analyses print with `--json`, for the published JSON Schemas. They are checked against the types by
 * the compiler and against real reports by a test.
 */

const { number, count, interval, byName, doubt, partial, finding, objective } = resultParts;

const why = z.string().exactOptional().describe('Why it ended early.');
const unit = z.enum(['time', 'rate', 'fraction', 'money']).describe('s, per second, share, USD per month.');

const effectShape = {
  unit,
  a: number.describe('Before.'),
  b: number.describe('After.'),
  difference: number.describe('b − a.'),
  ci95: interval.exactOptional(),
  verdict: z.enum(['less', 'more', 'same', 'unclear']).describe('What b has of it.'),
};
const effect = z.strictObject(effectShape);

const address = { component: z.string(), field: z.string(), value: z.unknown().exactOptional() };
const edit = z.union([
  z.strictObject(address).describe('A field of a component; without a value it is taken away.'),
  z
    .strictObject({ from: z.string(), to: z.string(), field: z.string(), value: z.unknown().exactOptional() })
    .describe('A field of a connection; without a value it is taken away.'),
  z.strictObject({ component: z.string(), slowness: number }).describe('Its work takes so many times as long.'),
  z
    .strictObject({ from: z.string(), to: z.string(), networkSpeed: number })
    .describe('Its network is so many times as fast.'),
  z.strictObject({ request: z.string(), keys: z.literal('even') }).describe('Its items are asked for alike.'),
  z.strictObject({ fault: count }).describe('The fault of this number is taken away.'),
]);
const change = z.strictObject({ says: z.string(), edits: z.array(edit) }).describe('What is changed.');

const figures = z
  .strictObject({ p99: number, goodput: number, errorRate: number, cost: number })
  .describe('Of the design as it is.');

const studyRun = z.strictObject({
  seed: count,
  duration: number,
  warmup: number,
  replications: count.describe('Pairs of runs behind each interval.'),
  digest: z.string(),
  experiments: count,
  events: count,
});

const busiest = z.strictObject({ component: z.string(), resource: z.string(), utilization: number });

const trialShape = {
  change,
  verdict: z.enum(['helps', 'none', 'worse', 'unclear']),
  p99: effect.exactOptional(),
  goodput: effect,
  errorRate: effect,
  cost: effect,
  figure: z
    .strictObject({ ...effectShape, name: z.string() })
    .exactOptional()
    .describe('What the verdict is on, where that is not the time or the number of answers.'),
  next: busiest.exactOptional().describe('What limits once it is made.'),
  partial: why,
};
const trial: z.ZodType<Trial> = z.strictObject(trialShape);

const explanation: z.ZodType<Explanation> = z
  .strictObject({
    format: z.literal('headroom/explanation@1'),
    run: studyRun,
    before: figures,
    findings: z.array(
      finding.extend({
        verdict: z.enum(['confirmed', 'together', 'protects', 'elsewhere', 'unclear', 'unchecked']),
        trials: z.array(trial),
      }),
    ),
    partial: why,
  })
  .meta({ title: 'Headroom explanation', description: 'What limits a design, each finding tried.' });

const row: z.ZodType<SensitivityRow> = z.strictObject({
  ...trialShape,
  component: z.string().exactOptional(),
  connection: z.string().exactOptional().describe('from->to.'),
  kind: z.enum(['speed-up', 'purchase']),
  perDollar: z
    .strictObject({ goodput: number.exactOptional(), p99: number.exactOptional() })
    .exactOptional()
    .describe('For each further USD a month.'),
});

const sensitivity: z.ZodType<Sensitivity> = z
  .strictObject({
    format: z.literal('headroom/sensitivity@1'),
    run: studyRun,
    before: figures,
    rows: z.array(row).describe('What helps most first.'),
    skipped: z.array(
      z.strictObject({
        components: z.array(z.string()),
        connections: z.array(z.string()).exactOptional(),
        says: z.string(),
      }),
    ),
    partial: why,
  })
  .meta({ title: 'Headroom sensitivity', description: 'What each component and connection of a design is worth.' });

const between = z
  .strictObject({ recovers: number.exactOptional(), sticks: number })
  .describe(
    'Two tried values between which a limit lies; without the first, where the least that was tried sticks too.',
  );

const probe: z.ZodType<ProbeReport> = z
  .strictObject({
    format: z.literal('headroom/probe@1'),
    run: z.strictObject({
      seed: count,
      replications: count,
      experiments: count,
      events: count,
      digest: z.string(),
      settle: number,
      baseline: number,
      watch: number,
    }),
    trigger: z.strictObject({
      label: z.string(),
      kind: z.string(),
      size: number.exactOptional(),
      for: number.exactOptional(),
    }),
    verdict: z.enum(['recovers', 'sticks', 'mixed', 'slow', 'overloaded']),
    stuck: count.describe('Replications in which good answers did not come back.'),
    before: z.strictObject({ goodput: number, floor: number, p95: number.nullable() }),
    after: z.strictObject({ goodput: number, p95: number.nullable(), ci95: interval.exactOptional() }),
    recovery: z.strictObject({ mean: number, longest: number }).exactOptional(),
    timeline: z.strictObject({
      step: number,
      offered: z.array(number),
      goodput: z.array(number),
      trigger: z.tuple([number, number]).readonly(),
    }),
    smallest: z.strictObject({ size: between.exactOptional(), length: between.exactOptional() }).exactOptional(),
    load: z.strictObject({ vulnerable: between.exactOptional(), overloaded: number.exactOptional() }).exactOptional(),
    notes: z.array(z.string()),
    partial: why,
  })
  .meta({ title: 'Headroom probe', description: 'How a design takes a trigger that passes.' });

const sweep: z.ZodType<SweepReport> = z
  .strictObject({
    format: z.literal('headroom/sweep@1'),
    vary: z.array(
      z.strictObject({
        path: z.string(),
        unit: z.enum(['time', 'rate', 'bytes', 'bandwidth', 'money', 'fraction', 'count']),
        values: z.array(number).describe('In base units.'),
      }),
    ),
    run: z.strictObject({ seed: count, duration: number, replications: count }),
    points: z.array(
      z.strictObject({
        at: byName(number).describe('By path of what is varied.'),
        goodput: number,
        p99: number,
        errorRate: number,
        cost: number,
        ci95: z.strictObject({ p99: interval.exactOptional(), goodput: interval.exactOptional() }).exactOptional(),
        bottleneck: busiest.exactOptional(),
        objectives: z.array(objective),
        good: z.boolean(),
        partial: why,
      }),
    ),
    knee: z.strictObject({ value: number, p99: number }).exactOptional(),
    capacity: z.strictObject({ good: number.exactOptional(), bad: number.exactOptional() }).exactOptional(),
    partial: why,
  })
  .meta({ title: 'Headroom sweep', description: 'A design over a grid of values.' });

const side = z.strictObject({
  name: z.string(),
  digest: z.string(),
  converged: z.boolean(),
  doubts: z.array(doubt).exactOptional(),
  partial,
});

const comparison: z.ZodType<ComparisonResult> = z
  .strictObject({
    format: z.literal('headroom/comparison@1'),
    run: z.strictObject({ seed: count, duration: number, warmup: number, replications: count }),
    a: side,
    b: side,
    metrics: z.array(z.strictObject({ metric: z.string(), ...effectShape })),
  })
  .meta({ title: 'Headroom comparison', description: 'Two designs on the same random numbers.' });

/** By kind of report. */
export const analysisSchemas = { explanation, sensitivity, probe, sweep, comparison } as const;
