import type { Link } from '../../link.ts';
import { HashRing } from './hash-ring.ts';
import { definePolicy, NOWHERE, type Policy } from './policy.ts';
import type { Targets } from './targets.ts';

export const boundedLoad = definePolicy({
  value: 'bounded-load',
  title: 'Consistent hash with bounded loads',
  description:
    'The same key to the same target, unless that has more than its share of the requests in flight: then to the next on the ring.',
  readsKeys: true,
  make: (targets, { points, loadFactor }) => new BoundedLoad(targets, points, loadFactor),
});

/**
 * No target has more than ⌈c × requests in flight / targets⌉, the one to be placed included.
 * [Mirrokni, Thorup & Zadimoghaddam, "Consistent hashing with bounded loads", SODA 2018]
 */
class BoundedLoad implements Policy {
  private readonly targets: Targets;
  private readonly ring: HashRing;
  private readonly factor: number;

  constructor(targets: Targets, points: number, factor: number) {
    this.targets = targets;
    this.ring = new HashRing(targets.names(), points);
    this.factor = factor;
  }

  pick(now: number, key: number, link: Link | undefined): number {
    const { targets, ring, factor } = this;
    let eligible = 0;
    let inFlight = 1;
    for (let at = 0; at < targets.size; at++) {
      if (!targets.isEligible(at, now, link)) continue;
      eligible++;
      inFlight += targets.unanswered(at);
    }
    if (eligible === 0) return NOWHERE;
    const cap = Math.ceil((factor * inFlight) / eligible);
    const place = ring.placeOf(key);
    // Somebody is below the average, and so below the cap.
    for (let step = 0; step < ring.size; step++) {
      const owner = ring.ownerOf(place + step);
      if (targets.unanswered(owner) < cap && targets.isEligible(owner, now, link)) return owner;
    }
    return NOWHERE;
  }
}
