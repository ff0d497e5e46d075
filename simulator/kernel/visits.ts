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
    const room = new Room(capacity);
    this.station = room.ints();
    this.parent = room.ints();
    this.parentSerial = room.floats();
    this.tag = room.ints();
    this.serial = room.floats().fill(-1);
    this.timersFrom = room.floats();
    this.kind = room.ints();
    this.key = room.floats();
    this.op = room.bytes();
    this.link = room.ints();
    this.target = room.ints();
    this.sentAt = room.floats();
    this.arrivedAt = room.floats();
    this.outcome = room.ints();
    this.origin = room.ints();
    this.stage = room.ints();
    this.step = room.ints();
    this.pending = room.ints();
    this.flags = room.ints();
    this.workUntil = room.floats();
    this.grantedAt = room.floats();
    this.grantedAt2 = room.floats();
    this.mark = room.floats();
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
    const room = new Room(capacity);
    this.station = moved(this.station, room.ints());
    this.parent = moved(this.parent, room.ints());
    this.parentSerial = moved(this.parentSerial, room.floats());
    this.tag = moved(this.tag, room.ints());
    this.serial = moved(this.serial, room.floats()).fill(-1, old);
    this.timersFrom = moved(this.timersFrom, room.floats());
    this.kind = moved(this.kind, room.ints());
    this.key = moved(this.key, room.floats());
    this.op = moved(this.op, room.bytes());
    this.link = moved(this.link, room.ints());
    this.target = moved(this.target, room.ints());
    this.sentAt = moved(this.sentAt, room.floats());
    this.arrivedAt = moved(this.arrivedAt, room.floats());
    this.outcome = moved(this.outcome, room.ints());
    this.origin = moved(this.origin, room.ints());
    this.stage = moved(this.stage, room.ints());
    this.step = moved(this.step, room.ints());
    this.pending = moved(this.pending, room.ints());
    this.flags = moved(this.flags, room.ints());
    this.workUntil = moved(this.workUntil, room.floats());
    this.grantedAt = moved(this.grantedAt, room.floats());
    this.grantedAt2 = moved(this.grantedAt2, room.floats());
    this.mark = moved(this.mark, room.floats());
    // All rows are taken when the table grows, so the stack of free ones is just the new rows.
    this.free = new Int32Array(capacity);
    for (let i = 0; i < capacity - old; i++) this.free[i] = capacity - 1 - i;
    this.capacity = capacity;
  }
}

/** Bytes by which each column begins further on than a multiple of its length: three cache lines. */
const STAGGER = 192;
/** What a row takes in all columns, and how many columns there are. */
const ROW_BYTES = 136;
const COLUMNS = 23;

/**
 * Where columns lie: in one buffer, each a few cache lines further on. Columns of their own would all begin at the same
 * place of a memory page, and the fields of one visit would drive each other out of the few lines that a cache has for
 * such addresses.
 */
class Room {
  private readonly capacity: number;
  private readonly buffer: ArrayBuffer;
  private next = 0;

  constructor(capacity: number) {
    this.capacity = capacity;
    this.buffer = new ArrayBuffer(ROW_BYTES * (capacity + 8) + COLUMNS * STAGGER);
  }

  floats(): Float64Array {
    return new Float64Array(this.buffer, this.take(Float64Array.BYTES_PER_ELEMENT), this.capacity);
  }

  ints(): Int32Array {
    return new Int32Array(this.buffer, this.take(Int32Array.BYTES_PER_ELEMENT), this.capacity);
  }

  bytes(): Uint8Array {
    return new Uint8Array(this.buffer, this.take(Uint8Array.BYTES_PER_ELEMENT), this.capacity);
  }

  /** Offset of a column whose entries take so many bytes. */
  private take(bytes: number): number {
    const at = this.next;
    // Whole units of the widest entry, so that any column may follow.
    this.next += Math.ceil((this.capacity * bytes) / 8) * 8 + STAGGER;
    return at;
  }
}

/** The old column's rows in the new one. */
function moved<T extends Float64Array | Int32Array | Uint8Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
