import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatQuantity, readQuantity } from '../../simulator/index.ts';

describe('a written quantity', () => {
  it.each([
    ['99.9 %', 'fraction', 0.999],
    ['5 ms', 'time', 0.005],
    ['0.1 ms', 'time', 0.0001],
    ['1e3 us', 'time', 0.001],
    ['.5 s', 'time', 0.5],
    ['1,500 s', 'time', 1500],
    ['50M/day', 'rate', 50e6 / 86_400],
    ['20k/s', 'rate', 20_000],
    ['2 GiB', 'bytes', 2 * 1024 ** 3],
    ['10 Gbit/s', 'bandwidth', 1.25e9],
    ['4000 USD/month', 'money', 4000],
    [7, 'time', 7],
  ] as const)('%j as %s is %d, to the last bit', (text, dimension, value) => {
    expect(readQuantity(text, dimension)).toEqual({ ok: true, value });
  });

  it.each([
    ['1,5 s', 'time'],
    ['1,50 s', 'time'],
    ['5', 'time'],
    ['5 KB', 'time'],
    ['5 constructor', 'time'],
    ['5/constructor', 'rate'],
    ['$5', 'time'],
    ['1e999 s', 'time'],
    [Number.NaN, 'time'],
    [null, 'time'],
    [`${'9'.repeat(100)} s`, 'time'],
  ] as const)('%j as %s is refused and says what would do', (text, dimension) => {
    const reading = readQuantity(text, dimension);
    expect(reading.ok).toBe(false);
    if (!reading.ok) expect(reading.expected).toMatch(/such as/);
  });

  it('reads what it writes, to three digits', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('time', 'rate', 'bytes', 'bandwidth', 'count', 'fraction' as const),
        fc.double({ min: 1e-8, max: 1e11, noNaN: true }),
        (dimension, value) => {
          const shown = dimension === 'bytes' || dimension === 'count' ? Math.max(1, value) : value;
          const reading = readQuantity(formatQuantity(shown, dimension), dimension);
          expect(reading.ok).toBe(true);
          if (reading.ok) expect(Math.abs(reading.value - shown)).toBeLessThanOrEqual(0.006 * shown);
        },
      ),
      { seed: 1 },
    );
  });
});
