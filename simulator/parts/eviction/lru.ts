import type { KeyTable } from '../key-table.ts';
import { EntryList } from './entry-list.ts';
import { defineEviction, type EvictionOrder } from './eviction.ts';
import type { WarmKeys } from './warm-keys.ts';

export const lru = defineEviction({
  value: 'lru',
  title: 'Least recently used',
  description: 'What has not been asked for longest.',
  order: (table, warm) => new RecencyOrder(table, warm),
});

class RecencyOrder implements EvictionOrder {
  readonly movesOnHit = true;
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

  used(entry: number): void {
    this.list.moveToFront(entry);
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
