import type { RandomStream } from '../kernel/index.ts';

/** Numbers of one entry: the part it keeps, its alias. */
const STRIDE = 2;

/**
 * Draws from any finite law in constant time by Walker's alias method: a column is chosen evenly, and what falls beside
 * the part that it keeps belongs to its alias. [Vose, IEEE Trans. Software Eng. 17(9), 1991]
 *
 * One uniform number serves for both: its whole part after multiplication chooses the column, the rest decides.
 */
export class AliasTable {
  private readonly count: number;
  private readonly table: Float64Array;

  /** Weights need not sum to one; at least one is above zero. */
  constructor(weights: ArrayLike<number>) {
    const count = weights.length;
    this.count = count;
    this.table = new Float64Array(count * STRIDE);
    const { table } = this;
    let total = 0;
    for (let i = 0; i < count; i++) total += weights[i];
    const poor: number[] = [];
    const rich: number[] = [];
    for (let i = 0; i < count; i++) {
      table[i * STRIDE] = (weights[i] / total) * count;
      table[i * STRIDE + 1] = i;
      (table[i * STRIDE] < 1 ? poor : rich).push(i);
    }
    for (let taker = poor.pop(); taker !== undefined; taker = poor.pop()) {
      const giver = rich.at(-1);
      if (giver === undefined) {
        table[taker * STRIDE] = 1; // only rounding left it below one
        continue;
      }
      table[taker * STRIDE + 1] = giver;
      table[giver * STRIDE] -= 1 - table[taker * STRIDE];
      if (table[giver * STRIDE] < 1) {
        rich.pop();
        poor.push(giver);
      }
    }
  }

  /** One draw: a number from 0 to the number of weights - 1. */
  sample(stream: RandomStream): number {
    const x = stream.uniform() * this.count;
    const column = Math.floor(x);
    const at = column * STRIDE;
    return x - column < this.table[at] ? column : this.table[at + 1];
  }
}
