/** Scenarios: what is asked, with which numbers, and how one knows that it was answered. Data only, read and checked here. */
export type {
  Brief,
  Clarification,
  Estimate,
  FunctionalRequirement,
  Given,
  NonFunctionalRequirement,
} from './brief.ts';
export { holds, type TourState } from './condition.ts';
export type { Curveball, FaultCurveball, FaultTemplate, Strikes } from './curveball.ts';
export type { Criterion, CriterionId, DeepDive, Entity, Operation, TradeOff } from './expectations.ts';
export { criteria } from './expectations.ts';
export { type LoadedScenario, loadScenario, type ReadFile } from './load.ts';
export { parseScenario, type ScenarioReading } from './parse.ts';
export type { DesignReference, Proof } from './proof.ts';
export { type Level, levels, type PhaseName, phases, type Scenario, scenarioSchema } from './scenario.ts';
export type { Condition, TourPlace, TourStep } from './tour.ts';
