import type { Simulation } from '../kernel/index.ts';
import type { Layer, Link, LinkWatcher } from '../link.ts';

/** Stage of a visit whose call has been sent, so that its target counts it. */
const SENT = 1;

/**
 * The places that calls under way will take. Who hands out requests to targets with a free place must not hand out the
 * same place twice, though policies may hold a call back before it is sent: the target's place is taken from the call on.
 * Once it is sent the target itself counts it; if it never is, the place is free again.
 *
 * Of a visit's columns: `target` the place claimed, `stage`, `pending` the visit below.
 */
export class Claims implements Layer, LinkWatcher {
  readonly id: number;
  readonly isTransparent = true;
  private readonly sim: Simulation;
  private readonly link: Link;
  private readonly below: Layer | undefined;

  constructor(link: Link, below: Layer | undefined) {
    this.sim = link.sim;
    this.link = link;
    this.below = below;
    this.id = link.enroll(this);
    link.claims = this;
    link.watcher = this;
  }

  /** A call is made that wishes for this target; -1 where it has no wish. */
  claim(target: number): void {
    if (target >= 0) this.link.outstanding[target]++;
  }

  arrive(visit: number): void {
    const below = this.link.forward(this.below, visit, 0, this.sim.visits.target[visit]);
    this.sim.visits.pending[visit] = below;
  }

  /** A call has been sent for `caller`: if it is the first of its claim, the target counts it from now on. */
  changed(link: Link, position: number, delta: number, caller: number): void {
    if (delta < 0) return;
    const visit = this.claimOf(caller);
    if (visit < 0 || this.sim.visits.stage[visit] === SENT) return;
    const claimed = this.release(visit);
    if (claimed !== position) link.onRoom?.();
  }

  answered(visit: number, _tag: number, outcome: number, origin: number): void {
    const { link, sim } = this;
    const wasSent = sim.visits.stage[visit] === SENT;
    if (!wasSent) this.release(visit);
    sim.answer(visit, outcome, origin);
    if (!wasSent) link.onRoom?.();
  }

  wake(): void {
    // It sets no timers.
  }

  abandoned(visit: number): void {
    const { link, sim } = this;
    const wasSent = sim.visits.stage[visit] === SENT;
    if (!wasSent) this.release(visit);
    link.giveUp(visit, sim.visits.pending[visit]);
    sim.answer(visit, 0, 0); // to nobody
    if (!wasSent) link.onRoom?.();
  }

  /** Gives the place of a claim back; returns which it was, -1 for none. */
  private release(visit: number): number {
    const { stage, target } = this.sim.visits;
    stage[visit] = SENT;
    if (target[visit] >= 0) this.link.outstanding[target[visit]]--;
    return target[visit];
  }

  /** The visit of this layer at the end of a chain of callers; -1 where it has gone. */
  private claimOf(caller: number): number {
    const { parent, parentSerial, serial, station } = this.sim.visits;
    let at = caller;
    while (at >= 0 && station[at] !== this.id) {
      const above = parent[at];
      if (above < 0 || serial[above] !== parentSerial[at]) return -1;
      at = above;
    }
    return at;
  }
}
