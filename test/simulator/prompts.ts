import { readdirSync, readFileSync } from 'node:fs';
import { compile, type Finding, type Model, type Topology } from '../../simulator/index.ts';
import { parseDesign } from '../../src/design/index.ts';
import type { Objective } from '../../src/objective/index.ts';

/** Reference designs of the classic interview prompts, at their peak rates and short. */

const folder = new URL('../fixtures/prompts/', import.meta.url);

export const prompts = readdirSync(folder)
  .filter((name) => name.endsWith('.design.json'))
  .map((name) => name.replace('.design.json', ''));

export interface Prompt {
  readonly types: readonly string[];
  readonly model: Model;
  readonly objectives: readonly Objective[];
  /** All that was said of it, errors and warnings. */
  readonly findings: readonly Finding[];
}

/** One of them, ready to be run, changed if so wished. */
export function open(id: string, change: (topology: Topology) => Topology = (topology) => topology): Prompt {
  const { topology, objectives, findings } = parseDesign(
    JSON.parse(readFileSync(new URL(`${id}.design.json`, folder), 'utf8')),
  );
  if (topology === undefined) throw new Error(JSON.stringify(findings, undefined, 2));
  const compilation = compile(change(topology));
  const said = [...findings, ...compilation.findings];
  if (compilation.model === undefined) throw new Error(JSON.stringify(said, undefined, 2));
  const types = topology.components.map(({ type }) => type);
  return { types, model: compilation.model, objectives, findings: said };
}
