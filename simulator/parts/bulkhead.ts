import type { BulkheadSpec } from '../connection.ts';
import { DeadlineQueue, NO_VISIT, Ring, type Simulation } from '../kernel/index.ts';
import type { Layer, Link } from '../link.ts';
import { Outcome } from '../outcome.ts';
import { SLACK } from './slack.ts';

const WAITED = 0;

/** Stage of a visit that has a place; before that it waits for one. */
const INSIDE = 1;

/**
 * The calls that one caller instance may have open to a callee, so that a slow one cannot take all of the caller's
 * threads. After Resilience4j: a call without room waits at most `maxWaitDuration`, first come first served, and is
 * refused then. A call that the caller has given up is not open any more, whatever the callee still does: that is where it
 * differs from a connection pool.
 *
 * Of a visit's columns: `stage`, `pending` the visit below, `mark` the end of its wait.
 */
export class Bulkhead implements Layer {
  readonly id: number;
  readonly name = 'bulkhead';
  private readonly sim: Simulation;
  private readonly link: Link;
  private readonly below: Layer | undefined;
  private readonly origin: number;
  private readonly most: number;
  private readonly line = new Ring();
  private readonly waits: DeadlineQueue | undefined;
  private inside = 0;

  constructor(link: Link, below: Layer | undefined, origin: number, spec: BulkheadSpec) {
    const { sim } = link;
    this.sim = sim;
    this.link = link;
    this.below = below;
    this.origin = origin;
    this.most = spec.maxConcurrentCalls;
    this.id = link.enroll(this);
    const longest = spec.maxWaitDuration * (1 + SLACK);
    this.waits = longest === 0 ? undefined : new DeadlineQueue(sim, this.id, WAITED, longest);
  }

  arrive(visit: number): void {
    if (this.inside < this.most) {
      this.enter(visit);
    } else if (this.waits === undefined) {
      this.refuse(visit);
    } else {
      this.line.push(visit, this.sim.visits.serial[visit], this.sim.now);
      this.waits.set(visit);
    }
  }

  answered(visit: number, _tag: number, outcome: number, origin: number): void {
    this.link.respondFromLayer(this, visit, outcome, origin);
    this.leave();
  }

  wake(): void {
    const { waits } = this;
    if (waits === undefined) return;
    for (let late = waits.expired(); late !== NO_VISIT; late = waits.expired()) this.refuse(late);
  }

  abandoned(visit: number): void {
    const { visits } = this.sim;
    const wasInside = visits.stage[visit] === INSIDE;
    visits.mark[visit] = 0;
    if (wasInside) this.link.giveUp(visit, visits.pending[visit]);
    this.link.respondFromLayer(this, visit, Outcome.canceled, this.origin);
    if (wasInside) this.leave();
  }

  /** The caller has crashed and its calls are closed. */
  crashed(): void {
    const { visits } = this.sim;
    this.line.clear();
    for (let visit = 0; visit < visits.capacity; visit++) {
      if (visits.isOpen(visit) && visits.station[visit] === this.id) this.abandoned(visit);
    }
  }

  private enter(visit: number): void {
    const { sim, link } = this;
    const { visits } = sim;
    this.inside++;
    link.book.bulkheads.add(sim.now, 1);
    visits.mark[visit] = 0;
    visits.stage[visit] = INSIDE;
    const below = link.forward(this.below, visit, 0, visits.target[visit]);
    visits.pending[visit] = below;
  }

  /** A call is over; whoever has waited longest gets its place. */
  private leave(): void {
    const { sim, line } = this;
    this.inside--;
    this.link.book.bulkheads.add(sim.now, -1);
    while (line.size > 0) {
      const visit = line.shift();
      if (sim.visits.serial[visit] !== line.serial) continue; // it has left the line
      this.enter(visit);
      return;
    }
  }

  private refuse(visit: number): void {
    this.link.book.bulkheadRejections++;
    this.link.respondFromLayer(this, visit, Outcome.bulkheadFull, this.origin);
  }
}
