import type { RandomStream } from '../../kernel/index.ts';
import type { Link } from '../../link.ts';
import { definePolicy, NOWHERE, type Policy } from './policy.ts';
import type { Targets } from './targets.ts';

export const powerOfTwo = definePolicy({
  value: 'power-of-two',
  title: 'Power of two choices',
  description: 'The better of two (or d) drawn at random: nearly as good as least connections, far cheaper.',
  make: (targets, { choices }, draws) => new PowerOfChoices(targets, choices, draws),
});

/** Distinct ones at random, of these the one with fewest unanswered; ties at random, which the first being random settles. */
class PowerOfChoices implements Policy {
  private readonly targets: Targets;
  private readonly draws: RandomStream;
  private readonly drawn: Int32Array;

  constructor(targets: Targets, choices: number, draws: RandomStream) {
    this.targets = targets;
    this.draws = draws;
    this.drawn = new Int32Array(Math.min(choices, targets.size));
  }

  pick(now: number, _key: number, link: Link | undefined): number {
    const { targets, draws, drawn } = this;
    let best = NOWHERE;
    for (let i = 0; i < drawn.length; i++) {
      const next = targets.any(now, link, draws, drawn, i);
      if (next < 0) break;
      drawn[i] = next;
      if (best < 0 || targets.unanswered(next) < targets.unanswered(best)) best = next;
    }
    return best;
  }
}
