import { Outcome } from '../outcome.ts';
import { type ComponentStation, type Site, WORK_DONE } from '../site.ts';
import { CallPlan } from './call-plan.ts';
import { type Impatience, PATIENCE } from './impatience.ts';
import { type Discipline, ServiceCenter } from './service-center.ts';

interface Servers {
  readonly servers: number;
  readonly queue: number;
  readonly discipline?: Discipline | undefined;
  readonly impatience?: Impatience | undefined;
}

/**
 * The way of a request through anything that works and then calls others: hold a thread (if there are threads), get a
 * core (if cores are limited), work, give the core back, make the calls of the plan, answer, give the thread back.
 * A thread is held through the calls; that is how a slow callee exhausts its callers.
 */
export class Pipeline implements ComponentStation {
  private readonly site: Site;
  private readonly plan: CallPlan;
  private readonly threads: ServiceCenter | undefined;
  private readonly cores: ServiceCenter | undefined;

  /** `threads` and `cores` in the order in which the component declares its resources; what is absent is unlimited. */
  constructor(site: Site, servers: { threads?: Servers | undefined; cores?: Servers | undefined }) {
    this.site = site;
    this.plan = new CallPlan(site, this);
    const { resources } = site;
    const { sim } = site;
    if (servers.threads !== undefined) this.threads = new ServiceCenter(sim, resources[0], this, 0, servers.threads);
    if (servers.cores !== undefined) {
      const number = servers.threads === undefined ? 0 : 1;
      this.cores = new ServiceCenter(sim, resources[number], this, number, servers.cores);
    }
  }

  arrive(visit: number): void {
    const first = this.threads ?? this.cores;
    if (first === undefined) this.work(visit);
    else if (!first.request(visit)) this.site.fail(visit, Outcome.rejected);
  }

  granted(center: number, visit: number): void {
    const isThread = center === 0 && this.threads !== undefined;
    if (!isThread || this.cores === undefined) this.work(visit);
    else if (!this.cores.request(visit)) this.planned(visit, Outcome.rejected, this.site.component.index);
  }

  /** Who waits at the door has lost patience; once inside nobody leaves. */
  dropped(visit: number, outcome: number): void {
    this.site.fail(visit, outcome);
  }

  wake(timer: number, visit: number): void {
    if (timer === WORK_DONE) {
      this.cores?.release(visit);
      this.plan.start(visit);
    } else if (timer === PATIENCE) {
      (this.threads ?? this.cores)?.wake(visit);
    }
  }

  answered(visit: number, tag: number, outcome: number, origin: number): void {
    this.plan.answered(visit, tag, outcome, origin);
  }

  planned(visit: number, outcome: number, origin: number): void {
    this.threads?.release(visit);
    this.site.answer(visit, outcome, origin);
  }

  abandoned(): void {
    // Nobody told the server: it works on.
  }

  withdraw(visit: number): void {
    const { threads, cores } = this;
    const isOutside = threads?.isWaiting(visit) === true;
    const isAtCores = cores?.isWaiting(visit) === true || this.site.sim.visits.workUntil[visit] > 0;
    if (cores !== undefined && isAtCores && !isOutside) cores.withdraw(visit);
    threads?.withdraw(visit);
  }

  crashed(): void {
    this.threads?.clear();
    this.cores?.clear();
  }

  private work(visit: number): void {
    this.site.serve(visit);
  }
}
