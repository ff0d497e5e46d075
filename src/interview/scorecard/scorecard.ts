import type { Criterion, CriterionId } from '../../scenario/index.ts';
import type { Level } from '../phases.ts';
import { architecture } from './architecture.ts';
import { cost } from './cost.ts';
import { drive } from './drive.ts';
import { estimation } from './estimation.ts';
import { failure } from './failure.ts';
import { type Gate, gatesOf } from './gates.ts';
import type { Item, Judge, JudgedCriterion, SessionRecord } from './item.ts';
import { performance } from './performance.ts';
import { scope } from './scope.ts';
import { tradeOffs } from './trade-offs.ts';

export type Grade = 'strong' | 'solid' | 'borderline' | 'not-yet';

/** A session's score. It follows from scenario and log alone: the same log has the same score, always and everywhere. */
export interface Scorecard {
  readonly level: Level;
  /** Of a hundred, after gates. */
  readonly score: number;
  /** Before gates. */
  readonly earned: number;
  readonly passMark: number;
  readonly grade: Grade;
  /** Why a better grade than this was out of reach, whatever the points. */
  readonly blocked?: string;
  readonly gates: readonly Gate[];
  readonly criteria: readonly JudgedCriterion[];
}

/** What a machine can judge in this version; the other criteria leave numerator and denominator. */
const judges: Partial<Readonly<Record<CriterionId, Judge>>> = {
  scope,
  estimation,
  architecture,
  performance,
  failure,
  cost,
  'trade-offs': tradeOffs,
  drive,
};

/** Proposed by the project; no published practice gives numbers. A mid is expected less, a staff more than a senior. */
const passMarks: Readonly<Record<Level, number>> = { mid: 60, senior: 70, staff: 80 };
/** So far above or below the pass mark begin the grades beside it. */
const STEP = 10;
/** A heaviest criterion below half is a hole that the rest does not fill. */
const MISSED = 0.5;

function shareOf(items: readonly Item[]): number | undefined {
  let earned = 0;
  let whole = 0;
  for (const { points, weight } of items) {
    if (points === undefined) continue;
    earned += points * weight;
    whole += weight;
  }
  return whole === 0 ? undefined : earned / whole;
}

function judged(criterion: Criterion, record: SessionRecord): JudgedCriterion {
  const items = judges[criterion.criterion]?.(record) ?? [];
  const share = shareOf(items);
  return { ...criterion, items, ...(share === undefined ? {} : { share }) };
}

function weighted(criteria: readonly JudgedCriterion[]): number {
  let earned = 0;
  let whole = 0;
  for (const { share, weight } of criteria) {
    if (share === undefined) continue;
    earned += share * weight;
    whole += weight;
  }
  return whole === 0 ? 0 : (100 * earned) / whole;
}

/** The heaviest judged criterion, if less than half of it was earned. */
function hole(criteria: readonly JudgedCriterion[]): JudgedCriterion | undefined {
  const scored = criteria.filter(({ share }) => share !== undefined);
  const heaviest = Math.max(...scored.map(({ weight }) => weight));
  return scored.find(({ weight, share = 1 }) => weight === heaviest && share < MISSED);
}

function gradeOf(score: number, passMark: number): Grade {
  if (score >= passMark + STEP) return 'strong';
  if (score >= passMark) return 'solid';
  return score >= passMark - STEP ? 'borderline' : 'not-yet';
}

/** Judges a session by its scenario's rubric. */
export function scorecard(record: SessionRecord): Scorecard {
  const { scenario, state } = record;
  const criteria = scenario.rubric.map((criterion) => judged(criterion, record));
  const gates = gatesOf(state, criteria);
  const earned = weighted(criteria);
  const score = Math.min(earned, ...gates.map(({ cap }) => cap));
  const passMark = passMarks[state.level];
  const byScore = gradeOf(score, passMark);
  const missing = hole(criteria);
  const capped = missing !== undefined && (byScore === 'strong' || byScore === 'solid');
  return {
    level: state.level,
    score,
    earned,
    passMark,
    grade: capped ? 'borderline' : byScore,
    ...(capped ? { blocked: `Less than half of "${missing.title}" was earned, which weighs most.` } : {}),
    gates,
    criteria,
  };
}
