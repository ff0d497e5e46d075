import { unrolled } from './event-list.ts';

/**
 * What happens at this very moment, first in first out, without touching the heap: arrivals that take no time, and
 * answers. Equal to sending them through the future event list with delay zero, at a fraction of the price. Mostly there
 * is one entry at a time: it goes through the fields, and only what comes behind it goes through the ring.
 */
export class ImmediateList {
  size = 0;
  /** Of the entry last taken -- outputs. */
  isArrival = false;
  serial = 0;
  tag = 0;
  outcome = 0;
  origin = 0;
  private visit = 0;
  /** Whether the oldest entry is in the fields. */
  private isReady = false;
  private head = 0;
  private behind = 0;
  private visits = new Int32Array(64);
  private serials = new Float64Array(64);
  private tags = new Int32Array(64);
  private outcomes = new Int32Array(64);
  private origins = new Int32Array(64);

  pushArrival(visit: number): void {
    if (this.size++ > 0) {
      this.push(visit, -1, 0, 0, 0);
      return;
    }
    this.isReady = true;
    this.isArrival = true;
    this.visit = visit;
  }

  /** An answer to `visit`, if it is still the tenant with this serial when its turn comes. */
  pushAnswer(visit: number, serial: number, tag: number, outcome: number, origin: number): void {
    if (this.size++ > 0) {
      this.push(visit, serial, tag, outcome, origin);
      return;
    }
    this.isReady = true;
    this.isArrival = false;
    this.visit = visit;
    this.serial = serial;
    this.tag = tag;
    this.outcome = outcome;
    this.origin = origin;
  }

  /** Takes the oldest entry: returns its visit, the rest is in the fields. The list must not be empty. */
  take(): number {
    this.size--;
    if (this.isReady) this.isReady = false;
    else this.shift();
    return this.visit;
  }

  private shift(): void {
    const at = this.head;
    this.head = (at + 1) & (this.visits.length - 1);
    this.behind--;
    this.visit = this.visits[at];
    this.serial = this.serials[at];
    this.isArrival = this.serial < 0;
    this.tag = this.tags[at];
    this.outcome = this.outcomes[at];
    this.origin = this.origins[at];
  }

  private push(visit: number, serial: number, tag: number, outcome: number, origin: number): void {
    if (this.behind === this.visits.length) this.grow();
    const at = (this.head + this.behind++) & (this.visits.length - 1);
    this.visits[at] = visit;
    this.serials[at] = serial;
    this.tags[at] = tag;
    this.outcomes[at] = outcome;
    this.origins[at] = origin;
  }

  private grow(): void {
    this.visits = unrolled(this.visits, this.head);
    this.serials = unrolled(this.serials, this.head);
    this.tags = unrolled(this.tags, this.head);
    this.outcomes = unrolled(this.outcomes, this.head);
    this.origins = unrolled(this.origins, this.head);
    this.head = 0;
  }
}
