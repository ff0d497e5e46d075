import { grown } from '../../kernel/index.ts';
import { NONE } from '../key-table.ts';

/** Entries in a row, the newest first; taken out or moved to the front in constant time. */
export class EntryList {
  oldest = NONE;
  private newest = NONE;
  private newer = new Int32Array(64);
  private older = new Int32Array(64);

  /** Puts an entry at the front. */
  link(entry: number): void {
    while (entry >= this.newer.length) {
      this.newer = grown(this.newer, this.newer.length * 2);
      this.older = grown(this.older, this.older.length * 2);
    }
    this.newer[entry] = NONE;
    this.older[entry] = this.newest;
    if (this.newest !== NONE) this.newer[this.newest] = entry;
    this.newest = entry;
    if (this.oldest === NONE) this.oldest = entry;
  }

  unlink(entry: number): void {
    const { newer, older } = this;
    if (newer[entry] === NONE) this.newest = older[entry];
    else older[newer[entry]] = older[entry];
    if (older[entry] === NONE) this.oldest = newer[entry];
    else newer[older[entry]] = newer[entry];
  }

  moveToFront(entry: number): void {
    if (entry === this.newest) return;
    this.unlink(entry);
    this.link(entry);
  }

  clear(): void {
    this.newest = NONE;
    this.oldest = NONE;
  }
}
