import type { Simulation } from '../kernel/index.ts';
import type { Layer, Link } from '../link.ts';
import { Outcome } from '../outcome.ts';
import type { OpenCalls } from './open-calls.ts';

/**
 * A call that is taken back when its caller does not wait for it any more, because the caller itself has been answered,
 * taken back or stopped. `pending` is the visit below.
 */
export class Cancelable implements Layer {
  readonly id: number;
  readonly isTransparent = true;
  private readonly sim: Simulation;
  private readonly link: Link;
  private readonly below: Layer | undefined;
  private readonly calls: OpenCalls;

  constructor(link: Link, below: Layer | undefined, calls: OpenCalls) {
    this.sim = link.sim;
    this.link = link;
    this.below = below;
    this.calls = calls;
    this.id = link.enroll(this);
  }

  arrive(visit: number): void {
    if (!this.calls.add(visit)) {
      this.sim.answer(visit, Outcome.canceled, 0); // to nobody
      return;
    }
    const below = this.link.forward(this.below, visit, 0, this.sim.visits.target[visit]);
    this.sim.visits.pending[visit] = below;
  }

  answered(visit: number, _tag: number, outcome: number, origin: number): void {
    this.calls.remove(visit);
    this.sim.answer(visit, outcome, origin);
  }

  wake(): void {
    // It sets no timers.
  }

  abandoned(visit: number): void {
    this.link.giveUp(visit, this.sim.visits.pending[visit]);
    this.sim.answer(visit, Outcome.canceled, 0); // to nobody
  }
}
