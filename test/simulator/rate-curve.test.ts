import fc from 'fast-check';
import { expect, test } from 'vitest';
import { gammaQ } from '../../simulator/kernel/index.ts';
import { RateCurve, type Surge } from '../../simulator/parts/rate-curve.ts';
import { factorAt } from '../../simulator/parts/shape.ts';
import type { ShapePoints } from '../../simulator/workload.ts';
import { chain, client, delay } from './building-blocks.ts';
import { cold, run } from './support.ts';

const RATE = 3;

const curves = fc
  .record({
    interpolation: fc.constantFrom<'step' | 'linear'>('step', 'linear'),
    points: fc.uniqueArray(fc.tuple(fc.nat(100), fc.constantFrom(0, 0.25, 1, 1, 2, 10)), {
      maxLength: 6,
      selector: ([time]) => time,
    }),
  })
  .map(
    ({ interpolation, points }): ShapePoints => ({ interpolation, points: [...points].sort((a, b) => a[0] - b[0]) }),
  );
const surges = fc.array(
  fc
    .record({ from: fc.nat(100), lasts: fc.constantFrom(5, 20, Infinity), factor: fc.constantFrom(0.5, 2, 7) })
    .map(({ from, lasts, factor }): Surge => ({ from, to: from + lasts, factor })),
  { maxLength: 3 },
);

/** Integral of the rate, piece by piece between all cuts: within one the rate is straight, so its middle is its mean. */
function integral(shape: ShapePoints, struck: readonly Surge[], from: number, to: number): number {
  const cuts = [from, to, ...shape.points.map(([time]) => time), ...struck.flatMap((surge) => [surge.from, surge.to])]
    .filter((time) => time >= from && time <= to)
    .sort((a, b) => a - b);
  let sum = 0;
  for (let i = 1; i < cuts.length; i++) {
    const middle = (cuts[i - 1] + cuts[i]) / 2;
    const surge = struck.reduce((f, s) => (middle >= s.from && middle < s.to ? f * s.factor : f), 1);
    sum += RATE * surge * factorAt(shape, middle) * (cuts[i] - cuts[i - 1]);
  }
  return sum;
}

test('the next arrival is where the integral of the rate has grown by the gap: the inverse is exact', () => {
  fc.assert(
    fc.property(
      curves,
      surges,
      fc.array(fc.double({ min: 0.001, max: 60, noNaN: true }), { minLength: 1, maxLength: 20 }),
      (shape, struck, gaps) => {
        const curve = new RateCurve(RATE, shape, struck);
        let now = 0;
        for (const gap of gaps) {
          const next = curve.after(now, gap);
          if (next === Infinity) {
            // Never: what is left of the integral is less than the gap.
            expect(integral(shape, struck, now, 1e6)).toBeLessThan(gap * (1 + 1e-9));
            return;
          }
          expect(integral(shape, struck, now, next) / gap).toBeCloseTo(1, 9);
          expect(curve.mean(now, next) * (next - now)).toBeCloseTo(gap, 6);
          now = next;
        }
      },
    ),
    { seed: 11, numRuns: 500 },
  );
});

test('before its first breakpoint a step curve is one, and a straight one is what it is there', () => {
  const points = [[10, 3] as const, [20, 5] as const];
  expect([0, 10, 15, 20, 99].map((t) => factorAt({ interpolation: 'step', points }, t))).toEqual([1, 3, 3, 5, 5]);
  expect([0, 10, 15, 20, 99].map((t) => factorAt({ interpolation: 'linear', points }, t))).toEqual([3, 3, 4, 5, 5]);
});

/** Integrals of the factors, by hand. */
const shapes: { name: string; shape: object; mass: (from: number, to: number) => number }[] = [
  {
    name: 'steps',
    shape: {
      steps: [
        [0, 1],
        [30, 4],
        [50, 0],
        [60, 2],
      ],
    },
    mass: between([
      [0, 30, 1],
      [30, 50, 4],
      [50, 60, 0],
      [60, 100, 2],
    ]),
  },
  {
    name: 'spike',
    shape: { spike: { at: 40, for: 5, factor: 10 } },
    mass: between([
      [0, 40, 1],
      [40, 45, 10],
      [45, 100, 1],
    ]),
  },
  {
    name: 'ramp',
    shape: { ramp: { at: 20, for: 60, from: 0.5, to: 3.5 } },
    mass: (from, to) => {
      const until = (t: number) =>
        t <= 20 ? t / 2 : t <= 80 ? 10 + (t - 20) / 2 + (t - 20) ** 2 / 40 : 10 + 30 + 90 + 3.5 * (t - 80);
      return until(to) - until(from);
    },
  },
  {
    name: 'diurnal',
    shape: { diurnal: { period: 50, peakToMean: 1.8 } },
    mass: (from, to) => {
      const until = (t: number) => t - (0.8 * 50 * Math.sin((2 * Math.PI * t) / 50)) / (2 * Math.PI);
      return until(to) - until(from);
    },
  },
];

function between(pieces: [from: number, to: number, factor: number][]): (from: number, to: number) => number {
  return (from, to) =>
    pieces.reduce((sum, [low, high, f]) => sum + f * Math.max(0, Math.min(to, high) - Math.max(from, low)), 0);
}

test.each(shapes)(
  'Poisson arrivals under $name come as often as its curve says, window by window',
  ({ shape, mass }) => {
    const rate = 400;
    const result = run({
      components: [client, delay('api', 0)],
      connections: chain('users', 'api'),
      workload: { streams: [{ client: 'users', arrivals: { poisson: { rate } }, shape, requests: { get: {} } }] },
      run: cold(100),
    });
    const { step, requests } = result.timeline;
    let statistic = 0;
    let cells = 0;
    requests['*'].offered.forEach((offered, window) => {
      const expected = rate * mass(window * step, (window + 1) * step);
      const count = Math.round(offered * step);
      if (expected === 0) {
        expect(count).toBe(0);
      } else {
        statistic += (count - expected) ** 2 / expected;
        cells++;
      }
    });
    expect(cells).toBeGreaterThan(150);
    // Independent Poisson counts: chi-square with as many degrees of freedom as cells.
    const p = gammaQ(cells / 2, statistic / 2);
    expect(p).toBeGreaterThan(0.001);
    expect(p).toBeLessThan(0.999);
  },
);

test('a renewal process under a shape keeps its regularity: gaps of a constant law stay even in operational time', () => {
  const result = run({
    components: [client, delay('api', 0)],
    connections: chain('users', 'api'),
    workload: {
      streams: [
        {
          client: 'users',
          arrivals: { renewal: { interarrival: '10 ms' } },
          shape: { steps: [[50, 3]] },
          requests: { get: {} },
        },
      ],
    },
    run: cold(100),
  });
  const { step, requests } = result.timeline;
  const counts = requests['*'].offered.map((offered) => offered * step);
  counts.forEach((count, window) => {
    const expected = (window + 1) * step <= 50 ? 100 * step : 300 * step;
    expect(Math.abs(count - expected)).toBeLessThanOrEqual(1.000001);
  });
});
