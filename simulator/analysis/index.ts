export { type Effect, relative, type Trial, type Verdict as TrialVerdict } from './effect.ts';
export {
  type CheckedFinding,
  type ExplainOptions,
  type Explanation,
  explain,
  type Figures,
  type FindingVerdict,
  type StudyRun,
} from './explain.ts';
export { type ProbeOptions, probe } from './probe.ts';
export type { Between, ProbeReport, ProbeVerdict } from './probe-report.ts';
export { type Ask, conduct, isCanceled, type Study } from './study.ts';
export { labelOf as triggerLabel, type Trigger, triggerOf, triggersOf } from './trigger.ts';
