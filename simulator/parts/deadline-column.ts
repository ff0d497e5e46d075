import { grown, type Simulation } from '../kernel/index.ts';

/** Until when somebody up the chain of callers waits for a visit: what travels with a request whose deadline is propagated. */
export class DeadlineColumn {
  private readonly sim: Simulation;
  private deadlines = new Float64Array(0);
  private serials = new Float64Array(0);

  constructor(sim: Simulation) {
    this.sim = sim;
  }

  /** [s]; Infinity where it has none. */
  of(visit: number): number {
    const isKnown = visit >= 0 && this.serials[visit] === this.sim.visits.serial[visit];
    return isKnown ? this.deadlines[visit] : Number.POSITIVE_INFINITY;
  }

  set(visit: number, deadline: number): void {
    const { visits } = this.sim;
    if (this.serials.length < visits.capacity) {
      const old = this.serials.length;
      this.deadlines = grown(this.deadlines, visits.capacity);
      this.serials = grown(this.serials, visits.capacity).fill(-1, old);
    }
    this.deadlines[visit] = deadline;
    this.serials[visit] = visits.serial[visit];
  }

  /** A visit that has just been opened for another one. */
  inherit(caller: number, visit: number): void {
    const deadline = this.of(caller);
    if (deadline < Number.POSITIVE_INFINITY) this.set(visit, deadline);
  }
}
