import type { Mutant } from './mutants.ts';

/** The heading under which docs/validation.md tells of the mutants; what comes before is written by `headroom validate`. */
const HEADING = '## Mutants';

export function mutantSection(
  results: readonly { readonly mutant: Mutant; readonly cases: readonly string[] }[],
): string {
  const kinds = new Set(results.map(({ mutant }) => mutant.kind));
  return [
    HEADING,
    '',
    'A suite that cannot fail proves nothing. Here the engine was broken on purpose, one way at a time, and the quick validation',
    `run on it: ${results.length} mutants of ${kinds.size} kinds, and the cases that turned red. Written by`,
    '`npx vitest run --mode slow mutants --update`.',
    '',
    '| what | broken so that | seen by |',
    '|---|---|---|',
    ...results.map(({ mutant: { kind, name }, cases }) => `| ${kind} | ${name} | ${cases.join(' ')} |`),
    '',
  ].join('\n');
}

/** The page with this section in place of the one it has, or at its end. */
export function withMutants(page: string, section: string): string {
  const at = page.indexOf(HEADING);
  return `${at < 0 ? `${page.trimEnd()}\n\n` : page.slice(0, at)}${section}`;
}
