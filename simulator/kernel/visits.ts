import { grown } from './event-list.ts';

/** In place of a visit: there is none. */
export const NO_VISIT = -1;
/** In place of a caller: there was one, and it has stopped waiting. */
export const GAVE_UP = -2;

/**
 * The table of visits in progress: one row per stay of a request at a station. A row knows the visit that called it, and
 * the chain of callers is the way the answer goes home. Rows are reused; the serial of its opening tells one tenant of a
 * row from the next.
 *
 * The columns are public and written by their owners: the kernel those in the first block, the station that the visit
 * stays at those in the second.
 */
export class Visits {
  /** Where the visit stays. */
  station: Int32Array;
  /** The visit that called, NO_VISIT or GAVE_UP; and its serial, since rows are reused. */
  parent: Int32Array;
  parentSerial: Float64Array;
  /** The caller's own label for this call, handed back with the answer. */
  tag: Int32Array;
  /** Number of the opening. */
  serial: Float64Array;
  /** Timers arranged before this number are dead. */
  timersFrom: Float64Array;
  /** Which kind of request, which item it asks for, what is to be done with it, over which link it came. */
  kind: Int32Array;
  key: Float64Array;
  op: Uint8Array;
  link: Int32Array;
  /** Which of the link's targets it went to, or is to go to. */
  target: Int32Array;
  /** When it was sent, and when it arrived; NaN until it has [s]. */
  sentAt: Float64Array;
  arrivedAt: Float64Array;
  /** Of an answer that is on its way. */
  outcome: Int32Array;
  origin: Int32Array;

  /** Scratch of the station. */
  stage: Int32Array;
  step: Int32Array;
  pending: Int32Array;
  flags: Int32Array;
  /** When the work in progress will be done; 0 where none is [s]. */
  workUntil: Float64Array;
  /** When it was granted a server of the station's first and second resource [s]. */
  grantedAt: Float64Array;
  grantedAt2: Float64Array;
  /** Whatever number the station wants to remember; 0 at first. */
  mark: Float64Array;

  /** Rows in use, and the most there ever were. */
  open = 0;
  peak = 0;
  capacity: number;
  private free: Int32Array;

  constructor(capacity = 1024) {
    this.capacity = capacity;
    this.station = new Int32Array(capacity);
    this.parent = new Int32Array(capacity);
    this.parentSerial = new Float64Array(capacity);
    this.tag = new Int32Array(capacity);
    this.serial = new Float64Array(capacity).fill(-1);
    this.timersFrom = new Float64Array(capacity);
    this.kind = new Int32Array(capacity);
    this.key = new Float64Array(capacity);
    this.op = new Uint8Array(capacity);
    this.link = new Int32Array(capacity);
    this.target = new Int32Array(capacity);
    this.sentAt = new Float64Array(capacity);
    this.arrivedAt = new Float64Array(capacity);
    this.outcome = new Int32Array(capacity);
    this.origin = new Int32Array(capacity);
    this.stage = new Int32Array(capacity);
    this.step = new Int32Array(capacity);
    this.pending = new Int32Array(capacity);
    this.flags = new Int32Array(capacity);
    this.workUntil = new Float64Array(capacity);
    this.grantedAt = new Float64Array(capacity);
    this.grantedAt2 = new Float64Array(capacity);
    this.mark = new Float64Array(capacity);
    this.free = Int32Array.from({ length: capacity }, (_, i) => capacity - 1 - i);
  }

  /** A fresh row; the caller fills the first block. */
  take(serial: number): number {
    if (this.open === this.capacity) this.grow();
    const visit = this.free[this.capacity - 1 - this.open];
    this.open++;
    if (this.open > this.peak) this.peak = this.open;
    this.serial[visit] = serial;
    this.timersFrom[visit] = serial;
    this.arrivedAt[visit] = Number.NaN;
    this.stage[visit] = 0;
    this.step[visit] = 0;
    this.pending[visit] = 0;
    this.flags[visit] = 0;
    this.workUntil[visit] = 0;
    this.mark[visit] = 0;
    return visit;
  }

  /** Ends the tenancy: timers and answers for it are dead from now on. */
  release(visit: number): void {
    this.serial[visit] = -1;
    this.timersFrom[visit] = Number.POSITIVE_INFINITY;
    this.open--;
    this.free[this.capacity - 1 - this.open] = visit;
  }

  isOpen(visit: number): boolean {
    return this.serial[visit] >= 0;
  }

  private grow(): void {
    const old = this.capacity;
    const capacity = old * 2;
    this.station = grown(this.station, capacity);
    this.parent = grown(this.parent, capacity);
    this.parentSerial = grown(this.parentSerial, capacity);
    this.tag = grown(this.tag, capacity);
    this.serial = grown(this.serial, capacity).fill(-1, old);
    this.timersFrom = grown(this.timersFrom, capacity);
    this.kind = grown(this.kind, capacity);
    this.key = grown(this.key, capacity);
    this.op = grown(this.op, capacity);
    this.link = grown(this.link, capacity);
    this.target = grown(this.target, capacity);
    this.sentAt = grown(this.sentAt, capacity);
    this.arrivedAt = grown(this.arrivedAt, capacity);
    this.outcome = grown(this.outcome, capacity);
    this.origin = grown(this.origin, capacity);
    this.stage = grown(this.stage, capacity);
    this.step = grown(this.step, capacity);
    this.pending = grown(this.pending, capacity);
    this.flags = grown(this.flags, capacity);
    this.workUntil = grown(this.workUntil, capacity);
    this.grantedAt = grown(this.grantedAt, capacity);
    this.grantedAt2 = grown(this.grantedAt2, capacity);
    this.mark = grown(this.mark, capacity);
    // All rows are taken when the table grows, so the stack of free ones is just the new rows.
    this.free = new Int32Array(capacity);
    for (let i = 0; i < capacity - old; i++) this.free[i] = capacity - 1 - i;
    this.capacity = capacity;
  }
}
