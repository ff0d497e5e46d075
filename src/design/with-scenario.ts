import type { DesignDocument, RawFault, RawObjective, RawRun, RawWorkload } from './document.ts';

/** What a scenario lends to a design, as a design writes it. */
export interface ScenarioSettings {
  readonly id?: string;
  readonly workload?: RawWorkload;
  readonly faults?: readonly RawFault[];
  readonly objectives?: readonly RawObjective[];
  readonly run?: RawRun;
}

/** The design with workload, faults, objectives and run of the scenario where it has none of its own. */
export function withScenario(document: DesignDocument, scenario: ScenarioSettings): DesignDocument {
  const { id, workload, faults, objectives, run } = scenario;
  return {
    ...document,
    ...(document.scenario === undefined && id !== undefined && { scenario: id }),
    ...(document.workload === undefined && workload && { workload }),
    ...(document.faults === undefined && faults && { faults }),
    ...(document.objectives === undefined && objectives && { objectives }),
    ...(document.run === undefined && run && { run }),
  };
}
