import { describe, expect, test } from 'vitest';
import { type RandomStream, streamFor } from '../../simulator/kernel/index.ts';
import { type PopularitySpec, popularity } from '../../simulator/parts/popularity.ts';
import { harmonic } from '../../simulator/parts/zipf.ts';
import { chiSquareP } from '../kernel/goodness-of-fit.ts';

const N = 200_000;

/**
 * P of the chi-square test, NaN where a draw is no rank at all. Ranks have their own cell as far as each is expected
 * often enough, and one cell for the rest.
 */
function fitOf(spec: PopularitySpec): number {
  const law = popularity(spec);
  const stream = streamFor(1, 0, 'test', JSON.stringify(spec));
  let cells = 0;
  while (cells < law.count && law.probability(cells) * N >= 10 && cells < 2000) cells++;
  const observed = new Float64Array(cells + 1);
  for (let i = 0; i < N; i++) {
    const rank = law.sample(stream);
    if (!Number.isInteger(rank) || rank < 0 || rank >= law.count) return NaN;
    observed[Math.min(rank, cells)]! += 1;
  }
  const expected = Float64Array.from({ length: cells }, (_, rank) => law.probability(rank) * N);
  const rest = N - expected.reduce((sum, e) => sum + e, 0);
  return rest < 1 ? chiSquareP(observed.slice(0, cells), expected) : chiSquareP(observed, [...expected, rest]);
}

const laws: PopularitySpec[] = [
  { kind: 'zipf', count: 10_000_000, exponent: 0.9 },
  { kind: 'zipf', count: 10_000, exponent: 1 },
  { kind: 'zipf', count: 100, exponent: 0.2 },
  { kind: 'zipf', count: 1000, exponent: 1.3 },
  { kind: 'zipf', count: 1_000_000, exponent: 4 },
  { kind: 'zipf', count: 1, exponent: 1 },
  { kind: 'zipf', count: 2, exponent: 0.9 },
  { kind: 'zipf', count: 50, exponent: 0 },
  { kind: 'uniform', count: 100 },
  { kind: 'hot-set', count: 100, hotKeys: 10, hotShare: 0.8 },
  { kind: 'hot-set', count: 100, hotKeys: 100, hotShare: 0.8 },
  { kind: 'weights', weights: [5, 1, 0, 3, 0.5, 12] },
];

describe.each(laws.map((spec) => [JSON.stringify(spec), spec] as const))('%s', (_, spec) => {
  test('draws follow the stated probabilities', () => {
    const { count } = popularity(spec);
    if (count === 1) expect(popularity(spec).sample(streamFor(1, 0, 'test', 'one'))).toBe(0);
    else expect(fitOf(spec)).toBeGreaterThan(0.001);
  });

  test('the profile holds every key and every request once, the most popular first', () => {
    const { probability, keys } = popularity(spec).profile();
    const { count } = popularity(spec);
    const total = keys.reduce((sum, k) => sum + k, 0);
    const requests = keys.reduce((sum, k, j) => sum + k * (probability[j] as number), 0);
    expect(Math.abs(total / count - 1)).toBeLessThan(1e-9);
    expect(Math.abs(requests - 1)).toBeLessThan(1e-12);
    expect(probability.toSorted().reverse()).toEqual(probability);
    expect(keys.length).toBeLessThan(500);
  });
});

test.each([0.5, 0.9, 1, 1.1])(
  'ranks beyond the table of the popular ones follow a Zipf law of exponent %d too',
  (s) => {
    const count = 1_000_000;
    const law = popularity({ kind: 'zipf', count, exponent: s });
    const stream = streamFor(1, 0, 'test', `far ${s}`);
    const edges = [16_384, 16_385, 16_390, 16_500, 20_000, 40_000, 100_000, 400_000, count];
    const observed = new Float64Array(edges.length);
    for (let i = 0; i < N; i++) {
      const rank = law.sample(stream);
      observed[edges.findIndex((edge) => rank < edge)]! += 1;
    }
    const below = edges.map((edge) => (N * harmonic(edge, s)) / harmonic(count, s));
    const expected = below.map((n, i) => n - (below[i - 1] ?? 0));
    // Of single ranks out there too few are expected for a cell of their own.
    const merge = (cells: ArrayLike<number>) => [cells[0]! + cells[1]! + cells[2]!, ...Array.from(cells).slice(3)];
    expect(chiSquareP(merge(observed), merge(expected))).toBeGreaterThan(0.001);
  },
);

test('a steep Zipf law has ranks beyond the table', () => {
  const law = popularity({ kind: 'zipf', count: 1e8, exponent: 6 });
  const always = { uniform: () => 1 - 2 ** -53 } as RandomStream;
  expect(law.sample(always)).toBeLessThan(1e8);
});

test.each([0.3, 0.9, 1, 1.000000001, 1.7, 4])('harmonic numbers of exponent %d are the plain sums', (s) => {
  for (const n of [1, 31, 32, 33, 1000, 200_000]) {
    let sum = 0;
    for (let k = n; k >= 1; k--) sum += k ** -s;
    expect(Math.abs(harmonic(n, s) / sum - 1)).toBeLessThan(1e-13);
  }
});

test('the sum over the profile is the sum over all ranks, for sums that caches need', () => {
  for (const exponent of [0.5, 0.9, 1, 1.5, 3]) {
    const law = popularity({ kind: 'zipf', count: 50_000, exponent });
    const { probability, keys } = law.profile();
    for (const t of [10, 1000, 100_000, 1e8]) {
      let exact = 0;
      for (let rank = 0; rank < law.count; rank++) exact -= Math.expm1(-law.probability(rank) * t);
      const short = keys.reduce((sum, k, j) => sum - k * Math.expm1(-(probability[j] as number) * t), 0);
      expect(Math.abs(short / exact - 1)).toBeLessThan(2e-6);
    }
  }
});

test('probabilities of ten million keys sum to one', () => {
  const law = popularity({ kind: 'zipf', count: 10_000_000, exponent: 0.9 });
  let sum = 0;
  for (let rank = law.count - 1; rank >= 0; rank -= 1000) {
    // Thousand ranks at a time by Simpson's rule, but the first hundred thousand one by one.
    if (rank < 100_000) {
      for (let r = rank; r >= 0; r--) sum += law.probability(r);
      break;
    }
    sum +=
      (1000 / 6) * (law.probability(rank + 0.5) + 4 * law.probability(rank - 499.5) + law.probability(rank - 999.5));
  }
  expect(Math.abs(sum - 1)).toBeLessThan(1e-9);
});
