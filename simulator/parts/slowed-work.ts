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
