import { avalanche, grown } from '../kernel/index.ts';

/** In place of an entry: there is none. */
export const NONE = -1;

/**
 * Small numbers for keys that may be anything: who has more to say about a key keeps it in a column of its own, by entry
 * number. Open addressing with linear probing, at most half full; numbers of removed entries are used again. Grows with
 * what it holds.
 */
export class KeyTable {
  size = 0;
  /** By entry. */
  keys = new Float64Array(64);
  /** Of a removed entry: the one removed before it. */
  private freed = new Int32Array(64);
  private free = NONE;
  private unused = 0;
  private places = new Int32Array(128).fill(NONE);

  /** The key's entry, or NONE. */
  find(key: number): number {
    return this.places[this.placeOf(key)];
  }

  /** A new entry for a key that has none. */
  add(key: number): number {
    if ((this.size + 1) * 2 > this.places.length) this.rehash();
    const entry = this.take();
    this.keys[entry] = key;
    this.places[this.placeOf(key)] = entry;
    this.size++;
    return entry;
  }

  remove(entry: number): void {
    this.vacate(this.placeOf(this.keys[entry]));
    this.freed[entry] = this.free;
    this.free = entry;
    this.size--;
  }

  clear(): void {
    this.places.fill(NONE);
    this.free = NONE;
    this.unused = 0;
    this.size = 0;
  }

  /** Place of the key's entry, or the empty one where it belongs. */
  private placeOf(key: number): number {
    const { places, keys } = this;
    const mask = places.length - 1;
    let at = hash(key) & mask;
    while (places[at] !== NONE && keys[places[at]] !== key) at = (at + 1) & mask;
    return at;
  }

  /** Empties a place and moves up what had been pushed past it, so that no tombstones are needed. */
  private vacate(place: number): void {
    const { places, keys } = this;
    const mask = places.length - 1;
    let hole = place;
    for (let at = (hole + 1) & mask; places[at] !== NONE; at = (at + 1) & mask) {
      const home = hash(keys[places[at]]) & mask;
      // It may move up if its home is not between the hole and itself.
      if (((at - home) & mask) >= ((at - hole) & mask)) {
        places[hole] = places[at];
        hole = at;
      }
    }
    places[hole] = NONE;
  }

  private take(): number {
    if (this.free !== NONE) {
      const entry = this.free;
      this.free = this.freed[entry];
      return entry;
    }
    if (this.unused === this.keys.length) {
      this.keys = grown(this.keys, this.unused * 2);
      this.freed = grown(this.freed, this.unused * 2);
    }
    return this.unused++;
  }

  private rehash(): void {
    const old = this.places;
    this.places = new Int32Array(old.length * 2).fill(NONE);
    for (const entry of old) if (entry !== NONE) this.places[this.placeOf(this.keys[entry])] = entry;
  }
}

function hash(key: number): number {
  return avalanche((key | 0) ^ 0x5bd1e995);
}
