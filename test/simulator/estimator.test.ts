import { expect, test } from 'vitest';
import { tryEstimator } from './estimator-designs.ts';

test('without a caveat the estimate is within its stated error of a run, on sixty random designs', () => {
  const { wrong, skipped } = tryEstimator(60, 100, 71);
  expect(wrong).toEqual([]);
  // And it does not get there by having a caveat about everything.
  expect(skipped).toBeLessThan(120);
});
