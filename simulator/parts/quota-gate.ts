import { Outcome } from '../outcome.ts';
import type { Site } from '../site.ts';
import type { Guard } from './guarded.ts';
import type { RateLimiter } from './rate-limiter.ts';

/** Lets so many requests in per second and refuses the others. */
export class QuotaGate implements Guard {
  private readonly site: Site;
  private readonly limiter: RateLimiter;

  constructor(site: Site, limiter: RateLimiter) {
    this.site = site;
    this.limiter = limiter;
  }

  admits(visit: number): boolean {
    if (this.limiter.reserve(this.site.sim.now) === 0) return true;
    this.site.fail(visit, Outcome.rateLimited);
    return false;
  }
}
