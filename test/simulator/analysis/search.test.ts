import fc from 'fast-check';
import { expect, test } from 'vitest';
import { between, beyond } from '../../../simulator/analysis/search.ts';
import { conduct, type Study } from '../../../simulator/index.ts';

/** What sticks from a threshold on, and what was tried. */
function sticking(from: number, last = Number.POSITIVE_INFINITY) {
  const tried: number[] = [];
  // biome-ignore lint/correctness/useYield: a step of a search whose outcome is known without an experiment
  const sticks = function* (value: number): Study<boolean | undefined> {
    tried.push(value);
    return value > last ? undefined : value >= from;
  };
  return { tried, sticks };
}

test('halving ends with two tried values around the threshold, within 15 % where six steps are enough', () => {
  fc.assert(
    fc.property(fc.double({ min: 1.01, max: 15.9, noNaN: true }), (threshold) => {
      const { tried, sticks } = sticking(threshold);
      const found = conduct(between(1, 16, sticks));
      expect(found?.recovers).toBeLessThan(threshold);
      expect(found?.sticks).toBeGreaterThanOrEqual(threshold);
      expect([1, ...tried]).toContain(found?.recovers);
      expect([16, ...tried]).toContain(found?.sticks);
      expect(found!.sticks / found!.recovers!).toBeLessThan(1.16);
      expect(tried.length).toBeLessThanOrEqual(6);
    }),
    { seed: 5, numRuns: 200 },
  );
});

test('a low end of which nothing is known is tried before it is named: where it sticks too, that is said', () => {
  const { tried, sticks } = sticking(0);
  expect(conduct(between(1 / 16, 1, sticks, false))).toEqual({ sticks: 1 / 16 });
  expect(tried.at(-1)).toBe(1 / 16);
  expect(tried.length).toBeLessThanOrEqual(7);
  const low = sticking(0.063);
  expect(conduct(between(1 / 16, 1, low.sticks, false))).toMatchObject({ recovers: 1 / 16 });
  expect(low.tried.at(-1)).toBe(1 / 16);
});

test('growing finds the threshold beyond what recovers, or says how far was tried', () => {
  const { tried, sticks } = sticking(20);
  const found = conduct(beyond(3, 48, sticks));
  expect(tried.slice(0, 3)).toEqual([6, 12, 24]);
  expect(found).toMatchObject({ recovers: expect.any(Number), sticks: expect.any(Number) });
  expect(conduct(beyond(3, 48, sticking(1000).sticks))).toEqual({ upTo: 48 });
  // What cannot be tried ends it: nothing is claimed of it.
  expect(conduct(beyond(3, 48, sticking(1000, 12).sticks))).toEqual({ upTo: 12 });
});
