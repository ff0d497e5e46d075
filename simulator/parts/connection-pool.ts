import type { Simulation } from '../kernel/index.ts';
import type { Layer, Link } from '../link.ts';
import { Outcome } from '../outcome.ts';
import { type Grantee, ServiceCenter } from './service-center.ts';

/** Stages of a visit that holds a connection, or whose connection was closed under it. */
const HOLDING = 1;
const CLOSED = 2;

/**
 * The connections that one caller instance may have open to a callee. A call waits for a free one, first come first
 * served, and keeps it until the callee has answered, even when the caller has stopped waiting: the statement still runs.
 * A caller that gives up while it waits leaves the line.
 */
export class ConnectionPool implements Layer, Grantee {
  readonly id: number;
  readonly name = 'connection pool';
  private readonly sim: Simulation;
  private readonly link: Link;
  readonly size: number;
  private readonly connections: ServiceCenter;

  constructor(link: Link, size: number) {
    const { sim } = link;
    this.sim = sim;
    this.link = link;
    this.size = size;
    this.id = link.enroll(this);
    this.connections = new ServiceCenter(sim, link.book.pool, this, 0, {
      servers: size,
      queue: Number.POSITIVE_INFINITY,
    });
  }

  arrive(visit: number): void {
    this.connections.request(visit);
  }

  granted(_center: number, visit: number): void {
    const { visits } = this.sim;
    visits.stage[visit] = HOLDING;
    const below = this.link.forward(undefined, visit, 0, visits.target[visit]);
    this.sim.visits.pending[visit] = below;
  }

  answered(visit: number, _tag: number, outcome: number, origin: number): void {
    if (this.sim.visits.stage[visit] === HOLDING) this.connections.release(visit);
    this.link.respondFromLayer(this, visit, outcome, origin);
  }

  wake(): void {
    // Pools set no timers.
  }

  /** Connections that are not given back any more: so many are left. */
  use(left: number): void {
    this.connections.use(left);
  }

  /** The caller has crashed and its connections are closed: who waits is gone, what runs at the callee runs on for nobody. */
  crashed(): void {
    this.connections.clear();
    const { visits } = this.sim;
    for (let visit = 0; visit < visits.capacity; visit++) {
      if (!visits.isOpen(visit) || visits.station[visit] !== this.id) continue;
      if (visits.stage[visit] === HOLDING) visits.stage[visit] = CLOSED;
      else if (visits.stage[visit] !== CLOSED) this.link.respondFromLayer(this, visit, Outcome.crashed, 0);
    }
  }

  abandoned(visit: number): void {
    const { link } = this;
    const { stage, pending } = this.sim.visits;
    if (stage[visit] >= HOLDING) {
      // It stays taken until the callee has answered, which it does soon if it is told, and may have done just now.
      if (stage[visit] === HOLDING && link.isWaiting(visit, pending[visit]))
        link.cancellation?.takeBack(pending[visit]);
      return;
    }
    this.connections.withdraw(visit);
    this.sim.answer(visit, 0, 0); // to nobody: the caller has gone
  }
}
