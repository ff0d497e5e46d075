import { NOWHERE } from '../../geography.ts';
import type { Chooser, Link } from '../../link.ts';
import { type HealthChecks, seemsUp } from './targets.ts';

/**
 * For callers of a balancer that has a node in each of several zones: the nodes in turn, those left out that are known to
 * be down, as their names vanish from the DNS. With `prefersOwn` the node of the caller's zone as long as it is well.
 */
export class ZonalNodes implements Chooser {
  private readonly health: HealthChecks;
  private readonly prefersOwn: boolean;
  private cursor = 0;

  constructor(health: HealthChecks, prefersOwn: boolean) {
    this.health = health;
    this.prefersOwn = prefersOwn;
  }

  choose(link: Link): number {
    const { targets, sim } = link;
    const home = this.prefersOwn ? link.home : NOWHERE;
    const own = home === NOWHERE ? -1 : targets.findIndex(({ zone }) => zone === home);
    if (own >= 0 && seemsUp(targets[own], link, own, sim.now, this.health)) return own;
    for (let tried = 0; tried < targets.length; tried++) {
      if (++this.cursor >= targets.length) this.cursor = 0;
      if (seemsUp(targets[this.cursor], link, this.cursor, sim.now, this.health)) break;
    }
    return this.cursor;
  }
}
