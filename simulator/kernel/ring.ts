import { unrolled } from './event-list.ts';

/**
 * A waiting line of visits, each with the time it joined; taken from the front (first in, first out) or from the back
 * (last in, first out). Grows by doubling; nothing is allocated per entry.
 */
export class Ring {
  size = 0;
  /** Of the entry last taken: when it joined [s], and the serial it joined with -- outputs. */
  joinedAt = 0;
  serial = 0;
  private head = 0;
  private visits: Int32Array;
  private serials: Float64Array;
  private times: Float64Array;

  /** `capacity` is a power of two. */
  constructor(capacity = 16) {
    this.visits = new Int32Array(capacity);
    this.serials = new Float64Array(capacity);
    this.times = new Float64Array(capacity);
  }

  push(visit: number, serial: number, time: number): void {
    if (this.size === this.visits.length) this.grow();
    const at = (this.head + this.size) & (this.visits.length - 1);
    this.visits[at] = visit;
    this.serials[at] = serial;
    this.times[at] = time;
    this.size++;
  }

  /** Takes the oldest entry. The ring must not be empty. */
  shift(): number {
    const at = this.head;
    this.head = (at + 1) & (this.visits.length - 1);
    return this.taken(at);
  }

  /** Takes the newest entry. The ring must not be empty. */
  pop(): number {
    return this.taken((this.head + this.size - 1) & (this.visits.length - 1));
  }

  /** Time of the oldest entry [s]; the ring must not be empty. */
  oldestAt(): number {
    return this.times[this.head];
  }

  /** Visit and serial of the oldest entry; the ring must not be empty. */
  oldest(): number {
    return this.visits[this.head];
  }

  oldestSerial(): number {
    return this.serials[this.head];
  }

  clear(): void {
    this.size = 0;
    this.head = 0;
  }

  private taken(at: number): number {
    this.size--;
    this.joinedAt = this.times[at];
    this.serial = this.serials[at];
    return this.visits[at];
  }

  private grow(): void {
    this.visits = unrolled(this.visits, this.head);
    this.serials = unrolled(this.serials, this.head);
    this.times = unrolled(this.times, this.head);
    this.head = 0;
  }
}
