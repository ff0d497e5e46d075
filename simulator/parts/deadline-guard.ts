import { Outcome } from '../outcome.ts';
import type { Site } from '../site.ts';
import type { DeadlineColumn } from './deadline-column.ts';
import type { Guard } from './guarded.ts';

/** Where requests carry deadlines: what comes after its deadline is dropped without any work. */
export class DeadlineGuard implements Guard {
  private readonly site: Site;
  private readonly deadlines: DeadlineColumn;

  constructor(site: Site, deadlines: DeadlineColumn) {
    this.site = site;
    this.deadlines = deadlines;
  }

  admits(visit: number): boolean {
    if (this.site.sim.now <= this.deadlines.of(visit)) return true;
    this.site.fail(visit, Outcome.deadlineExceeded);
    return false;
  }
}
