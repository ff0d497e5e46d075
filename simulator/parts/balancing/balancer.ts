import { NOWHERE } from '../../geography.ts';
import type { RandomStream } from '../../kernel/index.ts';
import type { Chooser, Link } from '../../link.ts';
import type { StaleCounts } from './knowledge.ts';
import { Pinned, type Pins } from './pinned.ts';
import { LATER, type Policy, type PolicyDefinition, type PolicyOptions } from './policy.ts';
import { SlowStart } from './slow-start.ts';
import { type HealthChecks, Targets } from './targets.ts';

export interface BalancerOptions extends PolicyOptions, HealthChecks {
  /** Time in which a target that comes gets its share [s]; at once where absent. */
  readonly slowStart?: number | undefined;
  /** Where connections are balanced and not requests. */
  readonly pins?: Pins | undefined;
}

/** What the balancers of one component know of the targets' unanswered requests. */
export interface Known {
  /** The links whose targets are counted. */
  readonly links: readonly Link[];
  readonly counts: Int32Array;
  /** Where the counts are those of some time ago. */
  readonly stale?: StaleCounts | undefined;
  /** Number of the zone whose targets come first; absent where none do. */
  readonly home?: number | undefined;
}

/** The targets in the balancer's own zone, by themselves. */
interface Near {
  readonly policy: Policy;
  /** Numbers among all targets of those that are near, and the other way round (-1: not near). */
  readonly numbers: Int32Array;
  readonly places: Int32Array;
}

/**
 * Chooses among all targets of some of a balancer's connections. It counts what it has sent itself (waiting, in service
 * or on the wire), and learns of dead targets by health checks, so that calls to one that has just died still fail.
 */
export class Balancer implements Chooser {
  readonly policy: Policy;
  private readonly targets: Targets;
  private readonly stale: StaleCounts | undefined;
  private readonly near: Near | undefined;

  constructor(
    links: readonly Link[],
    policy: PolicyDefinition,
    options: BalancerOptions,
    known: Known,
    draws: RandomStream,
  ) {
    this.targets = new Targets(links, known.links, known.counts, options);
    this.policy = policyFor(policy, this.targets, options, draws);
    this.stale = known.stale;
    const { home = NOWHERE } = known;
    const numbers =
      home === NOWHERE ? [] : this.targets.all.flatMap(({ site }, at) => (site.zone === home ? [at] : []));
    if (numbers.length === 0) return;
    const near = new Targets(links, known.links, known.counts, options, ({ zone }) => zone === home);
    this.near = {
      policy: policyFor(policy, near, options, draws),
      numbers: Int32Array.from(numbers),
      places: Int32Array.from(this.targets.all, (_, at) => numbers.indexOf(at)),
    };
  }

  /**
   * Number of a target for this key, NOWHERE or LATER. `link` restricts the choice to one connection's. Those of the own
   * zone come first, and others only where none of these is known to be well.
   */
  pick(now: number, key: number, link: Link | undefined): number {
    this.stale?.catchUp(now);
    if (this.near !== undefined) {
      const at = this.near.policy.pick(now, key, link);
      if (at >= 0) return this.near.numbers[at];
      if (at === LATER) return LATER;
    }
    return this.policy.pick(now, key, link);
  }

  /** A request that takes `expected` in the mean has been sent to a target [s]. */
  sent(target: number, expected: number): void {
    this.policy.sent?.(target, expected);
    const at = this.near?.places[target] ?? -1;
    if (at >= 0) this.near?.policy.sent?.(at, expected);
  }

  /** It has been answered, `took` later [s]. */
  answered(target: number, now: number, expected: number, took: number): void {
    this.policy.answered?.(target, now, expected, took);
    const at = this.near?.places[target] ?? -1;
    if (at >= 0) this.near?.policy.answered?.(at, now, expected, took);
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

/** The policy itself, within whatever the balancer does beside it. */
function policyFor(policy: PolicyDefinition, targets: Targets, options: BalancerOptions, draws: RandomStream): Policy {
  let made = policy.make(targets, options, draws);
  if (options.slowStart !== undefined) made = new SlowStart(made, targets, options.slowStart, draws);
  if (options.pins !== undefined) made = new Pinned(made, targets, options.pins, draws);
  return made;
}
