import type { RandomStream } from '../../kernel/index.ts';
import type { Link } from '../../link.ts';
import { NOWHERE } from './policy.ts';
import type { Targets } from './targets.ts';

/**
 * The eligible target with the least of something, ties at random: one pass finds the least and how many have it, a
 * second one of them, so that there is one draw however many there are.
 */
export function least(
  targets: Targets,
  now: number,
  link: Link | undefined,
  draws: RandomStream,
  of: (at: number) => number,
): number {
  let best = NOWHERE;
  let lowest = Number.POSITIVE_INFINITY;
  let ties = 0;
  for (let at = 0; at < targets.size; at++) {
    const value = of(at);
    if (value > lowest || !targets.isEligible(at, now, link)) continue;
    if (value < lowest) {
      best = at;
      lowest = value;
      ties = 1;
    } else {
      ties++;
    }
  }
  if (ties < 2) return best;
  let skip = draws.integer(ties);
  for (let at = best; at < targets.size; at++) {
    if (of(at) === lowest && targets.isEligible(at, now, link) && skip-- === 0) return at;
  }
  return best;
}
