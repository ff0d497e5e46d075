import { type DistributionSpec, sampler } from '../distribution.ts';
import { DeadlineQueue, NO_VISIT, type RandomStream, Rank, type Simulation } from '../kernel/index.ts';
import type { Distribution } from '../laws/law.ts';
import type { Site } from '../site.ts';
import { SLACK } from './slack.ts';

/** The timer of waits that have lasted too long; the owner of a center hands it on. */
export const PATIENCE = 8;

/** How long those who wait are ready to wait. */
export interface Impatience {
  /** A visit begins to wait. */
  joined(visit: number): void;
  /** It waits no longer, for whatever reason. */
  called(visit: number): void;
  /** Nobody waits any more: a crash. */
  cleared(): void;
  /** The timer has run out: gives each visit that has waited too long to `leaves`. */
  wake(visit: number, leaves: (visit: number) => void): void;
}

/** `law` says how long one is ready to wait; it is drawn anew for each who must. */
export function impatience(site: Site, law: DistributionSpec | undefined): Impatience | undefined {
  if (law === undefined) return undefined;
  return law.kind === 'constant'
    ? new EquallyPatient(site.sim, site.id, law.value, PATIENCE)
    : new DifferentlyPatient(site.sim, site.id, sampler(law), site.stream('patience'));
}

/** Equal patience runs out in the order of joining. */
export class EquallyPatient implements Impatience {
  private readonly sim: Simulation;
  private readonly station: number;
  private readonly patience: number;
  private readonly timer: number;
  private deadlines: DeadlineQueue;

  constructor(sim: Simulation, station: number, patience: number, timer: number) {
    this.sim = sim;
    this.station = station;
    this.timer = timer;
    this.patience = patience * (1 + SLACK);
    this.deadlines = this.noDeadlines();
  }

  joined(visit: number): void {
    this.deadlines.set(visit);
  }

  called(visit: number): void {
    this.sim.visits.mark[visit] = 0;
  }

  /** Their marks stay on rows that are free or on their way home, where no deadline may find them. */
  cleared(): void {
    this.deadlines = this.noDeadlines();
  }

  private noDeadlines(): DeadlineQueue {
    return new DeadlineQueue(this.sim, this.station, this.timer, this.patience);
  }

  wake(_visit: number, leaves: (visit: number) => void): void {
    for (let late = this.deadlines.expired(); late !== NO_VISIT; late = this.deadlines.expired()) leaves(late);
  }
}

/** A timer for each, void unless the visit's mark is the one it was set with. */
class DifferentlyPatient implements Impatience {
  private readonly sim: Simulation;
  private readonly station: number;
  private readonly law: Distribution;
  private readonly draws: RandomStream;

  constructor(sim: Simulation, station: number, law: Distribution, draws: RandomStream) {
    this.sim = sim;
    this.station = station;
    this.law = law;
    this.draws = draws;
  }

  joined(visit: number): void {
    const { sim } = this;
    sim.visits.mark[visit] = 1;
    sim.wakeAfter(this.station, PATIENCE, visit, this.law.sample(this.draws), Rank.timer);
  }

  called(visit: number): void {
    this.sim.visits.mark[visit] = 0;
  }

  cleared(): void {
    // A timer dies with its visit.
  }

  wake(visit: number, leaves: (visit: number) => void): void {
    // A visit waits once at its station: a mark that is set belongs to this timer.
    if (this.sim.visits.mark[visit] !== 0) leaves(visit);
  }
}
