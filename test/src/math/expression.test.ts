import fc from 'fast-check';
import { all, create } from 'mathjs';
import { describe, expect, it } from 'vitest';
import {
  evaluate,
  expressionLimits,
  quantity,
  readExpression,
  type Scope,
  unitText,
  type Value,
} from '../../../src/math/index.ts';

const scope: Scope = {
  name: (name) => (name === 'x' ? quantity(3, undefined) : undefined),
  call: (name, given) => {
    const numbers = given.map((value) =>
      value.kind === 'quantity' ? value.value : value.kind === 'truth' ? Number(value.value) : Number.NaN,
    );
    if (name === 'abs') return quantity(Math.abs(numbers[0]), undefined);
    if (name === 'max') return quantity(Math.max(...numbers), undefined);
    if (name === 'called')
      return quantity(given.map((value) => (value.kind === 'text' ? value.text.length : 0))[0] ?? -1, undefined);
    return undefined;
  },
  power: (x, y) => x ** y,
};

function valueFrom(text: string): Value | string {
  const { expression, problem } = readExpression(text, (name) => name === 'called');
  if (problem !== undefined) return problem.what;
  const evaluation = evaluate(expression, scope);
  return evaluation.value ?? evaluation.problem.what;
}

function numberOf(text: string): number | boolean | string {
  const value = valueFrom(text);
  return typeof value === 'string' ? value : value.kind === 'text' ? value.text : value.value;
}

describe('an expression without units', () => {
  // Comparisons of mathjs take nearly equal for equal unless told otherwise.
  const math = create(all, { relTol: 1e-300, absTol: 0 });
  const sum = fc.letrec<{ node: string }>((tie) => {
    const operator = fc.constantFrom('+', '-', '*', '/', '^', '<', '<=', '>', '>=', '==', '!=', 'and', 'or');
    return {
      node: fc.oneof(
        { maxDepth: 5, withCrossShrink: true },
        fc.nat(9).map(String),
        fc.constantFrom('0.5', '1e3', '.25', 'x'),
        fc.tuple(tie('node'), operator, tie('node')).map((parts) => parts.join(' ')),
        tie('node').map((node) => `(${node})`),
        tie('node').map((node) => `-${node}`),
        tie('node').map((node) => `not ${node}`),
        tie('node').map((node) => `abs(${node})`),
        fc.tuple(tie('node'), tie('node')).map(([a, b]) => `max(${a}, ${b})`),
        fc.tuple(tie('node'), tie('node'), tie('node')).map(([a, b, c]) => `((${a}) ? (${b}) : (${c}))`),
      ),
    };
  }).node;

  it('has the value that mathjs gives it, precedence and all', () => {
    let compared = 0;
    fc.assert(
      fc.property(sum, (text) => {
        const ours = numberOf(text);
        // What this language leaves out it refuses in words: comparisons in a chain, expressions that are too long.
        if (typeof ours === 'string') return;
        const theirs: unknown = math.evaluate(text, { x: 3 });
        // Roots of negative numbers are complex to mathjs and no number here.
        if (typeof theirs !== 'number' && typeof theirs !== 'boolean') return;
        compared += 1;
        const [a, b] = [Number(ours), Number(theirs)];
        expect(Object.is(a, b) || Math.abs(a - b) <= 1e-12 * Math.abs(b), `${text}: ${a} and ${b}`).toBe(true);
      }),
      { seed: 8, numRuns: 1500 },
    );
    expect(compared).toBeGreaterThan(700);
  });

  it.each([
    ['2 + 3 * 4', 14],
    ['-2 ^ 2', -4],
    ['2 ^ 3 ^ 2', 512],
    ['2 ^ -1', 0.5],
    ['10 - 4 - 3', 3],
    ['1 < 2 and 2 < 3', true],
    ['not (1 < 2) or 1 == 1', true],
    ['1 > 2 ? 3 : 1 > 0 ? 4 : 5', 4],
    ['20k', 20_000],
    ['1.5M', 1_500_000],
  ])('%s is %s', (text, value) => {
    expect(numberOf(text)).toBe(value);
  });
});

describe('an expression with units', () => {
  it.each([
    ['100 ms', 0.1, 's'],
    ['2 min + 30 s', 150, 's'],
    ['8000/s', 8000, '/s'],
    ['20k/s', 20_000, '/s'],
    ['20000 req/s', 20_000, '/s'],
    ['2 GiB', 2 ** 31, 'B'],
    ['1 Gbit/s', 125e6, 'B/s'],
    ['4000 USD/month', 4000, 'USD/month'],
    ['99.9 %', 0.999, ''],
    ['50 % * 3 s', 1.5, 's'],
    ['6 s / (2 s)', 3, ''],
    ['(2 s)^2', 4, 's^2'],
    ['100/s * 10 s', 1000, ''],
    ['1 / (4 s)', 0.25, '/s'],
    ['2 * 3 KB', 6000, 'B'],
  ])('%s is %d %s', (text, value, unit) => {
    const got = valueFrom(text);
    expect(got).toMatchObject({ kind: 'quantity' });
    if (typeof got === 'string' || got.kind !== 'quantity') return;
    expect(got.value).toBeCloseTo(value, 9);
    expect(unitText(got.unit)).toBe(unit);
  });

  it('takes a percentage for the decimal fraction that it is', () => {
    expect(numberOf('99.9 %')).toBe(0.999);
    expect(numberOf('99.95 %')).toBe(0.9995);
    expect(numberOf('1e1 %')).toBe(0.1);
    expect(numberOf('.5 %')).toBe(0.005);
  });

  it('compares a bare number in base units', () => {
    expect(numberOf('50 ms < 0.1')).toBe(true);
    expect(numberOf('99.95 % >= 0.999 and 99.95 % <= 1')).toBe(true);
  });

  it.each([
    ['5 ms + 3 KB', 'a time and a size cannot be compared or added'],
    ['5 ms < 99 %', 'cannot be compared'],
    ['2 ^ (3 s)', 'an exponent has no unit'],
    ['2 s ^ 2', 'put the quantity in parentheses'],
    ['1 / 2 s', 'put the divisor in parentheses'],
    ['5 parsecs', '"parsecs" is no unit'],
    ['not 5 s', 'a comparison is needed here'],
  ])('%s is refused: %s', (text, why) => {
    expect(valueFrom(text)).toContain(why);
  });
});

describe('the name of a component', () => {
  it.each(['api', 'order-service', 'cache-2', 'b2b-api', 'shard-2ms', '"order-service"', "'a b'"])(
    '%s may be given to a function that takes one',
    (name) => {
      expect(numberOf(`called(${name})`)).toBe(name.replace(/["']/g, '').length);
    },
  );
});

describe('what is no expression', () => {
  it.each([
    ['', 0, 'missing at the end'],
    ['1 +', 3, 'missing at the end'],
    ['1 2', 2, 'comes unexpected'],
    ['(1', 2, 'expected ")"'],
    ['1 < 2 < 3', 6, 'one comparison at a time'],
    ['a = 1', 2, 'has no meaning here'],
    ['a.b', 1, 'has no meaning here'],
    ['[1]', 0, 'has no meaning here'],
    ['x; y', 1, 'has no meaning here'],
    ['1e999', 0, 'too large'],
  ])('%j is refused at offset %i: %s', (text, at, why) => {
    expect(readExpression(text).problem).toEqual({ at, what: expect.stringContaining(why) });
  });

  it.each([
    ['has too many characters', '1'.repeat(expressionLimits.characters + 1)],
    ['has too many parts', '1+'.repeat(240).concat('1')],
    ['is nested too deep', `${'('.repeat(100)}1${')'.repeat(100)}`],
    ['has too many signs', '-'.repeat(300).concat('1')],
  ])('is refused when it %s', (_, text) => {
    expect(readExpression(text).problem).toBeDefined();
  });

  it('is never thrown over', () => {
    const pieces = fc.constantFrom(
      ...'0 1 2.5 ms % k ( ) + - * / ^ < = ! ? : , " and not x abs called __proto__ constructor'.split(' '),
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
        valueFrom(parts.join(' '));
        valueFrom(parts.join(''));
      }),
      { seed: 9, numRuns: 1000 },
    );
  });

  it('reaches no name but those it is given', () => {
    for (const name of ['constructor', '__proto__', 'toString', 'globalThis', 'import', 'eval']) {
      expect(valueFrom(name)).toContain('is not known');
      expect(valueFrom(`${name}(1)`)).toContain('there is no function');
    }
  });
});
