import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type DistributionSpec, sampler, scaled } from '../../simulator/distribution.ts';
import { streamFor } from '../../simulator/kernel/index.ts';
import { kolmogorovRatio, meanDeviation } from '../kernel/goodness-of-fit.ts';

const ms = 1e-3;

const continuous: [string, DistributionSpec][] = [
  ['exponential', { kind: 'exponential', mean: 5 * ms }],
  ['erlang of 1', { kind: 'erlang', mean: 5 * ms, k: 1 }],
  ['erlang of 4', { kind: 'erlang', mean: 5 * ms, k: 4 }],
  ['erlang of 30', { kind: 'erlang', mean: 5 * ms, k: 30 }],
  ['gamma, cv 0.5', { kind: 'gamma', mean: 5 * ms, cv: 0.5 }],
  ['gamma, cv 3', { kind: 'gamma', mean: 5 * ms, cv: 3 }],
  ['lognormal by moments', { kind: 'lognormal', mean: 5 * ms, cv: 1.2 }],
  ['lognormal by quantiles', { kind: 'lognormal', p50: 4 * ms, p99: 40 * ms }],
  ['weibull, shape 0.7', { kind: 'weibull', scale: 5 * ms, shape: 0.7 }],
  ['weibull, shape 3', { kind: 'weibull', scale: 5 * ms, shape: 3 }],
  ['pareto, shape 4.5', { kind: 'pareto', min: ms, shape: 4.5 }],
  ['pareto, bounded', { kind: 'pareto', min: ms, shape: 1.5, max: 2 }],
  ['pareto, bounded, shape 1', { kind: 'pareto', min: ms, shape: 1, max: 0.1 }],
  ['pareto, bounded, shape 2', { kind: 'pareto', min: ms, shape: 2, max: 0.1 }],
  ['uniform', { kind: 'uniform', min: ms, max: 9 * ms }],
  [
    'hyperexponential',
    {
      kind: 'hyperexponential',
      phases: [
        { weight: 9, mean: ms },
        { weight: 1, mean: 40 * ms },
      ],
    },
  ],
  [
    'mixture',
    {
      kind: 'mixture',
      parts: [
        { weight: 0.7, of: { kind: 'uniform', min: 0, max: 2 * ms } },
        { weight: 0.2, of: { kind: 'exponential', mean: 80 * ms } },
        { weight: 0.1, of: { kind: 'shift', by: 3 * ms, of: { kind: 'gamma', mean: 2 * ms, cv: 1 } } },
      ],
    },
  ],
  [
    'empirical',
    {
      kind: 'empirical',
      quantiles: [
        [0, ms],
        [0.5, 3 * ms],
        [0.99, 40 * ms],
        [1, 90 * ms],
      ],
    },
  ],
  ['shift', { kind: 'shift', by: 2 * ms, of: { kind: 'exponential', mean: 3 * ms } }],
];

const N = 60_000;
const draws = (name: string, spec: DistributionSpec): Float64Array => {
  const stream = streamFor(1, 0, 'test', name);
  const law = sampler(spec);
  return Float64Array.from({ length: N }, () => law.sample(stream));
};

describe.each(continuous)('%s', (name, spec) => {
  const law = sampler(spec);
  const sample = draws(name, spec);

  test('draws follow the distribution function', () => {
    expect(kolmogorovRatio(sample, (x) => law.cdf(x))).toBeLessThan(1);
  });

  test('draws have the stated mean and squared coefficient of variation', () => {
    expect(meanDeviation(sample, law.mean)).toBeLessThan(4);
    const squares = sample.map((x) => (x / law.mean - 1) ** 2);
    expect(meanDeviation(squares, law.scv)).toBeLessThan(4);
  });

  test('mean and variation are those of the distribution function itself', () => {
    // E[X] = ∫ (1 - F) and E[X²] = ∫ 2 x (1 - F), by the trapezoid rule over logarithmic steps of a half per mille.
    let mean = 0;
    let square = 0;
    let previous = 0;
    for (let x = law.mean * 1e-7; x < law.mean * 1e7; x *= 1.0005) {
      const width = x - previous;
      mean += width * (1 - (law.cdf(previous) + law.cdf(x)) / 2);
      square += width * (previous * (1 - law.cdf(previous)) + x * (1 - law.cdf(x)));
      previous = x;
    }
    expect(Math.abs(mean / law.mean - 1)).toBeLessThan(1e-3);
    const truth = 1 + law.scv;
    expect(Math.abs(square / (law.mean * law.mean) / truth - 1)).toBeLessThan(1e-3);
  });

  test('draws are never negative, and the function rises from 0 to 1', () => {
    expect(sample.every((x) => x >= 0)).toBe(true);
    expect(law.cdf(-ms)).toBe(0);
    expect(law.cdf(1e9)).toBeCloseTo(1, 12);
  });

  test('a law scaled by a factor is the law of the factor times the variable', () => {
    const triple = sampler(scaled(spec, 3));
    expect(triple.mean / law.mean).toBeCloseTo(3, 12);
    expect(triple.scv).toBeCloseTo(law.scv, 10);
    for (const x of sample.slice(0, 50)) expect(triple.cdf(3 * x)).toBeCloseTo(law.cdf(x), 10);
  });
});

test('a constant is always itself and has no variation', () => {
  const law = sampler({ kind: 'constant', value: 5 * ms });
  const stream = streamFor(1, 0, 'test', 'constant');
  expect([law.sample(stream), law.mean, law.scv]).toEqual([5 * ms, 5 * ms, 0]);
  expect([law.cdf(4.999 * ms), law.cdf(5 * ms)]).toEqual([0, 1]);
  expect(sampler(scaled({ kind: 'constant', value: 5 * ms }, 2)).mean).toBe(10 * ms);
});

test('a Pareto law without bound has no mean up to shape 1 and no variance up to shape 2', () => {
  const moments = (shape: number) => {
    const { mean, scv } = sampler({ kind: 'pareto', min: 1, shape });
    return [mean, scv];
  };
  expect(moments(1)).toEqual([Infinity, Infinity]);
  expect(moments(1.5)).toEqual([3, Infinity]);
  expect(moments(3)).toEqual([1.5, 1 / 3]);
});

test('a Pareto law of shape 1.5 is drawn right although its variance is infinite', () => {
  const spec: DistributionSpec = { kind: 'pareto', min: ms, shape: 1.5 };
  expect(kolmogorovRatio(draws('pareto 1.5', spec), (x) => sampler(spec).cdf(x))).toBeLessThan(1);
});

test('a part with infinite variance gives the mixture one, and the mean stays', () => {
  const heavy: DistributionSpec = { kind: 'pareto', min: ms, shape: 1.5 };
  const parts = [
    { weight: 3, of: { kind: 'constant', value: ms } as const },
    { weight: 1, of: heavy },
  ];
  const law = sampler({ kind: 'mixture', parts });
  expect(law.mean).toBeCloseTo(1.5 * ms, 12);
  expect(law.scv).toBe(Infinity);
  expect(sampler({ kind: 'shift', by: ms, of: heavy }).scv).toBe(Infinity);
});

test('a lognormal law by quantiles has those quantiles', () => {
  const law = sampler({ kind: 'lognormal', p50: 4 * ms, p99: 40 * ms });
  expect(law.cdf(4 * ms)).toBeCloseTo(0.5, 14);
  expect(law.cdf(40 * ms)).toBeCloseTo(0.99, 13);
});

test('a lognormal law by moments has those moments', () => {
  const law = sampler({ kind: 'lognormal', mean: 5 * ms, cv: 1.2 });
  expect(law.mean).toBeCloseTo(5 * ms, 15);
  expect(law.scv).toBeCloseTo(1.44, 13);
});

test('an empirical law with two equal values has an atom there', () => {
  const law = sampler({
    kind: 'empirical',
    quantiles: [
      [0, 1],
      [0.2, 2],
      [0.7, 2],
      [1, 4],
    ],
  });
  const stream = streamFor(1, 0, 'test', 'atom');
  const hits = Float64Array.from({ length: N }, () => (law.sample(stream) === 2 ? 1 : 0));
  expect(meanDeviation(hits, 0.5)).toBeLessThan(4);
  expect(law.cdf(1.999999)).toBeLessThan(0.2);
  expect(law.cdf(2)).toBeCloseTo(0.7, 15);
  expect(law.mean).toBeCloseTo(0.2 * 1.5 + 0.5 * 2 + 0.3 * 3, 14);
});

test('weights are relative', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0.01, max: 100, noNaN: true }), { minLength: 1, maxLength: 5 }),
      (weights) => {
        const of = (factor: number) =>
          sampler({
            kind: 'hyperexponential',
            phases: weights.map((weight, i) => ({ weight: weight * factor, mean: i + 1 })),
          });
        expect(of(7).mean).toBeCloseTo(of(1).mean, 10);
        expect(of(7).scv).toBeCloseTo(of(1).scv, 8);
      },
    ),
    { seed: 1 },
  );
});

test('a hyperexponential law with balanced means has the variation the textbook gives', () => {
  // Two phases with probabilities p, 1 - p and equal loads: scv = 1 / (2 p (1 - p)) - 1.
  const p = 0.1;
  const phases = [
    { weight: p, mean: 1 / (2 * p) },
    { weight: 1 - p, mean: 1 / (2 * (1 - p)) },
  ];
  const law = sampler({ kind: 'hyperexponential', phases });
  expect(law.mean).toBeCloseTo(1, 14);
  expect(law.scv).toBeCloseTo(1 / (2 * p * (1 - p)) - 1, 12);
});

test('the same name draws the same service times: two designs can be compared on them', () => {
  const spec: DistributionSpec = { kind: 'lognormal', p50: 4 * ms, p99: 20 * ms };
  expect(draws('api', spec)).toEqual(draws('api', spec));
  expect(draws('api', spec)).not.toEqual(draws('db', spec));
});
