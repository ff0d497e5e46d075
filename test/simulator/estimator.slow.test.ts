import { expect, test } from 'vitest';
import { tryEstimator, tryTypes } from './estimator-designs.ts';

// A thousand designs, in four parts that a busy machine has time for.
test.each([171, 172, 173, 174])(
  'without a caveat the estimate is within its stated error of a run, on 250 random designs (seed %i)',
  (seed) => {
    expect(tryEstimator(250, 200, seed).wrong).toEqual([]);
  },
);

test('without a caveat the estimate of every type, with settings of all kinds, is within its stated error of a run', () => {
  expect(tryTypes(12, 200).wrong).toEqual([]);
});
