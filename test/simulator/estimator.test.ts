import { expect, test } from 'vitest';
import { tryEstimator, tryTypes } from './estimator-designs.ts';

test('without a caveat the estimate is within its stated error of a run, on sixty random designs', () => {
  const { wrong, skipped } = tryEstimator(60, 100, 71);
  expect(wrong).toEqual([]);
  // And it does not get there by having a caveat about everything.
  expect(skipped).toBeLessThan(120);
});

test('without a caveat the estimate of every type by itself is within its stated error of a run', () => {
  const { wrong, tried } = tryTypes(1, 60);
  expect(wrong).toEqual([]);
  expect(tried.size).toBeGreaterThan(12);
});
