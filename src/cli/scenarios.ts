import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { didYouMean, type PlacedFinding, readJson } from '../index.ts';
import { parseScenario, type Scenario } from '../scenario/index.ts';
import { readText, type TextFile } from './files.ts';
import { type Host, Refusal } from './host.ts';
import { packageRoot } from './package-root.ts';

const folder = join(packageRoot, 'scenarios');

/** A scenario file as read; `scenario` is absent where something is wrong enough. */
export interface OpenedScenario {
  readonly file: TextFile;
  readonly scenario?: Scenario;
  readonly findings: readonly PlacedFinding[];
}

/** Ids of the scenarios that come with the package, in alphabetical order. */
export async function scenarioIds(): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, 'scenario.json')))
    .map(({ name }) => name)
    .sort();
}

/** File names of the designs that lie beside a scenario of the package. */
export async function designsOf(id: string): Promise<string[]> {
  const entries = await readdir(join(folder, id));
  return entries.filter((name) => name.endsWith('.design.json')).sort();
}

/** What to say of an id that is none. */
export function noSuchScenario(id: string, ids: readonly string[]): string {
  return `there is no scenario of that name.${didYouMean(id, ids)} There are: ${ids.join(', ')}.`;
}

/** Opens a scenario of the package by its id, or any by its file. What looks like a path is one. */
export async function openScenario(idOrFile: string, host: Host): Promise<OpenedScenario> {
  const isPath = /[/\\]|\.json$/.test(idOrFile);
  const ids = await scenarioIds();
  if (!isPath && !ids.includes(idOrFile)) {
    throw new Refusal(
      `--scenario ${JSON.stringify(idOrFile)}: ${noSuchScenario(idOrFile, ids)} A file is named by its path.`,
    );
  }
  const file = await readText(isPath ? idOrFile : join(folder, idOrFile, 'scenario.json'), host);
  const { value, findings } = readJson(file.text);
  if (value === undefined) return { file, findings };
  const reading = parseScenario(value);
  return {
    file,
    ...(reading.scenario !== undefined && { scenario: reading.scenario }),
    findings: [...findings, ...reading.findings],
  };
}
