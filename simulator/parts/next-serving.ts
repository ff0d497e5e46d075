import type { Chooser, Link } from '../link.ts';

/** For callers without a balancer: instances in turn, those that are switched off excepted. */
export class NextServing implements Chooser {
  private cursor = -1;

  choose({ targets }: Link): number {
    do {
      if (++this.cursor >= targets.length) this.cursor = 0;
    } while (targets[this.cursor].isOff && targets.some(({ isOff }) => !isOff));
    return this.cursor;
  }
}
