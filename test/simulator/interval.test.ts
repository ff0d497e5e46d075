import { describe, expect, test } from 'vitest';
import { percentileInterval, rareInterval, ratioInterval, type Share, spreadOf } from '../../simulator/interval.ts';
import { Histogram, streamFor } from '../../simulator/kernel/index.ts';

describe('the interval of a ratio', () => {
  test('with equal wholes is Student’s', () => {
    // 1, 2, 3: mean 2, standard deviation 1, t(2) = 4.302653.
    const [low, high] = ratioInterval(
      [1, 2, 3].map((value) => [value, 1] as const),
      false,
    )!;
    expect(high).toBeCloseTo(2 + 4.302653 / Math.sqrt(3), 6);
    expect(low).toBe(0); // 2 - 2.48 is below zero, and nothing measured is
  });

  test('knows that a part with much to count weighs more', () => {
    const shares: Share[] = [
      [10, 100],
      [1, 10],
      [30, 300],
    ];
    expect(ratioInterval(shares, false)).toEqual([expect.closeTo(0.1, 12), expect.closeTo(0.1, 12)]);
  });

  test('is wider where neighbors of one run resemble each other, and not where replications happen to', () => {
    const rising = Array.from({ length: 10 }, (_, i): Share => [i, 1]);
    expect(spreadOf(rising, true)!.correlation).toBeGreaterThan(0.5);
    expect(spreadOf(rising, true)!.half).toBeGreaterThan(1.5 * spreadOf(rising, false)!.half);
    const alternating = Array.from({ length: 10 }, (_, i): Share => [i % 2, 1]);
    expect(spreadOf(alternating, true)!.half).toBe(spreadOf(alternating, false)!.half);
  });

  test('cannot be given for one observation, or where one has nothing to divide by', () => {
    expect(ratioInterval([[1, 2]], false)).toBeUndefined();
    expect(
      ratioInterval(
        [
          [1, 2],
          [0, 0],
          [1, 2],
        ],
        false,
      ),
    ).toBeUndefined();
  });

  test('of what was never seen reaches up to three over the number of chances', () => {
    expect(
      rareInterval(
        [
          [0, 1000],
          [0, 2000],
        ],
        false,
      ),
    ).toEqual([0, 0.001]);
    expect(
      rareInterval(
        [
          [1, 1000],
          [0, 1000],
        ],
        false,
      ),
    ).toEqual(
      ratioInterval(
        [
          [1, 1000],
          [0, 1000],
        ],
        false,
      ),
    );
    expect(rareInterval([], true)).toBeUndefined();
  });
});

describe('the interval of a percentile', () => {
  const draws = streamFor(3, 0, 'test', 'times');
  const batches = (count: number, size: number) => {
    const all = new Histogram();
    const parts = Array.from({ length: count }, () => {
      const part = new Histogram();
      for (let i = 0; i < size; i++) part.record(draws.exponential());
      all.merge(part);
      return part.pack();
    });
    return { all, parts };
  };

  test('holds the percentile, and shrinks with the square root of the observations', () => {
    const few = batches(10, 1000);
    const many = batches(10, 25_000);
    const [low, high] = percentileInterval(0.99, few.all, few.parts, true)!;
    expect(low).toBeLessThan(few.all.quantile(0.99));
    expect(high).toBeGreaterThan(few.all.quantile(0.99));
    const [lowOfMany, highOfMany] = percentileInterval(0.99, many.all, many.parts, true)!;
    expect(highOfMany - lowOfMany).toBeLessThan((high - low) / 2);
  });

  test('is longer where one part has most of what is beyond: a sample with fewer such parts would have put it lower', () => {
    const leaning = spreadOf(
      [4, 4, 4, 4, 0].map((value) => [value, 10] as const),
      false,
    )!;
    expect(leaning.skewness).toBeCloseTo(-Math.sqrt(5), 12);
    // Of skewness 0.5, in five: G(-t) = (1 - cbrt(1 - 6a(t + a))) / 2a with a = 0.5 / (6√5) and t(4) = 2.776445.
    const a = 0.5 / (6 * Math.sqrt(5));
    const stretched = (1 - Math.cbrt(1 - 6 * a * (2.776445 + a))) / (2 * a);
    expect(leaning.longer / leaning.error).toBeCloseTo(stretched, 5);
    expect(stretched / 2.776445).toBeGreaterThan(1.2);
    const even = spreadOf(
      [1, 2, 3, 4, 5].map((value) => [value, 10] as const),
      false,
    )!;
    expect([even.skewness, even.longer]).toEqual([0, even.half]);

    // Of ten thousand a tenth is beyond 2, evenly up to 10: 80 in each part, and 280 in one.
    const all = new Histogram();
    const parts = Array.from({ length: 10 }, (_, i) => {
      const part = new Histogram();
      const beyond = i === 0 ? 280 : 80;
      for (let j = 0; j < 1000; j++) part.record(j < beyond ? 2 + (8 * j) / beyond : 1);
      all.merge(part);
      return part.pack();
    });
    const shares = parts.map(({ count }, i) => [i === 0 ? 720 : 920, count] as const);
    const { half, longer } = spreadOf(shares, false)!;
    const [, high] = percentileInterval(0.9, all, parts, false)!;
    expect(high / all.quantile(0.9 + longer)).toBeCloseTo(1, 1.5);
    expect(high / all.quantile(0.9 + half)).toBeGreaterThan(1.08);
  });

  test('needs ten observations beyond it for each part', () => {
    const { all, parts } = batches(10, 990);
    expect(percentileInterval(0.99, all, parts, true)).toBeUndefined();
    expect(percentileInterval(0.95, all, parts, true)).toBeDefined();
    expect(percentileInterval(0.95, all, [], true)).toBeUndefined();
  });

  test('covers the truth 95 times in a hundred', () => {
    let held = 0;
    for (let i = 0; i < 400; i++) {
      const { all, parts } = batches(10, 300);
      const [low, high] = percentileInterval(0.9, all, parts, false)!;
      if (low <= Math.log(10) && Math.log(10) <= high) held++;
    }
    // Of 400 some 380; beyond four standard errors, 4.4 each, comes once in 16,000.
    expect(Math.abs(held - 380)).toBeLessThan(18 + 4);
  });
});
