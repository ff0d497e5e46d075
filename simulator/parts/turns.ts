import { grown } from '../kernel/index.ts';
import { KeyTable, NONE } from './key-table.ts';

/** Tells what comes in its turn from what comes after a later one about the same item. */
export class Turns {
  private readonly table = new KeyTable();
  /** By entry: the latest number that has been dealt with. */
  private latest = new Float64Array(64);
  private numbers = 0;

  /** The number of what is published now. */
  next(): number {
    return ++this.numbers;
  }

  /** What was published with this number has been dealt with; true where a later one about the item was before it. */
  isLate(key: number, number: number): boolean {
    const { table } = this;
    let entry = table.find(key);
    if (entry === NONE) {
      entry = table.add(key);
      if (entry >= this.latest.length) this.latest = grown(this.latest, entry * 2);
      this.latest[entry] = 0;
    }
    if (number < this.latest[entry]) return true;
    this.latest[entry] = number;
    return false;
  }
}
