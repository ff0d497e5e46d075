import { grown } from '../kernel/index.ts';
import type { Site } from '../site.ts';

/** What each visit asks for, drawn when it comes: for disciplines that look at work before it is done. */
export class Demands {
  private readonly site: Site;
  private seconds = new Float64Array(1024);

  constructor(site: Site) {
    this.site = site;
  }

  draw(visit: number): void {
    if (visit >= this.seconds.length) this.seconds = grown(this.seconds, Math.max(visit + 1, this.seconds.length * 2));
    this.seconds[visit] = this.site.draw(visit);
  }

  /** Work on one core of usual speed [s]. */
  of(visit: number): number {
    return this.seconds[visit];
  }
}
