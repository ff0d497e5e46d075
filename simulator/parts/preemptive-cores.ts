import type { ResourceBook } from '../books.ts';
import { grown, NO_VISIT, type WorkMeter } from '../kernel/index.ts';
import { Outcome } from '../outcome.ts';
import { type Site, WORK_DONE } from '../site.ts';
import { Contention, type Usl } from './contention.ts';
import type { Demands } from './demands.ts';
import { Progress } from './progress.ts';
import type { Center } from './service-center.ts';
import { PACE, type Working } from './shared-cores.ts';
import { VisitHeap } from './visit-heap.ts';
import type { Dropping } from './waiting-room.ts';

/**
 * The most urgent are worked on, at most so many as there are cores; whoever is more urgent than one of them interrupts the
 * least urgent, who goes on later where he was (preemptive resume). Urgent is a higher priority, or less work left.
 */
export class PreemptiveCores implements Center, WorkMeter {
  private readonly site: Site;
  private readonly book: ResourceBook;
  private readonly owner: Working & Dropping;
  private readonly demands: Demands;
  private readonly cores: number;
  private readonly places: number;
  private readonly displaces: boolean;
  private readonly contention: Contention;
  /** Rank by kind of request; undefined where the work left decides. */
  private readonly rankOf: Int32Array | undefined;
  private readonly progress: Progress;
  /** Those in progress, the least urgent first. */
  private readonly interruptible = new VisitHeap();
  /** Those who wait, the most urgent first, and the least urgent first where they can be displaced. */
  private readonly waiting = new VisitHeap();
  private readonly displaceable = new VisitHeap();
  private slowness = 1;
  private readonly rows = new Rows();

  constructor(
    site: Site,
    book: ResourceBook,
    owner: Working & Dropping,
    demands: Demands,
    of: {
      cores: number;
      places: number;
      rankOf?: Int32Array | undefined;
      displaces?: boolean | undefined;
      usl?: Usl | undefined;
    },
  ) {
    this.site = site;
    this.book = book;
    this.owner = owner;
    this.demands = demands;
    this.cores = of.cores;
    this.places = of.places;
    this.displaces = of.displaces === true;
    this.contention = new Contention(of.usl);
    this.rankOf = of.rankOf;
    this.progress = new Progress(site.sim, site.id, PACE);
    site.sim.measures(site.id, this);
  }

  request(visit: number): boolean {
    const { progress, rows, site } = this;
    const atOnce = Math.min(progress.size + 1, this.cores);
    const work = this.contention.atStart(this.demands.of(visit), atOnce);
    if (progress.size >= this.cores && !this.isAdmitted(visit, work)) return false;
    rows.open(visit, work, site.sim.now);
    if (progress.size < this.cores) {
      this.start(visit);
    } else if (this.interrupts(visit, work)) {
      this.stop(this.interruptible.top());
      this.start(visit);
    } else {
      this.wait(visit);
    }
    progress.arm();
    return true;
  }

  release(visit: number): void {
    const { sim } = this.site;
    const { book, rows } = this;
    this.interruptible.remove(visit);
    const served = rows.served[visit] + sim.now - rows.startedAt[visit];
    const waited = rows.hasWaited[visit] === 1 ? Math.max(0, sim.now - rows.cameAt[visit] - served) : 0;
    book.wait.record(waited);
    book.waited += rows.hasWaited[visit];
    sim.worked(visit, waited > 0 ? served : Number.POSITIVE_INFINITY);
    if (!sim.isWanted(visit)) book.wasted += Math.min(served, sim.now - book.since);
    book.busy.add(sim.now, -1);
    if (this.waiting.size > 0) this.start(this.taken(this.waiting.top()));
    else this.pace();
    this.progress.arm();
  }

  holds(visit: number): boolean {
    return this.waiting.has(visit) || this.progress.has(visit);
  }

  withdraw(visit: number): void {
    if (this.waiting.has(visit)) {
      this.taken(visit);
    } else {
      this.progress.stop(visit);
      this.release(visit);
    }
  }

  wake(): void {
    const { progress } = this;
    for (let visit = progress.finished(); visit !== NO_VISIT; visit = progress.finished()) {
      this.owner.wake(WORK_DONE, visit); // which releases it
    }
  }

  rescaled(slowness: number): void {
    this.slowness = slowness;
    this.pace();
    this.progress.arm();
  }

  clear(): void {
    const { sim } = this.site;
    const { now } = sim;
    for (const heap of [this.interruptible, this.waiting])
      for (let i = 0; i < heap.size; i++) sim.worked(heap.at(i), this.had(heap.at(i)));
    this.book.busy.add(now, -this.progress.size);
    this.book.waiting.add(now, -this.waiting.size);
    this.progress.clear();
    this.interruptible.clear();
    this.waiting.clear();
    this.displaceable.clear();
  }

  had(visit: number): number {
    const { rows, site } = this;
    if (this.waiting.has(visit)) return rows.served[visit];
    if (!this.progress.has(visit)) return 0;
    if (rows.hasWaited[visit] === 0) return Number.POSITIVE_INFINITY;
    return rows.served[visit] + site.sim.now - rows.startedAt[visit];
  }

  /** Whether all that come may be taken in: somebody will wait for it, the visit itself or whom it interrupts. */
  private isAdmitted(visit: number, work: number): boolean {
    if (this.waiting.size < this.places) return true;
    if (!this.displaces || this.displaceable.size === 0) return false;
    const other = this.displaceable.top();
    if (this.keyOf(visit, work) >= this.waiting.keyOf(other)) return false;
    this.taken(other);
    this.owner.dropped(other, Outcome.shed);
    return true;
  }

  private interrupts(visit: number, work: number): boolean {
    return -this.interruptible.topKey() > this.keyInProgress(visit, work);
  }

  private keyOf(visit: number, left: number): number {
    return this.rankOf === undefined ? left : this.rankOf[this.site.sim.visits.kind[visit]];
  }

  /** Of all in progress the work left shrinks alike, so that the mark at which each is done orders them for good. */
  private keyInProgress(visit: number, left: number): number {
    return this.rankOf === undefined ? this.progress.markAfter(left) : this.keyOf(visit, left);
  }

  private start(visit: number): void {
    const { rows, progress, site } = this;
    const left = rows.left[visit];
    rows.startedAt[visit] = site.sim.now;
    progress.start(visit, left);
    this.interruptible.push(visit, -this.keyInProgress(visit, left), -rows.order[visit]);
    this.book.busy.add(site.sim.now, 1);
    this.pace();
  }

  /** Interrupts work in progress. */
  private stop(visit: number): void {
    const { rows, site } = this;
    rows.left[visit] = this.progress.stop(visit);
    rows.served[visit] += site.sim.now - rows.startedAt[visit];
    this.interruptible.remove(visit);
    this.book.busy.add(site.sim.now, -1);
    this.wait(visit);
  }

  private wait(visit: number): void {
    const { rows } = this;
    const key = this.keyOf(visit, rows.left[visit]);
    rows.hasWaited[visit] = 1;
    this.waiting.push(visit, key, rows.order[visit]);
    if (this.displaces) this.displaceable.push(visit, -key, -rows.order[visit]);
    this.book.waiting.add(this.site.sim.now, 1);
  }

  /** Out of the line. */
  private taken(visit: number): number {
    this.waiting.remove(visit);
    if (this.displaces) this.displaceable.remove(visit);
    this.book.waiting.add(this.site.sim.now, -1);
    return visit;
  }

  private pace(): void {
    this.progress.setSpeed(this.contention.speed(this.progress.size) / this.slowness);
  }
}

/** What is remembered of each visit, by its row. */
class Rows {
  left = new Float64Array(1024);
  /** Core time that it has had, until it was last started [s]. */
  served = new Float64Array(1024);
  startedAt = new Float64Array(1024);
  cameAt = new Float64Array(1024);
  order = new Float64Array(1024);
  hasWaited = new Uint8Array(1024);
  private last = 0;

  open(visit: number, work: number, now: number): void {
    if (visit >= this.left.length) this.grow(Math.max(visit + 1, this.left.length * 2));
    this.left[visit] = work;
    this.served[visit] = 0;
    this.cameAt[visit] = now;
    this.order[visit] = ++this.last;
    this.hasWaited[visit] = 0;
  }

  private grow(capacity: number): void {
    this.left = grown(this.left, capacity);
    this.served = grown(this.served, capacity);
    this.startedAt = grown(this.startedAt, capacity);
    this.cameAt = grown(this.cameAt, capacity);
    this.order = grown(this.order, capacity);
    this.hasWaited = grown(this.hasWaited, capacity);
  }
}
