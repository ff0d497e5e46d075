import type { RandomStream } from '../../kernel/index.ts';
import type { Link } from '../../link.ts';
import type { Site } from '../../site.ts';

/** When a balancer learns that a target is dead or alive. */
export interface HealthChecks {
  /** Between two checks of one target [s]. */
  readonly interval: number;
  /** Failed checks in a row until a target leaves, and good ones until it returns. */
  readonly unhealthyAfter: number;
  readonly healthyAfter: number;
}

/** One place that a request can be sent to: a target of one of the balancer's links. */
export interface Target {
  readonly link: Link;
  readonly position: number;
  readonly site: Site;
  readonly weight: number;
}

/** What a policy chooses from: all targets of a balancer's connections, their health and how many requests they have. */
export class Targets {
  readonly all: readonly Target[];
  /** Requests unanswered, as the balancer knows them. */
  private readonly counts: Int32Array;
  /** Where each has its count. */
  private readonly places: Int32Array;
  private readonly health: HealthChecks;

  /** `counts` has those of all targets of `counted`, among them those of `links`; only targets that `isOne` are chosen from. */
  constructor(
    links: readonly Link[],
    counted: readonly Link[],
    counts: Int32Array,
    health: HealthChecks,
    isOne: (site: Site) => boolean = () => true,
  ) {
    const firstOf = new Map<Link, number>();
    let from = 0;
    for (const link of counted) {
      firstOf.set(link, from);
      from += link.targets.length;
    }
    this.all = links
      .flatMap((link) =>
        link.targets.map((site, position) => ({
          link,
          position,
          site,
          weight: link.connection.spec.weight,
        })),
      )
      .filter(({ site }) => isOne(site));
    this.places = Int32Array.from(this.all, ({ link, position }) => (firstOf.get(link) ?? 0) + position);
    this.counts = counts;
    this.health = health;
  }

  get size(): number {
    return this.all.length;
  }

  /** By which a hash ring knows them. */
  names(): string[] {
    return this.all.map(({ site }) => `${site.component.spec.id}#${site.instance}`);
  }

  unanswered(at: number): number {
    return this.counts[this.places[at]];
  }

  /** Whether a target may be chosen: it is one of the link's, if there is one, and not known to be out. */
  isEligible(at: number, now: number, link: Link | undefined): boolean {
    const { site, link: way, position } = this.all[at];
    if (link !== undefined && way !== link) return false;
    if (site.isOff) return false;
    return seemsUp(site, way, position, now, this.health);
  }

  /** Since when a target has been one that requests may be sent to [s]; -Infinity where it has always been. */
  joinedAt(at: number, now: number): number {
    const { spells, switchedOnAt } = this.all[at].site;
    const { interval, unhealthyAfter, healthyAfter } = this.health;
    return Math.max(
      spells?.wellSince(now, interval * unhealthyAfter, interval * healthyAfter) ?? switchedOnAt,
      switchedOnAt,
    );
  }

  /** An eligible one at random that is not among the first `taken` of `others`; -1 where there is none. */
  any(now: number, link: Link | undefined, draws: RandomStream, others: Int32Array, taken: number): number {
    const { size } = this;
    const first = draws.integer(size);
    if (!isAmong(first, others, taken) && this.isEligible(first, now, link)) return first;
    // Reservoir sampling of those who may be.
    let seen = 0;
    let chosen = -1;
    for (let at = 0; at < size; at++) {
      if (isAmong(at, others, taken) || !this.isEligible(at, now, link)) continue;
      seen++;
      if (seen === 1 || draws.integer(seen) === 0) chosen = at;
    }
    return chosen;
  }
}

/**
 * Whether health checks take a target of a link to be well. Who is cut off seems dead, and what is over before enough checks
 * have seen it is not noticed.
 */
export function seemsUp(
  { spells }: Site,
  { cuts }: Link,
  position: number,
  now: number,
  health: HealthChecks,
): boolean {
  const { interval, unhealthyAfter, healthyAfter } = health;
  const outAfter = interval * unhealthyAfter;
  const wellAfter = interval * healthyAfter;
  if (spells !== undefined && !spells.seemsWell(now, outAfter, wellAfter)) return false;
  return cuts === undefined || cuts.spellsOf(position).seemsWell(now, outAfter, wellAfter);
}

function isAmong(at: number, others: Int32Array, taken: number): boolean {
  for (let i = 0; i < taken; i++) if (others[i] === at) return true;
  return false;
}

/** For `any`: nobody is excluded. */
export const NOBODY_ELSE = new Int32Array(0);
