import type { Finding } from '../../simulator/index.ts';
import { parseScenario } from './parse.ts';
import type { DesignReference } from './proof.ts';
import type { Scenario } from './scenario.ts';

/**
 * Parsed JSON of a file below `scenarios/`, or undefined where there is none: the command line reads a directory, the
 * studio what its bundler has put in.
 */
export type ReadFile = (path: string) => unknown;

export interface LoadedScenario {
  readonly scenario?: Scenario;
  /** Designs by the name under which the scenario refers to them, as authored. */
  readonly designs: Readonly<Record<string, unknown>>;
  readonly findings: readonly Finding[];
}

function absent(id: string, path: readonly (string | number)[], file: string): Finding {
  return {
    code: 'file-missing',
    severity: 'error',
    path,
    what: `There is no file "${id}/${file}".`,
    why: 'The scenario refers to it.',
    todo: 'Put it beside scenario.json, or correct the name.',
  };
}

/** Reads one scenario and the designs it refers to. */
export function loadScenario(id: string, read: ReadFile): LoadedScenario {
  const file = read(`${id}/scenario.json`);
  if (file === undefined) return { designs: {}, findings: [absent(id, [], 'scenario.json')] };
  const { scenario, findings } = parseScenario(file);
  if (scenario === undefined) return { designs: {}, findings };
  const problems = [...findings];
  if (scenario.id !== id) {
    problems.push({
      code: 'wrong-folder',
      severity: 'error',
      path: ['id'],
      what: `The scenario calls itself "${scenario.id}" and lies in "${id}".`,
      why: 'Designs and sessions find their scenario by this name.',
      todo: 'Make both the same.',
    });
  }
  const designs: Record<string, unknown> = Object.create(null);
  const references: [DesignReference, (string | number)[]][] = [
    [scenario.starter, ['starter']],
    ...scenario.proofs.map((proof, i): [DesignReference, (string | number)[]] => [
      proof.design,
      ['proofs', i, 'design'],
    ]),
  ];
  for (const [reference, path] of references) {
    if (typeof reference !== 'string') continue;
    const design = read(`${id}/${reference}`);
    if (design === undefined) problems.push(absent(id, path, reference));
    else designs[reference] = design;
  }
  return { scenario, designs, findings: problems };
}
