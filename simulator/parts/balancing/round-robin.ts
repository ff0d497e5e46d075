import type { Link } from '../../link.ts';
import { definePolicy, NOWHERE, type Policy } from './policy.ts';
import type { Targets } from './targets.ts';

export const roundRobin = definePolicy({
  value: 'round-robin',
  title: 'Round robin',
  description: 'In turn. Fair in number, blind to how long requests take.',
  make: (targets) => new RoundRobin(targets),
});

class RoundRobin implements Policy {
  private readonly targets: Targets;
  private cursor = 0;

  constructor(targets: Targets) {
    this.targets = targets;
  }

  pick(now: number, _key: number, link: Link | undefined): number {
    const { targets } = this;
    for (let tried = 0; tried < targets.size; tried++) {
      if (this.cursor >= targets.size) this.cursor = 0;
      const at = this.cursor++;
      if (targets.isEligible(at, now, link)) return at;
    }
    return NOWHERE;
  }
}
