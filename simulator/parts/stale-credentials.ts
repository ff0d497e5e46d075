import { NO_VISIT, type RandomStream, Rank, type Station } from '../kernel/index.ts';
import { Outcome } from '../outcome.ts';
import type { Site } from '../site.ts';
import type { Guard } from './guarded.ts';

/**
 * Callers whose new connections to an instance are refused, while those that are open go on until they are renewed. Each
 * connection is renewed at a moment of its own, so that the share of the calls that fail grows evenly until all have been.
 */
export class StaleCredentials implements Guard, Station {
  private readonly site: Site;
  /** How long a connection is kept [s]. */
  private readonly life: number;
  private readonly draws: RandomStream;
  private readonly since: number;
  private readonly id: number;
  /** By number of a link: its place in the order in which callers get what is good again. */
  private readonly turn: ReadonlyMap<number, number>;
  /** From then on callers get it [s], and so long it takes until all have it. */
  private renewedFrom = Number.POSITIVE_INFINITY;
  private rollout = 0;

  constructor(site: Site, life: number, draws: RandomStream) {
    this.site = site;
    this.life = life;
    this.draws = draws;
    this.since = site.sim.now;
    this.id = site.sim.add(this);
    const into = site.allLinks.filter(({ targets }) => targets.includes(site));
    this.turn = new Map(into.map(({ index }, at) => [index, at]));
    site.setGuard(this, true);
  }

  admits(visit: number): boolean {
    const { sim } = this.site;
    const link = sim.visits.link[visit];
    const age = sim.now - this.since;
    if (link < 0 || this.isRenewed(link, sim.now) || (age < this.life && !this.draws.chance(age / this.life)))
      return true;
    this.site.fail(visit, Outcome.refused);
    return false;
  }

  /** What is good is there: callers get it one after the other, within so long [s]. */
  renew(rollout: number): void {
    const { sim } = this.site;
    this.renewedFrom = sim.now;
    this.rollout = rollout;
    sim.wakeAfter(this.id, 0, NO_VISIT, rollout, Rank.timer);
  }

  wake(): void {
    this.site.setGuard(this, false);
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

  private isRenewed(link: number, now: number): boolean {
    const turn = this.turn.get(link) ?? 0;
    return now >= this.renewedFrom + (this.rollout * (turn + 1)) / this.turn.size;
  }
}
