import { KeyTable, NONE } from './key-table.ts';

/** Which numbers have been seen: at least the last `least` different ones, at most twice as many. */
export class RecentNumbers {
  private readonly least: number;
  private young = new KeyTable();
  private old = new KeyTable();

  constructor(least: number) {
    this.least = least;
  }

  /** Whether a number has been seen. */
  knows(number: number): boolean {
    return this.young.find(number) !== NONE || this.old.find(number) !== NONE;
  }

  /** Notes a number; true where it had been seen before. */
  see(number: number): boolean {
    if (this.young.find(number) !== NONE) return true;
    const isKnown = this.old.find(number) !== NONE;
    this.young.add(number);
    if (this.young.size >= this.least) {
      const spare = this.old;
      spare.clear();
      this.old = this.young;
      this.young = spare;
    }
    return isKnown;
  }
}
