import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { type LoadedScenario, loadScenario, type Scenario } from '../../src/scenario/index.ts';

const root = new URL('../../scenarios/', import.meta.url);

/** Ids of the scenarios that the repository has. */
export const scenarioIds: readonly string[] = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .sort();

/** Parsed JSON of a file below `scenarios/`. */
export function readScenarioFile(path: string): unknown {
  const file = new URL(path, root);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

export function loaded(id: string): LoadedScenario & { scenario: Scenario } {
  const { scenario, designs, findings } = loadScenario(id, readScenarioFile);
  if (scenario === undefined) throw new Error(`${id}: ${JSON.stringify(findings, undefined, 2)}`);
  return { scenario, designs, findings };
}
