import type { RandomStream } from '../../kernel/index.ts';
import type { Link } from '../../link.ts';
import type { Policy } from './policy.ts';
import type { Targets } from './targets.ts';

/** Connections that stay where they are. */
export interface Pins {
  readonly connections: number;
  /** After this a connection is made anew [s]; Infinity where it never is. */
  readonly maxAge: number;
}

/**
 * Balances connections and not requests: a target is chosen when a connection is made, and all requests over it, each by
 * any of them alike, go there until it is too old, broken by a crash of its target, or its target is known to be out.
 */
export class Pinned implements Policy {
  private readonly inner: Policy;
  private readonly targets: Targets;
  private readonly maxAge: number;
  private readonly draws: RandomStream;
  /** By connection: its target, -1 before the first, when it was made, and its end [s]. */
  private readonly target: Int32Array;
  private readonly made: Float64Array;
  private readonly until: Float64Array;

  constructor(inner: Policy, targets: Targets, { connections, maxAge }: Pins, draws: RandomStream) {
    this.inner = inner;
    this.targets = targets;
    this.maxAge = maxAge;
    this.draws = draws;
    this.target = new Int32Array(connections).fill(-1);
    this.made = new Float64Array(connections);
    this.until = new Float64Array(connections);
  }

  pick(now: number, key: number, link: Link | undefined): number {
    const { target, made, until, draws, maxAge, targets } = this;
    const connection = draws.integer(target.length);
    const known = target[connection];
    const isOpen = known >= 0 && now < until[connection] && targets.all[known].site.changedAt <= made[connection];
    if (isOpen && targets.isEligible(known, now, link)) return known;
    const chosen = this.inner.pick(now, key, link);
    if (chosen < 0) return chosen;
    target[connection] = chosen;
    made[connection] = now;
    // The first ones are of any age.
    until[connection] = now + (known < 0 && maxAge < Number.POSITIVE_INFINITY ? draws.uniform() * maxAge : maxAge);
    return chosen;
  }

  sent(target: number, expected: number): void {
    this.inner.sent?.(target, expected);
  }

  answered(target: number, now: number, expected: number, took: number): void {
    this.inner.answered?.(target, now, expected, took);
  }
}
