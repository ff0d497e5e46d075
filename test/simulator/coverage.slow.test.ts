import { expect, test } from 'vitest';
import { intervalsThatHold } from './coverage.ts';

test('of a thousand intervals of 95 % about 950 hold the truth', () => {
  // Four standard deviations of a binomial, and a per cent for five replications that are a little skewed.
  const held = intervalsThatHold(1000);
  expect(held).toBeGreaterThan(950 - 28 - 10);
  expect(held).toBeLessThan(950 + 28);
});
