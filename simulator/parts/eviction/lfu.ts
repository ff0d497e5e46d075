import { grown } from '../../kernel/index.ts';
import { KeyTable, NONE } from '../key-table.ts';
import { defineEviction, type EvictionOrder, NOBODY } from './eviction.ts';
import type { WarmKeys } from './warm-keys.ts';

export const lfu = defineEviction({
  value: 'lfu',
  title: 'Least frequently used',
  description:
    'What has been asked for least often since the start, held or not; of equals what was used longest ago. What has been asked for less often than all that is held is not stored.',
  keepsPopular: true,
  order: (table, warm) => new FrequencyOrder(table, warm),
});

/** How much more a rank in a long past weighs than a request in this run. */
const PAST = 67_108_864;

/**
 * Perfect LFU: every key asked for is counted exactly and for ever, so that in the long run the most popular keys stay,
 * the best that any order can do under independent requests. A heap of entries with the least frequent on top: a step is
 * O(log n), and O(1) for nearly all hits, which move an entry by a level or not at all. Its memory grows with the number
 * of different keys. Redis and TinyLFU approximate it by small counters that age.
 */
class FrequencyOrder implements EvictionOrder {
  readonly movesOnHit = false;
  private readonly table: KeyTable;
  private readonly warm: WarmKeys;
  /** How often each key has been asked for. */
  private readonly known = new KeyTable();
  private asks = new Float64Array(64);
  /** By entry: its frequency, when it was last used (a running number), and its place in the heap. */
  private frequency = new Float64Array(64);
  private usedAt = new Float64Array(64);
  private placeOf = new Int32Array(64);
  private heap = new Int32Array(64);
  private count = 0;
  private uses = 0;

  constructor(table: KeyTable, warm: WarmKeys) {
    this.table = table;
    this.warm = warm;
  }

  asked(key: number): void {
    const { known } = this;
    let at = known.find(key);
    if (at === NONE) {
      at = known.add(key);
      if (at === this.asks.length) this.asks = grown(this.asks, at * 2);
      this.asks[at] = 0;
    }
    this.asks[at]++;
    const entry = this.table.find(key);
    if (entry === NONE) return;
    this.frequency[entry]++;
    this.sink(entry);
  }

  stored(entry: number): void {
    while (entry >= this.heap.length) this.grow();
    this.frequency[entry] = this.frequencyOf(this.table.keys[entry]);
    this.usedAt[entry] = ++this.uses;
    this.put(entry, this.count++);
    this.rise(entry);
  }

  used(entry: number): void {
    this.usedAt[entry] = ++this.uses;
    this.sink(entry);
  }

  removed(entry: number): void {
    const place = this.placeOf[entry];
    const last = this.heap[--this.count];
    if (last === entry) return;
    this.put(last, place);
    this.rise(last);
    this.sink(last);
  }

  clear(): void {
    this.count = 0;
    this.known.clear();
  }

  victim(newcomer: number): number {
    const { warm, table, heap } = this;
    let victim = this.count > 0 ? table.keys[heap[0]] : NOBODY;
    let least = this.count > 0 ? this.frequency[heap[0]] : Number.POSITIVE_INFINITY;
    if (warm.left > 0 && this.frequencyOf(warm.highest()) < least) {
      victim = warm.highest();
      least = this.frequencyOf(victim);
    }
    return this.frequencyOf(newcomer) < least ? NOBODY : victim;
  }

  /** What was warm at first has been popular for long, in the order of the keys. */
  private frequencyOf(key: number): number {
    const at = this.known.find(key);
    const past = key >= 0 && key < this.warm.first ? (this.warm.first - key) * PAST : 0;
    return past + (at === NONE ? 0 : this.asks[at]);
  }

  private goesBefore(a: number, b: number): boolean {
    const { frequency, usedAt } = this;
    return frequency[a] < frequency[b] || (frequency[a] === frequency[b] && usedAt[a] < usedAt[b]);
  }

  private put(entry: number, place: number): void {
    this.heap[place] = entry;
    this.placeOf[entry] = place;
  }

  private rise(entry: number): void {
    let place = this.placeOf[entry];
    while (place > 0) {
      const above = (place - 1) >> 1;
      const other = this.heap[above];
      if (!this.goesBefore(entry, other)) break;
      this.put(other, place);
      place = above;
    }
    this.put(entry, place);
  }

  private sink(entry: number): void {
    let place = this.placeOf[entry];
    for (;;) {
      let below = 2 * place + 1;
      if (below >= this.count) break;
      if (below + 1 < this.count && this.goesBefore(this.heap[below + 1], this.heap[below])) below++;
      const other = this.heap[below];
      if (!this.goesBefore(other, entry)) break;
      this.put(other, place);
      place = below;
    }
    this.put(entry, place);
  }

  private grow(): void {
    const length = this.heap.length * 2;
    this.heap = grown(this.heap, length);
    this.placeOf = grown(this.placeOf, length);
    this.frequency = grown(this.frequency, length);
    this.usedAt = grown(this.usedAt, length);
  }
}
