import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadCalculator } from '../../src/math/index.ts';
import { criteria, levels, parseScenario, scenarioSchema } from '../../src/scenario/index.ts';
import { documentFor, held, open } from './run.ts';

const page = readFileSync(new URL('../../docs/authoring.md', import.meta.url), 'utf8');
const written: unknown = JSON.parse(/<!-- example: scenario -->\n```json\n(.*?)\n```/s.exec(page)![1]!);

describe('the example of the guide', () => {
  it('is read without a finding', () => {
    expect(parseScenario(written).findings).toEqual([]);
  });

  it('does what it claims', () => {
    const { proofs, ...rest } = parseScenario(written).scenario!;
    for (const proof of proofs) {
      const { claimed, shown } = held(proof, open(documentFor({ ...rest, proofs }, proof.design)));
      expect(shown).toEqual(claimed);
    }
  });

  it('calculates what it states', async () => {
    const { checkEstimate } = await loadCalculator();
    const { estimates, givens } = parseScenario(written).scenario!;
    const scope = Object.fromEntries(givens.map(({ name, value }) => [name, value]));
    for (const { answer, formula, unit } of estimates) {
      expect(checkEstimate(answer, formula, { scope, unit, tolerance: 1.01 })).toMatchObject({ verdict: 'right' });
    }
  });
});

describe('the guide', () => {
  it('names every field of a scenario', () => {
    for (const field of Object.keys(scenarioSchema.shape)) {
      if (field !== 'format') expect(page).toMatch(new RegExp(`\`${field}\``));
    }
  });

  it('names every level and every criterion', () => {
    for (const word of [...levels, ...criteria]) expect(page).toContain(`\`${word}\``);
  });
});
