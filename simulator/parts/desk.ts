import { Outcome } from '../outcome.ts';
import { type ComponentStation, type Site, WORK_DONE } from '../site.ts';
import { type Servers, Workplace } from './workplace.ts';

/** Who says what becomes of a request once the work for it is done. */
export interface Clerk {
  /** The work is done: it answers the visit, now or later. */
  worked(visit: number): void;
  /** A timer of its own has run out. */
  wake?(timer: number, visit: number): void;
  /** What it has in memory is gone. */
  crashed?(): void;
}

/** A line before some servers, and behind them a clerk who answers without calling anybody: who counts, numbers, decides. */
export class Desk implements ComponentStation {
  private readonly site: Site;
  private readonly clerk: Clerk;
  private readonly workplace: Workplace;

  constructor(site: Site, servers: Servers, clerk: Clerk) {
    this.site = site;
    this.clerk = clerk;
    this.workplace = new Workplace(site, this, servers, 0, true, { discipline: 'fifo' });
  }

  arrive(visit: number): void {
    this.workplace.came(visit);
    if (!this.workplace.request(visit)) this.site.fail(visit, Outcome.rejected);
  }

  dropped(visit: number, outcome: number): void {
    this.site.fail(visit, outcome);
  }

  wake(timer: number, visit: number): void {
    if (timer === WORK_DONE) {
      this.workplace.done(visit);
      this.clerk.worked(visit);
    } else {
      this.clerk.wake?.(timer, visit);
    }
  }

  answered(): void {
    // It calls nobody.
  }

  abandoned(): void {
    // Whoever waits: it has been asked.
  }

  isWaiting(visit: number): boolean {
    return this.workplace.isWaiting(visit);
  }

  withdraw(visit: number): void {
    this.workplace.withdraw(visit);
  }

  crashed(): void {
    this.workplace.clear();
    this.clerk.crashed?.();
  }
}
