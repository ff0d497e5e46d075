import type { RandomStream } from '../kernel/index.ts';
import type { Distribution } from './law.ts';

/** Laws made of other laws, or of measured points. */

export class Mixture implements Distribution {
  readonly mean: number;
  readonly scv: number;
  private readonly parts: readonly Distribution[];
  /** Upper ends of the parts' shares of (0, 1). */
  private readonly ends: Float64Array;

  /** Weights are relative: they need not sum to one. */
  constructor(parts: readonly { readonly weight: number; readonly of: Distribution }[]) {
    this.parts = parts.map((part) => part.of);
    this.ends = new Float64Array(parts.length);
    const total = parts.reduce((sum, part) => sum + part.weight, 0);
    let end = 0;
    let mean = 0;
    let square = 0;
    parts.forEach(({ weight, of }, i) => {
      end += weight / total;
      this.ends[i] = end;
      mean += (weight / total) * of.mean;
      square += (weight / total) * of.mean * of.mean * (1 + of.scv);
    });
    this.ends[parts.length - 1] = 1; // whatever rounding left
    this.mean = mean;
    this.scv = scvOf(mean, square);
  }

  sample(stream: RandomStream): number {
    const u = stream.uniform();
    let i = 0;
    while (u >= this.ends[i]) i++;
    return this.parts[i].sample(stream);
  }

  cdf(x: number): number {
    let sum = 0;
    let start = 0;
    for (let i = 0; i < this.parts.length; i++) {
      sum += (this.ends[i] - start) * this.parts[i].cdf(x);
      start = this.ends[i];
    }
    return sum;
  }
}

/** Straight lines between quantiles. */
export class Empirical implements Distribution {
  readonly mean: number;
  readonly scv: number;
  private readonly p: Float64Array;
  private readonly x: Float64Array;

  constructor(quantiles: readonly (readonly [p: number, value: number])[]) {
    this.p = Float64Array.from(quantiles, ([p]) => p);
    this.x = Float64Array.from(quantiles, ([, value]) => value);
    const { p, x } = this;
    let mean = 0;
    let square = 0;
    for (let i = 1; i < p.length; i++) {
      const weight = p[i] - p[i - 1];
      mean += (weight * (x[i - 1] + x[i])) / 2;
      square += (weight * (x[i - 1] * x[i - 1] + x[i - 1] * x[i] + x[i] * x[i])) / 3;
    }
    this.mean = mean;
    this.scv = scvOf(mean, square);
  }

  sample(stream: RandomStream): number {
    return interpolate(this.p, this.x, stream.uniform());
  }

  cdf(x: number): number {
    if (x < this.x[0]) return 0;
    return x < this.x[this.x.length - 1] ? interpolate(this.x, this.p, x) : 1;
  }
}

/** The value over `at` of the line through (from[i], to[i]); of two equal `from`, the later counts. */
function interpolate(from: Float64Array, to: Float64Array, at: number): number {
  let low = 0;
  let high = from.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (from[middle] <= at) low = middle;
    else high = middle;
  }
  return to[low] + ((to[high] - to[low]) * (at - from[low])) / (from[high] - from[low]);
}

/** A law moved to the right by a constant. */
export class Shifted implements Distribution {
  readonly mean: number;
  readonly scv: number;
  private readonly by: number;
  private readonly of: Distribution;

  constructor(by: number, of: Distribution) {
    this.by = by;
    this.of = of;
    this.mean = by + of.mean;
    this.scv = scvOf(this.mean, by * by + 2 * by * of.mean + of.mean * of.mean * (1 + of.scv));
  }

  sample(stream: RandomStream): number {
    return this.by + this.of.sample(stream);
  }

  cdf(x: number): number {
    return this.of.cdf(x - this.by);
  }
}

/** Variance over squared mean from the mean and the mean square; rounding may not make it negative. */
function scvOf(mean: number, square: number): number {
  return mean === 0 ? 0 : Math.max(0, square / (mean * mean) - 1);
}
