import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cos, exp, expm1, Fingerprint, ln, log1p, pow, RandomStream, sin } from '../../simulator/kernel/index.ts';

const bits = (x: number): bigint => new BigUint64Array(Float64Array.of(x).buffer)[0] as bigint;
const hex = (x: number): string => bits(x).toString(16).padStart(16, '0');

/** Distance in units in the last place, for two doubles of the same sign. */
function ulps(a: number, b: number): number {
  if (Object.is(a, b) || (Number.isNaN(a) && Number.isNaN(b))) return 0;
  const difference = bits(a) - bits(b);
  return Number(difference < 0n ? -difference : difference);
}

const anyFinite = fc.double({ noNaN: true, noDefaultInfinity: true });
const within = (min: number, max: number) => fc.double({ min, max, noNaN: true });

// Ours is within 0.9 ulp of the truth and so is every engine's Math.*, which leaves at most two between them.
test.each([
  ['ln', ln, Math.log, fc.double({ min: 0, noNaN: true })],
  ['exp', exp, Math.exp, within(-750, 715)],
  ['log1p', log1p, Math.log1p, fc.double({ min: -1, noNaN: true })],
  ['log1p near zero', log1p, Math.log1p, within(-0.5, 0.5)],
  ['expm1', expm1, Math.expm1, within(-50, 715)],
  ['expm1 near zero', expm1, Math.expm1, within(-0.5, 0.5)],
  ['sin', sin, Math.sin, within(-1e6, 1e6)],
  ['sin near zero', sin, Math.sin, within(-8, 8)],
  ['cos', cos, Math.cos, within(-1e6, 1e6)],
  ['cos near zero', cos, Math.cos, within(-8, 8)],
] as const)('%s is within two units in the last place of Math.*', (_, ours, theirs, arguments_) => {
  fc.assert(
    fc.property(arguments_, (x) => ulps(ours(x), theirs(x)) <= 2),
    { seed: 1, numRuns: 5000 },
  );
});

test('pow is within two units in the last place of Math.pow, over all doubles', () => {
  fc.assert(
    fc.property(anyFinite, within(-40, 40), (x, y) => ulps(pow(x, y), x ** y) <= 2),
    { seed: 1, numRuns: 5000 },
  );
  fc.assert(
    fc.property(within(0.9, 1.1), within(-7000, 7000), (x, y) => ulps(pow(x, y), x ** y) <= 2),
    { seed: 1, numRuns: 5000 },
  );
});

test('integer powers that a double can hold are exact', () => {
  for (let base = 2n; base < 400n; base++) {
    for (let power = 1n; base ** power <= 2n ** 53n; power++) {
      const expected = Number(base ** power);
      expect(pow(Number(base), Number(power))).toBe(expected);
      expect(pow(-Number(base), Number(power))).toBe(power % 2n === 0n ? expected : -expected);
    }
  }
});

test('powers of two invert exactly, down to the smallest subnormal', () => {
  for (let k = -1074; k <= 1023; k++) {
    const power = pow(2, k);
    expect(power).toBe(2 ** k);
    expect(ulps(ln(power), k * Math.LN2)).toBeLessThanOrEqual(1);
  }
});

const edges = [0, -0, 1, -1, 0.5, -0.5, 2, -2, 3, -3, 2.5, 1e-320, 5e-324, -5e-324, 1e308, -1e308, 1e22, NaN];
const extremes = [...edges, Infinity, -Infinity, 709.79, -745.2, -745.14, Number.MAX_VALUE];

test.each([
  ['ln', ln, Math.log],
  ['exp', exp, Math.exp],
  ['log1p', log1p, Math.log1p],
  ['expm1', expm1, Math.expm1],
] as const)('%s answers zeros, infinities, subnormals and NaN as Math.* does', (_, ours, theirs) => {
  for (const x of extremes) {
    if (theirs(x) === 0) expect(ours(x)).toBe(theirs(x));
    else expect(ulps(ours(x), theirs(x))).toBeLessThanOrEqual(1);
  }
});

test('pow answers all pairs of edge cases as Math.pow does', () => {
  for (const x of extremes) {
    for (const y of extremes) {
      const expected = x ** y;
      if (expected === 0 || !Number.isFinite(expected)) expect(pow(x, y)).toBe(expected);
      else expect(ulps(pow(x, y), expected)).toBeLessThanOrEqual(1);
    }
  }
});

test('sine and cosine of what has none are NaN, and the sine of minus zero keeps its sign', () => {
  for (const x of [NaN, Infinity, -Infinity]) {
    expect(sin(x)).toBeNaN();
    expect(cos(x)).toBeNaN();
  }
  expect(sin(-0)).toBe(-0);
  expect(cos(0)).toBe(1);
});

test('very large angles are off by no more than half a last place of the angle', () => {
  fc.assert(
    fc.property(within(1.7e6, 1e15), (x) => {
      const slack = x * 2 ** -53 + 1e-15;
      return Math.abs(sin(x) - Math.sin(x)) <= slack && Math.abs(cos(x) - Math.cos(x)) <= slack;
    }),
    { seed: 1, numRuns: 2000 },
  );
});

// Each is the double nearest to the true value, which was computed to 60 digits.
test.each([
  ['ln', ln(10), '40026bb1bbb55516'],
  ['ln', ln(0.001), 'c01ba18a998fffa0'],
  ['exp', exp(1), '4005bf0a8b145769'],
  ['exp', exp(-10), '3f07cd79b5647c9b'],
  ['log1p', log1p(1e-10), '3ddb7cdfd9d1d693'],
  ['expm1', expm1(1e-10), '3ddb7cdfd9dda4e3'],
  ['pow', pow(1e7, -0.9), '3ea0d12a61d36988'],
  ['pow', pow(2, 0.5), '3ff6a09e667f3bcd'],
  ['sin', sin(1), '3feaed548f090cee'],
  ['cos', cos(1), '3fe14a280fb5068c'],
  ['sin', sin(Math.PI), '3ca1a62633145c07'],
] as const)('%s has these bits (%d = %s) everywhere', (_, value, expected) => {
  expect(hex(value)).toBe(expected);
});

test('snapshot: the bits of 20,000 values of every function', () => {
  const stream = new RandomStream(1, 2, 3, 4);
  const seen = new Fingerprint();
  for (let i = 0; i < 20_000; i++) {
    const u = stream.uniform();
    const x = (u - 0.5) * 600;
    for (const value of [ln(u), exp(x), log1p(u), expm1(x), pow(u, x), sin(x), cos(x)]) seen.float(value);
  }
  expect(seen.hex()).toMatchInlineSnapshot(`"6ce2c005d9050a22"`);
});
