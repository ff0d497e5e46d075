import { expect, test } from 'vitest';
import { studentQuantile, studentTail } from '../../simulator/theory/index.ts';

// The printed table, two-sided 95 %.
test.each([
  [1, 12.706],
  [2, 4.303],
  [3, 3.182],
  [4, 2.776],
  [5, 2.571],
  [9, 2.262],
  [10, 2.228],
  [20, 2.086],
  [29, 2.045],
  [30, 2.042],
  [60, 2.0],
  [120, 1.98],
  [Infinity, 1.96],
])('with %d degrees of freedom the half-width is %d standard errors', (degreesOfFreedom, table) => {
  expect(Math.abs(studentQuantile(degreesOfFreedom) - table)).toBeLessThanOrEqual(0.0005);
});

test('other confidences and fractional degrees of freedom have their values, too', () => {
  expect(studentQuantile(10, 0.99)).toBeCloseTo(3.16927, 5);
  expect(studentQuantile(1, 0.5)).toBeCloseTo(1, 12); // Cauchy: its quartiles are ±1
  expect(studentQuantile(1, 0.999)).toBeCloseTo(636.61925, 4);
  expect(studentQuantile(Infinity, 0.99)).toBeCloseTo(2.5758293, 6);
  expect(studentQuantile(2.5)).toBeLessThan(studentQuantile(2));
  expect(studentQuantile(2.5)).toBeGreaterThan(studentQuantile(3));
});

test('quantile and tail are each other’s inverse', () => {
  for (const degreesOfFreedom of [1, 2, 4.5, 30, 1000, Infinity]) {
    for (const confidence of [0.01, 0.5, 0.9, 0.95, 0.999]) {
      expect(studentTail(studentQuantile(degreesOfFreedom, confidence), degreesOfFreedom)).toBeCloseTo(
        1 - confidence,
        11,
      );
    }
  }
});

test('more degrees of freedom make the interval narrower, down to the normal one', () => {
  const widths = [1, 2, 5, 10, 100, 1e4, 1e6, Infinity].map((n) => studentQuantile(n));
  expect(widths).toEqual(widths.toSorted((a, b) => b - a));
});
