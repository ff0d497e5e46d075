import { type Distribution, type DistributionSpec, sampler } from '../distribution.ts';
import { type RandomStream, Rank } from '../kernel/index.ts';
import type { ComponentStation, Site } from '../site.ts';

/** The timer of those whose detour is over; the stations inside number theirs lower. */
const ARRIVED = 17;
/** Stage of a visit that is on its detour. */
const ON_THE_WAY = 17;

/** Some calls, or all, take some time before they really come to a station, and occupy nothing meanwhile. */
export class Detour implements ComponentStation {
  private readonly site: Site;
  private readonly inner: ComponentStation;
  private readonly share: number;
  private readonly time: Distribution;
  private readonly draws: RandomStream;

  /** `share` of the calls take it. */
  constructor(site: Site, inner: ComponentStation, share: number, time: DistributionSpec) {
    this.site = site;
    this.inner = inner;
    this.share = share;
    this.time = sampler(time);
    this.draws = site.stream('detours');
  }

  arrive(visit: number): void {
    const { sim, id } = this.site;
    if (this.share < 1 && !this.draws.chance(this.share)) {
      this.inner.arrive(visit);
      return;
    }
    sim.visits.stage[visit] = ON_THE_WAY;
    sim.wakeAfter(id, ARRIVED, visit, this.time.sample(this.draws), Rank.arrival);
  }

  wake(timer: number, visit: number): void {
    if (timer !== ARRIVED) {
      this.inner.wake(timer, visit);
      return;
    }
    this.site.sim.visits.stage[visit] = 0;
    this.inner.arrive(visit);
  }

  answered(visit: number, tag: number, outcome: number, origin: number): void {
    this.inner.answered(visit, tag, outcome, origin);
  }

  abandoned(visit: number): void {
    this.inner.abandoned(visit);
  }

  isWaiting(visit: number): boolean {
    return this.isOnTheWay(visit) || this.inner.isWaiting?.(visit) === true;
  }

  isShared(visit: number): boolean {
    return !this.isOnTheWay(visit) && this.inner.isShared?.(visit) === true;
  }

  withdraw(visit: number): void {
    if (!this.isOnTheWay(visit)) this.inner.withdraw?.(visit);
  }

  rescaled(slowness: number): void {
    this.inner.rescaled?.(slowness);
  }

  crashed(): void {
    this.inner.crashed();
  }

  restored(): void {
    this.inner.restored?.();
  }

  flush(): void {
    this.inner.flush?.();
  }

  get entries(): number {
    return this.inner.entries ?? 0;
  }

  private isOnTheWay(visit: number): boolean {
    return this.site.sim.visits.stage[visit] === ON_THE_WAY;
  }
}
