import type { Distribution } from '../distribution.ts';
import { NO_VISIT, type RandomStream, Rank, Ring, type Simulation, type Station } from '../kernel/index.ts';

/** What fails as a whole and is repaired as a whole: an instance, a zone. */
export interface Unit {
  /** Names its random stream. */
  readonly name: string;
  /** Returns the repair. */
  fail(): () => void;
}

export interface LifetimeLaws {
  /** Time from a repair to the next failure, and time that a repair takes [s]. */
  readonly up: Distribution;
  readonly down: Distribution;
  /** Units that can be under repair at the same time; Infinity where each has a crew of its own. */
  readonly crews: number;
}

/**
 * Units that are up and down in turn, for ever: alternating renewal processes. All begin up. The mean time between
 * failures is the mean time up, so that with crews enough the share of time up is MTBF / (MTBF + MTTR). Where crews are
 * fewer, repairs wait for one, first failed first repaired. From `until` on [s] none fails any more.
 */
export class Lifetimes implements Station {
  private readonly sim: Simulation;
  private readonly units: readonly Unit[];
  private readonly laws: LifetimeLaws;
  private readonly draws: readonly RandomStream[];
  private readonly id: number;
  private readonly broken = new Ring();
  /** By unit: what ends its last failure. */
  private readonly repairs: (() => void)[] = [];
  private readonly until: number;
  private underRepair = 0;

  constructor(
    sim: Simulation,
    units: readonly Unit[],
    laws: LifetimeLaws,
    streamOf: (owner: string, purpose: string) => RandomStream,
    until: number,
  ) {
    this.sim = sim;
    this.units = units;
    this.laws = laws;
    this.until = until;
    this.draws = units.map(({ name }) => streamOf(name, 'lifetimes'));
    this.id = sim.add(this);
    for (let unit = 0; unit < units.length; unit++) this.live(unit);
  }

  /** Timers: unit × 2 for its failure, and one more for the end of its repair. */
  wake(timer: number): void {
    const unit = timer >> 1;
    if (timer % 2 === 0) {
      this.repairs[unit] = this.units[unit].fail();
      this.broken.push(unit, 0, this.sim.now);
    } else {
      this.underRepair--;
      this.repairs[unit]();
      this.live(unit);
    }
    while (this.broken.size > 0 && this.underRepair < this.laws.crews) this.mend(this.broken.shift());
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

  private live(unit: number): void {
    const failsAt = this.sim.now + this.laws.up.sample(this.draws[unit]);
    if (failsAt < this.until) this.sim.wakeAt(this.id, unit * 2, NO_VISIT, failsAt, Rank.timer);
  }

  private mend(unit: number): void {
    this.underRepair++;
    this.sim.wakeAfter(this.id, unit * 2 + 1, NO_VISIT, this.laws.down.sample(this.draws[unit]), Rank.timer);
  }
}
