import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { type Mutant, mutants } from './mutants.ts';
import { caughtBy } from './run.ts';
import { mutantSection, withMutants } from './section.ts';

const page = fileURLToPath(new URL('../../../docs/validation.md', import.meta.url));
/** All mutants, one after the other on each core [ms]. */
const PATIENCE = 3_600_000;

test('every broken engine turns the quick validation red, and the sound one does not', {
  timeout: PATIENCE,
}, async () => {
  expect(await caughtBy(undefined), 'the sound engine').toEqual([]);
  const left = [...mutants];
  const caught = new Map<Mutant, string[]>();
  const worker = async () => {
    for (let mutant = left.shift(); mutant !== undefined; mutant = left.shift()) {
      caught.set(mutant, await caughtBy(mutant));
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  const survivors = mutants.filter((mutant) => caught.get(mutant)?.length === 0).map(({ name }) => name);
  expect(survivors, 'mutants that no case sees').toEqual([]);
  expect(new Set(mutants.map(({ kind }) => kind)).size).toBeGreaterThanOrEqual(10);
  // Which case sees which mutant is no chance: the table can be compared.
  const section = mutantSection(mutants.map((mutant) => ({ mutant, cases: caught.get(mutant) ?? [] })));
  await expect(withMutants(readFileSync(page, 'utf8'), section)).toMatchFileSnapshot(page);
});
