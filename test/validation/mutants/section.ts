import type { Mutant } from './mutants.ts';

/** The heading under which docs/validation.md tells of the mutants; what comes before is written by `headroom validate`. */
const HEADING = '## Mutants';

export function mutantSection(mutants: readonly Mutant[]): string {
  const kinds = new Set(mutants.map(({ kind }) => kind));
  return [
    HEADING,
    '',
    'A suite that cannot fail proves nothing. The engine is broken on purpose, one way at a time, and the quick validation run on',
    `it: ${mutants.length} mutants of ${kinds.size} kinds, each with cases that turn red (others may too). The proof:`,
    '`npm run test:slow -- mutants`.',
    '',
    '| what | broken so that | seen by |',
    '|---|---|---|',
    ...mutants.map(({ kind, name, seenBy }) => `| ${kind} | ${name} | ${seenBy.join(', ')} |`),
    '',
  ].join('\n');
}

/** The page with this section in place of the one it has, or at its end. */
export function withMutants(page: string, section: string): string {
  const at = page.indexOf(HEADING);
  return `${at < 0 ? `${page.trimEnd()}\n\n` : page.slice(0, at)}${section}`;
}
