import type { Link } from '../../link.ts';
import { HashRing } from './hash-ring.ts';
import { definePolicy, NOWHERE, type Policy } from './policy.ts';
import type { Targets } from './targets.ts';

export const consistentHash = definePolicy({
  value: 'consistent-hash',
  title: 'Consistent hash',
  description: 'The same key to the same target; when one leaves, only its keys move.',
  readsKeys: true,
  make: (targets, { points }) => new ConsistentHash(targets, points),
});

class ConsistentHash implements Policy {
  private readonly targets: Targets;
  private readonly ring: HashRing;

  constructor(targets: Targets, points: number) {
    this.targets = targets;
    this.ring = new HashRing(targets.names(), points);
  }

  pick(now: number, key: number, link: Link | undefined): number {
    const { targets, ring } = this;
    const place = ring.placeOf(key);
    for (let step = 0; step < ring.size; step++) {
      const owner = ring.ownerOf(place + step);
      if (targets.isEligible(owner, now, link)) return owner;
    }
    return NOWHERE;
  }
}
