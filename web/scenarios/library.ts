import type { LoadedScenario } from '../../src/scenario/index.ts';
import { loadEngine } from '../engine/index.ts';
import { busy } from '../state/idle.ts';

/** The scenarios that come with the studio: read from their files when first asked for. */

const files = import.meta.glob<unknown>('../../scenarios/*/*.json', { import: 'default' });

const FOLDER = '../../scenarios/';

/** Ids of all scenarios, tutorials and interviews alike, by name. */
export const scenarioIds: readonly string[] = [
  ...new Set(Object.keys(files).map((path) => path.slice(FOLDER.length).split('/')[0] ?? '')),
].sort();

const loading = new Map<string, Promise<LoadedScenario>>();

/** One scenario with its designs. Its findings say what is wrong where it cannot be played; it never rejects for that. */
export function scenarioById(id: string): Promise<LoadedScenario> {
  const known = loading.get(id);
  if (known !== undefined) return known;
  const made = read(id);
  loading.set(id, made);
  // What failed on its way (the network) is tried again when asked for again.
  made.catch(() => loading.delete(id));
  return made;
}

async function read(id: string): Promise<LoadedScenario> {
  const idle = busy('scenario');
  try {
    const own = Object.entries(files).filter(([path]) => path.startsWith(`${FOLDER}${id}/`));
    const contents = new Map(
      await Promise.all(own.map(async ([path, load]) => [path.slice(FOLDER.length), await load()] as const)),
    );
    const { loadScenario } = await loadEngine();
    return loadScenario(id, (path) => contents.get(path));
  } finally {
    idle();
  }
}
