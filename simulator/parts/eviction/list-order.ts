import type { KeyTable } from '../key-table.ts';
import { EntryList } from './entry-list.ts';
import type { EvictionOrder } from './eviction.ts';
import type { WarmKeys } from './warm-keys.ts';

/** Entries in a row, the oldest of which goes; a hit makes an entry the newest, or changes nothing. */
export class ListOrder implements EvictionOrder {
  readonly movesOnHit: boolean;
  private readonly table: KeyTable;
  private readonly warm: WarmKeys;
  private readonly list = new EntryList();

  constructor(table: KeyTable, warm: WarmKeys, movesOnHit: boolean) {
    this.table = table;
    this.warm = warm;
    this.movesOnHit = movesOnHit;
  }

  stored(entry: number): void {
    this.list.link(entry);
  }

  used(entry: number): void {
    if (this.movesOnHit) this.list.moveToFront(entry);
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
