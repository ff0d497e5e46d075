import type { RandomStream } from '../../kernel/index.ts';
import type { Chooser, Link } from '../../link.ts';
import type { StaleCounts } from './knowledge.ts';
import type { Policy, PolicyDefinition, PolicyOptions } from './policy.ts';
import { type HealthChecks, Targets } from './targets.ts';

export interface BalancerOptions extends PolicyOptions, HealthChecks {}

/** What the balancers of one component know of the targets' unanswered requests. */
export interface Known {
  /** The links whose targets are counted. */
  readonly links: readonly Link[];
  readonly counts: Int32Array;
  /** Where the counts are those of some time ago. */
  readonly stale?: StaleCounts | undefined;
}

/**
 * Chooses among all targets of some of a balancer's connections. It counts what it has sent itself (waiting, in service
 * or on the wire), and learns of dead targets by health checks, so that calls to one that has just died still fail.
 */
export class Balancer implements Chooser {
  readonly policy: Policy;
  private readonly targets: Targets;
  private readonly stale: StaleCounts | undefined;

  constructor(
    links: readonly Link[],
    policy: PolicyDefinition,
    options: BalancerOptions,
    known: Known,
    draws: RandomStream,
  ) {
    this.targets = new Targets(links, known.links, known.counts, options);
    this.policy = policy.make(this.targets, options, draws);
    this.stale = known.stale;
  }

  /** Number of a target for this key, NOWHERE or LATER. `link` restricts the choice to one connection's. */
  pick(now: number, key: number, link: Link | undefined): number {
    this.stale?.catchUp(now);
    return this.policy.pick(now, key, link);
  }

  linkOf(target: number): Link {
    return this.targets.all[target].link;
  }

  positionOf(target: number): number {
    return this.targets.all[target].position;
  }

  /** How long a request of this kind takes at the target in the mean, shared by its servers [s]. */
  expected(target: number, at: number): number {
    const { component } = this.targets.all[target].site;
    const servers = component.resources[0]?.servers ?? 1;
    return (component.service[at]?.mean ?? 0) / (servers < Number.POSITIVE_INFINITY ? servers : 1);
  }

  /** For a retry on one connection: a fresh choice among its targets. */
  choose(link: Link, _kind: number, key: number): number {
    const target = this.pick(link.sim.now, key, link);
    return target < 0 ? -1 : this.targets.all[target].position;
  }
}
