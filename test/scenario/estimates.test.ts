import { beforeAll, describe, expect, it } from 'vitest';
import { type Calculator, loadCalculator } from '../../src/math/index.ts';
import { loaded, scenarioIds } from './files.ts';

let calculator: Calculator;
beforeAll(async () => {
  calculator = await loadCalculator();
});

const scopeOf = (id: string) => Object.fromEntries(loaded(id).scenario.givens.map(({ name, value }) => [name, value]));

const cases = scenarioIds.flatMap((id) => loaded(id).scenario.estimates.map((estimate) => ({ id, estimate })));

describe('the arithmetic of every scenario', () => {
  it.each(scenarioIds)('%s has givens that can be calculated', (id) => {
    for (const { name, value } of loaded(id).scenario.givens) {
      expect(calculator.calculate(value), `${name} = ${value}`).not.toHaveProperty('problem');
    }
  });

  it.each(cases)(
    '$id: $estimate.id gives the answer that its author states, within one percent',
    ({ id, estimate }) => {
      const { answer, formula, unit } = estimate;
      const check = calculator.checkEstimate(answer, formula, { scope: scopeOf(id), tolerance: 1.01, unit });
      expect(check).toMatchObject({ verdict: 'right' });
    },
  );

  it.each(cases)(
    '$id: $estimate.id is answered by its own unit and refuses twice its tolerance',
    ({ id, estimate }) => {
      const { formula, unit, tolerance } = estimate;
      const scope = scopeOf(id);
      const expected = calculator.calculate(`(${formula})${unit === '' ? '' : ` / (1 ${unit})`}`, scope);
      expect(expected).toMatchObject({ unit: '' });
      if (expected.problem !== undefined) return;
      const say = (value: number) =>
        calculator.checkEstimate(`${value} ${unit}`, formula, { scope, tolerance, unit }).verdict;
      expect(say(expected.value)).toBe('right');
      expect(say(expected.value * tolerance * 2)).toBe('wrong');
      expect(say(expected.value / tolerance / 2)).toBe('wrong');
    },
  );

  it.each(cases.filter(({ estimate }) => estimate.mistakes !== undefined))(
    '$id: $estimate.id knows mistakes that are not within its tolerance',
    ({ id, estimate }) => {
      const { formula, tolerance, mistakes = [] } = estimate;
      const scope = scopeOf(id);
      for (const mistake of mistakes) {
        const wrong = calculator.calculate(mistake.formula, scope, estimate.unit);
        expect(wrong).not.toHaveProperty('problem');
        if (wrong.problem !== undefined) continue;
        const typed = wrong.unit === '' ? `${wrong.value}` : wrong.text;
        expect(calculator.checkEstimate(typed, formula, { scope, tolerance }).verdict, mistake.formula).toBe('wrong');
      }
    },
  );
});

/** Calculated by hand, apart from the formulas. */
describe('the answers by hand', () => {
  it.each<[string, string, string, number]>([
    ['first-steps', 'average', '28 req/s', 1.1],
    ['first-steps', 'peak-ratio', '21', 1.25],
    ['first-steps', 'one-server', '500 req/s', 1.1],
    ['first-steps', 'egress', '26 USD', 1.25],
    ['url-shortener', 'average-redirects', '4167 req/s', 1.1],
    ['url-shortener', 'peak-redirects', '20833 req/s', 1.1],
    ['url-shortener', 'peak-creations', '376 req/s', 1.1],
    ['url-shortener', 'rows', '11.9e9', 1.1],
    ['url-shortener', 'storage', '5.9 TB', 1.25],
    ['url-shortener', 'code-length', '7', 1],
    ['url-shortener', 'cache-size', '15 GB', 2],
    ['url-shortener', 'click-log', '72 GB/day', 1.1],
    ['url-shortener', 'egress', '480 USD', 1.25],
    ['url-shortener', 'store-reads', '1042 req/s', 1.1],
    ['url-shortener', 'cdn-bill', '10800 USD', 1.1],
  ])('%s: %s is %s', (id, estimate, answer, tolerance) => {
    const { scenario } = loaded(id);
    const found = scenario.estimates.find((one) => one.id === estimate)!;
    expect(found.tolerance).toBe(tolerance);
    const { formula, unit } = found;
    expect(calculator.checkEstimate(answer, formula, { scope: scopeOf(id), tolerance, unit })).toMatchObject({
      verdict: 'right',
    });
  });
});
