import { assert } from './assert.ts';

/**
 * Rank among events of the same moment: completions first, then timers, then arrivals. So a server that becomes free at
 * a moment serves who arrives at that moment, and an answer exactly at its timeout is in time.
 */
export const Rank = { completion: 0, timer: 1, arrival: 2 } as const;
export type Rank = (typeof Rank)[keyof typeof Rank];

/** Order numbers of one rank lie below those of the next; 2^50 arrangements are centuries of simulation. */
const RANK_STEP = 1_125_899_906_842_624;

/** Numbers of one place in the heap: time [s], order, slot of the payload. */
const STRIDE = 3;

/**
 * The future event list: a 4-ary heap in typed arrays, by time, then rank, then order of scheduling.
 * `schedule` and `take` are O(log n). Four children to a node: half the depth of a binary heap, and what is compared and
 * moved of the four lies side by side. Dead events (of visits that have ended) are not removed but skipped by whoever
 * takes them.
 *
 * Taking leaves a hole at the top. Most events schedule another one, which fills it on its one way down; only when none
 * has come does the last entry fill it. Places beyond the last hold an infinite time, so that a node always has four
 * children to compare.
 */
export class FutureEventList {
  /** Of the event last taken -- output. */
  station = 0;
  timer = 0;
  visit = 0;
  /** Number of its arrangement, without the rank -- output. */
  serial = 0;

  /** Places in use, the hole at the top included. */
  private places = 0;
  private hasHole = false;
  private heap: Float64Array;
  private stations: Int32Array;
  private timers: Int32Array;
  private visits: Int32Array;
  /** Slots not in use are those of the places beyond the last. */
  private capacity: number;

  constructor(capacity = 1024) {
    assert(capacity >= 1, 'a future event list has room for an event');
    this.capacity = capacity;
    this.heap = emptyPlaces(new Float64Array((capacity + 4) * STRIDE), 0);
    this.stations = new Int32Array(capacity);
    this.timers = new Int32Array(capacity);
    this.visits = new Int32Array(capacity);
  }

  get size(): number {
    return this.hasHole ? this.places - 1 : this.places;
  }

  /** Time of the next event [s], Infinity when there is none. */
  nextTime(): number {
    if (this.hasHole) this.fill();
    return this.heap[0];
  }

  /** `serial` is the running number of this arrangement: unique, rising. */
  schedule(time: number, rank: Rank, serial: number, station: number, timer: number, visit: number): void {
    const order = rank * RANK_STEP + serial;
    let slot = 0;
    if (this.hasHole) {
      this.hasHole = false;
      slot = this.heap[2] | 0;
      this.sink(time, order, slot);
    } else {
      slot = this.rise(time, order);
    }
    this.stations[slot] = station;
    this.timers[slot] = timer;
    this.visits[slot] = visit;
  }

  /** Takes the next event: returns its time [s]; the rest of it is in `station`, `timer`, `visit` and `serial`. */
  take(): number {
    if (this.hasHole) this.fill();
    const { heap } = this;
    const order = heap[1];
    const slot = heap[2] | 0;
    this.station = this.stations[slot];
    this.timer = this.timers[slot];
    this.visit = this.visits[slot];
    this.serial = order >= 2 * RANK_STEP ? order - 2 * RANK_STEP : order >= RANK_STEP ? order - RANK_STEP : order;
    this.hasHole = true;
    return heap[0];
  }

  /** The last entry takes the place of the one that was taken, and leaves its own with the free slot. */
  private fill(): void {
    const { heap } = this;
    this.hasHole = false;
    const last = --this.places * STRIDE;
    const free = heap[2];
    const time = heap[last];
    const order = heap[last + 1];
    const slot = heap[last + 2] | 0;
    heap[last] = Number.POSITIVE_INFINITY;
    heap[last + 2] = free;
    if (last > 0) this.sink(time, order, slot);
  }

  /** A new place at the end, from which the entry rises to where it belongs; returns the slot that was free there. */
  private rise(time: number, order: number): number {
    if (this.places === this.capacity) this.grow();
    const { heap } = this;
    let at = this.places++;
    const slot = heap[at * STRIDE + 2] | 0;
    while (at > 0) {
      const parent = (at - 1) >> 2;
      const from = parent * STRIDE;
      const parentTime = heap[from];
      if (parentTime < time || (parentTime === time && heap[from + 1] < order)) break;
      const to = at * STRIDE;
      heap[to] = parentTime;
      heap[to + 1] = heap[from + 1];
      heap[to + 2] = heap[from + 2];
      at = parent;
    }
    const place = at * STRIDE;
    heap[place] = time;
    heap[place + 1] = order;
    heap[place + 2] = slot;
    return slot;
  }

  /** From the top down to where the entry belongs, the least child moving up each time. */
  private sink(time: number, order: number, slot: number): void {
    const { heap } = this;
    const end = this.places * STRIDE;
    let hole = 0;
    for (;;) {
      const first = hole * 4 + STRIDE;
      if (first >= end) break;
      const time0 = heap[first];
      const time1 = heap[first + STRIDE];
      const time2 = heap[first + 2 * STRIDE];
      const time3 = heap[first + 3 * STRIDE];
      // Which of two is less is a matter of chance that no processor foresees: computed, not branched upon. A branch is
      // left for equal times, which are either rare or the rule.
      let left = first + Math.imul(+(time1 < time0), STRIDE);
      if (time0 === time1 && heap[first + STRIDE + 1] < heap[first + 1]) left = first + STRIDE;
      let right = first + 2 * STRIDE + Math.imul(+(time3 < time2), STRIDE);
      if (time2 === time3 && heap[first + 3 * STRIDE + 1] < heap[first + 2 * STRIDE + 1]) right = first + 3 * STRIDE;
      const leftTime = heap[left];
      const rightTime = heap[right];
      let least = left + Math.imul(+(rightTime < leftTime), right - left);
      if (leftTime === rightTime && heap[right + 1] < heap[left + 1]) least = right;
      const leastTime = heap[least];
      if (time < leastTime || (time === leastTime && order < heap[least + 1])) break;
      heap[hole] = leastTime;
      heap[hole + 1] = heap[least + 1];
      heap[hole + 2] = heap[least + 2];
      hole = least;
    }
    heap[hole] = time;
    heap[hole + 1] = order;
    heap[hole + 2] = slot;
  }

  private grow(): void {
    const old = this.capacity;
    this.capacity = old * 2;
    this.heap = emptyPlaces(grown(this.heap, (this.capacity + 4) * STRIDE), old);
    this.stations = grown(this.stations, this.capacity);
    this.timers = grown(this.timers, this.capacity);
    this.visits = grown(this.visits, this.capacity);
  }
}

/** Places from `first` on with nothing in them, each with a slot of its own. */
function emptyPlaces(heap: Float64Array, first: number): Float64Array {
  for (let place = first; place * STRIDE < heap.length; place++) {
    heap[place * STRIDE] = Number.POSITIVE_INFINITY;
    heap[place * STRIDE + 2] = place;
  }
  return heap;
}

/** A longer copy of a typed array. */
export function grown<T extends Float64Array | Int32Array | Uint8Array>(array: T, length: number): T {
  const longer = new (array.constructor as new (length: number) => T)(length);
  longer.set(array);
  return longer;
}

/** A ring that is full, twice as long and with the oldest entry, so far at `head`, at its front. */
export function unrolled<T extends Float64Array | Int32Array>(array: T, head: number): T {
  const longer = grown(array, array.length * 2);
  longer.set(array.subarray(head), 0);
  longer.set(array.subarray(0, head), array.length - head);
  return longer;
}
