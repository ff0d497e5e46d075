import { avalanche, Fingerprint, type RandomStream } from '../kernel/index.ts';
import type { Chooser, Link } from '../link.ts';
import type { Site } from '../site.ts';

export const policies = [
  {
    value: 'round-robin',
    title: 'Round robin',
    description: 'In turn. Fair in number, blind to how long requests take.',
  },
  { value: 'random', title: 'Random', description: 'Any target, all alike.' },
  {
    value: 'least-connections',
    title: 'Least connections',
    description: 'The target with the fewest unanswered requests; ties at random.',
  },
  {
    value: 'power-of-two',
    title: 'Power of two choices',
    description: 'The better of two drawn at random: nearly as good as least connections, far cheaper.',
  },
  {
    value: 'weighted',
    title: 'Weighted',
    description: 'In turn, by the weights of the connections (smooth weighted round robin, as nginx does).',
  },
  {
    value: 'consistent-hash',
    title: 'Consistent hash',
    description: 'The same key to the same target; when one leaves, only its keys move.',
  },
] as const;
export type BalancingPolicy = (typeof policies)[number]['value'];

/** When a balancer learns that a target is dead or alive. */
export interface HealthChecks {
  /** Between two checks of one target [s]. */
  readonly interval: number;
  /** Failed checks in a row until a target leaves, and good ones until it returns. */
  readonly unhealthyAfter: number;
  readonly healthyAfter: number;
}

/** Points of one target on the hash ring. libketama, from which most rings descend, takes 100 to 200. */
const POINTS = 160;

/** One place that a request can be sent to: a target of one of the balancer's links. */
interface Candidate {
  readonly link: Link;
  readonly position: number;
  readonly site: Site;
  readonly weight: number;
}

/**
 * Chooses among all targets of a balancer's connections. It counts what it has sent itself (waiting, in service or on the
 * wire), and learns of dead targets by health checks, so that calls to one that has just died still fail.
 */
export class Balancer implements Chooser {
  private readonly candidates: readonly Candidate[];
  private readonly policy: BalancingPolicy;
  private readonly health: HealthChecks;
  private readonly draws: RandomStream;
  private cursor = 0;
  /** Smooth weighted round robin: what each is owed. */
  private readonly credit: Float64Array;
  /** Ring of consistent hashing: hashes in rising order and whose they are. */
  private readonly ringHashes: Float64Array;
  private readonly ringOwners: Int32Array;

  constructor(links: readonly Link[], policy: BalancingPolicy, health: HealthChecks, draws: RandomStream) {
    this.candidates = links.flatMap((link) =>
      link.targets.map((site, position) => ({ link, position, site, weight: link.connection.spec.weight })),
    );
    this.policy = policy;
    this.health = health;
    this.draws = draws;
    this.credit = new Float64Array(this.candidates.length);
    const points = policy === 'consistent-hash' ? this.points() : [];
    this.ringHashes = Float64Array.from(points, (point) => point.hash);
    this.ringOwners = Int32Array.from(points, (point) => point.owner);
  }

  /** Number of a candidate for this key, or -1 where none is known to be healthy. `link` restricts the choice to one. */
  pick(now: number, key: number, link: Link | undefined): number {
    switch (this.policy) {
      case 'round-robin':
        return this.next(now, link);
      case 'random':
        return this.any(now, link, -1);
      case 'least-connections':
        return this.least(now, link);
      case 'power-of-two':
        return this.better(now, link);
      case 'weighted':
        return this.owed(now, link);
      case 'consistent-hash':
        return this.owner(now, key, link);
    }
  }

  linkOf(candidate: number): Link {
    return this.candidates[candidate].link;
  }

  positionOf(candidate: number): number {
    return this.candidates[candidate].position;
  }

  /** For a retry on one connection: a fresh choice among its targets. */
  choose(link: Link, _kind: number, key: number): number {
    const candidate = this.pick(link.sim.now, key, link);
    return candidate < 0 ? -1 : this.candidates[candidate].position;
  }

  private isEligible(candidate: Candidate, now: number, link: Link | undefined): boolean {
    if (link !== undefined && candidate.link !== link) return false;
    const { site } = candidate;
    const { interval, unhealthyAfter, healthyAfter } = this.health;
    const way = candidate.link;
    // It is thought of as it was before the last change until enough checks have seen the change.
    if (site.isOut || way.isCut) {
      const since =
        site.isOut && way.isCut
          ? Math.min(site.changedAt, way.cutChangedAt)
          : site.isOut
            ? site.changedAt
            : way.cutChangedAt;
      return now < since + interval * unhealthyAfter;
    }
    return now >= Math.max(site.changedAt, way.cutChangedAt) + interval * healthyAfter;
  }

  private next(now: number, link: Link | undefined): number {
    const { candidates } = this;
    for (let tried = 0; tried < candidates.length; tried++) {
      if (this.cursor >= candidates.length) this.cursor = 0;
      const at = this.cursor++;
      if (this.isEligible(candidates[at], now, link)) return at;
    }
    return -1;
  }

  /** One at random, but not `except`: reservoir sampling where some are not eligible. */
  private any(now: number, link: Link | undefined, except: number): number {
    const { candidates, draws } = this;
    const first = draws.integer(candidates.length);
    if (first !== except && this.isEligible(candidates[first], now, link)) return first;
    let seen = 0;
    let chosen = -1;
    for (let at = 0; at < candidates.length; at++) {
      if (at === except || !this.isEligible(candidates[at], now, link)) continue;
      seen++;
      if (seen === 1 || draws.integer(seen) === 0) chosen = at;
    }
    return chosen;
  }

  private outstanding(at: number): number {
    const { link, position } = this.candidates[at];
    return link.outstanding[position];
  }

  private least(now: number, link: Link | undefined): number {
    const { candidates, draws } = this;
    let best = -1;
    let fewest = Number.POSITIVE_INFINITY;
    let ties = 0;
    for (let at = 0; at < candidates.length; at++) {
      if (!this.isEligible(candidates[at], now, link)) continue;
      const count = this.outstanding(at);
      if (count < fewest) {
        best = at;
        fewest = count;
        ties = 1;
      } else if (count === fewest && draws.integer(++ties) === 0) {
        best = at;
      }
    }
    return best;
  }

  /** Two distinct ones at random, the one with fewer unanswered; ties at random, which the first being random settles. */
  private better(now: number, link: Link | undefined): number {
    const first = this.any(now, link, -1);
    if (first < 0) return -1;
    const second = this.any(now, link, first);
    return second >= 0 && this.outstanding(second) < this.outstanding(first) ? second : first;
  }

  private owed(now: number, link: Link | undefined): number {
    const { candidates, credit } = this;
    let best = -1;
    let total = 0;
    for (let at = 0; at < candidates.length; at++) {
      if (!this.isEligible(candidates[at], now, link)) continue;
      const { weight } = candidates[at];
      credit[at] += weight;
      total += weight;
      if (best < 0 || credit[at] > credit[best]) best = at;
    }
    if (best >= 0) credit[best] -= total;
    return best;
  }

  private owner(now: number, key: number, link: Link | undefined): number {
    const { ringHashes, ringOwners, candidates } = this;
    const hash = avalanche((key | 0) ^ 0x9e3779b9) >>> 0;
    let low = 0;
    let high = ringHashes.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (ringHashes[middle] < hash) low = middle + 1;
      else high = middle;
    }
    for (let step = 0; step < ringHashes.length; step++) {
      const owner = ringOwners[(low + step) % ringHashes.length];
      if (this.isEligible(candidates[owner], now, link)) return owner;
    }
    return -1;
  }

  private points(): { hash: number; owner: number }[] {
    const points = this.candidates.flatMap(({ site }, owner) =>
      Array.from({ length: POINTS }, (_, point) => ({
        hash: ringHash(`${site.component.spec.id}#${site.instance}/${point}`),
        owner,
      })),
    );
    return points.sort((a, b) => a.hash - b.hash || a.owner - b.owner);
  }
}

function ringHash(name: string): number {
  return new Fingerprint().text(name).upper;
}
