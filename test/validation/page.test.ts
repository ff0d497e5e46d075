import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { type Case, cases, laboratory, validate, validationPage } from '../../src/validation/index.ts';
import { mutants } from './mutants/mutants.ts';
import { mutantSection, withMutants } from './mutants/section.ts';

const path = fileURLToPath(new URL('../../docs/validation.md', import.meta.url));
const page = readFileSync(path, 'utf8');

/** What a page says about cases, but for what was measured: titles, texts, and of each row the metric and the truth. */
function said(text: string): string[] {
  const [, after = ''] = text.split('\n## Cases\n');
  const [section = ''] = after.split('\n## Mutants\n');
  return section
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (line.startsWith('| ') ? line.split(' | ').slice(0, 2).join(' | ') : line));
}

/** The same case, of which nothing is measured. */
function unmeasured(tested: Case): Case {
  const trials = tested.trials.map((trial) => ({ ...trial, measure: async () => ({ values: [] }) }));
  return { ...tested, trials };
}

test('docs/validation.md is about the cases that there are, and has their truths (npx headroom validate writes it)', async () => {
  const lab = laboratory({ isQuick: true, seed: 1 });
  const verdicts = await Promise.all(cases.map((each) => validate(unmeasured(each), lab)));
  expect(said(page)).toEqual(said(validationPage({ verdicts, seed: 1, isQuick: true })));
});

test('docs/validation.md tells of each mutant (npx vitest run test/validation/page --update writes it)', async () => {
  expect(new Set(mutants.map(({ kind }) => kind)).size).toBeGreaterThanOrEqual(10);
  await expect(withMutants(page, mutantSection(mutants))).toMatchFileSnapshot(path);
});

test('every case has a number of its own, a source, and standard errors that belong to a length', () => {
  const ids = cases.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { id, model, source, trials } of cases) {
    expect(id).toMatch(/^[DT]\d{2,3}$/);
    expect(Math.min(model.length, source.length), id).toBeGreaterThan(5);
    for (const { rows, length } of trials) {
      expect(rows.length, id).toBeGreaterThan(0);
      for (const row of rows) {
        expect(Number.isFinite(row.value), id).toBe(true);
        if ('se' in row) expect(row.se * (length ?? Number.NaN), `${id} ${row.metric}`).toBeGreaterThan(0);
      }
    }
  }
});
