import type { RandomStream } from '../kernel/index.ts';

/** Where the work of a visit is drawn [s at usual speed]. */
export interface WorkDraws {
  next(visit: number): number;
}

/** Work of some kinds of requests that is more than usual, while a fault lasts. */
export class SlowedWork implements WorkDraws {
  private readonly usual: WorkDraws;
  private readonly factors: Float64Array;
  private readonly kindOf: (visit: number) => number;

  /** `factors` by request kind × OPS + op. */
  constructor(usual: WorkDraws, factors: Float64Array, kindOf: (visit: number) => number) {
    this.usual = usual;
    this.factors = factors;
    this.kindOf = kindOf;
  }

  next(visit: number): number {
    return this.usual.next(visit) * this.factors[this.kindOf(visit)];
  }
}

/** Work of a share of all requests that is more than usual. */
export class SometimesSlowed implements WorkDraws {
  private readonly usual: WorkDraws;
  private readonly factor: number;
  private readonly share: number;
  private readonly draws: RandomStream;

  constructor(usual: WorkDraws, factor: number, share: number, draws: RandomStream) {
    this.usual = usual;
    this.factor = factor;
    this.share = share;
    this.draws = draws;
  }

  next(visit: number): number {
    const work = this.usual.next(visit);
    return this.draws.chance(this.share) ? work * this.factor : work;
  }
}
