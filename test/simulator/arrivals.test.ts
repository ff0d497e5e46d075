import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { processOf, simulate } from '../../simulator/index.ts';
import { RateCurve } from '../../simulator/parts/rate-curve.ts';
import { kolmogorovRatio } from '../kernel/goodness-of-fit.ts';
import { modelOf, type Sketch } from '../support/topology.ts';
import { chain, client, delay, exponential, requests, servers } from './building-blocks.ts';
import { prepare } from './support.ts';

/** Moments of the arrivals at a station that does nothing, in order. */
function momentsOf(arrivals: object, until: number, more: object = {}, seed = 1): number[] {
  const sketch: Sketch = {
    components: [client, delay('sink', '0 s')],
    connections: chain('users', 'sink'),
    workload: requests(arrivals, {}, more),
    run: { duration: until, warmup: 0 },
  };
  const { run } = prepare(sketch, seed);
  const times: number[] = [];
  const book = run.requests;
  const arrived = book.arrived.bind(book);
  book.arrived = (now, kind, visit) => {
    times.push(now);
    arrived(now, kind, visit);
  };
  run.sim.advance(until, 1e9);
  return times;
}

type Matrix = readonly [number, number, number, number];
const product = ([a, b, c, d]: Matrix, [e, f, g, h]: Matrix): Matrix => [
  a * e + b * g,
  a * f + b * h,
  c * e + d * g,
  c * f + d * h,
];
const plus = (one: Matrix, other: Matrix, factor = 1): Matrix =>
  one.map((x, i) => x + factor * other[i]!) as unknown as Matrix;
const inverse = ([a, b, c, d]: Matrix): Matrix => {
  const det = a * d - b * c;
  return [d / det, -b / det, -c / det, a / det];
};

/** Mean response time of a two-state MMPP at one exponential server. [Neuts, Matrix-Geometric Solutions, 1981, § 1.7] */
function meanResponseOfBursts(
  { rate, stay, burstRate, burstStay }: { rate: number; stay: number; burstRate: number; burstStay: number },
  mu: number,
): number {
  const unit: Matrix = [1, 0, 0, 1];
  const arrivals: Matrix = [rate, 0, 0, burstRate];
  const moods: Matrix = [-1 / stay, 1 / stay, 1 / burstStay, -1 / burstStay];
  const local = inverse(plus(plus(moods, arrivals, -1), unit, -mu));
  let r: Matrix = [0, 0, 0, 0];
  for (let i = 0; i < 10_000; i++)
    r = product(plus(arrivals, product(r, r), mu), local).map((x) => -x) as unknown as Matrix;
  // Empty: π₀ (Q − Λ + μR) = 0, scaled so that π₀ (I − R)⁻¹ 1 = 1.
  const [a, , c] = plus(plus(moods, arrivals, -1), r, mu);
  const rest = inverse(plus(unit, r, -1));
  const empty = [-c / a, 1] as const;
  const sums = ([p, q, s, t]: Matrix): number => empty[0] * (p + q) + empty[1] * (s + t);
  const number = sums(product(r, product(rest, rest))) / sums(rest);
  return number / ((rate * stay + burstRate * burstStay) / (stay + burstStay));
}

/** Variance of the number in windows over its mean. */
function dispersion(times: readonly number[], until: number, window: number): number {
  const counts = new Array<number>(Math.floor(until / window)).fill(0);
  for (const time of times) if (time < counts.length * window) counts[Math.floor(time / window)]++;
  const mean = counts.reduce((sum, n) => sum + n, 0) / counts.length;
  return counts.reduce((sum, n) => sum + (n - mean) * (n - mean), 0) / (counts.length - 1) / mean;
}

describe('a Poisson process with a rate that changes', () => {
  const shapes = {
    steps: {
      steps: [
        [100, 4],
        [200, 0.25],
        [250, 0],
        [300, 1],
      ],
    },
    ramp: { ramp: { at: 50, for: 200, to: 6 } },
    diurnal: { diurnal: { period: 120, peakToMean: 2 } },
  };
  test.each(Object.entries(shapes))(
    'is exact for %s: through the integral of the rate it is the unit process',
    (_, shape) => {
      const times = momentsOf({ poisson: { rate: 20 } }, 400, { shape });
      const model = modelOf({
        components: [client, delay('sink', '0 s')],
        connections: chain('users', 'sink'),
        workload: requests({ poisson: { rate: 20 } }, {}, { shape }),
        run: { duration: 400 },
      });
      const curve = new RateCurve(20, model.streams[0].spec.shape, []);
      const gaps = times.map((time, i) => curve.mean(i === 0 ? 0 : times[i - 1], time) * (time - (times[i - 1] ?? 0)));
      expect(gaps.length).toBeGreaterThan(5000);
      expect(kolmogorovRatio(Float64Array.from(gaps), (x) => -Math.expm1(-x))).toBeLessThan(1);
      // Without memory: one gap says nothing of the next.
      const pairs = gaps.slice(1).map((gap, i) => (gap - 1) * (gaps[i] - 1));
      const correlation = pairs.reduce((sum, x) => sum + x, 0) / pairs.length;
      expect(Math.abs(correlation) * Math.sqrt(pairs.length)).toBeLessThan(4);
    },
  );
});

describe('bursts', () => {
  const two = { rate: 20, stay: 2, burstRate: 200, burstStay: 0.5 };

  test('have the mean rate and the dispersion of a Markov-modulated Poisson process', () => {
    const until = 10_000;
    const times = momentsOf({ mmpp: two }, until);
    const [r1, r2] = [1 / two.stay, 1 / two.burstStay];
    const mean = (two.rate * r2 + two.burstRate * r1) / (r1 + r2);
    // Heffes & Lucantoni, IEEE JSAC 4(6), 1986: the limit of the index of dispersion, and its approach to it.
    const limit =
      1 + (2 * (two.rate - two.burstRate) ** 2 * r1 * r2) / ((r1 + r2) ** 2 * (two.rate * r2 + two.burstRate * r1));
    const window = 20;
    const at = limit - ((limit - 1) / ((r1 + r2) * window)) * -Math.expm1(-(r1 + r2) * window);
    // The variance of the number in the whole run is its mean times the limit.
    expect(Math.abs(times.length - mean * until) / Math.sqrt(mean * until * limit)).toBeLessThan(4);
    // Of n windows, nearly normal and nearly independent, the variance is known to a relative √(2 / n).
    expect(Math.abs(dispersion(times, until, window) / at - 1)).toBeLessThan(4 * Math.sqrt(2 / (until / window)));
    expect(processOf({ mmpp: two }).definition.rate(two as never, 1)).toBeCloseTo(mean, 10);
  });

  test('wait in line as the matrix-geometric solution of MMPP/M/1 says', () => {
    const bursty = { rate: 40, stay: 1, burstRate: 160, burstStay: 0.25 };
    const truth = meanResponseOfBursts(bursty, 100);
    const means = Array.from({ length: 12 }, (_, seed) => {
      const model = modelOf({
        components: [client, servers('station', 1, exponential(0.01))],
        connections: chain('users', 'station'),
        workload: requests({ mmpp: bursty }),
        run: { duration: 260, warmup: 10 },
      });
      return simulate(model, { seed }).requests['*'].latency.mean;
    });
    const mean = means.reduce((sum, x) => sum + x, 0) / means.length;
    const variance = means.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (means.length - 1);
    // A Poisson stream of the same rate would wait half as long.
    expect(truth).toBeGreaterThan(1.5 / (100 - 64));
    expect(Math.abs(mean - truth) / Math.sqrt(variance / means.length)).toBeLessThan(4);
  });

  test('of two states in the long form are those of the short one, event by event', () => {
    const states = [
      { rate: 20, stay: 2 },
      { rate: 200, stay: 0.5, next: [1, 0] },
    ];
    expect(momentsOf({ mmpp: { states } }, 50)).toEqual(momentsOf({ mmpp: two }, 50));
  });

  test('of many states have the mean rate that the chain says, and go only where it leads', () => {
    const states = [
      { rate: '0/s', stay: '1 s', next: [0, 1, 0] },
      { rate: 300, stay: 0.2, next: [1, 0, 3] },
      { rate: 50, stay: '2 s', next: [0, 1, 0] },
    ];
    // Jumps: the middle one every other time, the others by 1 : 3.
    const time = [0.125 * 1, 0.5 * 0.2, 0.375 * 2];
    const mean = (time[1] * 300 + time[2] * 50) / (time[0] + time[1] + time[2]);
    const model = modelOf({
      components: [client, delay('sink', '0 s')],
      connections: chain('users', 'sink'),
      workload: requests({ mmpp: { states } }),
    });
    expect(model.streams[0].rate).toBeCloseTo(mean, 10);
    const until = 5000;
    expect(Math.abs(momentsOf({ mmpp: { states } }, until).length / until / mean - 1)).toBeLessThan(0.06);
  });

  test('follow the shape of the stream too, exactly where the rate is zero', () => {
    const times = momentsOf({ mmpp: two }, 300, {
      shape: {
        steps: [
          [100, 0],
          [200, 2],
        ],
      },
    });
    expect(times.filter((time) => time >= 100 && time < 200)).toEqual([]);
    expect(times.filter((time) => time >= 200).length).toBeGreaterThan(times.filter((time) => time < 100).length);
  });
});

describe('a crowd', () => {
  test('has the dispersion of a Poisson number of Poisson streams', () => {
    const until = 30_000;
    const times = momentsOf({ crowd: { users: 50, each: '12/min', every: '20 s' } }, until);
    const mean = 50 * 0.2;
    // In a window of one interval: mean m = users · each · every, variance m + m²/users.
    const expected = 1 + 0.2 * 20;
    const n = until / 20;
    expect(Math.abs(times.length / until - mean) / Math.sqrt((mean * expected) / until)).toBeLessThan(4);
    expect(Math.abs(dispersion(times, until, 20) / expected - 1)).toBeLessThan(4 * Math.sqrt(2 / n));
  });
});

describe('batches', () => {
  test('come at one moment, at the moments of the process', () => {
    const alone = momentsOf({ renewal: { interarrival: { uniform: { min: 1, max: 3 } } } }, 200);
    const many = momentsOf({ renewal: { interarrival: { uniform: { min: 1, max: 3 } } }, batch: 3 }, 200);
    expect(many).toEqual(alone.flatMap((time) => [time, time, time]));
  });

  test('of a geometric size have its mean and variance', () => {
    const times = momentsOf({ constant: { rate: 1 }, batch: { geometric: { mean: 3 } } }, 40_000);
    const sizes = new Map<number, number>();
    for (const time of times) sizes.set(time, (sizes.get(time) ?? 0) + 1);
    const all = [...sizes.values()];
    const mean = times.length / all.length;
    const variance = all.reduce((sum, n) => sum + (n - mean) ** 2, 0) / (all.length - 1);
    expect(Math.abs(mean - 3) / Math.sqrt(6 / all.length)).toBeLessThan(4);
    // The kurtosis of a geometric law is 9 + p² / (1 − p).
    expect(Math.abs(variance / 6 - 1)).toBeLessThan(4 * Math.sqrt((8 + 1 / 6) / all.length));
    expect(Math.min(...all)).toBe(1);
  });

  test('wait for one another: the mean response of M^X/M/1', () => {
    const result = simulate(
      modelOf({
        components: [client, servers('station', 1, exponential(0.01))],
        connections: chain('users', 'station'),
        workload: requests({ poisson: { rate: 15 }, batch: 4 }),
        run: { duration: 3000, warmup: 50 },
      }),
    );
    // (E X² + E X) / (2 E X · μ (1 − ρ)); s.e. 0.269 ms at two million requests.
    const error = 0.000269 * Math.sqrt(2e6 / result.requests['*'].latency.count);
    expect(Math.abs(result.requests['*'].latency.mean - 0.0625) / error).toBeLessThan(4);
  });
});

describe('a trace', () => {
  test('is followed to the moment, ties and the very start included', () => {
    const rows = [0, 0.25, 0.25, '1500 ms', 7];
    expect(momentsOf({ trace: { rows } }, 10)).toEqual([0, 0.25, 0.25, 1.5, 7]);
  });

  test('says which request came and which item it asked for', () => {
    const rows = [
      [1, 'get', 'b'],
      [2, 'get', 'b'],
      [3, 'put', 'b'],
      [4, 'get', 7],
      [5, 'get', '7'],
      [6, 'get', 'b'],
    ];
    const { requests: of, components } = simulate(
      modelOf({
        components: [
          client,
          { id: 'api', type: 'service', work: '0 s' },
          { id: 'cache', type: 'cache', work: '0 s' },
          delay('origin', '1 ms'),
        ],
        connections: chain('users', 'api', 'cache', 'origin'),
        workload: {
          streams: [{ client: 'users', arrivals: { trace: { rows } }, requests: { get: {}, put: { kind: 'write' } } }],
        },
        run: { duration: 10, warmup: 0 },
      }),
    );
    expect([of['get'].counts.offered, of['put'].counts.offered]).toEqual([5, 1]);
    // The second of each pair; the write has dropped the entry before the last.
    expect(components['cache'].hitRatio).toBe(2 / 5);
  });

  test('runs faster in a surge, and stands still where the shape is zero', () => {
    const rows = [1, 2, 3, 4];
    expect(momentsOf({ trace: { rows } }, 10, { shape: { steps: [[1, 2]] } })).toEqual([1, 1.5, 2, 2.5]);
    expect(
      momentsOf({ trace: { rows } }, 10, {
        shape: {
          steps: [
            [1.5, 0],
            [5, 1],
          ],
        },
      }),
    ).toEqual([1, 5.5, 6.5, 7.5]);
  });
});

test('open and closed streams run side by side, and neither shifts the other’s random numbers', () => {
  const streams = (...of: object[]): Sketch => ({
    components: [client, delay('sink', '10 ms')],
    connections: chain('users', 'sink'),
    workload: { streams: of },
    run: { duration: 100, warmup: 0 },
  });
  const open = { client: 'users', arrivals: { poisson: { rate: 20 } }, requests: { a: {} } };
  const users = { client: 'users', arrivals: { closed: { users: 5, think: exponential(0.5) } }, requests: { b: {} } };
  const both = simulate(modelOf(streams(open, users)));
  expect(both.requests['a'].counts).toEqual(simulate(modelOf(streams(open))).requests['a'].counts);
  expect(both.requests['b'].counts.offered).toBeGreaterThan(800);
  expect(Math.abs(both.requests['b'].throughput / (5 / 0.51) - 1)).toBeLessThan(0.15);
});

test('for any process, its stated rate is what comes in the long run', () => {
  const processes = fc.constantFrom<object>(
    { poisson: { rate: 30 } },
    { constant: { rate: 30 }, batch: 2 },
    { renewal: { interarrival: { gamma: { mean: '20 ms', cv: 2 } } }, batch: { geometric: { mean: 1.5 } } },
    { mmpp: { rate: 10, stay: 1, burstRate: 100, burstStay: 0.3 } },
    { crowd: { users: 30, each: 1, every: 1 } },
  );
  fc.assert(
    fc.property(processes, fc.integer({ min: 1, max: 1000 }), (arrivals, seed) => {
      const model = modelOf({
        components: [client, delay('sink', '0 s')],
        connections: chain('users', 'sink'),
        workload: requests(arrivals),
      });
      const until = 700;
      expect(Math.abs(momentsOf(arrivals, until, {}, seed).length / until / model.streams[0].rate - 1)).toBeLessThan(
        0.12,
      );
    }),
    { numRuns: 12, seed: 1 },
  );
});

test('closed users are not told to come in batches', () => {
  expect(() =>
    modelOf({
      components: [client, delay('sink', '0 s')],
      connections: chain('users', 'sink'),
      workload: requests({ closed: { users: 1, think: '1 s' }, batch: 2 }),
    }),
  ).toThrow(/batch|arrival/);
});
