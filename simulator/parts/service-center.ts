import type { ResourceBook } from '../books.ts';
import { NO_VISIT, Ring, type Simulation } from '../kernel/index.ts';

/** Who is told that a visit has been granted a server. */
export interface Grantee {
  /** `center` is the number the center was made with. */
  granted(center: number, visit: number): void;
}

/** Order in which those who wait are served. */
export type Discipline = 'fifo' | 'lifo';

/**
 * A waiting line before c servers: the one place where requests wait. Who holds a server and for how long is the owner's
 * affair: a thread is held through calls to others, a core only through the work itself.
 */
export class ServiceCenter {
  readonly book: ResourceBook;
  private readonly sim: Simulation;
  private readonly owner: Grantee;
  /** 0 for the station's first resource, 1 for its second. */
  private readonly number: number;
  private readonly servers: number;
  private readonly places: number;
  private readonly isLifo: boolean;
  private readonly line = new Ring();
  private busy = 0;
  private waiting = 0;

  constructor(
    sim: Simulation,
    book: ResourceBook,
    owner: Grantee,
    number: 0 | 1,
    options: { servers: number; queue: number; discipline?: Discipline | undefined },
  ) {
    this.sim = sim;
    this.book = book;
    this.owner = owner;
    this.number = number;
    this.servers = options.servers;
    this.places = options.queue;
    this.isLifo = options.discipline === 'lifo';
  }

  /** Grants a server or a waiting place; false where there is neither. */
  request(visit: number): boolean {
    const { sim } = this;
    if (this.busy < this.servers) {
      this.busy++;
      this.book.busy.add(sim.now, 1);
      this.grant(visit, 0);
      return true;
    }
    if (this.waiting >= this.places) return false;
    this.waiting++;
    this.line.push(visit, sim.visits.serial[visit], sim.now);
    this.book.waiting.add(sim.now, 1);
    return true;
  }

  /** The visit gives its server back, and who waits gets it. */
  release(visit: number): void {
    const { sim, book } = this;
    if (!sim.isWanted(visit)) book.wasted += sim.now - Math.max(this.grantedAt(visit), book.since);
    const next = this.next();
    if (next === NO_VISIT) {
      this.busy--;
      book.busy.add(sim.now, -1);
      return;
    }
    book.waited++;
    this.grant(next, sim.now - this.line.joinedAt);
  }

  /** A visit that waits has gone and will not be served; its row is about to be released. */
  left(): void {
    this.waiting--;
    this.book.waiting.add(this.sim.now, -1);
  }

  /** Everybody is gone: a crash. */
  clear(): void {
    const { now } = this.sim;
    this.book.busy.add(now, -this.busy);
    this.book.waiting.add(now, -this.waiting);
    this.busy = 0;
    this.waiting = 0;
    this.line.clear();
  }

  private next(): number {
    const { line, sim } = this;
    while (line.size > 0) {
      const visit = this.isLifo ? line.pop() : line.shift();
      if (sim.visits.serial[visit] !== line.serial) continue; // it has left the line
      this.left();
      return visit;
    }
    return NO_VISIT;
  }

  private grant(visit: number, waited: number): void {
    this.book.wait.record(waited);
    if (this.number === 0) this.sim.visits.grantedAt[visit] = this.sim.now;
    else this.sim.visits.grantedAt2[visit] = this.sim.now;
    this.owner.granted(this.number, visit);
  }

  private grantedAt(visit: number): number {
    return this.number === 0 ? this.sim.visits.grantedAt[visit] : this.sim.visits.grantedAt2[visit];
  }
}
