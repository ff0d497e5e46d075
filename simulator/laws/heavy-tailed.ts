import { exp, expm1, ln, lnGamma, log1p, normalCdf, type RandomStream } from '../kernel/index.ts';
import type { Distribution } from './law.ts';

/** Laws with tails heavier than exponential (a Weibull with shape below one among them). All times in seconds. */

/** The 99 % quantile of the standard normal law. */
const Z99 = 2.3263478740408408;

/** exp(mu + sigma · Z); mu and sigma are those of the logarithm. */
export class Lognormal implements Distribution {
  readonly mean: number;
  readonly scv: number;
  private readonly mu: number;
  private readonly sigma: number;

  constructor(mu: number, sigma: number) {
    this.mu = mu;
    this.sigma = sigma;
    this.mean = exp(mu + 0.5 * sigma * sigma);
    this.scv = expm1(sigma * sigma);
  }

  static fromMoments(mean: number, cv: number): Lognormal {
    const variance = log1p(cv * cv);
    return new Lognormal(ln(mean) - 0.5 * variance, Math.sqrt(variance));
  }

  static fromQuantiles(p50: number, p99: number): Lognormal {
    return new Lognormal(ln(p50), ln(p99 / p50) / Z99);
  }

  sample(stream: RandomStream): number {
    return exp(this.mu + this.sigma * stream.normal());
  }

  cdf(x: number): number {
    return x > 0 ? normalCdf((ln(x) - this.mu) / this.sigma) : 0;
  }
}

export class Weibull implements Distribution {
  readonly mean: number;
  readonly scv: number;
  private readonly scale: number;
  private readonly inverseShape: number;

  constructor(scale: number, shape: number) {
    this.scale = scale;
    this.inverseShape = 1 / shape;
    const lnMean = lnGamma(1 + this.inverseShape);
    this.mean = scale * exp(lnMean);
    this.scv = expm1(lnGamma(1 + 2 * this.inverseShape) - 2 * lnMean);
  }

  sample(stream: RandomStream): number {
    return this.scale * exp(ln(stream.exponential()) * this.inverseShape);
  }

  cdf(x: number): number {
    return x > 0 ? -expm1(-exp(ln(x / this.scale) / this.inverseShape)) : 0;
  }
}

/** Without an upper bound: no mean for a shape up to 1, no variance up to 2. */
export class Pareto implements Distribution {
  readonly mean: number;
  readonly scv: number;
  private readonly min: number;
  private readonly shape: number;

  constructor(min: number, shape: number) {
    this.min = min;
    this.shape = shape;
    this.mean = shape > 1 ? (shape * min) / (shape - 1) : Infinity;
    this.scv = shape > 2 ? 1 / (shape * (shape - 2)) : Infinity;
  }

  sample(stream: RandomStream): number {
    return this.min * exp(stream.exponential() / this.shape);
  }

  cdf(x: number): number {
    return x > this.min ? -expm1(this.shape * ln(this.min / x)) : 0;
  }
}

/** A Pareto variable given that it does not exceed `max`. [Harchol-Balter, "Performance Modeling and Design", § 20] */
export class BoundedPareto implements Distribution {
  readonly mean: number;
  readonly scv: number;
  private readonly min: number;
  private readonly max: number;
  private readonly shape: number;
  /** What the unbounded law has below `max`. */
  private readonly share: number;

  constructor(min: number, shape: number, max: number) {
    this.min = min;
    this.max = max;
    this.shape = shape;
    const lnRatio = ln(max / min);
    this.share = -expm1(-shape * lnRatio);
    // ∫ t^(order - 1 - shape) dt from 1 to max / min, where t = x / min.
    const moment = (order: number): number => {
      const power = order - shape;
      return (shape / this.share) * (power === 0 ? lnRatio : expm1(power * lnRatio) / power);
    };
    const mean = moment(1);
    this.mean = min * mean;
    this.scv = moment(2) / (mean * mean) - 1;
  }

  sample(stream: RandomStream): number {
    return Math.min(this.max, this.min * exp(-ln(1 - this.share * stream.uniform()) / this.shape));
  }

  cdf(x: number): number {
    if (x <= this.min) return 0;
    return x < this.max ? -expm1(this.shape * ln(this.min / x)) / this.share : 1;
  }
}
