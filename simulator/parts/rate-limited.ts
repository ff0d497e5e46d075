import { Rank } from '../kernel/index.ts';
import { Outcome } from '../outcome.ts';
import type { RateLimitSpec } from '../policies/rate-limit.ts';
import type { ComponentStation, Site } from '../site.ts';
import { type RateLimiter, rateLimiter } from './rate-limiter.ts';

/** The timer of those who wait for their place; the stations inside number theirs lower. */
const ADMITTED = 16;
/** Stage of a visit that waits for it. */
const DELAYED = 16;

/** A rate limit at the door of a station: what it does not admit never gets in. */
export class RateLimited implements ComponentStation {
  private readonly site: Site;
  private readonly limiter: RateLimiter;
  private readonly inner: ComponentStation;

  constructor(site: Site, limit: RateLimitSpec, inner: ComponentStation) {
    this.site = site;
    this.limiter = rateLimiter(limit);
    this.inner = inner;
  }

  arrive(visit: number): void {
    const { sim, id } = this.site;
    const wait = this.limiter.reserve(sim.now);
    if (wait === 0) {
      this.inner.arrive(visit);
    } else if (wait > 0) {
      sim.visits.stage[visit] = DELAYED;
      sim.wakeAfter(id, ADMITTED, visit, wait, Rank.timer);
    } else {
      this.site.fail(visit, Outcome.rateLimited);
    }
  }

  answered(visit: number, tag: number, outcome: number, origin: number): void {
    this.inner.answered(visit, tag, outcome, origin);
  }

  wake(timer: number, visit: number): void {
    if (timer !== ADMITTED) {
      this.inner.wake(timer, visit);
      return;
    }
    this.site.sim.visits.stage[visit] = 0;
    this.inner.arrive(visit);
  }

  abandoned(visit: number): void {
    this.inner.abandoned(visit);
  }

  isWaiting(visit: number): boolean {
    return this.isDelayed(visit) || this.inner.isWaiting?.(visit) === true;
  }

  withdraw(visit: number): void {
    if (!this.isDelayed(visit)) this.inner.withdraw?.(visit);
  }

  rescaled(slowness: number): void {
    this.inner.rescaled?.(slowness);
  }

  crashed(): void {
    this.inner.crashed();
  }

  private isDelayed(visit: number): boolean {
    return this.site.sim.visits.stage[visit] === DELAYED;
  }
}
