import type { Capacity } from '../field.ts';
import { avalanche, type RandomStream } from '../kernel/index.ts';

/**
 * Memory that an entry costs beside its value: hash slot, pointers, header [B]. The Redis FAQ counts 85 MB for a million
 * small pairs, keys and values included.
 */
export const ENTRY_OVERHEAD = 80;

const NONE = -1;

/**
 * What a cache really holds: entries by key, in order of use, each with its time of expiry. Lookup, insertion and
 * eviction are O(1). Grows with what it holds, not with what it may hold.
 */
export class CacheContents {
  entries = 0;
  private readonly ttl: number;
  private readonly isLru: boolean;
  private readonly room: number;
  private readonly countsBytes: boolean;
  private used = 0;
  /** Entry: key, neighbors in order of use, expiry [s], room it takes. */
  private keys = new Float64Array(64);
  private newer = new Int32Array(64);
  private older = new Int32Array(64);
  private expiries = new Float64Array(64);
  private sizes = new Float64Array(64);
  private newest = NONE;
  private oldest = NONE;
  private free = NONE;
  private unused = 0;
  /** Open addressing with linear probing: entry numbers, at most half full. */
  private table = new Int32Array(128).fill(NONE);
  /**
   * Keys 0 to `warmKeys` - 1 that are held from the start and have not been asked for since. They have no entries, so
   * that a cache of any size is warm at once: all are older than any entry, the highest key the oldest.
   */
  private warmKeys = 0;
  private warmLeft = 0;
  private warmBytes = 0;
  private warmSalt = 0;
  /** A bit for each warm key that is warm no more. */
  private cooled = new Uint8Array(0);

  /** `ttl` in seconds, Infinity where entries do not expire. */
  constructor(capacity: Capacity, ttl: number, eviction: 'lru' | 'fifo') {
    this.ttl = ttl;
    this.isLru = eviction === 'lru';
    this.countsBytes = 'bytes' in capacity;
    this.room = 'bytes' in capacity ? capacity.bytes : capacity.entries;
  }

  /** Whether the key is held and not expired now; being asked for makes it the newest. An expired entry is dropped. */
  lookup(key: number, now: number): boolean {
    if (this.isWarm(key)) return this.lookupWarm(key, now);
    const entry = this.table[this.find(key)];
    if (entry === NONE) return false;
    if (this.expiries[entry] <= now) {
      this.remove(key);
      return false;
    }
    if (this.isLru) this.touch(entry);
    return true;
  }

  /**
   * Holds the key from now on, evicting as many others as it takes. `bytes` is the size of its value. An entry that is
   * held and has not expired keeps its age: of several fetches at the same time the first one counts.
   */
  insert(key: number, now: number, bytes: number): void {
    if (this.isWarm(key) && this.lookupWarm(key, now)) return;
    const held = this.table[this.find(key)];
    if (held !== NONE) {
      if (this.expiries[held] > now) {
        if (this.isLru) this.touch(held);
        return;
      }
      this.remove(key);
    }
    this.add(key, now + this.ttl, bytes);
  }

  remove(key: number): void {
    if (this.isWarm(key)) {
      this.cool(key);
      return;
    }
    const at = this.find(key);
    const entry = this.table[at];
    if (entry === NONE) return;
    this.vacate(at);
    this.unlink(entry);
    this.used -= this.sizes[entry];
    this.entries--;
    this.older[entry] = this.free;
    this.free = entry;
  }

  clear(): void {
    this.table.fill(NONE);
    this.newest = NONE;
    this.oldest = NONE;
    this.free = NONE;
    this.unused = 0;
    this.entries = 0;
    this.used = 0;
    this.warmKeys = 0;
    this.warmLeft = 0;
  }

  /**
   * Fills an empty cache with the most popular keys, 0 upwards, as a long-running one would hold them: the most popular
   * the newest, and of the time to live a random part gone, so that not all expire at once.
   */
  warm(keys: number, bytes: number, draws: RandomStream): void {
    const size = this.sizeOf(bytes);
    const held = Math.min(keys, Math.floor(this.room / size));
    this.warmKeys = held;
    this.warmLeft = held;
    this.warmBytes = bytes;
    this.warmSalt = draws.integer(0x1_0000_0000);
    this.cooled = new Uint8Array((held >> 3) + 1);
    this.entries += held;
    this.used += held * size;
  }

  private isWarm(key: number): boolean {
    // Keys below zero are items that nobody asked for before.
    return key >= 0 && key < this.warmKeys && (this.cooled[key >> 3] & (1 << (key & 7))) === 0;
  }

  private lookupWarm(key: number, now: number): boolean {
    const { ttl } = this;
    const isForever = ttl === Number.POSITIVE_INFINITY;
    const expiry = isForever ? ttl : (ttl * (avalanche((key | 0) ^ this.warmSalt) >>> 0)) / 0x1_0000_0000;
    if (expiry <= now) {
      this.cool(key);
      return false;
    }
    if (this.isLru) {
      this.cool(key);
      this.add(key, expiry, this.warmBytes);
    }
    return true;
  }

  /** A warm key is so no more: it gets an entry, or it goes. */
  private cool(key: number): void {
    this.cooled[key >> 3] |= 1 << (key & 7);
    this.warmLeft--;
    this.entries--;
    this.used -= this.sizeOf(this.warmBytes);
  }

  private evict(): void {
    if (this.warmLeft === 0) {
      this.remove(this.keys[this.oldest]);
      return;
    }
    while (!this.isWarm(this.warmKeys - 1)) this.warmKeys--;
    this.cool(this.warmKeys - 1);
  }

  /** What a value of so many bytes takes of the room. */
  private sizeOf(bytes: number): number {
    return this.countsBytes ? bytes + ENTRY_OVERHEAD : 1;
  }

  /** Holds a key that is not held, until `expiry` [s]. */
  private add(key: number, expiry: number, bytes: number): void {
    const size = this.sizeOf(bytes);
    if (size > this.room) return; // too large to be held at all
    if ((this.entries - this.warmLeft + 1) * 2 > this.table.length) this.rehash();
    const entry = this.take();
    this.keys[entry] = key;
    this.expiries[entry] = expiry;
    this.sizes[entry] = size;
    this.used += size;
    this.entries++;
    this.link(entry);
    this.table[this.find(key)] = entry;
    while (this.used > this.room) this.evict();
  }

  /** Place of the key in the table: of its entry, or the empty one where it belongs. */
  private find(key: number): number {
    const { table, keys } = this;
    const mask = table.length - 1;
    let at = hash(key) & mask;
    while (table[at] !== NONE && keys[table[at]] !== key) at = (at + 1) & mask;
    return at;
  }

  /** Empties a place and moves up what had been pushed past it, so that no tombstones are needed. */
  private vacate(place: number): void {
    const { table, keys } = this;
    const mask = table.length - 1;
    let hole = place;
    for (let at = (hole + 1) & mask; table[at] !== NONE; at = (at + 1) & mask) {
      const home = hash(keys[table[at]]) & mask;
      // It may move up if its home is not between the hole and itself.
      if (((at - home) & mask) >= ((at - hole) & mask)) {
        table[hole] = table[at];
        hole = at;
      }
    }
    table[hole] = NONE;
  }

  private touch(entry: number): void {
    if (entry === this.newest) return;
    this.unlink(entry);
    this.link(entry);
  }

  private link(entry: number): void {
    this.newer[entry] = NONE;
    this.older[entry] = this.newest;
    if (this.newest !== NONE) this.newer[this.newest] = entry;
    this.newest = entry;
    if (this.oldest === NONE) this.oldest = entry;
  }

  private unlink(entry: number): void {
    const { newer, older } = this;
    if (newer[entry] === NONE) this.newest = older[entry];
    else older[newer[entry]] = older[entry];
    if (older[entry] === NONE) this.oldest = newer[entry];
    else newer[older[entry]] = newer[entry];
  }

  private take(): number {
    if (this.free !== NONE) {
      const entry = this.free;
      this.free = this.older[entry];
      return entry;
    }
    if (this.unused === this.keys.length) this.grow();
    return this.unused++;
  }

  private grow(): void {
    const length = this.keys.length * 2;
    const { keys, newer, older, expiries, sizes } = this;
    this.keys = new Float64Array(length);
    this.keys.set(keys);
    this.newer = new Int32Array(length);
    this.newer.set(newer);
    this.older = new Int32Array(length);
    this.older.set(older);
    this.expiries = new Float64Array(length);
    this.expiries.set(expiries);
    this.sizes = new Float64Array(length);
    this.sizes.set(sizes);
  }

  private rehash(): void {
    this.table = new Int32Array(this.table.length * 2).fill(NONE);
    for (let entry = this.newest; entry !== NONE; entry = this.older[entry]) {
      this.table[this.find(this.keys[entry])] = entry;
    }
  }
}

function hash(key: number): number {
  return avalanche((key | 0) ^ 0x5bd1e995);
}
