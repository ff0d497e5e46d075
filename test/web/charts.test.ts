import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { axisOf, logBins, logPosition, logTicks } from '../../web/charts/log-bins.ts';
import { readingText, valueRange, windowText } from '../../web/charts/time-series.ts';

/** Bars that follow each other, as a log-bucketed histogram has them. */
const bars = fc
  .tuple(
    fc.double({ min: 1e-6, max: 10, noNaN: true }),
    fc.array(fc.tuple(fc.double({ min: 1.001, max: 3, noNaN: true }), fc.nat(1000)), { minLength: 1, maxLength: 60 }),
  )
  .map(([start, steps]) => {
    let from = start;
    return steps.map(([growth, count]) => {
      const bar = { from, to: from * growth, count };
      from = bar.to;
      return bar;
    });
  });

describe('a histogram on a logarithmic axis', () => {
  test('has all samples in its bins, whatever the bars', () => {
    fc.assert(
      fc.property(bars, fc.integer({ min: 1, max: 80 }), (given, count) => {
        const axis = axisOf(given);
        const total = given.reduce((sum, bar) => sum + bar.count, 0);
        if (axis === undefined) return expect(total).toBe(0);
        const bins = logBins(given, axis, count);
        const sum = bins.reduce((all, bin) => all + bin.share, 0);
        // Each share is rounded once per bar and bin.
        expect(Math.abs(sum - 1)).toBeLessThan(given.length * count * Number.EPSILON * 8);
      }),
      { seed: 1 },
    );
  });

  test('encloses every bar that has samples', () => {
    fc.assert(
      fc.property(bars, (given) => {
        const axis = axisOf(given);
        for (const bar of given) {
          if (bar.count === 0 || axis === undefined) continue;
          expect(axis.from).toBeLessThanOrEqual(bar.from * 1.00001);
          expect(axis.to).toBeGreaterThanOrEqual(bar.to * 0.99999);
        }
      }),
      { seed: 1 },
    );
  });

  test('puts the middle of a decade at its logarithm', () => {
    expect(logPosition(0.1, { from: 0.01, to: 1 })).toBeCloseTo(0.5, 12);
    expect(logPosition(0.001, { from: 0.01, to: 1 })).toBe(0);
    expect(logPosition(5, { from: 0.01, to: 1 })).toBe(1);
  });

  test('keeps to decades where ticks would be too many', () => {
    expect(logTicks({ from: 0.01, to: 0.1 }, 9).map((tick) => Number(tick.toPrecision(3)))).toEqual([
      0.01, 0.02, 0.05, 0.1,
    ]);
    expect(logTicks({ from: 0.001, to: 10 }, 6).map((tick) => Number(tick.toPrecision(3)))).toEqual([
      0.001, 0.01, 0.1, 1, 10,
    ]);
  });
});

describe('a chart over time', () => {
  const line = { label: 'Good', values: [1, null, 4], color: '--series-1' } as const;

  test('reads a window aloud with its time, its values and what happens in it', () => {
    const bands = [{ label: 'db crash', from: 10, to: 20, kind: 'fault' as const }];
    const said = readingText(1, { series: [line], step: 10, dimension: 'rate', bands });
    expect(said).toBe('10 s–20 s, Good –, db crash');
    expect(readingText(2, { series: [line], step: 10, dimension: 'rate', bands })).toBe('20 s–30 s, Good 4/s');
  });

  test('says windows without rounding their bounds together', () => {
    expect(windowText(123, 0.2)).toBe('24.6 s–24.8 s');
  });

  test('begins at zero, or at whole decades on a logarithmic axis', () => {
    expect(valueRange([line], false, undefined)).toEqual([0, 4 * 1.08]);
    const [low, high] = valueRange([{ ...line, values: [0.02, 0, 0.3] }], true, undefined);
    expect([low, high]).toEqual([0.01, 1]);
    expect(valueRange([{ ...line, values: [null, 0] }], false, undefined)).toEqual([0, 1]);
  });
});
