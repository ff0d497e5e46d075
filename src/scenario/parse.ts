import { type Finding, hasErrors, pathText } from '../../simulator/index.ts';
import { checkValue, explainIssues, type FileFormat, readFormat, type Vocabulary } from '../design/index.ts';
import { coherence } from './coherence.ts';
import { type RunAsWritten, type Scenario, scenarioSchema, type WorkloadAsWritten } from './scenario.ts';

/** A scenario as read: what can be used, and everything that is wrong with it. */
export interface ScenarioReading {
  /** Present where nothing is wrong enough to keep it from being played. */
  readonly scenario?: Scenario;
  readonly findings: readonly Finding[];
}

/** The first version has nothing before it; version 2 will add `[1, …]` here. */
const format: FileFormat = { kind: 'scenario', version: 1, migrations: new Map() };

const words: Vocabulary = {
  subject: (_root, path) => (path.length === 0 ? 'the scenario' : `"${pathText(path)}"`),
  elsewhere: () => undefined,
};

/** Reads a scenario from parsed JSON of unknown origin. Never throws. */
export function parseScenario(value: unknown): ScenarioReading {
  const { hostile, findings: refusals } = checkValue(value);
  if (hostile) return { findings: refusals };
  const { document, finding } = readFormat(value, format);
  if (finding !== undefined) return { findings: [finding] };
  const parsed = scenarioSchema.safeParse(document);
  if (!parsed.success) return { findings: explainIssues(parsed.error.issues, document, scenarioSchema, words) };
  const scenario: Scenario = {
    ...parsed.data,
    workload: document['workload'] as WorkloadAsWritten,
    run: document['run'] as RunAsWritten,
  };
  const findings = coherence(scenario);
  return hasErrors(findings) ? { findings } : { scenario, findings };
}
