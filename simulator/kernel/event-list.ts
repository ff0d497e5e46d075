import { assert } from './assert.ts';

/**
 * Rank among events of the same moment: completions first, then timers, then arrivals. So a server that becomes free at
 * a moment serves who arrives at that moment, and an answer exactly at its timeout is in time.
 */
export const Rank = { completion: 0, timer: 1, arrival: 2 } as const;
export type Rank = (typeof Rank)[keyof typeof Rank];

/** Order numbers of one rank lie below those of the next; 2^50 arrangements are centuries of simulation. */
const RANK_STEP = 1_125_899_906_842_624;

/**
 * The future event list: a 4-ary heap in typed arrays, by time, then rank, then order of scheduling.
 * `schedule` and `take` are O(log n). Four children to a node: half the depth of a binary heap, and the four times lie
 * in one or two cache lines. Dead events (of visits that have ended) are not removed but skipped by whoever takes them.
 */
export class FutureEventList {
  /** Of the event last taken -- output. */
  station = 0;
  timer = 0;
  visit = 0;
  /** Number of its arrangement, without the rank -- output. */
  serial = 0;

  size = 0;
  private times: Float64Array;
  private orders: Float64Array;
  private slots: Int32Array;
  private stations: Int32Array;
  private timers: Int32Array;
  private visits: Int32Array;
  /** Slots not in use, as a stack above `size`: slots[size..] are the free ones. */
  private capacity: number;

  constructor(capacity = 1024) {
    assert(capacity >= 1, 'a future event list has room for an event');
    this.capacity = capacity;
    this.times = new Float64Array(capacity);
    this.orders = new Float64Array(capacity);
    this.slots = Int32Array.from({ length: capacity }, (_, slot) => slot);
    this.stations = new Int32Array(capacity);
    this.timers = new Int32Array(capacity);
    this.visits = new Int32Array(capacity);
  }

  /** Time of the next event [s], Infinity when there is none. */
  nextTime(): number {
    return this.size === 0 ? Number.POSITIVE_INFINITY : this.times[0];
  }

  /** `serial` is the running number of this arrangement: unique, rising. */
  schedule(time: number, rank: Rank, serial: number, station: number, timer: number, visit: number): void {
    if (this.size === this.capacity) this.grow();
    const { times, orders, slots } = this;
    const order = rank * RANK_STEP + serial;
    let hole = this.size++;
    const slot = slots[hole];
    this.stations[slot] = station;
    this.timers[slot] = timer;
    this.visits[slot] = visit;
    while (hole > 0) {
      const parent = (hole - 1) >> 2;
      const parentTime = times[parent];
      if (parentTime < time || (parentTime === time && orders[parent] < order)) break;
      times[hole] = parentTime;
      orders[hole] = orders[parent];
      slots[hole] = slots[parent];
      hole = parent;
    }
    times[hole] = time;
    orders[hole] = order;
    slots[hole] = slot;
  }

  /** Takes the next event: returns its time [s]; the rest of it is in `station`, `timer`, `visit` and `serial`. */
  take(): number {
    const { times, orders, slots } = this;
    const taken = times[0];
    const takenOrder = orders[0];
    const takenSlot = slots[0];
    this.station = this.stations[takenSlot];
    this.timer = this.timers[takenSlot];
    this.visit = this.visits[takenSlot];
    this.serial =
      takenOrder >= 2 * RANK_STEP
        ? takenOrder - 2 * RANK_STEP
        : takenOrder >= RANK_STEP
          ? takenOrder - RANK_STEP
          : takenOrder;

    const last = --this.size;
    const time = times[last];
    const order = orders[last];
    const slot = slots[last];
    let hole = 0;
    for (;;) {
      const first = (hole << 2) + 1;
      if (first >= last) break;
      let least = first;
      let leastTime = times[first];
      const end = Math.min(first + 4, last);
      for (let child = first + 1; child < end; child++) {
        const childTime = times[child];
        if (childTime < leastTime || (childTime === leastTime && orders[child] < orders[least])) {
          least = child;
          leastTime = childTime;
        }
      }
      if (time < leastTime || (time === leastTime && order < orders[least])) break;
      times[hole] = leastTime;
      orders[hole] = orders[least];
      slots[hole] = slots[least];
      hole = least;
    }
    times[hole] = time;
    orders[hole] = order;
    slots[hole] = slot;
    slots[last] = takenSlot;
    return taken;
  }

  private grow(): void {
    const old = this.capacity;
    this.capacity = old * 2;
    this.times = grown(this.times, this.capacity);
    this.orders = grown(this.orders, this.capacity);
    this.slots = grown(this.slots, this.capacity);
    for (let slot = old; slot < this.capacity; slot++) this.slots[slot] = slot;
    this.stations = grown(this.stations, this.capacity);
    this.timers = grown(this.timers, this.capacity);
    this.visits = grown(this.visits, this.capacity);
  }
}

/** A longer copy of a typed array. */
export function grown<T extends Float64Array | Int32Array | Uint8Array>(array: T, length: number): T {
  const longer = new (array.constructor as new (length: number) => T)(length);
  longer.set(array);
  return longer;
}
