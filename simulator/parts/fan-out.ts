import { NO_VISIT, type RandomStream, type Simulation } from '../kernel/index.ts';
import type { Layer, Link } from '../link.ts';
import { isFailure, Outcome } from '../outcome.ts';
import { Branches } from './branches.ts';

/** How a connection fans out. */
export interface FanOutSpec {
  /** Calls made at once, and answers that are waited for. */
  readonly calls: number;
  readonly need: number;
  /** Whether a failed branch counts as an answer, if an empty one. */
  readonly countsFailures: boolean;
  /** Whether each branch draws its target by itself, so that two may meet. */
  readonly withReplacement: boolean;
}

/**
 * Makes the calls of a connection at once and is answered with the one that completes the number needed: fork and join,
 * the first of several, a quorum. The others go on, unless the connection takes back what nobody waits for. It fails as
 * soon as too few are left.
 *
 * Of a visit's columns: `step` counts answers, `stage` failures, `pending` is its block of branches where they are kept.
 */
export class FanOut implements Layer {
  readonly id: number;
  readonly name = 'fan-out';
  readonly isTransparent = true;
  private readonly sim: Simulation;
  private readonly link: Link;
  private readonly below: Layer | undefined;
  private readonly spec: FanOutSpec;
  /** Only where they can be taken back. */
  private readonly branches: Branches | undefined;
  private readonly draws: RandomStream;

  constructor(link: Link, below: Layer | undefined, spec: FanOutSpec, draws: RandomStream) {
    this.sim = link.sim;
    this.link = link;
    this.below = below;
    this.spec = spec;
    this.branches = link.cancellation === undefined ? undefined : new Branches(link.sim, spec.calls);
    this.draws = draws;
    this.id = link.enroll(this);
  }

  arrive(visit: number): void {
    const { sim, link, branches } = this;
    const { calls, withReplacement } = this.spec;
    const block = branches?.open() ?? NO_VISIT;
    link.book.calls += calls - 1;
    for (let place = 0; place < calls; place++) {
      const { kind, key, op } = sim.visits;
      const target = withReplacement
        ? link.anyTarget(op[visit], this.draws)
        : link.pick(kind[visit], key[visit], op[visit]);
      const branch = link.forward(this.below, visit, place, target);
      link.operations?.divide(branch, place);
      branches?.set(block, place, branch);
    }
    sim.visits.pending[visit] = block;
  }

  answered(visit: number, _place: number, outcome: number, origin: number): void {
    const { visits } = this.sim;
    const { calls, need, countsFailures } = this.spec;
    if (isFailure(outcome) && !countsFailures) {
      if (++visits.stage[visit] > calls - need) this.end(visit, outcome, origin);
    } else if (++visits.step[visit] === need) {
      this.end(visit, isFailure(outcome) ? Outcome.ok : outcome, origin);
    }
  }

  wake(): void {
    // It sets no timers.
  }

  abandoned(visit: number): void {
    this.end(visit, Outcome.canceled, 0);
  }

  /** Nobody waits for those that are still under way. */
  private end(visit: number, outcome: number, origin: number): void {
    const { sim, branches } = this;
    if (branches !== undefined) {
      const block = sim.visits.pending[visit];
      for (let place = 0; place < this.spec.calls; place++) {
        const branch = branches.at(block, place);
        if (branch !== NO_VISIT) sim.abandon(branch);
      }
      branches.close(block);
    }
    sim.answer(visit, outcome, origin);
  }
}
