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
  /** The same in the worst second of that time. */
  worst: share,
  /** The same in the second half of what the run had left after it; absent where it had nothing left. */
  after: share.exactOptional(),
  /** Time from its end until the service was as before [s]; null where it never was within the run. */
  recovery: z.number().min(0).nullable(),
  /** The curveball's expectations held against the run. */
  expectations: z.array(objectiveMeasurement).max(16),
});
export type Impact = z.output<typeof impactSchema>;

/** Share answered well in the windows `[from, to)`; 1 where nothing was asked. */
function goodShare({ requests }: Timeline, from: number, to: number): number {
  const series = requests['*'];
  let ok = 0;
  let offered = 0;
  for (let window = from; window < to; window += 1) {
    ok += series?.ok[window] ?? 0;
    offered += series?.offered[window] ?? 0;
  }
  // Answers to requests from before can be more than were asked in these windows.
  return offered === 0 ? 1 : Math.min(1, ok / offered);
}

/** Windows are shorter than an answer may take; shares of so short a time would be noise. */
const A_SECOND = 1;

/** The least share of any second in the windows `[from, to)`. */
function worstSecond(timeline: Timeline, from: number, to: number): number {
  const second = Math.max(1, Math.round(A_SECOND / timeline.step));
  let worst = goodShare(timeline, from, Math.min(to, from + second));
  for (let window = from + second; window + second <= to; window += second) {
    worst = Math.min(worst, goodShare(timeline, window, window + second));
  }
  return worst;
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
  const end = Math.min(windows, over);
  const rest = end + Math.ceil((windows - end) / 2);
  return {
    from: fault.from,
    to: fault.to,
    before: goodShare(timeline, Math.ceil(run.warmup / step), struck),
    goodput: goodShare(timeline, struck, end),
    worst: worstSecond(timeline, struck, end),
    ...(rest < windows ? { after: goodShare(timeline, rest, windows) } : {}),
    recovery,
    expectations: expectationsOf(result, curveball),
  };
}
