import { grown, NO_VISIT, type Simulation, type WorkMeter } from '../kernel/index.ts';
import { Spent } from './spent.ts';

/** In place of a piece: the visit is not followed. */
const NOT_FOLLOWED = -1;
/** Pieces that one step may add: so much room is made before it looks at any. */
const MOST_AT_ONCE = 4;

/**
 * The way of each request through time, as a chain of pieces: until when, and spent on what. A piece begins where the one
 * before it ends, so that the pieces of a request telescope: their sum is its response time, by construction.
 *
 * A call begins with its caller's way so far, and the caller goes on with the way of the answer that it takes up last. So
 * of parallel calls the one that ends last counts, of k answers the k-th, of copies the winner: the critical path. What
 * two calls have in common they share, and pieces that no open visit leads to are swept away when the room is full.
 *
 * A piece may end in the future, when work has been arranged; it is cut where something happens earlier.
 */
export class Paths {
  private readonly sim: Simulation;
  /** By station: what time there is spent on unless something is arranged, and what arranged work is. */
  private waits = new Int32Array(0);
  private works = new Int32Array(0);
  /** By link: what the first of `Spent` is there. */
  private between = new Int32Array(0);
  /** By station: who keeps track of work there by themselves. */
  private readonly meters: (WorkMeter[] | undefined)[] = [];
  /** By piece: its end [s], the one before it, and what it was spent on. */
  private until = new Float64Array(1 << 14);
  private before = new Int32Array(1 << 14);
  private what = new Int32Array(1 << 14);
  private pieces = 0;
  /** Of a sweep: by piece, whether it is kept, and then where. */
  private place = new Int32Array(1 << 14);
  /** By visit: the last piece of its way, the last one when it came, and what time after the last piece is spent on. */
  private last = new Int32Array(0);
  private first = new Int32Array(0);
  private doing = new Int32Array(0);
  /** By visit: its open calls, the latest first, in a list of neighbors. */
  private calls = new Int32Array(0);
  private next = new Int32Array(0);
  private previous = new Int32Array(0);

  constructor(sim: Simulation) {
    this.sim = sim;
  }

  /** By station what its time is spent on, and by link the first number of its connection. To be said before the first event. */
  name(waits: Int32Array<ArrayBuffer>, works: Int32Array<ArrayBuffer>, between: Int32Array<ArrayBuffer>): void {
    this.waits = waits;
    this.works = works;
    this.between = between;
  }

  measures(station: number, meter: WorkMeter): void {
    this.meters[station] ??= [];
    this.meters[station].push(meter);
  }

  /** A request begins. */
  begin(visit: number): void {
    this.makeRoom();
    this.start(visit, this.piece(NO_VISIT, this.sim.now, Spent.network));
  }

  /** A visit has been opened by another. */
  opened(visit: number, parent: number): void {
    if (this.last.length < this.sim.visits.capacity) this.reach(this.sim.visits.capacity);
    if (parent < 0 || this.last[parent] === NOT_FOLLOWED) {
      this.last[visit] = NOT_FOLLOWED;
      return;
    }
    this.makeRoom();
    this.start(visit, this.upToNow(parent));
    const { calls, next, previous } = this;
    const latest = calls[parent];
    next[visit] = latest;
    previous[visit] = NO_VISIT;
    if (latest !== NO_VISIT) previous[latest] = visit;
    calls[parent] = visit;
  }

  /** Work for a visit, or its way over a wire, has been arranged to last until then [s]. */
  arranged(visit: number, until: number, isWork: boolean): void {
    if (this.last[visit] === NOT_FOLLOWED) return;
    this.makeRoom();
    const from = this.upToNow(visit);
    const what = isWork ? this.works[this.sim.visits.station[visit]] : this.onLink(visit, Spent.network);
    if (until > this.until[from]) this.last[visit] = this.piece(from, until, what);
  }

  /** What was arranged last is a way over a wire. */
  travels(visit: number): void {
    const at = this.last[visit];
    if (at !== NOT_FOLLOWED && this.until[at] > this.sim.now) this.what[at] = this.onLink(visit, Spent.network);
  }

  /** The visit has done all it can at its station. */
  leaves(visit: number): void {
    if (this.last[visit] === NOT_FOLLOWED) return;
    this.makeRoom();
    this.last[visit] = this.way(visit);
  }

  /** The visit ends; its way is its caller's, if that still waits. */
  ended(visit: number): void {
    if (this.last[visit] === NOT_FOLLOWED) return;
    this.makeRoom();
    const { parent, parentSerial, serial } = this.sim.visits;
    const caller = parent[visit];
    if (caller >= 0 && serial[caller] === parentSerial[visit]) {
      this.last[caller] = this.way(visit);
      this.unlink(visit, caller);
    }
    this.last[visit] = NOT_FOLLOWED;
  }

  /** The caller of a visit is about to give it up: the time until now went where the visit has been. */
  givenUp(visit: number): void {
    if (this.last[visit] === NOT_FOLLOWED) return;
    const { parent, parentSerial, serial } = this.sim.visits;
    const caller = parent[visit];
    if (caller < 0 || serial[caller] !== parentSerial[visit]) return;
    this.makeRoom();
    // Who has an answer gives the others up, and goes on with the answer.
    if (this.until[this.last[caller]] < this.sim.now) this.last[caller] = this.way(visit);
    this.unlink(visit, caller);
  }

  begins(visit: number): void {
    if (this.last[visit] === NOT_FOLLOWED) return;
    this.makeRoom();
    this.upToNow(visit);
    this.doing[visit] = this.works[this.sim.visits.station[visit]];
  }

  worked(visit: number, seconds: number): void {
    if (this.last[visit] === NOT_FOLLOWED) return;
    this.makeRoom();
    const { now, visits } = this.sim;
    const station = visits.station[visit];
    const at = this.last[visit];
    const from = Math.max(this.until[at], now - seconds);
    const waited = from > this.until[at] && from < now ? this.piece(at, from, this.waits[station]) : at;
    if (from < now) this.last[visit] = this.piece(waited, now, this.works[station]);
    this.doing[visit] = this.waits[station];
  }

  spentOn(visit: number, between: number): void {
    if (this.last[visit] === NOT_FOLLOWED) return;
    this.makeRoom();
    const from = this.first[visit];
    const { now } = this.sim;
    const what = this.onLink(visit, between);
    this.last[visit] = this.until[from] < now ? this.piece(from, now, what) : from;
    this.doing[visit] = what;
  }

  follows(visit: number, other: number): void {
    if (this.last.length < this.sim.visits.capacity) this.reach(this.sim.visits.capacity);
    if (this.last[other] === NOT_FOLLOWED) return;
    this.makeRoom();
    const way = this.way(other);
    if (this.last[visit] === NOT_FOLLOWED) this.start(visit, way);
    else this.last[visit] = way;
  }

  /** Adds up, from `at` in `sums`, what the way of a visit until now was spent on. */
  addUp(visit: number, sums: Float64Array, at: number): void {
    this.makeRoom();
    this.last[visit] = this.way(visit);
    const { until, before, what } = this;
    let piece = this.last[visit];
    for (let earlier = before[piece]; earlier >= 0; earlier = before[piece]) {
      sums[at + what[piece]] += until[piece] - until[earlier];
      piece = earlier;
    }
  }

  private start(visit: number, way: number): void {
    this.last[visit] = way;
    this.first[visit] = way;
    this.doing[visit] = this.waits[this.sim.visits.station[visit]];
    this.calls[visit] = NO_VISIT;
  }

  /** The way of a visit until now: through the call that it waits for, where it waits for any. */
  private way(visit: number): number {
    const { until, last, calls, next, sim } = this;
    if (until[last[visit]] === sim.now) return last[visit];
    let at = visit;
    while (until[last[at]] < sim.now && calls[at] !== NO_VISIT) {
      at = calls[at];
      // The oldest: of a hedged call the first copy, which has been under way for longest.
      while (next[at] !== NO_VISIT) at = next[at];
    }
    return this.cutOff(at);
  }

  /** What lies between components, as a number of the connection over which a visit came, if over any. */
  private onLink(visit: number, what: number): number {
    const link = this.sim.visits.link[visit];
    return link < 0 ? what : this.between[link] + what;
  }

  /** A visit's own way until now, when it ends there: what it has had of work that the station keeps track of is work. */
  private cutOff(visit: number): number {
    const { now, visits } = this.sim;
    const station = visits.station[visit];
    const meters = this.meters[station];
    const at = this.last[visit];
    if (meters === undefined || this.until[at] >= now || this.doing[visit] !== this.waits[station])
      return this.reaching(visit);
    let had = 0;
    for (const meter of meters) had += meter.had(visit);
    const from = Math.max(this.until[at], now - had);
    if (from >= now) return this.reaching(visit);
    const waited = from > this.until[at] ? this.piece(at, from, this.waits[station]) : at;
    return this.piece(waited, now, this.works[station]);
  }

  /** The same without looking at calls, for the visit itself goes on. */
  private upToNow(visit: number): number {
    this.last[visit] = this.reaching(visit);
    return this.last[visit];
  }

  /** The last piece of a visit's own way until now: one that ends earlier is followed by another, one in the future is cut. */
  private reaching(visit: number): number {
    const { now } = this.sim;
    const at = this.last[visit];
    if (this.until[at] === now) return at;
    if (this.until[at] < now) return this.piece(at, now, this.doing[visit]);
    const earlier = this.before[at];
    return this.until[earlier] === now ? earlier : this.piece(earlier, now, this.what[at]);
  }

  private piece(before: number, until: number, what: number): number {
    const at = this.pieces++;
    this.before[at] = before;
    this.until[at] = until;
    this.what[at] = what;
    return at;
  }

  private unlink(visit: number, caller: number): void {
    const after = this.next[visit];
    const earlier = this.previous[visit];
    if (after !== NO_VISIT) this.previous[after] = earlier;
    if (earlier !== NO_VISIT) this.next[earlier] = after;
    else this.calls[caller] = after;
  }

  private reach(capacity: number): void {
    const old = this.last.length;
    this.last = grown(this.last, capacity).fill(NOT_FOLLOWED, old);
    this.first = grown(this.first, capacity);
    this.doing = grown(this.doing, capacity);
    this.calls = grown(this.calls, capacity);
    this.next = grown(this.next, capacity);
    this.previous = grown(this.previous, capacity);
  }

  private makeRoom(): void {
    if (this.pieces + MOST_AT_ONCE <= this.until.length) return;
    this.sweep();
    if (this.pieces * 2 <= this.until.length) return;
    const more = this.until.length * 2;
    this.until = grown(this.until, more);
    this.before = grown(this.before, more);
    this.what = grown(this.what, more);
    this.place = new Int32Array(more);
  }

  /** Keeps the pieces that open visits lead to, in their order: a piece comes after the one before it. */
  private sweep(): void {
    const { until, before, what, last, first } = this;
    const place = this.place.fill(0, 0, this.pieces);
    const mark = (from: number) => {
      for (let at = from; at >= 0 && place[at] === 0; at = before[at]) place[at] = 1;
    };
    for (let visit = 0; visit < last.length; visit++) {
      if (last[visit] === NOT_FOLLOWED) continue;
      mark(last[visit]);
      mark(first[visit]);
    }
    let kept = 0;
    for (let at = 0; at < this.pieces; at++) {
      if (place[at] === 0) continue;
      until[kept] = until[at];
      before[kept] = before[at] >= 0 ? place[before[at]] : before[at];
      what[kept] = what[at];
      place[at] = kept++;
    }
    for (let visit = 0; visit < last.length; visit++) {
      if (last[visit] === NOT_FOLLOWED) continue;
      last[visit] = place[last[visit]];
      first[visit] = place[first[visit]];
    }
    this.pieces = kept;
  }
}
