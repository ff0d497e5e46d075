import type { RandomStream } from '../../kernel/index.ts';
import type { Link } from '../../link.ts';
import { definePolicy, type Policy } from './policy.ts';
import { NOBODY_ELSE, type Targets } from './targets.ts';

export const random = definePolicy({
  value: 'random',
  title: 'Random',
  description: 'Any target, all alike.',
  make: (targets, _options, draws) => new Random(targets, draws),
});

class Random implements Policy {
  private readonly targets: Targets;
  private readonly draws: RandomStream;

  constructor(targets: Targets, draws: RandomStream) {
    this.targets = targets;
    this.draws = draws;
  }

  pick(now: number, _key: number, link: Link | undefined): number {
    return this.targets.any(now, link, this.draws, NOBODY_ELSE, 0);
  }
}
