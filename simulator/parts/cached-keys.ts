import { type RandomStream, Rank, type Simulation } from '../kernel/index.ts';
import type { Layer, Link } from '../link.ts';
import { isFailure, Op, Outcome } from '../outcome.ts';

/** Stages of a visit. */
const OUT = 0;
const VERIFYING = 1;
const VERIFIED = 1;

/** How long tokens are good, and by how much clocks may disagree [s]; `draws` is which token comes. */
export interface Validity {
  readonly tokenLife: number;
  readonly leeway: number;
  readonly draws: RandomStream;
}

/**
 * The public keys of an issuer of tokens, kept at one caller instance: while it has them it verifies tokens by itself, and
 * the issuer need not be up. The first verification without valid keys goes out and fetches them; others that come
 * meanwhile fetch them too. [RFC 7517, JSON Web Key; OpenID Connect Discovery]
 */
export class CachedKeys implements Layer {
  readonly id: number;
  private readonly sim: Simulation;
  private readonly link: Link;
  private readonly below: Layer | undefined;
  /** Until when the keys may be used [s]. */
  private until = Number.NEGATIVE_INFINITY;
  private readonly keptFor: number;
  private readonly verifyTime: number;
  private readonly isVerification: (kind: number, op: Op) => boolean;
  private readonly validity: Validity;

  /** Keys are `keptFor` so long, and a verification takes `verifyTime` [s]. */
  constructor(
    link: Link,
    below: Layer | undefined,
    of: {
      keptFor: number;
      verifyTime: number;
      isVerification: (kind: number, op: Op) => boolean;
      validity: Validity;
    },
  ) {
    this.sim = link.sim;
    this.link = link;
    this.below = below;
    this.keptFor = of.keptFor;
    this.verifyTime = of.verifyTime;
    this.isVerification = of.isVerification;
    this.validity = of.validity;
    this.id = link.enroll(this);
  }

  arrive(visit: number): void {
    const { sim, link } = this;
    const { visits } = sim;
    if (this.verifies(visit) && sim.now < this.until) {
      this.verify(visit);
      return;
    }
    visits.stage[visit] = OUT;
    // Opening it may let the table grow: only then is the column looked up.
    const below = link.forward(this.below, visit, 0, visits.target[visit]);
    visits.pending[visit] = below;
  }

  answered(visit: number, _tag: number, outcome: number, origin: number): void {
    if (!this.verifies(visit) || isFailure(outcome)) {
      this.link.respondFromLayer(this, visit, outcome, origin);
      return;
    }
    this.until = this.sim.now + this.keptFor;
    this.verify(visit);
  }

  wake(_timer: number, visit: number): void {
    this.judge(visit);
  }

  /** The caller has crashed, and its keys are gone. */
  crashed(): void {
    this.until = Number.NEGATIVE_INFINITY;
  }

  abandoned(visit: number): void {
    const { sim, link } = this;
    if (sim.visits.stage[visit] === OUT) link.giveUp(visit, sim.visits.pending[visit]);
    sim.answer(visit, Outcome.canceled, 0); // to nobody
  }

  private judge(visit: number): void {
    const { link } = this;
    const isGood = link.targets.every(({ clockOffset }) => clockOffset === 0) || this.isValid();
    const [{ component }] = link.targets;
    link.respondFromLayer(this, visit, isGood ? Outcome.ok : Outcome.error, component.index);
  }

  /**
   * Whether a token that one of the issuers has made is good by the caller's clock. From a clock that is ahead it is not
   * valid yet for that long, from one that is behind it expires that much too early: of tokens of any age the same share.
   */
  private isValid(): boolean {
    const { tokenLife, leeway, draws } = this.validity;
    const { targets } = this.link;
    const { clockOffset } = targets[draws.integer(targets.length)];
    return !draws.chance(Math.min(1, Math.max(0, Math.abs(clockOffset) - leeway) / tokenLife));
  }

  private verifies(visit: number): boolean {
    const { kind, op } = this.sim.visits;
    return this.isVerification(kind[visit], op[visit] === Op.write ? Op.write : Op.read);
  }

  private verify(visit: number): void {
    const { sim } = this;
    sim.visits.stage[visit] = VERIFYING;
    if (this.verifyTime === 0) this.judge(visit);
    else sim.wakeAfter(this.id, VERIFIED, visit, this.verifyTime, Rank.timer);
  }
}
