import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Histogram } from '../../simulator/kernel/index.ts';

/** What the class promises: half the width of the widest bucket, relative to its lower edge. */
const BOUND = 1 / 256;

const inRange = fc.double({ min: 1e-9, max: 1e6, noNaN: true });
const times = fc.oneof(
  inRange,
  fc.constantFrom(0, 1e-12, 1e-9, 0.005, 1, 2, 1e6),
  fc.double({ min: 0, max: 0.1, noNaN: true }),
);
const share = fc.double({ min: 0, max: 1, noNaN: true });

function filled(values: readonly number[]): Histogram {
  const histogram = new Histogram();
  for (const value of values) histogram.record(value);
  return histogram;
}

const rankOf = (p: number, n: number): number => Math.max(1, Math.ceil(p * n * (1 - 1e-14)));

test('every quantile is within the promised error of the value of that rank in the sorted values', () => {
  fc.assert(
    fc.property(fc.array(times, { minLength: 1, maxLength: 200 }), share, (values, p) => {
      const truth = values.toSorted((a, b) => a - b)[rankOf(p, values.length) - 1] as number;
      const answer = filled(values).quantile(p);
      return Math.abs(answer - truth) <= (truth < 1e-9 ? 1e-9 : BOUND * truth);
    }),
    { seed: 1, numRuns: 2000 },
  );
});

test('count, minimum, maximum and, to rounding, sum and mean are exact', () => {
  fc.assert(
    fc.property(fc.array(times, { minLength: 1 }), (values) => {
      const histogram = filled(values);
      const sum = values.reduce((a, b) => a + b, 0);
      expect(histogram.count).toBe(values.length);
      expect(histogram.min).toBe(Math.min(...values));
      expect(histogram.max).toBe(Math.max(...values));
      expect(histogram.sum).toBe(sum);
      expect(histogram.mean).toBe(sum / values.length);
    }),
    { seed: 1 },
  );
});

test('quantiles never fall with p, begin at the minimum’s bucket and end at the maximum', () => {
  fc.assert(
    fc.property(fc.array(times, { minLength: 1 }), share, share, (values, p, q) => {
      const histogram = filled(values);
      expect(histogram.quantile(Math.min(p, q))).toBeLessThanOrEqual(histogram.quantile(Math.max(p, q)));
      expect(histogram.quantile(1)).toBe(histogram.max);
      expect(histogram.quantile(0)).toBeGreaterThanOrEqual(histogram.min);
    }),
    { seed: 1 },
  );
});

test('a rank that is whole but for rounding is taken as whole', () => {
  const histogram = filled(Array.from({ length: 100 }, (_, i) => i + 1));
  // 0.07 · 100 = 7.000000000000001 in doubles.
  expect(Math.abs(histogram.quantile(0.07) - 7)).toBeLessThanOrEqual(7 * BOUND);
  expect(Math.abs(histogram.quantile(0.0701) - 8)).toBeLessThanOrEqual(8 * BOUND);
});

test('merging two histograms is recording all values in one', () => {
  fc.assert(
    fc.property(fc.array(times), fc.array(times), share, (a, b, p) => {
      const merged = filled(a);
      merged.merge(filled(b));
      const together = filled([...a, ...b]);
      expect(merged.buckets()).toEqual(together.buckets());
      expect([merged.count, merged.min, merged.max]).toEqual([together.count, together.min, together.max]);
      expect(merged.quantile(p)).toBe(together.quantile(p));
      expect(Math.abs(merged.sum - together.sum)).toBeLessThanOrEqual(1e-12 * together.sum);
    }),
    { seed: 1 },
  );
});

test('the buckets touch neither each other’s values nor leave any out', () => {
  fc.assert(
    fc.property(fc.array(times, { minLength: 1 }), (values) => {
      const buckets = filled(values).buckets();
      for (const { low, high, count } of buckets) {
        expect(count).toBe(values.filter((value) => value >= low && value < high).length);
      }
      expect(buckets.reduce((sum, { count }) => sum + count, 0)).toBe(values.length);
    }),
    { seed: 1 },
  );
});

test('the share at or below a value is right to within the values of its bucket', () => {
  fc.assert(
    fc.property(fc.array(times, { minLength: 1, maxLength: 100 }), times, (values, at) => {
      const share = filled(values).fractionAtOrBelow(at) * values.length;
      const surelyBelow = values.filter((value) => value < at * (1 - 2 * BOUND) - 1e-9).length;
      const perhapsBelow = values.filter((value) => value <= at * (1 + 2 * BOUND) + 1e-9).length;
      expect(share).toBeGreaterThanOrEqual(surelyBelow - 1e-9);
      expect(share).toBeLessThanOrEqual(perhapsBelow + 1e-9);
    }),
    { seed: 1, numRuns: 1000 },
  );
});

test('equal values are all at or below themselves, and none is below less', () => {
  const histogram = filled([0.005, 0.005, 0.005]);
  expect(histogram.fractionAtOrBelow(0.005)).toBe(1);
  expect(histogram.fractionAtOrBelow(0.004999)).toBe(0);
  expect(histogram.quantile(0.5)).toBe(0.005);
});

test('zeros are a bucket of their own and come out as zero', () => {
  const histogram = filled([0, 0, 0, 5]);
  expect(histogram.quantile(0.75)).toBe(0);
  expect(histogram.quantile(0.76)).toBe(5);
  expect(histogram.buckets()[0]).toMatchObject({ low: 0, count: 3 });
});

test('values beyond the range are counted, and never read as more than was seen', () => {
  const histogram = filled([1, 5e6, 7e6]);
  expect(histogram.count).toBe(3);
  expect(histogram.max).toBe(7e6);
  expect(histogram.quantile(0.6)).toBeGreaterThanOrEqual(1e6);
  expect(histogram.quantile(0.6)).toBeLessThanOrEqual(7e6);
  expect(histogram.buckets().at(-1)).toMatchObject({ high: Infinity, count: 2 });
});

test('an empty histogram has no quantile, no mean and no share, and clearing empties', () => {
  const histogram = filled([1, 2, 3]);
  histogram.clear();
  expect(histogram.quantile(0.5)).toBeNaN();
  expect(histogram.mean).toBeNaN();
  expect(histogram.fractionAtOrBelow(1)).toBeNaN();
  expect(histogram.buckets()).toEqual([]);
  histogram.merge(new Histogram());
  expect([histogram.count, histogram.min, histogram.max]).toEqual([0, Infinity, -Infinity]);
});

test('what is no time at all is an invariant failure, not a silent entry', () => {
  for (const value of [NaN, -1e-12]) {
    const histogram = new Histogram();
    histogram.record(value);
    expect(() => histogram.sum).toThrow('not negative');
  }
});
