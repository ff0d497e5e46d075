import { grown } from '../kernel/index.ts';
import { Outcome } from '../outcome.ts';
import type { ComponentStation, Site } from '../site.ts';
import { KeyTable, NONE } from './key-table.ts';
import { SLACK } from './slack.ts';

/**
 * A token bucket for each key before a station: what one account asks for too often is refused, others do not notice. A
 * bucket is one number, the moment at which it will be full again (the generic cell rate algorithm, ITU-T I.371).
 */
export class LimitedByKey implements ComponentStation {
  private readonly site: Site;
  private readonly inner: ComponentStation;
  private readonly interval: number;
  private readonly slack: number;
  private readonly applies: (visit: number) => boolean;
  private readonly table = new KeyTable();
  /** By entry: when its bucket will be full again [s]. */
  private fullAt = new Float64Array(64);

  /** Each key has a token every `interval` [s] and may save up `burst` of them; `applies` says whom it concerns. */
  constructor(
    site: Site,
    of: { interval: number; burst: number; applies: (visit: number) => boolean },
    inner: ComponentStation,
  ) {
    this.site = site;
    this.inner = inner;
    this.interval = of.interval;
    this.slack = (of.burst - 1) * of.interval * (1 + SLACK);
    this.applies = of.applies;
  }

  arrive(visit: number): void {
    if (this.applies(visit) && !this.admits(this.site.sim.visits.key[visit])) {
      this.site.fail(visit, Outcome.rateLimited);
    } else {
      this.inner.arrive(visit);
    }
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

  isWaiting(visit: number): boolean {
    return this.inner.isWaiting?.(visit) === true;
  }

  withdraw(visit: number): void {
    this.inner.withdraw?.(visit);
  }

  rescaled(slowness: number): void {
    this.inner.rescaled?.(slowness);
  }

  crashed(): void {
    this.table.clear();
    this.inner.crashed();
  }

  private admits(key: number): boolean {
    const { table } = this;
    const { now } = this.site.sim;
    let entry = table.find(key);
    if (entry === NONE) {
      entry = table.add(key);
      if (entry >= this.fullAt.length) this.fullAt = grown(this.fullAt, this.fullAt.length * 2);
      this.fullAt[entry] = now;
    }
    const fullAt = Math.max(now, this.fullAt[entry]);
    if (fullAt - now > this.slack) return false;
    this.fullAt[entry] = fullAt + this.interval;
    return true;
  }
}
