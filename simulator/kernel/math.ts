/**
 * Elementary functions with the same bits in every JavaScript engine.
 *
 * `Math.log`, `exp`, `pow`, `sin` and `cos` may differ in the last bit between two engines, and one differing bit ends
 * in another event order. Everything here is made of + - * /, `Math.floor`, comparison, and the bits of the double,
 * all of which IEEE 754 and ECMAScript fix exactly. Edge cases (zeros, infinities, NaN) answer as `Math.*` does.
 *
 * Largest error measured against 60-digit arithmetic on 400,000 arguments each, in units in the last place:
 * ln 0.81, log1p 0.79, expm1 0.79, sin 0.77, cos 0.76, exp and pow 0.52 (0.8 where the result is subnormal).
 *
 * The reductions and the polynomials of ln, log1p, expm1, sin and cos are those of FDLIBM 5.3:
 * Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved. Permission to use, copy, modify, and distribute
 * this software is freely granted, provided that this notice is preserved. The code, `exp` and `pow` are our own.
 */

import { DOUBLE, HIGH, WORDS } from './bits.ts';

/** Second results: a function returns the leading part and leaves the rest here, so that nothing is allocated. */
const REST = new Float64Array(1);

// ln 2 in two parts; the first has 21 trailing zero bits, so that its product with any exponent is exact.
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
/** Upper word of √½. */
const SQRT_HALF_HIGH = 0x3fe6a09e;
const ONE_HIGH = 0x3ff00000;
const INFINITY_HIGH = 0x7ff00000;
const SMALLEST_NORMAL_HIGH = 0x00100000;
const SMALLEST_NORMAL = 2.2250738585072014e-308;
const TWO_54 = 18014398509481984;

/** All of them, because a double written in halves and read as a whole stalls the processor for as long as ln takes. */
const POWERS_OF_TWO = new Float64Array(2098);
for (let i = 0, power = 5e-324; i < POWERS_OF_TWO.length; i++, power *= 2) POWERS_OF_TWO[i] = power;

/** Natural logarithm. */
export function ln(x: number): number {
  DOUBLE[0] = x;
  const high = WORDS[HIGH];
  if (high >= SMALLEST_NORMAL_HIGH && high < INFINITY_HIGH) {
    const exponent = exponentOf(high);
    return lnOfParts(x * powerOfTwo(-exponent) - 1, exponent, 0);
  }
  if (x === 0) return -Infinity;
  if (x < 0) return NaN;
  return x < 1 ? ln(x * TWO_54) - 54 * LN2_HIGH - 54 * LN2_LOW : x; // subnormal; infinite or not a number
}

/** ln(1 + x), accurate where x is small. */
export function log1p(x: number): number {
  if (!(x > -1)) return x === -1 ? -Infinity : NaN;
  if (x > -0.29 && x < 0.41) return x > -1e-17 && x < 1e-17 ? x : lnOfParts(x, 0, 0);
  if (x === Infinity) return x;
  const sum = 1 + x;
  // What the rounding of 1 + x lost comes back as a first-order correction.
  const lost = (x >= 1 ? 1 - (sum - x) : x - (sum - 1)) / sum;
  DOUBLE[0] = sum;
  const exponent = exponentOf(WORDS[HIGH]);
  return lnOfParts(sum * powerOfTwo(-exponent) - 1, exponent, lost);
}

/** The exponent that leaves a mantissa in [√½, √2), where the logarithm is smallest, from the upper word of a double. */
function exponentOf(high: number): number {
  return ((high + (ONE_HIGH - SQRT_HALF_HIGH)) >> 20) - 1023;
}

/** ln((1 + f) · 2^exponent) + correction for 1 + f in [√½, √2), by ln(1 + f) = 2 artanh(f / (2 + f)). */
function lnOfParts(f: number, exponent: number, correction: number): number {
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const even = w * (0.3999999999940942 + w * (0.22222198432149784 + w * 0.15313837699209373));
  const odd = z * (0.6666666666666735 + w * (0.2857142874366239 + w * (0.1818357216161805 + w * 0.14798198605116586)));
  const halfSquare = 0.5 * f * f;
  return s * (halfSquare + (odd + even)) + (exponent * LN2_LOW + correction) - halfSquare + f + exponent * LN2_HIGH;
}

/** e^x. */
export function exp(x: number): number {
  if (x > 709.782712893384) return Infinity;
  if (x < -745.1332191019412) return 0;
  if (Number.isNaN(x)) return x;
  return expOfSum(x, 0);
}

/**
 * e^(x + rest) for |rest| far below |x| and x between -746 and 710, as 2^k · 2^(j / 128) · e^r with |r| ≤ ln 2 / 256. So
 * small an r needs few terms and no division, and leaves little to round. [Tang, ACM Trans. Math. Software 15(2), 1989]
 */
function expOfSum(x: number, rest: number): number {
  const n = Math.floor(x * (STEPS * Math.LOG2E) + 0.5);
  const r = x - n * (LN2_HIGH / STEPS) - (n * (LN2_LOW / STEPS) - rest);
  const z = r * r;
  const p = r + z * (0.5 + r * (1 / 6) + z * (1 / 24 + r * (1 / 120)));
  const step = n & (STEPS - 1);
  const root = ROOTS[step];
  return scale(root + (root * p + ROOT_RESTS[step]), n >> 7);
}

/** e^x - 1, accurate where x is small. */
export function expm1(x: number): number {
  if (x > 709.782712893384) return Infinity;
  if (x < -44) return -1;
  if (Number.isNaN(x) || (x > -1e-17 && x < 1e-17)) return x;
  const exponent = Math.floor(x * Math.LOG2E + 0.5);
  const high = x - exponent * LN2_HIGH;
  const low = exponent * LN2_LOW;
  const r = high - low;
  const rest = high - r - low;
  const half = 0.5 * r;
  const z = r * half;
  const p =
    1 +
    z *
      (-0.03333333333333313 +
        z *
          (0.0015873015872548146 +
            z * (-0.0000793650757867488 + z * (0.000004008217827329362 + z * -2.0109921818362437e-7))));
  const t = 3 - p * half;
  let e = z * ((p - t) / (6 - r * t));
  if (exponent === 0) return r - (r * e - z);
  e = r * (e - rest) - rest - z; // now e^r - 1 = r - e
  if (exponent === -1) return 0.5 * (r - e) - 0.5;
  if (exponent === 1) return r < -0.25 ? -2 * (e - (r + 0.5)) : 1 + 2 * (r - e);
  if (exponent < 0 || exponent > 56) return scale(1 - (e - r), exponent) - 1;
  const unit = powerOfTwo(-exponent);
  return scale(exponent < 20 ? 1 - unit - (e - r) : r - (e + unit) + 1, exponent);
}

/**
 * x^y, with the special cases of `Math.pow`. The logarithm is carried in two doubles (about 67 bits), so that powers
 * which are exact, like small integer powers of integers, come out exact.
 */
export function pow(x: number, y: number): number {
  if (y === 0) return 1;
  if (Number.isNaN(x) || Number.isNaN(y)) return NaN;
  const size = x < 0 ? -x : x;
  if (y === Infinity || y === -Infinity) return size === 1 ? NaN : size > 1 === y > 0 ? Infinity : 0;
  const whole = Math.floor(y) === y;
  const odd = whole && Math.floor(y * 0.5) !== y * 0.5;
  const negative = odd && (x < 0 || (x === 0 && 1 / x < 0));
  if (x === 0 || size === Infinity) {
    const limit = (x === 0) === y > 0 ? 0 : Infinity;
    return negative ? -limit : limit;
  }
  if (x < 0 && !whole) return NaN;
  const magnitude = powOfPositive(size, y);
  return negative ? -magnitude : magnitude;
}

function powOfPositive(x: number, y: number): number {
  if (x === 1) return 1;
  const high = lnHigh(x);
  const low = REST[0];
  const product = y * high;
  if (product > 710) return Infinity;
  if (product < -746) return 0;
  return expOfSum(product, productError(y, high, product) + y * low);
}

/** Leading double of ln x for a positive, finite x; leaves the rest in `REST`. Relative error of the sum 2^-66. */
function lnHigh(x: number): number {
  const subnormal = x < SMALLEST_NORMAL;
  const normal = subnormal ? x * TWO_54 : x;
  DOUBLE[0] = normal;
  const shift = exponentOf(WORDS[HIGH]);
  const exponent = subnormal ? shift - 54 : shift;
  const mantissa = normal * powerOfTwo(-shift);

  // s = (m - 1) / (m + 1) and q = s², each as a sum of two doubles.
  const f = mantissa - 1;
  const divisor = mantissa + 1;
  const divisorRest = mantissa - (divisor - 1);
  const inverse = 1 / divisor;
  const s = f * inverse;
  const back = s * divisor;
  const sRest = (f - back - productError(s, divisor, back) - s * divisorRest) * inverse;
  const q = s * s;
  const qRest = productError(s, s, q) + 2 * s * sRest;

  // ln m = 2 artanh s = 2 s (1 + q/3 + q²/5 + …), with q/3 in two doubles as well and the remainder in one.
  const third = q * (1 / 3);
  const thrice = third * 3;
  const thirdRest = (q - thrice - productError(third, 3, thrice) + qRest) * (1 / 3);
  const q2 = q * q;
  const low = 1 / 5 + q * (1 / 7) + q2 * (1 / 9 + q * (1 / 11) + q2 * (1 / 13 + q * (1 / 15)));
  const high = 1 / 17 + q * (1 / 19) + q2 * (1 / 21 + q * (1 / 23) + q2 * (1 / 25 + q * (1 / 27)));
  const tail = q2 * (low + q2 * q2 * q2 * high);
  const u = third + (thirdRest + tail);
  const uRest = third - u + (thirdRest + tail);
  const su = s * u;
  const suRest = productError(s, u, su) + s * uRest + sRest * u;

  // Sum from the largest to the smallest, keeping what each rounding loses.
  const a = exponent * LN2_HIGH;
  const ab = a + 2 * s;
  const abc = ab + 2 * su;
  const rest = a - ab + 2 * s + (ab - abc + 2 * su) + (exponent * LN2_LOW + 2 * (sRest + suRest));
  const sum = abc + rest;
  REST[0] = abc - sum + rest;
  return sum;
}

/** a · b - product, exactly, where product is the rounded a · b. [Dekker 1971, with Veltkamp's splitting] */
function productError(a: number, b: number, product: number): number {
  const as = a * 134217729;
  const ah = as - (as - a);
  const al = a - ah;
  const bs = b * 134217729;
  const bh = bs - (bs - b);
  const bl = b - bh;
  return al * bl - (product - ah * bh - al * bh - ah * bl);
}

/** 2^(j / 128) in two doubles. */
const STEPS = 128;
const ROOTS = new Float64Array(STEPS);
const ROOT_RESTS = new Float64Array(STEPS);
buildRoots();

function buildRoots(): void {
  // The 128th root of two by seven square roots, each corrected by what squaring it misses; then its powers.
  let root = 2;
  let rest = 0;
  for (let i = 0; i < 7; i++) {
    const s = Math.sqrt(root);
    rest = (root - s * s - productError(s, s, s * s) + rest) / (2 * s);
    root = s;
  }
  ROOTS[0] = 1;
  for (let j = 1; j < STEPS; j++) {
    const before = ROOTS[j - 1];
    const product = before * root;
    const error = productError(before, root, product) + before * rest + ROOT_RESTS[j - 1] * root;
    ROOTS[j] = product + error;
    ROOT_RESTS[j] = product - ROOTS[j] + error;
  }
}

/** y · 2^exponent for y near one, rounded once. */
function scale(y: number, exponent: number): number {
  if (exponent > 1023) return y * 2 * powerOfTwo(exponent - 1);
  if (exponent < -1022) return (y * powerOfTwo(exponent + 54)) / TWO_54;
  return y * powerOfTwo(exponent);
}

/** 2^exponent for an integer exponent in [-1074, 1023]. */
function powerOfTwo(exponent: number): number {
  return POWERS_OF_TWO[exponent + 1074];
}

/** Sine of x [rad]. Beyond 1.6 million the error is that of moving x by half of its last place. */
export function sin(x: number): number {
  if (x > -1e-8 && x < 1e-8) return x;
  const quadrant = reduce(x);
  const r = REDUCED[0];
  const rest = REDUCED[1];
  const magnitude = (quadrant & 1) === 0 ? sinReduced(r, rest) : cosReduced(r, rest);
  return (quadrant & 2) === 0 ? magnitude : -magnitude;
}

/** Cosine of x [rad]. Beyond 1.6 million the error is that of moving x by half of its last place. */
export function cos(x: number): number {
  const quadrant = reduce(x);
  const r = REDUCED[0];
  const rest = REDUCED[1];
  const magnitude = (quadrant & 1) === 0 ? cosReduced(r, rest) : sinReduced(r, rest);
  return ((quadrant + 1) & 2) === 0 ? magnitude : -magnitude;
}

const REDUCED = new Float64Array(2);
// π/2 in three parts of 33 bits, whose products with a quadrant number below 2^20 are exact, and what then remains.
const HALF_PI_1 = 1.5707963267341256;
const HALF_PI_2 = 6.077100506303966e-11;
const HALF_PI_3 = 2.0222662487111665e-21;
const HALF_PI_REST = 8.4784276603689e-32;
const TWO_PI = 2 * Math.PI;
const LARGEST_EXACT = 1647099;

/** Leaves x - quadrant · π/2 in `REDUCED`, in two parts, and returns the quadrant number modulo 4. */
function reduce(x: number): number {
  // The remainder operator is exact; only 2π is not, by 4e-17 of its size, which is less than half a last place of x.
  const angle = x > LARGEST_EXACT || x < -LARGEST_EXACT ? x % TWO_PI : x;
  const quadrant = Math.floor(angle * 0.6366197723675814 + 0.5);
  const first = angle - quadrant * HALF_PI_1;
  const w = quadrant * HALF_PI_2;
  const second = first - w;
  const v = second - first;
  const lost = first - (second - v) - (w + v);
  const correction = lost - quadrant * HALF_PI_3 - quadrant * HALF_PI_REST;
  const r = second + correction;
  REDUCED[0] = r;
  REDUCED[1] = second - r + correction;
  return quadrant & 3;
}

function sinReduced(x: number, rest: number): number {
  const z = x * x;
  const v = z * x;
  const r =
    0.00833333333332249 +
    z *
      (-0.0001984126982985795 +
        z * (0.0000027557313707070068 + z * (-2.5050760253406863e-8 + z * 1.58969099521155e-10)));
  return x - (z * (0.5 * rest - v * r) - rest - v * -0.16666666666666632);
}

function cosReduced(x: number, rest: number): number {
  const z = x * x;
  const r =
    z *
    (0.0416666666666666 +
      z *
        (-0.001388888888887411 +
          z *
            (0.00002480158728947673 +
              z * (-2.7557314351390663e-7 + z * (2.087572321298175e-9 + z * -1.1359647557788195e-11)))));
  const half = 0.5 * z;
  const w = 1 - half;
  return w + (1 - w - half + (z * r - x * rest));
}
