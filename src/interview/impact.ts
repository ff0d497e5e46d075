import { z } from 'zod';
import type { JudgedResult, Timeline } from '../../simulator/index.ts';
import { judgeOne, parseObjectives, recoveryTime } from '../objective/index.ts';
import type { FaultCurveball } from '../scenario/index.ts';
import { objectiveMeasurement, objectiveMeasurementOf } from './measurement.ts';

const share = z.number().min(0).max(1);

/** What a fault did, measured. */
export const impactSchema = z.strictObject({
  /** Moment at which it struck [s]. */
  from: z.number(),
  /** Moment at which it was gone [s]; the same for a momentary one. */
  to: z.number(),
  /** Share of requests answered well from the end of the warm-up until it struck. */
  before: share,
  /** The same while it lasted and, where it was momentary, until it was overcome. */
  goodput: share,
  /** The same in the worst window of that time. */
  worst: share,
  /** Time from its end until the service was as before [s]; null where it never was within the run. */
  recovery: z.number().min(0).nullable(),
  /** The curveball's expectations held against the run. */
  expectations: z.array(objectiveMeasurement).max(16),
});
export type Impact = z.output<typeof impactSchema>;

/** Shares answered well in the windows `[from, to)` of a timeline: over all of them, and in the worst. */
function goodShares(
  { requests }: Timeline,
  from: number,
  to: number,
): { readonly mean: number; readonly worst: number } {
  const series = requests['*'];
  let ok = 0;
  let offered = 0;
  let worst = 1;
  for (let window = from; window < to; window += 1) {
    const asked = series?.offered[window] ?? 0;
    const good = series?.ok[window] ?? 0;
    if (asked === 0) continue;
    ok += good;
    offered += asked;
    // Answers of one window to requests of the one before can be more than were asked in it.
    worst = Math.min(worst, good / asked);
  }
  return { mean: offered === 0 ? 1 : Math.min(1, ok / offered), worst: Math.max(0, worst) };
}

function expectationsOf(result: JudgedResult, { expect }: FaultCurveball): Impact['expectations'] {
  const { objectives, findings } = parseObjectives(expect, {
    requests: new Set(Object.keys(result.requests)),
    components: new Map(Object.entries(result.components).map(([id, { type }]) => [id, type])),
    faults: result.timeline.faults.map(({ label }) => ({ label, aliases: [] })),
  });
  const judged = new Map(objectives.map((objective) => [objective.name, judgeOne(result, objective)]));
  return expect.map(({ name, require }, index) => {
    const found = judged.get(name);
    if (found !== undefined) return objectiveMeasurementOf(found);
    const problem = findings.find(({ path }) => path[0] === index)?.what ?? 'It cannot be judged.';
    return { name, require, met: false, problem };
  });
}

/** What the curveball did to the design in this run; undefined where the run was ended before it struck. */
export function impactOf(result: JudgedResult, curveball: FaultCurveball): Impact | undefined {
  const { timeline, run } = result;
  const fault = timeline.faults.find(({ kind }) => kind === curveball.fault.kind);
  if (fault === undefined) return undefined;
  const { step } = timeline;
  const { value, problem } = recoveryTime(result, fault.label);
  if (problem !== undefined) return undefined;
  const recovery = Number.isFinite(value) ? value : null;
  // Whole windows only: one that the fault begins or ends in belongs to both sides.
  const struck = Math.floor(fault.from / step);
  const windows = timeline.requests['*']?.offered.length ?? 0;
  const momentary = recovery === null ? windows : Math.ceil((fault.to + recovery) / step);
  const over = fault.to > fault.from ? Math.ceil(fault.to / step) : Math.max(struck + 1, momentary);
  const during = goodShares(timeline, struck, Math.min(windows, over));
  return {
    from: fault.from,
    to: fault.to,
    before: goodShares(timeline, Math.ceil(run.warmup / step), struck).mean,
    goodput: during.mean,
    worst: during.worst,
    recovery,
    expectations: expectationsOf(result, curveball),
  };
}
