import type { FallbackSpec } from '../connection.ts';
import { type Distribution, sampler } from '../distribution.ts';
import { type RandomStream, Rank, type Simulation } from '../kernel/index.ts';
import type { Layer, Link } from '../link.ts';
import { isFailure, Outcome } from '../outcome.ts';

const READY = 0;

/**
 * Answers in the callee's place when a call has failed for good: a default, an old value, an empty list. The caller takes
 * it for an answer; the connection counts it as degraded.
 */
export class Fallback implements Layer {
  readonly id: number;
  readonly name = 'fallback';
  private readonly sim: Simulation;
  private readonly link: Link;
  private readonly below: Layer | undefined;
  private readonly origin: number;
  private readonly delay: Distribution;
  private readonly draws: RandomStream;

  constructor(link: Link, below: Layer | undefined, origin: number, spec: FallbackSpec, draws: RandomStream) {
    this.sim = link.sim;
    this.link = link;
    this.below = below;
    this.origin = origin;
    this.delay = sampler(spec.delay);
    this.draws = draws;
    this.id = link.enroll(this);
  }

  arrive(visit: number): void {
    const below = this.link.forward(this.below, visit, 0, this.sim.visits.target[visit]);
    this.sim.visits.pending[visit] = below;
  }

  answered(visit: number, _tag: number, outcome: number, origin: number): void {
    if (!isFailure(outcome)) {
      this.link.respondFromLayer(this, visit, outcome, origin);
      return;
    }
    this.link.book.fallbacks++;
    const delay = this.delay.sample(this.draws);
    if (delay > 0) this.sim.wakeAfter(this.id, READY, visit, delay, Rank.completion);
    else this.wake(READY, visit);
  }

  wake(_timer: number, visit: number): void {
    this.link.respondFromLayer(this, visit, Outcome.ok, 0);
  }

  abandoned(visit: number): void {
    this.link.giveUp(visit, this.sim.visits.pending[visit]);
    this.link.respondFromLayer(this, visit, Outcome.canceled, this.origin);
  }
}
