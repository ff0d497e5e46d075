import type { RandomStream } from '../../kernel/index.ts';
import type { Link } from '../../link.ts';
import { least } from './least.ts';
import { definePolicy, type Policy } from './policy.ts';
import type { Targets } from './targets.ts';

export const leastConnections = definePolicy({
  value: 'least-connections',
  title: 'Least connections',
  description: 'The target with the fewest unanswered requests; ties at random.',
  make: (targets, _options, draws) => new LeastConnections(targets, draws),
});

class LeastConnections implements Policy {
  private readonly targets: Targets;
  private readonly draws: RandomStream;
  private readonly unanswered: (at: number) => number;

  constructor(targets: Targets, draws: RandomStream) {
    this.targets = targets;
    this.draws = draws;
    this.unanswered = (at) => targets.unanswered(at);
  }

  pick(now: number, _key: number, link: Link | undefined): number {
    return least(this.targets, now, link, this.draws, this.unanswered);
  }
}
