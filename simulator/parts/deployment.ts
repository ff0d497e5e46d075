import { NO_VISIT, Rank, type Simulation, type Station } from '../kernel/index.ts';
import type { Site } from '../site.ts';

/** How instances are exchanged for those of another version. */
export interface DeploymentPlan {
  /** Instances exchanged at the same time. */
  readonly atOnce: number;
  /** How many are exchanged first and watched for `bake` [s] before the others follow; 0 where none. */
  readonly canaries: number;
  readonly bake: number;
  /** From the end of the old process to the first request of the new one [s]. */
  readonly startUp: number;
  /** The new ones stand beside the old ones before these get nothing more: no capacity is missing meanwhile. */
  readonly isBeside: boolean;
  /** Requests in an old process are finished; else they fail with it. */
  readonly isGraceful: boolean;
}

/** Puts the new version on an instance; returns the way back to the old one. */
export type Install = (site: Site) => () => void;

/**
 * Exchanges the instances of a component for those of a new version, some at a time, and back again. One that is exchanged
 * gets no more calls, finishes what it has while its successor starts, and loses what it kept in memory.
 */
export class Deployment implements Station {
  private readonly sim: Simulation;
  private readonly id: number;
  private readonly sites: readonly Site[];
  private readonly plan: DeploymentPlan;
  private readonly install: Install;
  /** By instance: its way back to the old version; undefined where it has that. */
  private readonly back: ((() => void) | undefined)[];
  /** By instance: what ends the crash of its old process, where that is not waited for. */
  private readonly repairs: (() => void)[] = [];
  private isGoingBack = false;
  /** Instances still to be exchanged, the next one first; and those to come after a look at the canaries. */
  private pending: number[] = [];
  private waiting: number[] = [];
  private underWay = 0;

  constructor(sim: Simulation, sites: readonly Site[], plan: DeploymentPlan, install: Install) {
    this.sim = sim;
    this.sites = sites;
    this.plan = plan;
    this.install = install;
    this.back = sites.map(() => undefined);
    this.id = sim.add(this);
    const all = sites.map((_, at) => at);
    const first = plan.canaries > 0 ? plan.canaries : all.length;
    this.pending = all.slice(0, first);
    this.waiting = all.slice(first);
    this.proceed();
  }

  /** Back to the old version: what has been exchanged is exchanged again, and the others stay. */
  rollBack(): void {
    this.isGoingBack = true;
    this.waiting = [];
    // What is being exchanged now comes up with the version that is wanted by then.
    this.pending = this.sites.map((_, at) => at).filter((at) => this.back[at] !== undefined);
    this.proceed();
  }

  /** Timers: the number of an instance whose successor is ready, and the one after the last for the end of the bake. */
  wake(timer: number): void {
    if (timer === this.sites.length) {
      this.pending.push(...this.waiting.splice(0));
    } else {
      this.underWay--;
      this.exchange(timer);
      const isBaked = this.pending.length === 0 && this.underWay === 0 && this.waiting.length > 0;
      if (isBaked) this.sim.wakeAfter(this.id, this.sites.length, NO_VISIT, this.plan.bake, Rank.timer);
    }
    this.proceed();
  }

  arrive(): void {
    // Nobody calls it.
  }

  answered(): void {
    // It calls nobody.
  }

  abandoned(): void {
    // Nobody calls it.
  }

  private proceed(): void {
    const { plan, sim, sites } = this;
    while (this.pending.length > 0 && this.underWay < plan.atOnce) {
      const at = this.pending.shift() ?? 0;
      this.underWay++;
      if (!plan.isBeside) {
        sites[at].switchOff();
        sites[at].close();
        if (!plan.isGraceful) this.repairs[at] = sites[at].crash();
      }
      sim.wakeAfter(this.id, at, NO_VISIT, plan.startUp, Rank.timer);
    }
  }

  private exchange(at: number): void {
    const { plan, sites, back } = this;
    const site = sites[at];
    if (!plan.isBeside) {
      // Whoever is still in the old process has been waited for long enough.
      const repair = plan.isGraceful ? site.crash() : this.repairs[at];
      repair();
      site.reopen();
    }
    if (this.isGoingBack) {
      back[at]?.();
      back[at] = undefined;
    } else {
      back[at] ??= this.install(site);
    }
    if (!plan.isBeside) site.switchOn();
  }
}
