import type { KeyTable } from '../key-table.ts';
import { EntryList } from './entry-list.ts';
import { defineEviction, type EvictionOrder } from './eviction.ts';
import type { WarmKeys } from './warm-keys.ts';

export const fifo = defineEviction({
  value: 'fifo',
  title: 'First in, first out',
  description: 'What was stored first, however often it is asked for.',
  order: (table, warm) => new InsertionOrder(table, warm),
});

class InsertionOrder implements EvictionOrder {
  readonly movesOnHit = false;
  private readonly table: KeyTable;
  private readonly warm: WarmKeys;
  private readonly list = new EntryList();

  constructor(table: KeyTable, warm: WarmKeys) {
    this.table = table;
    this.warm = warm;
  }

  stored(entry: number): void {
    this.list.link(entry);
  }

  used(): void {
    // However often it is asked for.
  }

  removed(entry: number): void {
    this.list.unlink(entry);
  }

  clear(): void {
    this.list.clear();
  }

  victim(): number {
    return this.warm.left > 0 ? this.warm.highest() : this.table.keys[this.list.oldest];
  }
}
