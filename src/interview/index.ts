/** The interview: its phases and clock, its log, the curveball, and the scorecard that follows from them. */
export { type Clock, leftIn, leftInAll, spentIn, spentInAll } from './clock.ts';
export { type AimedCurveball, chooseCurveball, curveballOf } from './curveball.ts';
export { designDigest, loadDigest } from './digest.ts';
export { hiddenNames, type JudgedEstimate, judgeEstimate } from './estimate.ts';
export { type EventOf, eventSchema, type InterviewEvent } from './events.ts';
export { examined, type Lock, lockOf, mainRequest, sameLoad } from './examination.ts';
export { type Failures, mostFailures } from './failures.ts';
export { type Impact, impactOf, impactSchema } from './impact.ts';
export { interviewMachine } from './machine.ts';
export { type Measurement, measurementOf, measurementSchema } from './measurement.ts';
export { type Budgets, budgetsFor, type Level, levels, type Phase, phases, phaseTexts, presets } from './phases.ts';
export type { Gate } from './scorecard/gates.ts';
export type { Evidence, Item, JudgedCriterion, SessionRecord } from './scorecard/item.ts';
export { type Grade, type Scorecard, scorecard } from './scorecard/scorecard.ts';
export {
  type OpenSession,
  parseSession,
  replay,
  type Session,
  sessionSchema,
  startSession,
  timesOf,
} from './session.ts';
export type { DesignRun, DisruptionRun, InterviewState } from './state.ts';
