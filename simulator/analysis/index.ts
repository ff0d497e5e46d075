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
export { type Ask, conduct, isCanceled, type Study } from './study.ts';
