import type { ResourceBook } from '../books.ts';
import { grown, NO_VISIT, type WorkMeter } from '../kernel/index.ts';
import { type Site, WORK_DONE } from '../site.ts';
import { Contention, type Usl } from './contention.ts';
import { Progress } from './progress.ts';
import type { Center } from './service-center.ts';

/** The timer of work that a center itself keeps track of; the owner hands it on. */
export const PACE = 9;

/** Who is told, by `wake(WORK_DONE, visit)`, that a visit's work is done. */
export interface Working {
  wake(timer: number, visit: number): void;
}

/** Who knows how much work a visit asks for [s on one core of usual speed]. */
export interface Demanded {
  of(visit: number): number;
}

/** A stay shorter by less than this share than its wait has not waited: the rest is rounding. */
const ROUNDING = 1e-9;

/**
 * Processor sharing: everybody who comes is worked on at once, and n requests share min(n, cores) cores evenly. Nobody
 * waits in a line; waiting is what a request takes longer than it would alone, and the number waiting is n less the busy
 * cores, so that Little's law holds of both.
 */
export class SharedCores implements Center, WorkMeter {
  private readonly site: Site;
  private readonly book: ResourceBook;
  private readonly owner: Working;
  private readonly demands: Demanded;
  private readonly cores: number;
  private readonly most: number;
  private readonly contention: Contention;
  private readonly progress: Progress;
  private slowness = 1;
  /** Core time that anybody would have had who was there all the time [s], and when it was last added to. */
  private shared = 0;
  private since = 0;
  /** When counting began [s], and `shared` at that moment. */
  private countedFrom = 0;
  private sharedUncounted = 0;
  /** By visit: when it came, and `shared` at that moment [s]. */
  private cameAt = new Float64Array(1024);
  private sharedBefore = new Float64Array(1024);

  /** `cores` may be no whole number; `most` may be in progress at once; the next is rejected. */
  constructor(
    site: Site,
    book: ResourceBook,
    owner: Working,
    demands: Demanded,
    of: { cores: number; most: number; usl?: Usl | undefined },
  ) {
    this.site = site;
    this.book = book;
    this.owner = owner;
    this.demands = demands;
    this.cores = of.cores;
    this.most = of.most;
    this.contention = new Contention(of.usl);
    this.progress = new Progress(site.sim, site.id, PACE);
    site.sim.measures(site.id, this);
  }

  request(visit: number): boolean {
    const { progress, site } = this;
    if (progress.size >= this.most) return false;
    const work = this.demands.of(visit);
    if (work === 0) {
      this.book.wait.record(0);
      this.owner.wake(WORK_DONE, visit);
      return true;
    }
    if (visit >= this.cameAt.length) {
      const room = Math.max(visit + 1, this.cameAt.length * 2);
      this.cameAt = grown(this.cameAt, room);
      this.sharedBefore = grown(this.sharedBefore, room);
    }
    this.share();
    this.cameAt[visit] = site.sim.now;
    this.sharedBefore[visit] = this.shared;
    progress.start(visit, this.contention.atStart(work, progress.size + 1));
    this.changed(1);
    progress.arm();
    return true;
  }

  /** The center gave the cores on when the work was done. */
  release(): void {}

  holds(visit: number): boolean {
    return this.progress.has(visit);
  }

  withdraw(visit: number): void {
    this.share();
    this.progress.stop(visit);
    this.leaves(visit);
    this.progress.arm();
  }

  wake(): void {
    const { progress } = this;
    this.share();
    for (let visit = progress.finished(); visit !== NO_VISIT; visit = progress.finished()) {
      this.leaves(visit);
      this.owner.wake(WORK_DONE, visit);
    }
  }

  rescaled(slowness: number): void {
    this.share();
    this.slowness = slowness;
    this.setSpeed();
    this.progress.arm();
  }

  clear(): void {
    const { progress, site } = this;
    const n = progress.size;
    for (let i = 0; i < n; i++) site.sim.worked(progress.at(i), this.had(progress.at(i)));
    this.share();
    progress.clear();
    this.changed(-n);
  }

  had(visit: number): number {
    const { now } = this.site.sim;
    const n = this.progress.size;
    if (!this.progress.has(visit)) return 0;
    const had = this.shared + (now - this.since) * Math.min(1, this.cores / n) - this.sharedBefore[visit];
    const stayed = now - this.cameAt[visit];
    return stayed - had > stayed * ROUNDING ? had : Number.POSITIVE_INFINITY;
  }

  private leaves(visit: number): void {
    const { book, site } = this;
    const { now } = site.sim;
    const had = this.shared - this.sharedBefore[visit];
    const stayed = now - this.cameAt[visit];
    const waited = stayed - had > stayed * ROUNDING ? stayed - had : 0;
    book.wait.record(waited);
    if (waited > 0) book.waited++;
    site.sim.worked(visit, waited > 0 ? had : Number.POSITIVE_INFINITY);
    if (!site.sim.isWanted(visit)) {
      book.wasted += this.cameAt[visit] < this.countedFrom ? this.shared - this.sharedUncounted : had;
    }
    this.changed(-1);
  }

  /** So many more or fewer are in progress. */
  private changed(by: number): void {
    const { now } = this.site.sim;
    const n = this.progress.size;
    const before = Math.min(n - by, this.cores);
    const busy = Math.min(n, this.cores);
    this.book.busy.add(now, busy - before);
    this.book.waiting.add(now, by - (busy - before));
    this.setSpeed();
  }

  /** Brings `shared` up to date, before the number in progress changes. */
  private share(): void {
    const { now } = this.site.sim;
    const n = this.progress.size;
    if (n === 0) this.shared = 0;
    const share = n === 0 ? 0 : Math.min(1, this.cores / n);
    if (this.book.since > this.countedFrom) {
      this.countedFrom = this.book.since;
      this.sharedUncounted = this.shared + (this.countedFrom - this.since) * share;
    }
    this.shared += (now - this.since) * share;
    this.since = now;
  }

  private setSpeed(): void {
    const n = this.progress.size;
    if (n === 0) return;
    this.progress.setSpeed((Math.min(1, this.cores / n) * this.contention.speed(n)) / this.slowness);
  }
}
