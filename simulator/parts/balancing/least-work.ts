import type { RandomStream } from '../../kernel/index.ts';
import type { Link } from '../../link.ts';
import { least } from './least.ts';
import { definePolicy, type Policy } from './policy.ts';
import type { Targets } from './targets.ts';

export const leastWork = definePolicy({
  value: 'least-work',
  title: 'Least work',
  description:
    'The target with the least work unanswered: each request counts for as long as its kind takes there in the mean, its servers sharing. Better than least connections where kinds or targets differ.',
  make: (targets, _options, draws) => new LeastWork(targets, draws),
});

class LeastWork implements Policy {
  private readonly targets: Targets;
  private readonly draws: RandomStream;
  /** Unanswered work for each server of a target [s]. */
  private readonly work: Float64Array;
  private readonly ahead: (at: number) => number;

  constructor(targets: Targets, draws: RandomStream) {
    this.targets = targets;
    this.draws = draws;
    this.work = new Float64Array(targets.size);
    this.ahead = (at) => this.work[at];
  }

  pick(now: number, _key: number, link: Link | undefined): number {
    return least(this.targets, now, link, this.draws, this.ahead);
  }

  sent(target: number, expected: number): void {
    this.work[target] += expected;
  }

  answered(target: number, _now: number, expected: number): void {
    // What rounding leaves of nothing must not decide.
    const left = this.work[target] - expected;
    this.work[target] = left > 1e-9 * expected ? left : 0;
  }
}
