import type { Simulation } from '../kernel/index.ts';
import type { Layer, Link } from '../link.ts';
import { isFailure, Outcome } from '../outcome.ts';

/** In place of an outcome: the call goes out. */
export const ASK = -1;

/** What a caller instance has of a component in its own process: leased tokens, a block of numbers, a copy of settings. */
export interface NearSide {
  /** How a call that comes now [s] ends here, or ASK. */
  decide(now: number, key: number): number;
  /** The component has answered a call with something to keep; the outcome that the caller sees. */
  fetched(now: number, key: number, outcome: number): number;
  /** It could not be asked, or has failed; the outcome that the caller sees. */
  failed(now: number, key: number, outcome: number): number;
  /** The caller has crashed. */
  crashed(): void;
}

/** Answers calls at the caller, in no time, as long as what it has there is enough; others go out. */
export class NearSideLayer implements Layer {
  readonly id: number;
  private readonly sim: Simulation;
  private readonly link: Link;
  private readonly below: Layer | undefined;
  private readonly origin: number;
  private readonly side: NearSide;

  /** `origin` is the place that is blamed for failures of its own making. */
  constructor(link: Link, below: Layer | undefined, origin: number, side: NearSide) {
    this.sim = link.sim;
    this.link = link;
    this.below = below;
    this.origin = origin;
    this.side = side;
    this.id = link.enroll(this);
  }

  arrive(visit: number): void {
    const { sim, link } = this;
    const { visits } = sim;
    const outcome = this.side.decide(sim.now, visits.key[visit]);
    if (outcome !== ASK) {
      link.respondFromLayer(this, visit, outcome, this.origin);
      return;
    }
    const below = link.forward(this.below, visit, 0, visits.target[visit]);
    visits.pending[visit] = below;
  }

  answered(visit: number, _tag: number, outcome: number, origin: number): void {
    const { sim, link, side } = this;
    const key = sim.visits.key[visit];
    // What the component itself has refused is its answer.
    const isAnswer = !isFailure(outcome) || outcome === Outcome.rateLimited || outcome === Outcome.canceled;
    const result = isAnswer ? side.fetched(sim.now, key, outcome) : side.failed(sim.now, key, outcome);
    link.respondFromLayer(this, visit, result, result === outcome ? origin : this.origin);
  }

  wake(): void {
    // It sets no timers.
  }

  crashed(): void {
    this.side.crashed();
  }

  abandoned(visit: number): void {
    this.link.giveUp(visit, this.sim.visits.pending[visit]);
    this.link.respondFromLayer(this, visit, Outcome.canceled, this.origin);
  }
}
