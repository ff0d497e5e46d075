import { isFailure, Outcome } from '../outcome.ts';
import { type ComponentStation, type Site, WORK_DONE } from '../site.ts';
import { CallPlan } from './call-plan.ts';
import type { AdaptiveLimit } from './concurrency-limit.ts';
import { PATIENCE } from './impatience.ts';
import { type Queueing, rulesAtDoor } from './queueing.ts';
import { ServiceCenter } from './service-center.ts';
import { type Servers, Workplace } from './workplace.ts';

export interface Stages {
  /** What a request holds until it is answered: a thread, a place under a concurrency limit. */
  readonly threads?: Servers | undefined;
  /** What it holds while it works. */
  readonly cores?: Servers | undefined;
  /** Moves the number of `threads`. */
  readonly limit?: AdaptiveLimit | undefined;
}

/**
 * The way of a request through anything that works and then calls others: hold a thread (if there are threads), get a
 * core (if cores are limited), work, give the core back, make the calls of the plan, answer, give the thread back.
 * A thread is held through the calls; that is how a slow callee exhausts its callers.
 */
export class Pipeline implements ComponentStation {
  private readonly site: Site;
  private readonly plan: CallPlan;
  private readonly threads: ServiceCenter | undefined = undefined;
  private readonly workplace: Workplace;
  private readonly limit: AdaptiveLimit | undefined;

  /** `stages` in the order in which the component declares its resources; what is absent is unlimited. */
  constructor(site: Site, stages: Stages, queueing: Queueing = { discipline: 'fifo' }) {
    this.site = site;
    this.plan = new CallPlan(site, this);
    this.limit = stages.limit;
    const { threads, cores } = stages;
    this.workplace = new Workplace(site, this, cores, threads === undefined ? 0 : 1, threads === undefined, queueing);
    if (threads === undefined) return;
    const rules = rulesAtDoor(site, queueing, threads.queue, this.workplace.demands);
    this.threads = new ServiceCenter(site.sim, site.resources[0], site.door(this), 0, {
      servers: threads.servers,
      rules,
    });
    if (this.limit !== undefined) this.threads.use(this.limit.limit);
  }

  arrive(visit: number): void {
    this.workplace.came(visit);
    const door = this.threads ?? this.workplace;
    if (!door.request(visit)) this.site.fail(visit, Outcome.rejected);
  }

  /** A thread. */
  granted(_center: number, visit: number): void {
    if (!this.workplace.request(visit)) this.planned(visit, Outcome.rejected, this.site.component.index);
  }

  /** Who waits at the door leaves; once inside nobody does. */
  dropped(visit: number, outcome: number): void {
    this.site.fail(visit, outcome);
  }

  wake(timer: number, visit: number): void {
    if (timer === WORK_DONE) {
      this.workplace.done(visit);
      this.plan.start(visit);
    } else if (timer === PATIENCE && this.threads !== undefined) {
      this.threads.wake(timer, visit);
    } else {
      this.workplace.wake(timer, visit);
    }
  }

  answered(visit: number, tag: number, outcome: number, origin: number): void {
    this.plan.answered(visit, tag, outcome, origin);
  }

  planned(visit: number, outcome: number, origin: number): void {
    if (this.limit !== undefined) this.learn(visit, outcome);
    this.threads?.release(visit);
    this.site.answer(visit, outcome, origin);
  }

  abandoned(): void {
    // Nobody told the server: it works on.
  }

  isWaiting(visit: number): boolean {
    return (this.threads ?? this.workplace).isWaiting(visit);
  }

  withdraw(visit: number): void {
    const { threads } = this;
    if (threads?.holds(visit) !== true) this.workplace.withdraw(visit);
    threads?.withdraw(visit);
  }

  rescaled(slowness: number): void {
    this.workplace.rescaled(slowness);
  }

  crashed(): void {
    this.threads?.clear();
    this.workplace.clear();
  }

  private learn(visit: number, outcome: number): void {
    const { limit, threads, site } = this;
    if (limit === undefined || threads === undefined) return;
    limit.ended(site.sim.now - threads.grantedAt(visit), threads.inUse, isFailure(outcome));
    threads.use(limit.limit);
  }
}
