import { describe, expect, it } from 'vitest';
import { factorAt } from '../../../simulator/index.ts';
import { shapeFromExpression } from '../../../src/math/index.ts';

function points(text: string, horizon: number) {
  const { points: made, problem } = shapeFromExpression(text, horizon);
  if (made === undefined) throw new Error(problem.what);
  return made;
}

describe('a load written as an expression', () => {
  it('is a straight line where the expression is one', () => {
    const line = points('1 + t / 10', 100);
    for (const t of [0, 12.34, 50, 99.9]) expect(factorAt(line, t)).toBeCloseTo(1 + t / 10, 9);
  });

  it('follows a wave to a thousandth of its height', () => {
    const wave = points('1 + 0.5 * sin(2 * pi * t / 60)', 600);
    for (let t = 0; t < 600; t += 1.7) {
      expect(Math.abs(factorAt(wave, t) - (1 + 0.5 * Math.sin((2 * Math.PI * t) / 60)))).toBeLessThan(0.002 * 1.5);
    }
  });

  it('jumps within a millionth of the run where the expression does', () => {
    const jump = points('t < 60 s ? 1 : 10', 100);
    expect(factorAt(jump, 60 - 100e-6)).toBeCloseTo(1, 6);
    expect(factorAt(jump, 60 + 100e-6)).toBeCloseTo(10, 6);
  });

  it('covers the whole run in rising order with a bounded number of points', () => {
    for (const text of ['1', 'mod(t, 2) < 1', 'abs(sin(t * t))', 'exp(-t / 100)']) {
      const { points: list } = points(text, 1000);
      expect(list.length).toBeLessThan(2100);
      expect([list[0][0], list.at(-1)?.[0]]).toEqual([0, 1000]);
      list.forEach(([t], i) => {
        if (i > 0) expect(t).toBeGreaterThan(list[i - 1][0]);
      });
    }
  });

  it.each([
    ['1 - t', 'must lie between 0'],
    ['1 / t', 'must lie between 0'],
    ['log(0 - 1)', 'must lie between 0'],
    ['1e9', 'must lie between 0'],
    ['sin()', 'sin() takes 1 number'],
    ['min(x, 1)', '"x" is not known'],
    ['evaluate(t)', 'there is no function "evaluate"'],
    ['"t"', 'a text, not a factor'],
  ])('%s is refused: %s', (text, why) => {
    expect(shapeFromExpression(text, 60).problem?.what).toContain(why);
  });
});
