import type { RandomStream } from '../../kernel/index.ts';
import type { Link } from '../../link.ts';
import { definePolicy, NOWHERE, type Policy } from './policy.ts';
import type { Targets } from './targets.ts';

export const weightedRandom = definePolicy({
  value: 'weighted-random',
  title: 'Weighted random',
  description: 'Any target, in proportion to the weights of the connections.',
  make: (targets, _options, draws) => new WeightedRandom(targets, draws),
});

class WeightedRandom implements Policy {
  private readonly targets: Targets;
  private readonly draws: RandomStream;

  constructor(targets: Targets, draws: RandomStream) {
    this.targets = targets;
    this.draws = draws;
  }

  pick(now: number, _key: number, link: Link | undefined): number {
    const { targets, draws } = this;
    let total = 0;
    for (let at = 0; at < targets.size; at++) if (targets.isEligible(at, now, link)) total += targets.all[at].weight;
    let left = draws.uniform() * total;
    let last = NOWHERE;
    for (let at = 0; at < targets.size; at++) {
      if (!targets.isEligible(at, now, link)) continue;
      last = at;
      left -= targets.all[at].weight;
      if (left < 0) break;
    }
    return last;
  }
}
