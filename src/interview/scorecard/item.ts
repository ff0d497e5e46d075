import type { Calculator } from '../../math/index.ts';
import type { Criterion, Scenario } from '../../scenario/index.ts';
import type { InterviewState, Noted } from '../state.ts';

/** What a point rests on. Everything cited can be looked up: in the log, in a run's numbers, on the canvas. */
export type Evidence =
  | { readonly kind: 'answer' /** Place in the log. */; readonly event: number; readonly text: string }
  | {
      readonly kind: 'metric';
      /** Place in the log of the run that was measured. */
      readonly event: number;
      /** Path in that event: `['measured', 'requests', 'redirect', 'latency', 'p99']`. */
      readonly path: readonly (string | number)[];
      readonly value: number | boolean;
      /** The value with its unit and what it is. */
      readonly text: string;
    }
  | { readonly kind: 'node' /** Component of the candidate's design. */; readonly id: string; readonly text: string };

/** One thing that is judged within a criterion. */
export interface Item {
  readonly id: string;
  readonly title: string;
  /** Part of the criterion, relative to its other items. */
  readonly weight: number;
  /** Earned share: 1, 0.5 for half credit, 0; absent where there is nothing to judge by. */
  readonly points?: number;
  /** Why so many points. */
  readonly says: string;
  /** At least one wherever points were earned. */
  readonly evidence: readonly Evidence[];
  /** What a stronger answer adds, in the scenario's words. */
  readonly stronger?: string;
}

/** A criterion of the scenario's rubric with what was found. */
export interface JudgedCriterion extends Criterion {
  readonly items: readonly Item[];
  /** Earned share of the judged items; absent where nothing could be judged. Such a criterion does not count. */
  readonly share?: number;
}

/** All that a criterion may look at. */
export interface SessionRecord {
  readonly scenario: Scenario;
  readonly state: InterviewState;
  /** Reads what was estimated; it is heavy and loaded late. */
  readonly calculator: Calculator;
}

/** Judges one criterion; an empty list where nothing of it can be judged in this session. */
export type Judge = (record: SessionRecord) => readonly Item[];

export function answer(noted: Noted<object>, text: string): Evidence {
  return { kind: 'answer', event: noted.event, text };
}

/** Full credit, half credit or none. */
export function credit(full: boolean, half: boolean): number {
  return full ? 1 : half ? 0.5 : 0;
}

/** How many times one positive number is the other, at least 1; Infinity where either is not positive. */
export function apart(a: number, b: number): number {
  if (!(a > 0) || !(b > 0)) return a === b ? 1 : Number.POSITIVE_INFINITY;
  return Math.max(a / b, b / a);
}
