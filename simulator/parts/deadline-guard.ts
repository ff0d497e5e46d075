import type { Station } from '../kernel/index.ts';
import { Outcome } from '../outcome.ts';
import type { Site } from '../site.ts';
import type { DeadlineColumn } from './deadline-column.ts';

/** At the door of a station whose requests carry deadlines: what comes after its deadline is dropped without any work. */
export class DeadlineGuard implements Station {
  private readonly site: Site;
  private readonly inner: Station;
  private readonly deadlines: DeadlineColumn;

  constructor(site: Site, inner: Station, deadlines: DeadlineColumn) {
    this.site = site;
    this.inner = inner;
    this.deadlines = deadlines;
  }

  arrive(visit: number): void {
    if (this.site.sim.now > this.deadlines.of(visit)) this.site.fail(visit, Outcome.deadlineExceeded);
    else this.inner.arrive(visit);
  }

  answered(visit: number, tag: number, outcome: number, origin: number): void {
    this.inner.answered(visit, tag, outcome, origin);
  }

  wake(timer: number, visit: number): void {
    this.inner.wake(timer, visit);
  }

  abandoned(visit: number): void {
    this.inner.abandoned(visit);
  }
}
