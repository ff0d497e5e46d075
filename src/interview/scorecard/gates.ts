import type { InterviewState } from '../state.ts';
import type { Evidence, JudgedCriterion } from './item.ts';
import { metricOf } from './metrics.ts';

/** Something so wrong that points elsewhere cannot make up for it. */
export interface Gate {
  readonly id: string;
  readonly says: string;
  /** The most that can still be scored. */
  readonly cap: number;
  readonly evidence: readonly Evidence[];
}

/** Below every pass mark. */
const FAILS = 40;
/** Below a senior's pass mark. */
const HOLDS_BACK = 60;
/** Part of the good answers of before that must be there again long after. */
const BACK = 0.9;
/** Share of good answers below which a failure has taken everything with it. */
const NOTHING_LEFT = 0.05;

function incompletePath(criteria: readonly JudgedCriterion[]): Gate[] {
  const items = criteria.find(({ criterion }) => criterion === 'architecture')?.items ?? [];
  const broken = items.filter(({ id, points }) => id.startsWith('path-') && points === 0);
  return broken.map(({ id, says, evidence }) => ({ id, says, cap: FAILS, evidence }));
}

/** Good answers that do not come back after the cause is gone: the system holds itself down. Being slower is no such thing. */
function noRecovery({ disruptionRuns }: InterviewState): Gate[] {
  const last = disruptionRuns.at(-1);
  if (last?.impact.after === undefined || last.impact.after >= BACK * last.impact.before) return [];
  return [
    {
      id: 'no-recovery',
      says: 'The good answers did not come back within the run, although the cause was gone.',
      cap: HOLDS_BACK,
      evidence: [
        metricOf(last.event, ['impact', 'before'], last.impact.before, 'answered well before', 'fraction'),
        metricOf(last.event, ['impact', 'after'], last.impact.after, 'long after', 'fraction'),
      ],
    },
  ];
}

/** One component of which there is one, whose loss took everything. */
function singlePointOfFailure({ strike, disruptionRuns }: InterviewState): Gate[] {
  const last = disruptionRuns.at(-1);
  const id = strike?.component;
  if (last === undefined || id === undefined || !Object.hasOwn(strike?.fault ?? {}, 'crash')) return [];
  const instances = last.measured.components[id]?.instances;
  if (instances !== 1 || last.impact.goodput >= NOTHING_LEFT) return [];
  return [
    {
      id: 'single-point-of-failure',
      says: `Without ${id} nothing works, and there is one of it.`,
      cap: HOLDS_BACK,
      evidence: [
        { kind: 'node', id, text: `${id} is a single point of failure` },
        metricOf(last.event, ['measured', 'components', id, 'instances'], instances, `instances of ${id}`, 'count'),
        metricOf(last.event, ['impact', 'goodput'], last.impact.goodput, 'answered well while it lasted', 'fraction'),
      ],
    },
  ];
}

/** All gates that this session runs into. */
export function gatesOf(state: InterviewState, criteria: readonly JudgedCriterion[]): readonly Gate[] {
  return [...incompletePath(criteria), ...noRecovery(state), ...singlePointOfFailure(state)];
}
