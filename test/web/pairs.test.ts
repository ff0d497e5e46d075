import { expect, test } from 'vitest';
import { autoscaleField } from '../../simulator/parts/autoscale.ts';
import { pairsOf, pairsText } from '../../web/fields/pairs.ts';

test('pairs are one line in a form: what is typed is what a file has, and what is shown again', () => {
  const steps = [
    ['30 %', -1],
    ['70 %', 1],
    [60, 4],
  ];
  expect(pairsText(steps)).toBe('30 %: -1, 70 %: 1, 60: 4');
  expect(pairsOf('30 %: -1, 70 %:1 ,60: 4')).toEqual(steps);
  const taken = (text: string) => autoscaleField.safeParse({ by: 'steps', steps: pairsOf(text) });
  expect(taken('30 %: -1, 0.7: 1').data?.steps).toEqual([
    [0.3, -1],
    [0.7, 1],
  ]);
  // A threshold without a change, a change that is no number, and thresholds that do not rise.
  for (const text of ['30 %', '30 %: x', '70 %: 1, 30 %: -1', '']) expect(taken(text).success, text).toBe(false);
});
