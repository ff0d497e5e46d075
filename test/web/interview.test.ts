import { describe, expect, it } from 'vitest';
import { clockText } from '../../web/interview/clock-text.ts';

describe('the clock of an interview in writing', () => {
  it.each([
    [360_000, '6:00'],
    [359_001, '6:00'],
    [359_000, '5:59'],
    [9_000, '0:09'],
    [3_725_000, '1:02:05'],
    [0, '0:00'],
    [-999, '0:00'],
    [-1000, '−0:01'],
    [-61_500, '−1:01'],
  ])('shows %d ms as %s', (duration, text) => {
    expect(clockText(duration)).toBe(text);
  });
});
