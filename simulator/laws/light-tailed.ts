import { expm1, gammaP, type RandomStream } from '../kernel/index.ts';
import type { Distribution } from './law.ts';

/** Laws whose tails fall at least exponentially. All take means in seconds. */

export class Constant implements Distribution {
  readonly mean: number;
  readonly scv = 0;

  constructor(value: number) {
    this.mean = value;
  }

  sample(_stream: RandomStream): number {
    return this.mean;
  }

  cdf(x: number): number {
    return x < this.mean ? 0 : 1;
  }
}

export class Uniform implements Distribution {
  readonly mean: number;
  readonly scv: number;
  private readonly min: number;
  private readonly width: number;

  constructor(min: number, max: number) {
    this.min = min;
    this.width = max - min;
    this.mean = 0.5 * (min + max);
    this.scv = (this.width * this.width) / (12 * this.mean * this.mean);
  }

  sample(stream: RandomStream): number {
    return this.min + this.width * stream.uniform();
  }

  cdf(x: number): number {
    return Math.min(1, Math.max(0, (x - this.min) / this.width));
  }
}

export class Exponential implements Distribution {
  readonly mean: number;
  readonly scv = 1;

  constructor(mean: number) {
    this.mean = mean;
  }

  sample(stream: RandomStream): number {
    return this.mean * stream.exponential();
  }

  cdf(x: number): number {
    return x > 0 ? -expm1(-x / this.mean) : 0;
  }
}

/** From about this many phases on, one gamma draw is quicker than the sum of exponential ones. */
const MANY_PHASES = 4;

export class Erlang implements Distribution {
  readonly mean: number;
  readonly scv: number;
  private readonly k: number;
  private readonly phase: number;

  constructor(mean: number, k: number) {
    this.mean = mean;
    this.scv = 1 / k;
    this.k = k;
    this.phase = mean / k;
  }

  sample(stream: RandomStream): number {
    if (this.k > MANY_PHASES) return this.phase * stream.gamma(this.k);
    let sum = 0;
    for (let i = 0; i < this.k; i++) sum += stream.exponential();
    return this.phase * sum;
  }

  cdf(x: number): number {
    return gammaP(this.k, x / this.phase);
  }
}

export class Gamma implements Distribution {
  readonly mean: number;
  readonly scv: number;
  private readonly shape: number;
  private readonly scale: number;

  constructor(mean: number, scv: number) {
    this.mean = mean;
    this.scv = scv;
    this.shape = 1 / scv;
    this.scale = mean * scv;
  }

  sample(stream: RandomStream): number {
    return this.scale * stream.gamma(this.shape);
  }

  cdf(x: number): number {
    return gammaP(this.shape, x / this.scale);
  }
}
