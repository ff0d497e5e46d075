import { DeadlineQueue, NO_VISIT, Rank, type Simulation } from '../kernel/index.ts';
import type { Layer, Link } from '../link.ts';
import { Outcome } from '../outcome.ts';
import type { DeadlineColumn } from './deadline-column.ts';
import { SLACK } from './slack.ts';

const OWN = 0;
const INHERITED = 1;

/**
 * The caller stops waiting for a call as a whole, its attempts and the waits between them, when its deadline has passed:
 * its own, or one that came with the request from further up, whichever is earlier. [gRPC, "Deadlines"]
 *
 * Of a visit's columns: `pending` the visit below, `mark` its own deadline.
 */
export class Deadline implements Layer {
  readonly id: number;
  readonly name = 'deadline';
  private readonly sim: Simulation;
  private readonly link: Link;
  private readonly below: Layer | undefined;
  private readonly origin: number;
  private readonly limit: number;
  private readonly due: DeadlineQueue | undefined;
  /** What comes with requests; absent where none does. */
  private readonly inherited: DeadlineColumn | undefined;
  /** Whether its own deadline travels with the request. */
  private readonly isPropagated: boolean;

  /** `limit` [s], undefined where the connection has no deadline of its own. */
  constructor(link: Link, below: Layer | undefined, origin: number, limit: number | undefined, isPropagated: boolean) {
    const { sim } = link;
    this.sim = sim;
    this.link = link;
    this.below = below;
    this.origin = origin;
    this.inherited = link.deadlines;
    this.isPropagated = isPropagated;
    this.limit = limit === undefined ? Number.POSITIVE_INFINITY : limit * (1 + SLACK);
    this.id = link.enroll(this);
    this.due = limit === undefined ? undefined : new DeadlineQueue(sim, this.id, OWN, this.limit);
  }

  arrive(visit: number): void {
    const { sim, inherited, due } = this;
    const earlier = inherited?.of(visit) ?? Number.POSITIVE_INFINITY;
    const own = sim.now + this.limit;
    if (earlier <= own) {
      if (earlier < sim.now) {
        this.expire(visit);
        return;
      }
      if (earlier < Number.POSITIVE_INFINITY) sim.wakeAt(this.id, INHERITED, visit, earlier, Rank.timer);
    } else {
      due?.set(visit);
      if (this.isPropagated) inherited?.set(visit, own);
    }
    const below = this.link.forward(this.below, visit, 0, sim.visits.target[visit]);
    sim.visits.pending[visit] = below;
  }

  answered(visit: number, _tag: number, outcome: number, origin: number): void {
    this.sim.visits.mark[visit] = 0;
    this.link.respondFromLayer(this, visit, outcome, origin);
  }

  wake(timer: number, visit: number): void {
    const { due } = this;
    if (timer === INHERITED) this.expire(visit);
    else if (due !== undefined) {
      for (let late = due.expired(); late !== NO_VISIT; late = due.expired()) this.expire(late);
    }
  }

  abandoned(visit: number): void {
    this.end(visit, Outcome.canceled);
  }

  private expire(visit: number): void {
    this.link.book.deadlines++;
    this.end(visit, Outcome.deadlineExceeded);
  }

  private end(visit: number, outcome: number): void {
    const { visits } = this.sim;
    visits.mark[visit] = 0;
    this.link.giveUp(visit, visits.pending[visit]);
    this.link.respondFromLayer(this, visit, outcome, this.origin);
  }
}
