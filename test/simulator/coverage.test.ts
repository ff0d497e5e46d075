import { expect, test } from 'vitest';
import { intervalsThatHold } from './coverage.ts';

test('intervals of 95 % from replications hold the truth about as often as they say', () => {
  // Of 20 about 19; fewer than 15 come less than once in a thousand.
  expect(intervalsThatHold(20)).toBeGreaterThanOrEqual(15);
});
