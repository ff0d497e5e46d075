import type { RandomStream } from '../../kernel/index.ts';
import type { Link } from '../../link.ts';
import { least } from './least.ts';
import { definePolicy, LATER, type Policy } from './policy.ts';
import type { Targets } from './targets.ts';

export const sharedQueue = definePolicy({
  value: 'shared-queue',
  title: 'Shared queue',
  description:
    'Requests wait at the balancer, first in, first out, for the first target with a free server: nobody waits behind a slow one while another is idle.',
  make: (targets, _options, draws) => new FirstFree(targets, draws),
});

/** Of those with a free server the one with the most free; ties at random. */
class FirstFree implements Policy {
  private readonly targets: Targets;
  private readonly draws: RandomStream;
  /** Servers of each target; Infinity where it has no limit. */
  private readonly servers: readonly number[];
  private readonly lack: (at: number) => number;

  constructor(targets: Targets, draws: RandomStream) {
    this.targets = targets;
    this.draws = draws;
    this.servers = targets.all.map(({ site }) => site.component.resources[0]?.servers ?? Number.POSITIVE_INFINITY);
    this.lack = (at) => {
      const servers = this.servers[at];
      // Without a limit all are as free as can be, and the fewest requests decide.
      return servers === Number.POSITIVE_INFINITY ? targets.unanswered(at) - 1e9 : targets.unanswered(at) - servers;
    };
  }

  pick(now: number, _key: number, link: Link | undefined): number {
    const found = least(this.targets, now, link, this.draws, this.lack);
    // A retry on one connection does not queue again.
    return found >= 0 && link === undefined && this.lack(found) >= 0 ? LATER : found;
  }
}
