import { boundedLoad } from './bounded-load.ts';
import { consistentHash } from './consistent-hash.ts';
import { leastConnections } from './least-connections.ts';
import { leastWork } from './least-work.ts';
import { peakEwma } from './peak-ewma.ts';
import type { PolicyDefinition } from './policy.ts';
import { powerOfTwo } from './power-of-two.ts';
import { random } from './random.ts';
import { roundRobin } from './round-robin.ts';
import { sharedQueue } from './shared-queue.ts';
import { weighted } from './weighted.ts';
import { weightedRandom } from './weighted-random.ts';

export { Balancer, type BalancerOptions } from './balancer.ts';
export { LATER, NOWHERE } from './policy.ts';

/** How a balancer may choose among its targets. */
export const policies = [
  roundRobin,
  random,
  leastConnections,
  powerOfTwo,
  weighted,
  weightedRandom,
  consistentHash,
  boundedLoad,
  leastWork,
  peakEwma,
  sharedQueue,
] as const satisfies readonly PolicyDefinition[];
export type BalancingPolicy = (typeof policies)[number]['value'];

export function policyOf(value: BalancingPolicy): PolicyDefinition {
  return policies.find((policy) => policy.value === value) ?? roundRobin;
}
