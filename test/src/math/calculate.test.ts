import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Calculator, loadCalculator } from '../../../src/index.ts';

let calculator: Calculator;
beforeAll(async () => {
  calculator = await loadCalculator();
});

describe('a calculation', () => {
  it.each([
    ['500M users * 20 req/user / day to req/s', 115_740.74, 'req/s', '115700 req/s'],
    ['4,167 requests per second', 4167, 'req/s', '4167 req/s'],
    ['≈ 4.2k rps', 4200, 'req/s', '4200 req/s'],
    ['360M/day', 4166.67, '/s', '4167/s'],
    ['1 req / (5 ms)', 200, 'req/s', '200 req/s'],
    ['300 GB / (1 Gbit/s) to minute', 2400, 's', '40 minute'],
    ['36e9 * 500 B', 18e12, 'B', '18 TB'],
    ['$0.09/GB * 5 TB', 450, 'USD', '450 USD'],
    ['2 months', 5_256_000, 's', '60.83 day'],
    ['1 year', 31_536_000, 's', '365 day'],
    ['3 × 4 ÷ 2', 6, '', '6'],
    ['5 µs', 5e-6, 's', '5 µs'],
    ['95 %', 0.95, '', '0.95'],
    ['ceil(log(36e9) / log(62))', 6, '', '6'],
    ['8 kbit', 1000, 'B', '1 KB'],
    ['12 billion', 12e9, '', '12B'],
  ])('%s is %d %s', (text, value, unit, says) => {
    const result = calculator.calculate(text);
    expect(result).toMatchObject({ unit, text: says });
    if (result.problem === undefined) expect(result.value / value).toBeCloseTo(1, 5);
  });

  it('knows the names of its scope, each with an expression of its own', () => {
    const scope = { redirects: '360e6 req/day', factor: 5 };
    expect(calculator.calculate('redirects * factor', scope, 'req/s')).toMatchObject({ text: '20830 req/s' });
  });

  it('says its text in the unit that is asked for, and in its own where that is of another kind', () => {
    expect(calculator.calculate('360M/day', {}, 'req/s')).toMatchObject({ text: '4167 req/s' });
    expect(calculator.calculate('5 GB', {}, 'req/s')).toMatchObject({ text: '5 GB' });
  });

  it.each([
    ['', 'nothing to calculate'],
    ['1 +', 'cannot be read at character'],
    ['5 ms + 3 KB', 'cannot be converted'],
    ['5 ms + 3', 'divide the unit out first'],
    ['ceil(3.5 req)', 'divide the unit out first'],
    ['5 furlongs', '"furlongs" is no unit'],
    ['5 secnds', 'Did you mean "seconds"'],
    ['day', 'a unit without a number'],
    ['1 / 0', 'no finite number'],
    ['9^9^9', 'no finite number'],
    ['log(-1)', 'no real number'],
    ['1'.repeat(600), 'more than 500 characters'],
    [`1${'+1'.repeat(240)}`, 'too many parts'],
  ])('%s has a problem: %s', (text, why) => {
    expect(calculator.calculate(text)).toEqual({ problem: expect.stringContaining(why) });
  });

  it.each([
    'import("fs")',
    'f(x) = x',
    'a = 5',
    'evaluate("1")',
    'parse("1")',
    'createUnit("x")',
    'simplify("x")',
    'derivative("x", "x")',
    'matrix([1])',
    '[1, 2]',
    '{a: 1}',
    '"text"',
    'cos.constructor',
    'pi.constructor("return 1")()',
    '__proto__',
    'constructor',
    'toString()',
    '1; 2',
    '1:10',
    '5!',
    '1 < 2',
    'true ? 1 : 2',
    'end',
    'i',
    'Infinity',
  ])('%s is refused: nothing of mathjs but arithmetic can be reached', (text) => {
    expect(calculator.calculate(text)).toEqual({ problem: expect.any(String) });
  });

  it('never throws', () => {
    const pieces = fc.constantFrom(
      ...'0 1 2.5 ms % k M B $ ( ) [ ] { } + - * / ^ = ! ? : , " . day req/s to ceil log __proto__ '.split(' '),
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 14 }), (parts) => {
        const result = calculator.calculate(parts.join(' '));
        expect(result.problem !== undefined || Number.isFinite(result.value)).toBe(true);
      }),
      { seed: 10, numRuns: 400 },
    );
  });
});

describe('an estimate', () => {
  const formula = '360e6 req/day';
  const check = (answer: string, options = {}) =>
    calculator.checkEstimate(answer, formula, { tolerance: 1.25, unit: 'req/s', ...options });

  it.each(['4167 req/s', '4.2k/s', '360M/day', '360 million requests per day', '15e6/h', '5000 rps', '3400/s'])(
    '%s is right within a quarter of 4167 req/s',
    (answer) => {
      expect(check(answer).verdict).toBe('right');
    },
  );

  it.each([
    ['6000/s', 'Too high by a factor of 1.44.'],
    ['360M/h', 'Too high by a factor of 24.'],
    ['1000/s', 'Too low by a factor of 4.17.'],
    ['-4167/s', 'It is of another sign or size than the expected value.'],
  ])('%s is wrong: %s', (answer, says) => {
    expect(check(answer)).toMatchObject({ verdict: 'wrong', says });
  });

  it('without a unit, or with another kind of unit, is told which is wanted', () => {
    expect(check('4167')).toMatchObject({
      verdict: 'wrong-unit',
      says: expect.stringContaining('no unit. Write it in req/s'),
    });
    expect(check('5 GB')).toMatchObject({
      verdict: 'wrong-unit',
      says: expect.stringContaining('another kind of unit'),
    });
  });

  it('that cannot be read says why', () => {
    expect(check('a lot')).toMatchObject({ verdict: 'unreadable' });
    expect(check('')).toMatchObject({ verdict: 'unreadable', says: 'There is nothing to calculate.' });
  });

  it('with tolerance 1 has to be the very number', () => {
    expect(calculator.checkEstimate('7', '3 + 4', { tolerance: 1 }).verdict).toBe('right');
    expect(calculator.checkEstimate('7.01', '3 + 4', { tolerance: 1 }).verdict).toBe('wrong');
  });

  it('reads B as billion only where bytes make no sense', () => {
    expect(calculator.checkEstimate('12B urls', '12e9', { tolerance: 1.1 }).verdict).toBe('right');
    expect(calculator.checkEstimate('500 B', '500 B', { tolerance: 1.1 }).verdict).toBe('right');
  });

  it('of a monthly bill may be in USD or USD a month', () => {
    const bill = (answer: string) =>
      calculator.checkEstimate(answer, '3888 USD', { tolerance: 1.05, unit: 'USD' }).verdict;
    expect([bill('$3,900'), bill('$3900/month'), bill('3.9k USD')]).toEqual(['right', 'right', 'right']);
  });

  it('is compared by its factor, whatever the unit it is typed in', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 100, noNaN: true }),
        fc.constantFrom('s', 'min', 'h', 'day'),
        (factor, per) => {
          const seconds = { s: 1, min: 60, h: 3600, day: 86_400 }[per];
          const answer = `${(4166.666_666_666_667 * factor * seconds).toPrecision(15)} req/${per}`;
          expect(check(answer).ratio).toBeCloseTo(factor, 6);
        },
      ),
      { seed: 11, numRuns: 60 },
    );
  });
});
