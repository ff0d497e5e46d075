import { readFileSync } from 'node:fs';
import { parseScenario, type Scenario } from '../../../src/scenario/index.ts';

/** A scenario as shipped. */
export function shipped(id: string): Scenario {
  const file = new URL(`../../../scenarios/${id}/scenario.json`, import.meta.url);
  const { scenario, findings } = parseScenario(JSON.parse(readFileSync(file, 'utf8')));
  if (scenario === undefined) throw new Error(JSON.stringify(findings, undefined, 2));
  return scenario;
}
