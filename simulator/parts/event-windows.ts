import { KeyTable, NONE } from './key-table.ts';
import { RecordRing } from './record-ring.ts';

/** The items of one kind that a window has seen. */
interface Window {
  /** By request kind. */
  readonly seen: KeyTable[];
}

/**
 * Windows that follow one another, by the time at which things happened: each knows which items it has seen. Those that are
 * open are few, so a map of them costs nothing.
 */
export class EventWindows {
  private readonly size: number;
  private readonly lateness: number;
  private readonly kinds: number;
  private readonly open = new Map<number, Window>();

  /** `size` and `lateness` [s]. */
  constructor(size: number, lateness: number, kinds: number) {
    this.size = size;
    this.lateness = lateness;
    this.kinds = kinds;
  }

  /** Takes in what happened at a moment and is seen now [s]; false where its window has been closed. */
  add(happenedAt: number, now: number, kind: number, key: number): boolean {
    const number = Math.floor(happenedAt / this.size);
    if (this.closesAt(number) <= now) return false;
    let window = this.open.get(number);
    if (window === undefined) {
      window = { seen: Array.from({ length: this.kinds }, () => new KeyTable()) };
      this.open.set(number, window);
    }
    const seen = window.seen[kind];
    if (seen.find(key) === NONE) seen.add(key);
    return true;
  }

  /** When a window is closed [s]. */
  closesAt(number: number): number {
    return (number + 1) * this.size + this.lateness;
  }

  /** The results of a window, one for each item; it is closed. */
  close(number: number, now: number): RecordRing {
    const results = new RecordRing();
    this.open.get(number)?.seen.forEach((seen, kind) => {
      // A table from which nothing is removed has its entries in order.
      for (let entry = 0; entry < seen.size; entry++) results.push(kind, seen.keys[entry], now);
    });
    this.open.delete(number);
    return results;
  }
}
