import type { Chooser, Link } from '../link.ts';

/** In turn, instances that are down left out: the driver of a store whose instances are all alike knows them by name. */
export class NextUp implements Chooser {
  private cursor = 0;

  choose({ targets }: Link): number {
    for (let tried = 0; tried < targets.length; tried++) {
      if (++this.cursor >= targets.length) this.cursor = 0;
      if (!targets[this.cursor].isDown) break;
    }
    return this.cursor;
  }
}
