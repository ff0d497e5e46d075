import { grown, NO_VISIT, Ring, type Simulation } from '../kernel/index.ts';
import { VisitHeap } from './visit-heap.ts';

/** The order in which those who wait are served. */
export interface WaitingLine {
  /** Of the visit last taken: when it joined [s] -- output. */
  readonly joinedAt: number;
  push(visit: number): void;
  /** Takes who is to be served next; NO_VISIT where nobody waits. */
  take(): number;
  /** Takes who would be served last, to make room; only where the line knows urgency. */
  takeLeastUrgent?(than: number): number;
  /** A visit leaves without having been served; its row is about to be released. */
  leave(visit: number): void;
  clear(): void;
}

/** Void entries that a ring may hold, beside as many as there are valid ones. */
const UNSWEPT = 64;

/**
 * A ring whose visits may leave from the middle: their entries stay and are void, because the serial of the visit has
 * changed when they come up. Once most are void the ring is swept.
 */
export class LeavableRing {
  /** Visits that wait. */
  waiting = 0;
  joinedAt = 0;
  private readonly sim: Simulation;
  private readonly ring = new Ring();

  constructor(sim: Simulation) {
    this.sim = sim;
  }

  push(visit: number): void {
    this.waiting++;
    this.ring.push(visit, this.sim.visits.serial[visit], this.sim.now);
  }

  /** Takes the oldest, or the newest; NO_VISIT where there is none. */
  take(isNewest: boolean): number {
    const { ring, sim } = this;
    while (ring.size > 0) {
      const visit = isNewest ? ring.pop() : ring.shift();
      if (sim.visits.serial[visit] !== ring.serial) continue; // it has left
      this.waiting--;
      this.joinedAt = ring.joinedAt;
      return visit;
    }
    return NO_VISIT;
  }

  left(): void {
    this.waiting--;
    const { ring, sim } = this;
    if (ring.size <= 2 * this.waiting + UNSWEPT) return;
    for (let rest = ring.size; rest > 0; rest--) {
      const visit = ring.shift();
      if (sim.visits.serial[visit] === ring.serial) ring.push(visit, ring.serial, ring.joinedAt);
    }
  }

  clear(): void {
    this.waiting = 0;
    this.ring.clear();
  }
}

/** Served from one end: the oldest first (first come, first served), or the newest (last come, first served). */
export class EndLine implements WaitingLine {
  private readonly ring: LeavableRing;
  private readonly isNewestFirst: boolean;

  constructor(sim: Simulation, first: 'oldest' | 'newest') {
    this.ring = new LeavableRing(sim);
    this.isNewestFirst = first === 'newest';
  }

  get joinedAt(): number {
    return this.ring.joinedAt;
  }

  push(visit: number): void {
    this.ring.push(visit);
  }

  take(): number {
    return this.ring.take(this.isNewestFirst);
  }

  leave(): void {
    this.ring.left();
  }

  clear(): void {
    this.ring.clear();
  }
}

/** A line that has not been empty for so long [s] is a queue that builds up. [Maurer, "Fail at Scale", ACM Queue 2015: 100 ms] */
const BUILDS_UP = 0.1;

/** First in, first out while the line empties every now and then; last in, first out once it has not for 100 ms. */
export class AdaptiveLifoLine implements WaitingLine {
  private readonly sim: Simulation;
  private readonly ring: LeavableRing;
  /** Since when somebody has been waiting [s]. */
  private since = 0;

  constructor(sim: Simulation) {
    this.sim = sim;
    this.ring = new LeavableRing(sim);
  }

  get joinedAt(): number {
    return this.ring.joinedAt;
  }

  push(visit: number): void {
    if (this.ring.waiting === 0) this.since = this.sim.now;
    this.ring.push(visit);
  }

  take(): number {
    return this.ring.take(this.sim.now - this.since > BUILDS_UP);
  }

  leave(): void {
    this.ring.left();
  }

  clear(): void {
    this.ring.clear();
  }
}

/** The most urgent first, and those of equal urgency in the order they came. `rankOf` gives a rank by kind of request. */
export class PriorityLine implements WaitingLine {
  joinedAt = 0;
  private readonly sim: Simulation;
  private readonly rankOf: Int32Array;
  private readonly rings: readonly LeavableRing[];

  constructor(sim: Simulation, rankOf: Int32Array) {
    this.sim = sim;
    this.rankOf = rankOf;
    const ranks = rankOf.reduce((most, rank) => Math.max(most, rank), 0) + 1;
    this.rings = Array.from({ length: ranks }, () => new LeavableRing(sim));
  }

  push(visit: number): void {
    this.rings[this.rank(visit)].push(visit);
  }

  take(): number {
    for (const ring of this.rings) {
      if (ring.waiting === 0) continue;
      const visit = ring.take(false);
      this.joinedAt = ring.joinedAt;
      return visit;
    }
    return NO_VISIT;
  }

  /** The newest of the least urgent, if it is less urgent than the visit `than`; NO_VISIT otherwise. */
  takeLeastUrgent(than: number): number {
    for (let rank = this.rings.length - 1; rank > this.rank(than); rank--) {
      if (this.rings[rank].waiting > 0) return this.rings[rank].take(true);
    }
    return NO_VISIT;
  }

  leave(visit: number): void {
    this.rings[this.rank(visit)].left();
  }

  clear(): void {
    for (const ring of this.rings) ring.clear();
  }

  private rank(visit: number): number {
    return this.rankOf[this.sim.visits.kind[visit]];
  }
}

/** The smallest first: the shortest job. `keyOf` is known before service and does not change. */
export class ShortestLine implements WaitingLine {
  joinedAt = 0;
  private readonly sim: Simulation;
  private readonly keyOf: (visit: number) => number;
  private readonly heap = new VisitHeap();
  /** When each visit joined [s]. */
  private joined = new Float64Array(1024);

  constructor(sim: Simulation, keyOf: (visit: number) => number) {
    this.sim = sim;
    this.keyOf = keyOf;
  }

  push(visit: number): void {
    if (visit >= this.joined.length) this.joined = grown(this.joined, Math.max(visit + 1, this.joined.length * 2));
    this.joined[visit] = this.sim.now;
    this.heap.push(visit, this.keyOf(visit), this.sim.visits.serial[visit]);
  }

  take(): number {
    if (this.heap.size === 0) return NO_VISIT;
    const visit = this.heap.pop();
    this.joinedAt = this.joined[visit];
    return visit;
  }

  leave(visit: number): void {
    this.heap.remove(visit);
  }

  clear(): void {
    this.heap.clear();
  }
}
