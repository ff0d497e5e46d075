import { NO_VISIT, Rank, type Simulation } from '../kernel/index.ts';
import { VisitHeap } from './visit-heap.ts';

/** What differs by less than so many rounding errors of the clock is due. */
const ROUNDING = 2e-15;

/**
 * Work that goes on side by side, all at the same speed, which may change at any moment: processor sharing, a slow-down, a
 * station that gets slower the more it does. One counter says how much work each has had since it was started, as in a
 * start-time fair queue's virtual time; a visit is done when the counter reaches its own mark. So a change of speed
 * touches nobody, and everything costs O(log n). Of the completions to come only the first has an event.
 */
export class Progress {
  private readonly sim: Simulation;
  private readonly station: number;
  private readonly timer: number;
  /** By mark. */
  private readonly marks = new VisitHeap();
  /** Work that anybody would have had by `since` who was there from the start of this busy period [s]. */
  private given = 0;
  private since = 0;
  private speed = 1;
  /** When the earliest event that has been arranged comes [s]. */
  private armedFor = Number.POSITIVE_INFINITY;

  /** `station.wake(timer, NO_VISIT)` comes when somebody may be done: then `finished` is called until it says NO_VISIT. */
  constructor(sim: Simulation, station: number, timer: number) {
    this.sim = sim;
    this.station = station;
    this.timer = timer;
  }

  get size(): number {
    return this.marks.size;
  }

  has(visit: number): boolean {
    return this.marks.has(visit);
  }

  /** One of those in progress, by a place from 0 to `size`. */
  at(place: number): number {
    return this.marks.at(place);
  }

  /** Begins so much work [s at speed 1]. */
  start(visit: number, work: number): void {
    this.advance();
    if (this.marks.size === 0) this.given = 0;
    this.marks.push(visit, this.given + work, this.sim.visits.serial[visit]);
  }

  /** The mark at which work of so much [s] would be done if it began now: it orders all in progress by what is left. */
  markAfter(work: number): number {
    this.advance();
    return this.given + work;
  }

  /** Ends it before it is done; returns what is left [s at speed 1]. */
  stop(visit: number): number {
    this.advance();
    const left = this.marks.keyOf(visit) - this.given;
    this.marks.remove(visit);
    return Math.max(0, left);
  }

  /** Seconds of work per second, for everybody, from now on; 0 is a standstill. */
  setSpeed(speed: number): void {
    this.advance();
    this.speed = speed;
  }

  /** To be called when all changes of a moment have been made. */
  arm(): void {
    if (this.marks.size === 0 || this.speed === 0) return;
    const { sim } = this;
    const due = Math.max(sim.now, sim.now + (this.marks.topKey() - this.given) / this.speed);
    if (due >= this.armedFor) return; // an earlier event will look again
    this.armedFor = due;
    sim.wakeAt(this.station, this.timer, NO_VISIT, due, Rank.completion);
  }

  /** The next visit that is done at this moment, or NO_VISIT; then the next event has been arranged. */
  finished(): number {
    const { sim, marks } = this;
    if (sim.now >= this.armedFor) this.armedFor = Number.POSITIVE_INFINITY;
    this.advance();
    if (marks.size > 0) {
      const left = marks.topKey() - this.given;
      if (left <= this.speed * sim.now * ROUNDING) {
        if (left > 0) this.given = marks.topKey();
        return marks.pop();
      }
    }
    this.arm();
    return NO_VISIT;
  }

  /** When the first was to be done does not matter any more: everybody is gone. */
  clear(): void {
    this.marks.clear();
  }

  private advance(): void {
    const { now } = this.sim;
    this.given += (now - this.since) * this.speed;
    this.since = now;
  }
}
