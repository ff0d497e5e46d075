import type { RandomStream } from '../../kernel/index.ts';
import type { Link } from '../../link.ts';
import type { Targets } from './targets.ts';

/** In place of a target: none is known to be healthy. */
export const NOWHERE = -1;
/** In place of a target: all are busy, and the request waits for the first that is free. */
export const LATER = -2;

/** How one balancer chooses. Most policies need no more than to be asked. */
export interface Policy {
  /** Number of an eligible target for this key, NOWHERE or LATER. `link` restricts the choice to one connection's. */
  pick(now: number, key: number, link: Link | undefined): number;
  /** A request that takes `expected` in the mean has been sent to the target [s]. */
  sent?(target: number, expected: number): void;
  /** It has been answered, `took` later [s]. */
  answered?(target: number, now: number, expected: number, took: number): void;
}

/** What a design may say about the policies, beside their name. */
export interface PolicyOptions {
  /** Targets drawn by power of d. */
  readonly choices: number;
  /** Points of one target on a hash ring. */
  readonly points: number;
  /** Most that a target of a ring has, relative to the average. */
  readonly loadFactor: number;
  /** Time in which a latency seen once is forgotten to 1/e [s]. */
  readonly decay: number;
}

/** One policy, as a design names it. */
export interface PolicyDefinition<Value extends string = string> {
  readonly value: Value;
  readonly title: string;
  readonly description: string;
  /** It looks at the key of a request; absent where it does not. */
  readonly readsKeys?: true;
  readonly make: (targets: Targets, options: PolicyOptions, draws: RandomStream) => Policy;
}

/** Keeps the literal name. */
export function definePolicy<const Value extends string>(definition: PolicyDefinition<Value>): PolicyDefinition<Value> {
  return definition;
}
