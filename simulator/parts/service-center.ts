import type { ResourceBook } from '../books.ts';
import { NO_VISIT, type Simulation } from '../kernel/index.ts';
import { EndLine } from './waiting-line.ts';
import { type Dropping, WaitingRoom, type WaitingRules } from './waiting-room.ts';

/** Who is told that a visit has been granted a server. */
export interface Grantee extends Partial<Dropping> {
  /** `center` is the number the center was made with. */
  granted(center: number, visit: number): void;
}

/** Where requests wait and are served, whatever the order. */
export interface Center {
  /** Grants a server or a waiting place; false where there is neither. */
  request(visit: number): boolean;
  /** The visit gives its server back. */
  release(visit: number): void;
  /** Whether a visit of this station that has asked for a server still waits for it, or is being worked on by the center itself. */
  holds(visit: number): boolean;
  /** Whether it waits and has used nothing yet; absent where work begins at once, however slowly. */
  isWaiting?(visit: number): boolean;
  /** A visit that waits, or holds a server, is about to be ended: it leaves the line or gives its server back. */
  withdraw(visit: number): void;
  /** A timer of the center's own has run out. */
  wake(timer: number, visit: number): void;
  /** Work takes so many times as long as usual from now on. */
  rescaled?(slowness: number): void;
  /** Everybody is gone: a crash. */
  clear(): void;
}

/** In place of the moment at which a visit was granted its server: it waits. */
const WAITS = -1;

/**
 * A waiting line before c servers. Who holds a server and for how long is the owner's affair: a thread is held through
 * calls to others, a core only through the work itself.
 */
export class ServiceCenter implements Center {
  readonly book: ResourceBook;
  private readonly sim: Simulation;
  private readonly owner: Grantee;
  /** 0 for the station's first resource, 1 for its second. */
  private readonly number: number;
  private servers: number;
  private readonly most: number;
  private readonly room: WaitingRoom;
  private busy = 0;

  /** `rules` say who waits and how; `queue` alone is the places of a line that is first in, first out. */
  constructor(
    sim: Simulation,
    book: ResourceBook,
    owner: Grantee,
    number: 0 | 1,
    options: { servers: number } & ({ queue: number } | { rules: WaitingRules }),
  ) {
    this.sim = sim;
    this.book = book;
    this.owner = owner;
    this.number = number;
    this.servers = options.servers;
    this.most = options.servers;
    const rules = 'rules' in options ? options.rules : { line: new EndLine(sim, 'oldest'), places: options.queue };
    this.room = new WaitingRoom(sim, book, owner, rules);
  }

  /** Servers taken. */
  get inUse(): number {
    return this.busy;
  }

  request(visit: number): boolean {
    if (this.busy >= this.servers) {
      this.setGrantedAt(visit, WAITS);
      return this.room.join(visit);
    }
    this.busy++;
    this.book.busy.add(this.sim.now, 1);
    this.grant(visit, 0);
    return true;
  }

  release(visit: number): void {
    const { sim, book } = this;
    if (!sim.isWanted(visit)) book.wasted += sim.now - Math.max(this.grantedAt(visit), book.since);
    const next = this.busy > this.servers ? NO_VISIT : this.room.next();
    if (next === NO_VISIT) {
      this.busy--;
      book.busy.add(sim.now, -1);
      return;
    }
    book.waited++;
    this.grant(next, this.room.waited);
  }

  holds(visit: number): boolean {
    return this.grantedAt(visit) === WAITS;
  }

  isWaiting(visit: number): boolean {
    return this.holds(visit);
  }

  withdraw(visit: number): void {
    if (this.holds(visit)) this.room.leave(visit);
    else this.release(visit);
  }

  wake(_timer: number, visit: number): void {
    this.room.wake(visit);
  }

  clear(): void {
    this.book.busy.add(this.sim.now, -this.busy);
    this.busy = 0;
    this.room.clear();
  }

  /** When the visit was granted its server [s]. */
  grantedAt(visit: number): number {
    return this.number === 0 ? this.sim.visits.grantedAt[visit] : this.sim.visits.grantedAt2[visit];
  }

  /**
   * So many of the servers may be used from now on. More serve who waits at once; of fewer, those above stay busy until
   * they are given back.
   */
  use(servers: number): void {
    this.servers = Math.min(servers, this.most);
    while (this.busy < this.servers) {
      const next = this.room.next();
      if (next === NO_VISIT) return;
      this.busy++;
      this.book.busy.add(this.sim.now, 1);
      this.book.waited++;
      this.grant(next, this.room.waited);
    }
  }

  private grant(visit: number, waited: number): void {
    this.book.wait.record(waited);
    this.setGrantedAt(visit, this.sim.now);
    this.owner.granted(this.number, visit);
  }

  private setGrantedAt(visit: number, time: number): void {
    if (this.number === 0) this.sim.visits.grantedAt[visit] = time;
    else this.sim.visits.grantedAt2[visit] = time;
  }
}
