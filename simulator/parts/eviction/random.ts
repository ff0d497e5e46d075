import { grown, type RandomStream } from '../../kernel/index.ts';
import type { KeyTable } from '../key-table.ts';
import { defineEviction, type EvictionOrder } from './eviction.ts';
import type { WarmKeys } from './warm-keys.ts';

export const random = defineEviction({
  value: 'random',
  title: 'Random',
  description: 'Any entry, all alike: hits as often as first in, first out, and needs no order.',
  order: (table, warm, draws) => new NoOrder(table, warm, draws()),
});

class NoOrder implements EvictionOrder {
  readonly movesOnHit = false;
  private readonly table: KeyTable;
  private readonly warm: WarmKeys;
  private readonly draws: RandomStream;
  /** Entries without gaps, and where each of them is. */
  private row = new Int32Array(64);
  private placeOf = new Int32Array(64);
  private count = 0;

  constructor(table: KeyTable, warm: WarmKeys, draws: RandomStream) {
    this.table = table;
    this.warm = warm;
    this.draws = draws;
  }

  stored(entry: number): void {
    while (entry >= this.row.length) {
      this.row = grown(this.row, this.row.length * 2);
      this.placeOf = grown(this.placeOf, this.placeOf.length * 2);
    }
    this.placeOf[entry] = this.count;
    this.row[this.count++] = entry;
  }

  used(): void {
    // Chance has no memory.
  }

  removed(entry: number): void {
    const { row, placeOf } = this;
    const last = row[--this.count];
    row[placeOf[entry]] = last;
    placeOf[last] = placeOf[entry];
  }

  clear(): void {
    this.count = 0;
  }

  victim(): number {
    const { warm, draws } = this;
    const drawn = draws.integer(warm.left + this.count);
    return drawn < warm.left ? warm.any(draws) : this.table.keys[this.row[drawn - warm.left]];
  }
}
