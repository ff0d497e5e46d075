import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { levels, phases, phaseTexts, scorecard } from '../../src/interview/index.ts';
import { loadCalculator } from '../../src/math/index.ts';
import { sessionOf } from './support/candidates.ts';
import { shipped } from './support/scenario.ts';

const page = readFileSync(new URL('../../docs/interview.md', import.meta.url), 'utf8');

it('docs/interview.md states the pass marks and the phases as they are', async () => {
  const calculator = await loadCalculator();
  const { state } = sessionOf([{ type: 'finished' }]);
  for (const level of levels) {
    const { passMark } = scorecard({ scenario: shipped('url-shortener'), state: { ...state, level }, calculator });
    expect(page).toContain(`| ${level} | ${passMark} |`);
  }
  for (const phase of phases) expect(page).toContain(`| ${phaseTexts[phase].title} |`);
});

it('docs/interview.md names the criteria that no machine judges', async () => {
  const scenario = shipped('url-shortener');
  const { state } = sessionOf([{ type: 'finished' }]);
  const { criteria } = scorecard({ scenario, state, calculator: await loadCalculator() });
  const unjudged = criteria.filter(({ criterion, items }) => items.length === 0 && criterion !== 'cost');
  const [sentence] = /in this version that is .*?\./s.exec(page) ?? [];
  for (const { title } of unjudged) expect(sentence?.replace(/\s+/g, ' ')).toContain(`*${title}*`);
});
