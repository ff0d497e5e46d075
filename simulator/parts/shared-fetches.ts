import { grown, NO_VISIT, type Simulation } from '../kernel/index.ts';
import { KeyTable, NONE } from './key-table.ts';

/**
 * Fetches under way, by key, each with those who wait for what it brings (single flight). A fetch that has not ended for
 * too long is given up: whoever asks next begins another one.
 */
export class SharedFetches {
  private readonly sim: Simulation;
  /** Longest life of a fetch that others wait for [s]. */
  private readonly longest: number;
  private readonly table = new KeyTable();
  /** By fetch: when it began [s], whose it is by the serial of the first visit of that request, and the first and the last who wait. */
  private since = new Float64Array(64);
  private owner = new Float64Array(64);
  private first = new Int32Array(64);
  private last = new Int32Array(64);
  /** Those who wait: a visit, the serial it came with, and who came next. */
  private visits = new Int32Array(64);
  private serials = new Float64Array(64);
  private next = new Int32Array(64);
  private free = NONE;
  private unused = 0;

  constructor(sim: Simulation, longest: number) {
    this.sim = sim;
    this.longest = longest;
  }

  /** Whether a fetch of this key is under way that may still be waited for. */
  isUnderWay(key: number): boolean {
    const fetch = this.table.find(key);
    return fetch !== NONE && this.sim.now < this.since[fetch] + this.longest;
  }

  /** Whether the fetch of this key that is under way is one of this visit's own request, which would wait for itself. */
  isOwn(key: number, visit: number): boolean {
    return this.owner[this.table.find(key)] === this.requestOf(visit);
  }

  /** The visit begins a fetch of this key, or begins it anew. */
  begin(key: number, visit: number): void {
    const { table } = this;
    let fetch = table.find(key);
    if (fetch === NONE) {
      fetch = table.add(key);
      if (fetch === this.since.length) {
        this.since = grown(this.since, fetch * 2);
        this.owner = grown(this.owner, fetch * 2);
        this.first = grown(this.first, fetch * 2);
        this.last = grown(this.last, fetch * 2);
      }
      this.first[fetch] = NONE;
      this.last[fetch] = NONE;
    }
    this.since[fetch] = this.sim.now;
    this.owner[fetch] = this.requestOf(visit);
  }

  /** The visit waits for the fetch of this key that is under way. */
  join(key: number, visit: number): void {
    const { table, sim, first, last } = this;
    const fetch = table.find(key);
    const waiter = this.take();
    this.visits[waiter] = visit;
    this.serials[waiter] = sim.visits.serial[visit];
    this.next[waiter] = NONE;
    if (first[fetch] === NONE) first[fetch] = waiter;
    else this.next[last[fetch]] = waiter;
    last[fetch] = waiter;
  }

  /** The fetch of this key has ended. Returns the first who waits, for `after`; NONE where nobody does. */
  private end(key: number): number {
    const fetch = this.table.find(key);
    if (fetch === NONE) return NONE;
    const waiter = this.first[fetch];
    this.table.remove(fetch);
    return waiter;
  }

  /** The fetch of this key has ended: `tell` is called for each who still waits for it, as its `stage` says. */
  release(key: number, stage: number, tell: (visit: number) => void): void {
    const { visits } = this.sim;
    for (let waiter = this.end(key); waiter !== NONE; waiter = this.after(waiter)) {
      const visit = this.visitOf(waiter);
      if (visit !== NO_VISIT && visits.stage[visit] === stage) tell(visit);
    }
  }

  /** The visit of one who waits, or NO_VISIT where it has left meanwhile. */
  private visitOf(waiter: number): number {
    const visit = this.visits[waiter];
    return this.sim.visits.serial[visit] === this.serials[waiter] ? visit : NO_VISIT;
  }

  /** Who came after this one, which is forgotten. */
  private after(waiter: number): number {
    const next = this.next[waiter];
    this.next[waiter] = this.free;
    this.free = waiter;
    return next;
  }

  clear(): void {
    this.table.clear();
    this.free = NONE;
    this.unused = 0;
  }

  /** The serial of the visit with which the request of this one began. */
  private requestOf(visit: number): number {
    const { parent, parentSerial, serial } = this.sim.visits;
    let first = visit;
    // A caller that has gone has left its row to somebody else.
    while (parent[first] >= 0 && serial[parent[first]] === parentSerial[first]) first = parent[first];
    return serial[first];
  }

  private take(): number {
    if (this.free !== NONE) {
      const waiter = this.free;
      this.free = this.next[waiter];
      return waiter;
    }
    if (this.unused === this.visits.length) {
      this.visits = grown(this.visits, this.unused * 2);
      this.serials = grown(this.serials, this.unused * 2);
      this.next = grown(this.next, this.unused * 2);
    }
    return this.unused++;
  }
}
