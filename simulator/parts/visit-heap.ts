import { grown } from '../kernel/index.ts';

/**
 * Visits by a key, the smallest first, and among equal keys by a number of order; any one of them can be removed. A binary
 * heap in typed arrays with the place of each visit: everything is O(log n). A visit is in it once at most.
 */
export class VisitHeap {
  size = 0;
  private visits = new Int32Array(16);
  private keys = new Float64Array(16);
  private orders = new Float64Array(16);
  /** By visit: its place and one, 0 where it is not in. */
  private places = new Int32Array(1024);

  push(visit: number, key: number, order: number): void {
    if (this.size === this.visits.length) this.grow();
    if (visit >= this.places.length) this.places = grown(this.places, Math.max(visit + 1, this.places.length * 2));
    this.rise(this.size++, visit, key, order);
  }

  has(visit: number): boolean {
    return visit < this.places.length && this.places[visit] > 0;
  }

  /** The visit in a place from 0 to `size`, in no order in particular. */
  at(place: number): number {
    return this.visits[place];
  }

  /** The first visit; the heap must not be empty, as for the three below. */
  top(): number {
    return this.visits[0];
  }

  topKey(): number {
    return this.keys[0];
  }

  pop(): number {
    const visit = this.visits[0];
    this.remove(visit);
    return visit;
  }

  /** Of a visit that is in. */
  keyOf(visit: number): number {
    return this.keys[this.places[visit] - 1];
  }

  /** Takes out a visit that is in. */
  remove(visit: number): void {
    const at = this.places[visit] - 1;
    this.places[visit] = 0;
    const last = --this.size;
    if (at === last) return;
    const { visits, keys, orders } = this;
    const moved = visits[last];
    const key = keys[last];
    const order = orders[last];
    if (at > 0 && this.isBefore(key, order, (at - 1) >> 1)) this.rise(at, moved, key, order);
    else this.sink(at, moved, key, order);
  }

  clear(): void {
    for (let at = 0; at < this.size; at++) this.places[this.visits[at]] = 0;
    this.size = 0;
  }

  private isBefore(key: number, order: number, other: number): boolean {
    const { keys, orders } = this;
    return key < keys[other] || (key === keys[other] && order < orders[other]);
  }

  private rise(from: number, visit: number, key: number, order: number): void {
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.isBefore(key, order, parent)) break;
      this.move(parent, at);
      at = parent;
    }
    this.put(at, visit, key, order);
  }

  private sink(from: number, visit: number, key: number, order: number): void {
    const { keys, orders } = this;
    let at = from;
    for (let child = 2 * at + 1; child < this.size; child = 2 * at + 1) {
      const right = child + 1;
      if (right < this.size && this.isBefore(keys[right], orders[right], child)) child = right;
      if (this.isBefore(key, order, child)) break;
      this.move(child, at);
      at = child;
    }
    this.put(at, visit, key, order);
  }

  private move(from: number, to: number): void {
    this.put(to, this.visits[from], this.keys[from], this.orders[from]);
  }

  private put(at: number, visit: number, key: number, order: number): void {
    this.visits[at] = visit;
    this.keys[at] = key;
    this.orders[at] = order;
    this.places[visit] = at + 1;
  }

  private grow(): void {
    const capacity = this.visits.length * 2;
    this.visits = grown(this.visits, capacity);
    this.keys = grown(this.keys, capacity);
    this.orders = grown(this.orders, capacity);
  }
}
