import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Gauge, LevelGauge, MOST_LEVELS } from '../../simulator/kernel/index.ts';

const steps = fc.array(fc.record({ wait: fc.nat(100), change: fc.integer({ min: -5, max: 5 }) }), { maxLength: 60 });

test('the integral and the maximum are those of the step function, counted from the last reset', () => {
  fc.assert(
    fc.property(steps, fc.nat(60), fc.nat(100), (changes, resetAfter, rest) => {
      const gauge = new Gauge();
      let now = 0;
      let value = 0;
      let area = 0;
      let max = 0;
      changes.forEach(({ wait, change }, i) => {
        now += wait;
        area += value * wait;
        gauge.add(now, change);
        value += change;
        max = Math.max(max, value);
        if (i === resetAfter) {
          gauge.reset(now);
          area = 0;
          max = value;
        }
      });
      // Whole numbers: every sum is exact.
      expect(gauge.value).toBe(value);
      expect(gauge.max).toBe(max);
      expect(gauge.areaAt(now + rest)).toBe(area + value * rest);
      expect(gauge.areaAt(now + rest)).toBe(gauge.areaAt(now + rest)); // asking changes nothing
    }),
    { seed: 4, numRuns: 300 },
  );
});

test('a reset forgets the past and not the level', () => {
  const gauge = new Gauge();
  gauge.add(0, 5);
  gauge.add(10, -3);
  gauge.reset(20);
  expect([gauge.value, gauge.max, gauge.areaAt(20), gauge.areaAt(25)]).toEqual([2, 2, 0, 10]);
});

test('a gauge of levels says how long each lasted, and counts the high ones together', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ wait: fc.nat(100), to: fc.nat(90) }), { maxLength: 60 }),
      fc.nat(60),
      (changes, at) => {
        const [levels, plain] = [new LevelGauge(), new Gauge()];
        const lasted = new Float64Array(MOST_LEVELS + 1);
        let now = 0;
        changes.forEach(({ wait, to }, i) => {
          now += wait;
          lasted[Math.min(MOST_LEVELS, levels.value)] += wait;
          plain.add(now, to - plain.value);
          levels.add(now, to - levels.value);
          if (i === at) {
            levels.reset(now);
            plain.reset(now);
            lasted.fill(0);
          }
        });
        lasted[Math.min(MOST_LEVELS, levels.value)] += 7;
        expect(levels.timesAt(now + 7)).toEqual(lasted);
        expect([levels.value, levels.max, levels.areaAt(now + 7)]).toEqual([
          plain.value,
          plain.max,
          plain.areaAt(now + 7),
        ]);
      },
    ),
  );
});
