import { exp, expm1, ln, log1p, pow, type RandomStream } from '../kernel/index.ts';
import type { KeyProfile } from '../theory/index.ts';
import { AliasTable } from './alias-table.ts';

/** So many of the most popular ranks are drawn from a table: 256 kB, which stays in the cache of a core. */
const TABLED_RANKS = 16_384;

/**
 * Zipf's law over n ranks, probability proportional to (rank + 1)^-s, in constant time: the most popular ranks from an
 * alias table, in which the rest has one column; a rank of the rest by rejection–inversion, which draws from the
 * continuous law of the same shape and hardly ever rejects out there.
 * [Hörmann & Derflinger, "Rejection-inversion to generate variates from monotone discrete distributions",
 * ACM Trans. Modeling Computer Simulation 6(3), 1996]
 */
export class Zipf {
  readonly count: number;
  private readonly exponent: number;
  private readonly total: number;
  private readonly tabled: number;
  /** Made at the first draw: of most laws only probabilities are asked. */
  private table: AliasTable | undefined = undefined;
  /**
   * Of the continuous law beyond the table, with the table's edge as the unit of length, so that steep laws keep their
   * digits: where it begins, and its area from there on.
   */
  private readonly edge: number;
  private readonly range: number;
  /** A draw this close below its rank needs no test. */
  private readonly safe: number;
  /** Made when first asked for: every cache of a design asks. */
  private known: KeyProfile | undefined = undefined;

  /** `exponent` above zero. */
  constructor(count: number, exponent: number) {
    this.count = count;
    this.exponent = exponent;
    this.total = harmonic(count, exponent);
    this.tabled = Math.min(count, TABLED_RANKS);
    this.edge = this.tabled + 0.5;
    this.range = powerIntegral((count + 0.5) / this.edge, exponent);
    // The distance grows with the rank towards one half, so that the first one is safe for all.
    const next = this.tabled + 1;
    this.safe = next - this.edge * this.inverse(this.leastArea(next));
  }

  sample(stream: RandomStream): number {
    this.table ??= this.makeTable();
    const rank = this.table.sample(stream);
    return rank < this.tabled ? rank : this.sampleRest(stream);
  }

  private sampleRest(stream: RandomStream): number {
    while (true) {
      const area = this.range * stream.uniform();
      const x = this.edge * this.inverse(area);
      const k = Math.min(this.count, Math.max(this.tabled + 1, Math.floor(x + 0.5)));
      if (k - x <= this.safe || area >= this.leastArea(k)) return k - 1;
    }
  }

  private makeTable(): AliasTable {
    const weights = new Float64Array(this.count > this.tabled ? this.tabled + 1 : this.tabled);
    let rest = 1;
    for (let rank = this.tabled - 1; rank >= 0; rank--) {
      weights[rank] = this.probability(rank);
      rest -= weights[rank];
    }
    if (this.count > this.tabled) weights[this.tabled] = Math.max(0, rest);
    return new AliasTable(weights);
  }

  probability(rank: number): number {
    return pow(rank + 1, -this.exponent) / this.total;
  }

  profile(): KeyProfile {
    this.known ??= this.makeProfile();
    return this.known;
  }

  /**
   * The first ranks one by one; beyond them sums over ranks are integrals (midpoint rule, off by a relative 10^-6 at
   * most), taken by Gauss–Legendre quadrature over octaves of rank. A node stands for as many keys as its weight.
   */
  private makeProfile(): KeyProfile {
    const probability: number[] = [];
    const keys: number[] = [];
    const single = Math.min(this.count, SINGLE_RANKS);
    let rest = 1;
    for (let rank = 0; rank < single; rank++) {
      const p = this.probability(rank);
      probability.push(p);
      keys.push(1);
      rest -= p;
    }
    if (this.count > single) {
      const nodes = nodesBetween(single + 0.5, this.count + 0.5);
      const shape = (x: number): number => exp(-this.exponent * ln(x));
      // What the integral misses is spread over the nodes, so that all requests are there.
      const scale = rest / nodes.reduce((sum, { x, weight }) => sum + weight * shape(x), 0);
      for (const { x, weight } of nodes) {
        probability.push(scale * shape(x));
        keys.push(weight);
      }
    }
    return { probability: Float64Array.from(probability), keys: Float64Array.from(keys) };
  }

  /** The least area that is accepted for a rank, counted from one. */
  private leastArea(k: number): number {
    return powerIntegral((k + 0.5) / this.edge, this.exponent) - pow(k / this.edge, -this.exponent) / this.edge;
  }

  /** x with ∫ t^-s dt from 1 to x equal to `area`. */
  private inverse(area: number): number {
    const power = 1 - this.exponent;
    if (Math.abs(power) < 1e-4) return exp(power === 0 ? area : log1p(area * power) / power);
    return exp(ln(1 + area * power) / power);
  }
}

const SINGLE_RANKS = 256;

/** Nodes and weights on [-1, 1], six points. [Abramowitz & Stegun, table 25.4] */
const GAUSS_LEGENDRE: readonly (readonly [node: number, weight: number])[] = [
  [-0.932469514203152, 0.1713244923791704],
  [-0.6612093864662645, 0.3607615730481386],
  [-0.2386191860831969, 0.467913934572691],
  [0.2386191860831969, 0.467913934572691],
  [0.6612093864662645, 0.3607615730481386],
  [0.932469514203152, 0.1713244923791704],
];

/** Nodes and weights of ∫ f(x) dx for an f that is smooth in ln x. */
function nodesBetween(low: number, high: number): { x: number; weight: number }[] {
  const from = ln(low);
  const panels = Math.ceil(ln(high / low) / Math.LN2);
  const half = ln(high / low) / panels / 2;
  return Array.from({ length: panels }, (_, panel) =>
    GAUSS_LEGENDRE.map(([node, weight]) => {
      const x = exp(from + (2 * panel + 1 + node) * half);
      return { x, weight: x * half * weight };
    }),
  ).flat();
}

/** ∫ t^-s dt from 1 to x, smooth through s = 1. */
function powerIntegral(x: number, s: number): number {
  const power = 1 - s;
  return power === 0 ? ln(x) : expm1(power * ln(x)) / power;
}

/**
 * The generalized harmonic number Σ k^-s, k = 1 … n, to about 1e-15: the first terms one by one, the rest by the
 * Euler–Maclaurin formula. [Abramowitz & Stegun 23.1.30]
 */
export function harmonic(n: number, s: number): number {
  const single = Math.min(n, 32);
  let sum = 0;
  for (let k = single; k >= 1; k--) sum += pow(k, -s);
  if (n === single) return sum;
  const a = pow(single, -s);
  const b = pow(n, -s);
  const term = (power: number): number => a / pow(single, power) - b / pow(n, power);
  return (
    sum +
    (powerIntegral(n, s) - powerIntegral(single, s)) +
    (b - a) / 2 +
    (s / 12) * term(1) -
    ((s * (s + 1) * (s + 2)) / 720) * term(3) +
    ((s * (s + 1) * (s + 2) * (s + 3) * (s + 4)) / 30240) * term(5)
  );
}
