import { expect, test } from 'vitest';
import { everything, expectSums } from './sums.ts';

test('the parts of each of a million requests that meet everything there is sum to its response time', () => {
  const { ended, exact } = expectSums(everything(1_002_000));
  expect(ended).toBeGreaterThan(1_000_000);
  expect(exact).toBeGreaterThan(0.999 * ended);
});
