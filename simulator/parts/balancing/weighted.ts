import type { Link } from '../../link.ts';
import { definePolicy, NOWHERE, type Policy } from './policy.ts';
import type { Targets } from './targets.ts';

export const weighted = definePolicy({
  value: 'weighted',
  title: 'Weighted',
  description: 'In turn, by the weights of the connections (smooth weighted round robin, as nginx does).',
  make: (targets) => new SmoothWeighted(targets),
});

class SmoothWeighted implements Policy {
  private readonly targets: Targets;
  /** What each is owed. */
  private readonly credit: Float64Array;

  constructor(targets: Targets) {
    this.targets = targets;
    this.credit = new Float64Array(targets.size);
  }

  pick(now: number, _key: number, link: Link | undefined): number {
    const { targets, credit } = this;
    let best = NOWHERE;
    let total = 0;
    for (let at = 0; at < targets.size; at++) {
      if (!targets.isEligible(at, now, link)) continue;
      const { weight } = targets.all[at];
      credit[at] += weight;
      total += weight;
      if (best < 0 || credit[at] > credit[best]) best = at;
    }
    if (best >= 0) credit[best] -= total;
    return best;
  }
}
