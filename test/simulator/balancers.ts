import { streamFor } from '../../simulator/kernel/index.ts';
import type { Link } from '../../simulator/link.ts';
import {
  Balancer,
  type BalancerOptions,
  type BalancingPolicy,
  policyOf,
} from '../../simulator/parts/balancing/index.ts';
import { countTogether, StaleCounts } from '../../simulator/parts/balancing/knowledge.ts';

/** A balancer over some links, outside of any run. */
export function balancerOf(
  links: readonly Link[],
  policy: BalancingPolicy,
  more: Partial<BalancerOptions> & { staleness?: number } = {},
): Balancer {
  const { staleness, ...rest } = more;
  const options = {
    choices: 2,
    points: 160,
    loadFactor: 1.25,
    decay: 10,
    interval: 10,
    unhealthyAfter: 2,
    healthyAfter: 3,
  };
  const stale = staleness === undefined ? undefined : new StaleCounts(links, staleness);
  const counts = countTogether(links);
  const known = { links, counts: stale?.counts ?? counts, stale };
  return new Balancer(links, policyOf(policy), { ...options, ...rest }, known, streamFor(1, 0, 'lb', 'balancing'));
}
