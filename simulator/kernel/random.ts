import { avalanche, Fingerprint } from './fingerprint.ts';
import { exp, ln } from './math.ts';
import { exponentialZiggurat, normalZiggurat } from './ziggurat.ts';

const TWO_21 = 2097152;
const ULP = 1.1102230246251565e-16; // 2^-53
const INSIDE = exponentialZiggurat.inside;
const WIDTH = exponentialZiggurat.width;
/** 2^32 / golden ratio, the step of SplitMix. [Steele, Lea & Flood, OOPSLA 2014] */
const GOLDEN = 0x9e3779b9;

/**
 * A stream of random numbers: xoshiro128** 1.1 [Blackman & Vigna, "Scrambled linear pseudorandom number generators",
 * ACM Trans. Math. Software 47, 2021; reference code prng.di.unimi.it/xoshiro128starstar.c, public domain].
 * Period 2^128 - 1. A double is made of two outputs, so that it has all of its 53 bits.
 */
export class RandomStream {
  // Words that need all of their 32 bits: as class fields they are slow where small integers have 31, as in Chromium.
  private readonly state = new Int32Array(4);

  /** Four words of 32 bits, not all of them zero. */
  constructor(a: number, b: number, c: number, d: number) {
    this.state[0] = a;
    this.state[1] = b;
    this.state[2] = c;
    this.state[3] = d;
    if ((a | b | c | d) === 0) this.state[0] = 1;
  }

  /** The next output of the generator as a signed 32-bit integer. */
  next(): number {
    const { state } = this;
    const a = state[0];
    const b = state[1];
    const c = state[2] ^ a;
    const d = state[3] ^ b;
    state[0] = a ^ d;
    state[1] = b ^ c;
    state[2] = c ^ (b << 9);
    state[3] = (d << 11) | (d >>> 21);
    const scrambled = Math.imul(b, 5);
    return Math.imul((scrambled << 7) | (scrambled >>> 25), 9);
  }

  /** Uniform in (0, 1): a multiple of 2^-53, or 2^-54 in place of zero, so that its logarithm and inverse are finite. */
  uniform(): number {
    const u = (this.next() >>> 0) * TWO_21 + (this.next() >>> 11);
    return u === 0 ? 0.5 * ULP : u * ULP;
  }

  /** An integer from 0 to n - 1, for n up to 2^53. No value is favored by more than n · 2^-53 of its probability. */
  integer(n: number): number {
    return Math.floor(this.uniform() * n);
  }

  /** True with probability p; never for p = 0, always for p = 1. */
  chance(p: number): boolean {
    return this.uniform() < p;
  }

  /** Exponential with mean one, by ziggurat. Never negative; zero with probability 2^-53. */
  exponential(): number {
    const high = this.next() >>> 0;
    const low = this.next();
    const layer = low & 255;
    const u = high * TWO_21 + (low >>> 11);
    return u < INSIDE[layer] ? u * WIDTH[layer] : this.exponentialOutside(layer, u);
  }

  /** The hundredth draw that fell beside the safe part of its layer. */
  private exponentialOutside(layer: number, u: number): number {
    const { tail, width, inside, density } = exponentialZiggurat;
    let beyond = 0;
    while (true) {
      if (u < inside[layer]) return beyond + u * width[layer];
      if (layer === 0) {
        beyond += tail; // without memory, the tail is the whole distribution again
      } else {
        const x = u * width[layer];
        const y = density[layer] + this.uniform() * (density[layer + 1] - density[layer]);
        if (y < exp(-x)) return beyond + x;
      }
      const high = this.next() >>> 0;
      const low = this.next();
      layer = low & 255;
      u = high * TWO_21 + (low >>> 11);
    }
  }

  /** Normal with mean zero and variance one, by ziggurat. */
  normal(): number {
    const { tail, width, inside, density } = normalZiggurat;
    while (true) {
      const high = this.next() >>> 0;
      const low = this.next();
      const layer = low & 255;
      const sign = (low & 256) === 0 ? 1 : -1;
      const u = high * TWO_21 + (low >>> 11);
      const x = u * width[layer];
      if (u < inside[layer]) return sign * x;
      if (layer === 0) return sign * this.normalTail(tail);
      const y = density[layer] + this.uniform() * (density[layer + 1] - density[layer]);
      if (y < exp(-0.5 * x * x)) return sign * x;
    }
  }

  /** Beyond `tail`, by rejection from an exponential. [Marsaglia, "Generating a variable from the tail", 1964] */
  private normalTail(tail: number): number {
    while (true) {
      const x = this.exponential() / tail;
      if (2 * this.exponential() > x * x) return tail + x;
    }
  }

  /** Gamma with the given shape and scale one. [Marsaglia & Tsang, ACM Trans. Math. Software 26(3), 2000] */
  gamma(shape: number): number {
    // Below one, a gamma of shape + 1 times U^(1/shape), and U^(1/shape) is exp(-E/shape).
    if (shape < 1) return this.gamma(shape + 1) * exp(-this.exponential() / shape);
    const d = shape - 1 / 3;
    const c = 1 / Math.sqrt(9 * d);
    while (true) {
      const x = this.normal();
      const root = 1 + c * x;
      if (root <= 0) continue;
      const v = root * root * root;
      const u = this.uniform();
      if (u < 1 - 0.0331 * x * x * x * x) return d * v;
      if (ln(u) < 0.5 * x * x + d * (1 - v + ln(v))) return d * v;
    }
  }
}

/**
 * The stream that belongs to a name. Its state is a hash of seed, replication, owner (a component or request) and
 * purpose (arrivals, service, keys, …) and of nothing else: a component more in the design, or a draw more in one
 * stream, shifts no other stream, so that two designs can be compared on the same random numbers. Two names share a
 * stream with probability 2^-64.
 *
 * @param seed any number, whole or not; all of its 64 bits count
 */
export function streamFor(seed: number, replication: number, owner: string, purpose: string): RandomStream {
  const name = new Fingerprint().float(seed).int(replication).text(owner).text(purpose);
  const { upper, lower } = name;
  return new RandomStream(
    avalanche(upper + GOLDEN),
    avalanche(lower + GOLDEN),
    avalanche(upper + 2 * GOLDEN),
    avalanche(lower + 2 * GOLDEN),
  );
}
