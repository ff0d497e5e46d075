import { RecordRing } from './record-ring.ts';
import { SLACK } from './slack.ts';

/**
 * Writes that readers cannot see yet: what has been written shows at the next refresh, all at once. Kept until then and
 * no longer.
 */
export class Visibility {
  private readonly interval: number;
  /** By item: how many of its writes readers do not see. */
  private readonly hidden = new Map<number, number>();
  /** The same writes, the oldest first, with the moment at which each shows [s]. */
  private readonly writes = new RecordRing();

  /** `interval` from one refresh to the next [s]. */
  constructor(interval: number) {
    this.interval = interval;
  }

  /** An item has been written. */
  written(key: number, now: number): void {
    this.refresh(now);
    this.hidden.set(key, (this.hidden.get(key) ?? 0) + 1);
    this.writes.push(0, key, Math.ceil((now / this.interval) * (1 - SLACK)) * this.interval);
  }

  /** How many writes of an item a reader misses. */
  missed(key: number, now: number): number {
    this.refresh(now);
    return this.hidden.get(key) ?? 0;
  }

  private refresh(now: number): void {
    const { hidden, writes } = this;
    while (writes.size > 0 && writes.storedAt <= now) {
      const { key } = writes;
      const left = (hidden.get(key) ?? 1) - 1;
      if (left === 0) hidden.delete(key);
      else hidden.set(key, left);
      writes.drop();
    }
  }
}
