export { type Effect, relative, type Trial, type Verdict as TrialVerdict } from './effect.ts';
export {
  type CheckedFinding,
  type ExplainOptions,
  type Explanation,
  explain,
  type FindingVerdict,
} from './explain.ts';
export type { Figures, StudyRun } from './figures.ts';
export { type ProbeOptions, probe } from './probe.ts';
export type { Between, ProbeReport, ProbeVerdict } from './probe-report.ts';
export { type Sensitivity, type SensitivityOptions, type SensitivityRow, sensitivity } from './sensitivity.ts';
export { type Ask, conduct, isCanceled, type Study } from './study.ts';
export { labelOf as triggerLabel, type Trigger, triggerOf, triggersOf } from './trigger.ts';
