import { avalanche, grown, NO_VISIT, type Simulation } from '../kernel/index.ts';

/** In place of a number: there is none. */
export const UNNAMED = 0;

/** A number for each visit that has one, by row of the table of visits. */
export class NumberColumn {
  private readonly sim: Simulation;
  private numbers = new Float64Array(0);
  private serials = new Float64Array(0);

  constructor(sim: Simulation) {
    this.sim = sim;
  }

  of(visit: number): number {
    const isKnown = visit >= 0 && this.serials[visit] === this.sim.visits.serial[visit];
    return isKnown ? this.numbers[visit] : UNNAMED;
  }

  set(visit: number, number: number): void {
    const { visits } = this.sim;
    if (this.serials.length < visits.capacity) {
      const old = this.serials.length;
      this.numbers = grown(this.numbers, visits.capacity);
      this.serials = grown(this.serials, visits.capacity).fill(-1, old);
    }
    this.numbers[visit] = number;
    this.serials[visit] = visits.serial[visit];
  }

  inherit(caller: number, visit: number): void {
    const number = this.of(caller);
    if (number !== UNNAMED) this.set(visit, number);
  }
}

/**
 * What a caller meant once, however often it is tried, copied or delivered: its *operation*; and the idempotency key that
 * says so to the callee, where one is sent. Both are numbers that go along with a request, so that whoever carries out an
 * effect can tell a repetition from another request like it.
 *
 * The number of a call is made from that of the visit that calls, of the callee and of the place in the caller's plan: the
 * second attempt of a request makes the same calls as the first and they bear the same numbers, whichever replica makes
 * them. Attempts, copies and redeliveries of one call share its number. Numbers are hashes of 53 bits: that two among a
 * million meet has a chance of one in ten thousand.
 */
export class Operations {
  /** Whoever calls for a visit that does not wait says so here right before. */
  sender = NO_VISIT;
  private readonly sim: Simulation;
  private readonly meant: NumberColumn;
  private readonly keys: NumberColumn;

  constructor(sim: Simulation) {
    this.sim = sim;
    this.meant = new NumberColumn(sim);
    this.keys = new NumberColumn(sim);
  }

  /** The operation that a visit is a try of; UNNAMED where nothing on its way repeats. */
  of(visit: number): number {
    return this.meant.of(visit);
  }

  /** The idempotency key that came with a visit, or UNNAMED. */
  keyOf(visit: number): number {
    return this.keys.of(visit);
  }

  /** `visit` stands for the same as `from`: a message for its publication, an attempt for its call. */
  inherit(from: number, visit: number): void {
    this.meant.inherit(from, visit);
    this.keys.inherit(from, visit);
  }

  /** `visit` is a try for `from`, or tells of what that has done: each of them is the same, and with the same key. */
  share(from: number, visit: number): void {
    const own = this.sim.visits.serial[from];
    this.meant.set(visit, this.meant.of(from) || own);
    this.keys.set(visit, this.keys.of(from) || own);
  }

  /** `visit` is one of several parts that something was divided into. */
  divide(visit: number, part: number): void {
    const [meant, key] = [this.of(visit), this.keyOf(visit)];
    if (meant !== UNNAMED) this.meant.set(visit, mixed(meant, part + 1, 0));
    if (key !== UNNAMED) this.keys.set(visit, mixed(key, part + 1, 0));
  }

  /** `visit` is a call that `parent`, or the sender, makes over a link. */
  begin(parent: number, visit: number, tag: number, { callee, isMessage, passesOn, isKeyed }: Naming): void {
    const from = parent >= 0 ? parent : this.sender;
    this.sender = NO_VISIT;
    const label = isMessage ? 0 : tag;
    const { serial } = this.sim.visits;
    const own = serial[from >= 0 ? from : visit];
    const meant = this.meant.of(from) || own;
    this.meant.set(visit, passesOn ? meant : mixed(meant, callee, label));
    const key = this.keys.of(from) || own;
    this.keys.set(visit, isKeyed ? (passesOn ? key : mixed(key, callee, label)) : UNNAMED);
  }
}

/** How the calls of one link get their numbers. */
export interface Naming {
  /** Number of the component that is called. */
  readonly callee: number;
  /** The caller hands out messages: its tags count deliveries. */
  readonly isMessage: boolean;
  /** The caller hands each request to one of several: whichever it is, it is the same operation. */
  readonly passesOn: boolean;
  /** An idempotency key goes with each call: that of the caller's own request, or a new one. */
  readonly isKeyed: boolean;
}

const TWO_32 = 4294967296;

/** A whole number below 2^53, made from another and two small ones. [the finalizer of MurmurHash3, Appleby, public domain] */
function mixed(number: number, callee: number, label: number): number {
  const low = avalanche((number | 0) ^ avalanche(callee + 0x3c6ef372));
  const high = avalanche(Math.floor(number / TWO_32) ^ low ^ avalanche(label + 0x1f83d9ab));
  return (high & 0x1fffff) * TWO_32 + (avalanche(low ^ high) >>> 0) + 1;
}
