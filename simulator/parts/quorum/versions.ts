import { grown } from '../../kernel/index.ts';

/** In place of a version: one that is older than all others. */
export const OUTDATED = 0;

/**
 * Which version of each item each of its copies is. Versions of an item count its writes in the order in which they began. An
 * item whose copies are all alike takes no room: only what is being written, and what has not reached everybody, is kept.
 */
export class Versions {
  private readonly copies: number;
  private readonly slots = new Map<number, number>();
  private readonly free: number[] = [];
  /** By slot: the newest version begun, the newest whose write has returned, messages with a version under way. */
  private latest: Float64Array;
  private returned: Float64Array;
  private underway: Int32Array;
  /** By slot × copies + copy. */
  private held: Float64Array;
  /** The highest version there ever was of any item: where those of an item seen anew begin, so that they never fall. */
  private top = 0;

  constructor(copies: number, capacity = 256) {
    this.copies = copies;
    this.latest = new Float64Array(capacity);
    this.returned = new Float64Array(capacity);
    this.underway = new Int32Array(capacity);
    this.held = new Float64Array(capacity * copies);
    for (let slot = capacity - 1; slot >= 0; slot--) this.free.push(slot);
  }

  /** Items that are kept. */
  get size(): number {
    return this.slots.size;
  }

  /** A write begins; returns its version. */
  begin(key: number): number {
    const slot = this.slots.get(key) ?? this.add(key);
    const version = ++this.latest[slot];
    if (version > this.top) this.top = version;
    return version;
  }

  /** A write begins that is older than what is there, by its timestamp: nodes get it, and keep what they have. */
  beginOutdated(key: number): number {
    if (!this.slots.has(key)) this.add(key);
    return OUTDATED;
  }

  /** The newest version whose write has returned. */
  newest(key: number): number {
    const slot = this.slots.get(key);
    return slot === undefined ? 0 : this.returned[slot];
  }

  /** The client has been told that this version is written. */
  finish(key: number, version: number): void {
    const slot = this.slots.get(key);
    if (slot !== undefined && version > this.returned[slot]) this.returned[slot] = version;
  }

  /** What a copy answers; infinite where all are the newest. */
  at(key: number, copy: number): number {
    const slot = this.slots.get(key);
    return slot === undefined ? Number.POSITIVE_INFINITY : this.held[slot * this.copies + copy];
  }

  /** A message with a version of this item goes under way; false where all copies are alike. */
  sent(key: number): boolean {
    const slot = this.slots.get(key);
    if (slot === undefined) return false;
    this.underway[slot]++;
    return true;
  }

  /** It has reached its copy, which is that version from now on if it is newer. */
  applied(key: number, copy: number, version: number): void {
    const slot = this.slots.get(key);
    if (slot === undefined) return;
    const at = slot * this.copies + copy;
    if (version > this.held[at]) this.held[at] = version;
    this.arrived(key, slot);
  }

  /** It has come to nothing. */
  lost(key: number): void {
    const slot = this.slots.get(key);
    if (slot !== undefined) this.arrived(key, slot);
  }

  private arrived(key: number, slot: number): void {
    if (--this.underway[slot] > 0) return;
    const from = slot * this.copies;
    for (let at = from; at < from + this.copies; at++) if (this.held[at] !== this.latest[slot]) return;
    this.slots.delete(key);
    this.free.push(slot);
  }

  private add(key: number): number {
    if (this.free.length === 0) this.grow();
    const slot = this.free.pop() as number;
    this.slots.set(key, slot);
    this.latest[slot] = this.top;
    this.returned[slot] = this.top;
    this.underway[slot] = 0;
    this.held.fill(this.top, slot * this.copies, (slot + 1) * this.copies);
    return slot;
  }

  private grow(): void {
    const old = this.latest.length;
    this.latest = grown(this.latest, old * 2);
    this.returned = grown(this.returned, old * 2);
    this.underway = grown(this.underway, old * 2);
    this.held = grown(this.held, old * 2 * this.copies);
    for (let slot = old * 2 - 1; slot >= old; slot--) this.free.push(slot);
  }
}
