import { Rank } from './event-list.ts';
import { Ring } from './ring.ts';
import type { Simulation } from './simulation.ts';
import { NO_VISIT } from './visits.ts';

/**
 * Equal timeouts run out in the order they were set, so they wait in a ring and only the first has an event in the heap.
 * Most timeouts never run out; in the heap each would stay until its time and slow every other event.
 *
 * A deadline belongs to a visit and to the number that the visit's `mark` held when it was set: once the mark has changed
 * the deadline is void.
 */
export class DeadlineQueue {
  private readonly sim: Simulation;
  private readonly station: number;
  private readonly timer: number;
  private readonly timeout: number;
  private readonly ring = new Ring();
  private armed = false;

  /** `station.wake(timer, NO_VISIT)` comes when the first may have run out; the station then calls `expired` until NO_VISIT. */
  constructor(sim: Simulation, station: number, timer: number, timeout: number) {
    this.sim = sim;
    this.station = station;
    this.timer = timer;
    this.timeout = timeout;
  }

  /** Sets the deadline of a visit, `timeout` from now. Its mark is the deadline's identity from now on. */
  set(visit: number): void {
    const { sim } = this;
    const mark = sim.nextSerial();
    sim.visits.mark[visit] = mark;
    this.ring.push(visit, mark, sim.now + this.timeout);
    if (!this.armed) this.arm();
  }

  /** The next visit whose deadline has come, or NO_VISIT; to be called until it says NO_VISIT. */
  expired(): number {
    const { ring, sim } = this;
    // Still armed while it is emptied, so that deadlines set meanwhile do not arm it a second time.
    while (ring.size > 0) {
      const isVoid = sim.visits.mark[ring.oldest()] !== ring.oldestSerial();
      if (!isVoid && ring.oldestAt() > sim.now) {
        this.arm();
        return NO_VISIT;
      }
      const visit = ring.shift();
      if (!isVoid) return visit;
    }
    this.armed = false;
    return NO_VISIT;
  }

  private arm(): void {
    this.armed = true;
    this.sim.wakeAt(this.station, this.timer, NO_VISIT, this.ring.oldestAt(), Rank.timer);
  }
}
