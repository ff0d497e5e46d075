import type { Station } from '../kernel/index.ts';
import type { Layer, Link } from '../link.ts';
import { Outcome } from '../outcome.ts';

/** In place of the moment at which a visit came. */
const GIVEN_UP = Number.POSITIVE_INFINITY;

/**
 * Where visits come to a layer. One that is given up at the very moment at which it was sent, before it has come, ends
 * here when it comes: until then the kernel still knows it as on its way.
 */
export class Entrance implements Station {
  private readonly link: Link;
  private readonly layer: Layer;

  constructor(link: Link, layer: Layer) {
    this.link = link;
    this.layer = layer;
  }

  arrive(visit: number): void {
    const { sim } = this.link;
    const isGivenUp = sim.visits.arrivedAt[visit] === GIVEN_UP;
    sim.visits.arrivedAt[visit] = sim.now;
    if (isGivenUp) this.link.respondFromLayer(this.layer, visit, Outcome.canceled, 0);
    else this.layer.arrive(visit);
  }

  answered(visit: number, tag: number, outcome: number, origin: number): void {
    this.layer.answered(visit, tag, outcome, origin);
  }

  wake(timer: number, visit: number): void {
    this.layer.wake(timer, visit);
  }

  abandoned(visit: number): void {
    const { arrivedAt } = this.link.sim.visits;
    if (Number.isNaN(arrivedAt[visit])) arrivedAt[visit] = GIVEN_UP;
    else if (arrivedAt[visit] !== GIVEN_UP) this.layer.abandoned(visit);
  }
}
