import { NO_VISIT } from '../kernel/index.ts';
import { type Site, WORK_DONE } from '../site.ts';
import { Contention, type Usl } from './contention.ts';
import { Progress } from './progress.ts';
import { PACE, type Working } from './shared-cores.ts';

/** Work of those who have been granted a server, where each slows the others down. */
export class PacedWork {
  private readonly site: Site;
  private readonly owner: Working;
  private readonly contention: Contention;
  private readonly progress: Progress;
  private slowness = 1;

  constructor(site: Site, owner: Working, usl: Usl) {
    this.site = site;
    this.owner = owner;
    this.contention = new Contention(usl);
    this.progress = new Progress(site.sim, site.id, PACE);
  }

  /** So much work [s] of a request that would be alone. */
  begin(visit: number, work: number): void {
    if (work === 0) {
      this.owner.wake(WORK_DONE, visit);
      return;
    }
    this.site.sim.begins(visit);
    this.progress.start(visit, this.contention.atStart(work, this.progress.size + 1));
    this.changed();
  }

  has(visit: number): boolean {
    return this.progress.has(visit);
  }

  /** Ends work before it is done. */
  stop(visit: number): void {
    this.progress.stop(visit);
    this.changed();
  }

  wake(): void {
    const { progress } = this;
    for (let visit = progress.finished(); visit !== NO_VISIT; visit = progress.finished()) {
      this.changed();
      this.site.sim.worked(visit, Number.POSITIVE_INFINITY);
      this.owner.wake(WORK_DONE, visit);
    }
  }

  rescaled(slowness: number): void {
    this.slowness = slowness;
    this.changed();
  }

  clear(): void {
    this.progress.clear();
  }

  private changed(): void {
    this.progress.setSpeed(this.contention.speed(this.progress.size) / this.slowness);
    this.progress.arm();
  }
}
