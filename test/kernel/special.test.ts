import { expect, test } from 'vitest';
import { betaI, gammaFunction, gammaP, gammaQ, lnGamma, normalCdf } from '../../simulator/kernel/index.ts';

const relative = (value: number, truth: number): number => Math.abs(value - truth) / Math.abs(truth);

test('the gamma function gives factorials and the root of π', () => {
  let factorial = 1;
  for (let n = 1; n <= 20; n++) {
    expect(relative(gammaFunction(n), factorial)).toBeLessThan(1e-13);
    factorial *= n;
  }
  expect(relative(gammaFunction(0.5), Math.sqrt(Math.PI))).toBeLessThan(1e-13);
  expect(relative(lnGamma(1e6), 12815504.56914761)).toBeLessThan(1e-14);
});

// Columns: a, x, P(a, x), from 40-digit arithmetic.
test.each([
  [0.5, 0.25, 0.5204998778130465],
  [2.5, 1, 0.15085496391539036],
  [2.5, 6, 0.9652122194937581],
  [100, 90, 0.1582209891864301],
  [1000, 1100, 0.9989406767460696],
])('P(%d, %d) = %d, and Q is the rest', (a, x, truth) => {
  expect(relative(gammaP(a, x), truth)).toBeLessThan(1e-12);
  expect(Math.abs(gammaP(a, x) + gammaQ(a, x) - 1)).toBeLessThan(1e-15);
});

test('the incomplete gamma function of a whole number is a Poisson sum', () => {
  for (const x of [0.1, 1, 4, 12]) {
    let term = Math.exp(-x);
    let sum = 0;
    for (let k = 0; k < 6; k++) {
      sum += term;
      term *= x / (k + 1);
    }
    expect(relative(gammaQ(6, x), sum)).toBeLessThan(1e-13);
  }
});

test('the incomplete beta function of whole numbers is a binomial sum, and mirrors', () => {
  for (const x of [0.05, 0.3, 0.8]) {
    // I_x(3, 4) = P(at least 3 of 6)
    const q = 1 - x;
    const sum = 20 * x ** 3 * q ** 3 + 15 * x ** 4 * q ** 2 + 6 * x ** 5 * q + x ** 6;
    expect(relative(betaI(3, 4, x), sum)).toBeLessThan(1e-13);
    expect(Math.abs(betaI(3, 4, x) + betaI(4, 3, q) - 1)).toBeLessThan(1e-15);
  }
  expect([betaI(2, 3, 0), betaI(2, 3, 1)]).toEqual([0, 1]);
});

test('the normal law has its tabulated values, also far out', () => {
  expect(normalCdf(0)).toBe(0.5);
  expect(relative(normalCdf(1.959963984540054), 0.975)).toBeLessThan(1e-14);
  expect(relative(normalCdf(-5), 2.866515718791939e-7)).toBeLessThan(1e-12);
  expect(relative(normalCdf(-10), 7.619853024160527e-24)).toBeLessThan(1e-12);
});

test('at the ends of their ranges the functions answer with the limits', () => {
  expect([gammaP(2, 0), gammaQ(2, 0), gammaP(2, Infinity), gammaQ(2, Infinity)]).toEqual([0, 1, 1, 0]);
  expect([normalCdf(-Infinity), normalCdf(Infinity)]).toEqual([0, 1]);
});
