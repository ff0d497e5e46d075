import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import type { Mutant } from './mutants.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const entry = fileURLToPath(new URL('./runner.ts', import.meta.url));

/** Every module of the simulator by its path in the repository. */
function sources(): Map<string, string> {
  const folder = join(root, 'simulator');
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  return new Map(names.map((name) => [join(folder, name), readFileSync(join(folder, name), 'utf8')]));
}

const occurrences = (text: string, find: string) => text.split(find).length - 1;

/** Modules as a mutant has them, by path; throws where a text to be replaced is not there exactly once. */
export function mutated({ name, patches }: Mutant): Map<string, string> {
  const originals = sources();
  const changed = new Map<string, string>();
  for (const { find, replace } of patches) {
    const hits = [...originals].filter(([, text]) => text.includes(find));
    const count = hits.reduce((sum, [, text]) => sum + occurrences(text, find), 0);
    const [hit] = hits;
    if (hit === undefined || count !== 1) {
      const places = hits.map(([path]) => relative(root, path)).join(', ');
      throw new Error(
        `The mutant “${name}” looks for ${JSON.stringify(find)} in simulator/ and finds it ${count} times${places === '' ? '' : ` (${places})`}: ` +
          'the source has changed, bring its patch in test/validation/mutants/mutants.ts up to date.',
      );
    }
    const [path, text] = hit;
    changed.set(
      path,
      (changed.get(path) ?? text).replace(find, () => replace),
    );
  }
  return changed;
}

/** Bundles the quick validation with a mutant's engine, or with the sound one; the path of the program. */
export async function bundle(mutant: Mutant | undefined): Promise<string> {
  const changed = mutant === undefined ? new Map<string, string>() : mutated(mutant);
  // Below the repository, so that the program finds its packages.
  const outDir = mkdtempSync(join(root, 'node_modules', '.mutant-'));
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    build: { ssr: entry, outDir, target: 'node20', minify: false, rollupOptions: { output: { format: 'es' } } },
    plugins: [
      {
        name: 'mutant',
        load: (id) => changed.get(id.split('?')[0]?.split('/').join(sep) ?? ''),
      },
    ],
  });
  return join(outDir, 'runner.js');
}
