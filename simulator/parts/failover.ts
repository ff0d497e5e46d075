import { group, quantity } from '../field.ts';
import { NO_VISIT, type RandomStream, Rank, Ring, type Simulation, type Station } from '../kernel/index.ts';

/** What happens when a primary dies and another copy can take its place. */
export const failoverField = group(
  {
    title: 'Failover',
    help: 'A standby or a read replica takes the primary’s place when it crashes. Until then nobody answers what only the primary can.',
    advanced: true,
  },
  {
    detection: quantity('time', {
      title: 'Detection',
      help: 'From the crash until the primary is taken to be dead. Shorter, and a pause is taken for a death.',
      default: '30 s',
      source: 'Redis Sentinel: down-after-milliseconds = 30,000; AWS RDS Multi-AZ takes 60 to 120 s for all of it.',
      min: 0,
      max: 86_400,
    }),
    promotion: quantity('time', {
      title: 'Promotion',
      help: 'From then until the copy answers as primary: election, replay of its log, new addresses.',
      default: '60 s',
      source: 'AWS RDS User Guide: a Multi-AZ failover typically takes 60 to 120 s, detection included.',
      min: 0,
      max: 86_400,
    }),
    success: quantity('fraction', {
      title: 'Success',
      help: 'Probability that it works. Where it does not, service comes back with the repair.',
      default: 1,
      source: 'Assumption: it works; it does where it is practised.',
      min: 0,
      max: 1,
    }),
    lossWindow: quantity('time', {
      title: 'Loss window',
      help: 'Writes acknowledged so shortly before the crash that the copy does not have them: they are lost. 0 with a synchronous copy; with an asynchronous one its lag.',
      default: '0 s',
      source: 'AWS RDS Multi-AZ replicates synchronously: nothing acknowledged is lost.',
      min: 0,
      max: 86_400,
    }),
  },
);

export interface FailoverSpec {
  readonly detection: number;
  readonly promotion: number;
  readonly success: number;
  readonly lossWindow: number;
}

/** Who is told that a copy is primary now. */
export interface Promoted {
  takeOver(): void;
}

/**
 * One primary with one copy that can take its place. While the dead machine is under repair there is no other copy, so
 * that a second crash lasts until a repair; the machine that comes back is the new copy.
 */
export class Failover implements Station {
  private readonly sim: Simulation;
  private readonly spec: FailoverSpec;
  private readonly primary: Promoted;
  private readonly draws: RandomStream;
  private readonly id: number;
  private hasCopy = true;
  private isDown = false;
  /** Number of the promotion under way: a repair in time calls it off. */
  private turn = 0;

  constructor(sim: Simulation, spec: FailoverSpec, primary: Promoted, draws: RandomStream) {
    this.sim = sim;
    this.spec = spec;
    this.primary = primary;
    this.draws = draws;
    this.id = sim.add(this);
  }

  /** The primary has crashed. */
  failed(): void {
    this.isDown = true;
    if (this.hasCopy) this.begin();
  }

  /** A machine is repaired: true where it is not the primary's that was waited for, but comes back as the copy. */
  repaired(): boolean {
    if (this.hasCopy) {
      this.isDown = false;
      this.turn++;
      return false;
    }
    this.hasCopy = true;
    if (this.isDown) this.begin();
    return true;
  }

  wake(turn: number): void {
    if (turn !== this.turn || !this.draws.chance(this.spec.success)) return;
    this.isDown = false;
    this.hasCopy = false;
    this.primary.takeOver();
  }

  arrive(): void {
    // Nobody calls it.
  }

  answered(): void {
    // It calls nobody.
  }

  abandoned(): void {
    // Nobody calls it.
  }

  private begin(): void {
    const { detection, promotion } = this.spec;
    this.sim.wakeAfter(this.id, ++this.turn, NO_VISIT, detection + promotion, Rank.timer);
  }
}

/** Acknowledged writes that a copy may not have yet. */
export class LossWindow {
  private readonly length: number;
  private readonly acknowledged = new Ring();

  constructor(length: number) {
    this.length = length;
  }

  /** A write has been acknowledged now. */
  note(now: number): void {
    this.forget(now);
    this.acknowledged.push(NO_VISIT, 0, now);
  }

  /** How many of them a crash at this moment takes, if the copy is promoted. */
  at(now: number): number {
    this.forget(now);
    return this.acknowledged.size;
  }

  /** How long ago the oldest of them was acknowledged [s]; 0 where there is none. */
  ageAt(now: number): number {
    this.forget(now);
    return this.acknowledged.size === 0 ? 0 : now - this.acknowledged.oldestAt();
  }

  private forget(now: number): void {
    const { acknowledged, length } = this;
    while (acknowledged.size > 0 && acknowledged.oldestAt() <= now - length) acknowledged.shift();
  }
}
