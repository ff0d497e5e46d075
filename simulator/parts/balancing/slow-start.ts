import type { RandomStream } from '../../kernel/index.ts';
import type { Link } from '../../link.ts';
import type { Policy } from './policy.ts';
import type { Targets } from './targets.ts';

/**
 * Lets a target that has come, or come back, have its share of the requests only by and by: of those that the policy
 * would send it, from none to all within a window; the others go to another target at random. [AWS ALB, slow start mode:
 * linear]
 */
export class SlowStart implements Policy {
  private readonly inner: Policy;
  private readonly targets: Targets;
  /** [s] */
  private readonly window: number;
  private readonly draws: RandomStream;
  private readonly refused = new Int32Array(1);

  constructor(inner: Policy, targets: Targets, window: number, draws: RandomStream) {
    this.inner = inner;
    this.targets = targets;
    this.window = window;
    this.draws = draws;
  }

  pick(now: number, key: number, link: Link | undefined): number {
    const { inner, targets, draws } = this;
    const target = inner.pick(now, key, link);
    if (target < 0) return target;
    const begun = (now - targets.joinedAt(target, now)) / this.window;
    if (begun >= 1 || draws.uniform() < begun) return target;
    this.refused[0] = target;
    const other = targets.any(now, link, draws, this.refused, 1);
    return other < 0 ? target : other;
  }

  sent(target: number, expected: number): void {
    this.inner.sent?.(target, expected);
  }

  answered(target: number, now: number, expected: number, took: number): void {
    this.inner.answered?.(target, now, expected, took);
  }
}
