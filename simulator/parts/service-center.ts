import type { ResourceBook } from '../books.ts';
import { NO_VISIT, type Simulation } from '../kernel/index.ts';
import { Outcome } from '../outcome.ts';
import type { Impatience } from './impatience.ts';
import { FifoLine, LifoLine } from './waiting-line.ts';
import { WaitingRoom } from './waiting-room.ts';

/** Who is told that a visit has been granted a server. */
export interface Grantee {
  /** `center` is the number the center was made with. */
  granted(center: number, visit: number): void;
  /** A visit has left the line without having been served, and `outcome` says why; only where the design lets it. */
  dropped?(visit: number, outcome: number): void;
}

/** Order in which those who wait are served. */
export type Discipline = 'fifo' | 'lifo';

/** In place of the moment at which a visit was granted its server: it waits. */
const WAITS = -1;

/**
 * A waiting line before c servers. Who holds a server and for how long is the owner's affair: a thread is held through
 * calls to others, a core only through the work itself.
 */
export class ServiceCenter {
  readonly book: ResourceBook;
  private readonly sim: Simulation;
  private readonly owner: Grantee;
  /** 0 for the station's first resource, 1 for its second. */
  private readonly number: number;
  private readonly servers: number;
  private readonly room: WaitingRoom;
  private readonly impatience: Impatience | undefined;
  private busy = 0;

  constructor(
    sim: Simulation,
    book: ResourceBook,
    owner: Grantee,
    number: 0 | 1,
    options: {
      servers: number;
      queue: number;
      discipline?: Discipline | undefined;
      impatience?: Impatience | undefined;
    },
  ) {
    this.sim = sim;
    this.book = book;
    this.owner = owner;
    this.number = number;
    this.servers = options.servers;
    this.impatience = options.impatience;
    const line = options.discipline === 'lifo' ? new LifoLine() : new FifoLine();
    this.room = new WaitingRoom(sim, book, line, options.queue, options.impatience);
  }

  /** Grants a server or a waiting place; false where there is neither. */
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

  /** The visit gives its server back, and who waits gets it. */
  release(visit: number): void {
    const { sim, book } = this;
    if (!sim.isWanted(visit)) book.wasted += sim.now - Math.max(this.grantedAt(visit), book.since);
    const next = this.room.next();
    if (next === NO_VISIT) {
      this.busy--;
      book.busy.add(sim.now, -1);
      return;
    }
    book.waited++;
    this.grant(next, this.room.waited);
  }

  /** Whether a visit that has asked for a server still waits for it. */
  isWaiting(visit: number): boolean {
    return this.grantedAt(visit) === WAITS;
  }

  /** A visit that waits, or holds a server, is to be ended by the owner: it leaves the line or gives its server back. */
  withdraw(visit: number): void {
    if (this.isWaiting(visit)) this.room.leave(visit);
    else this.release(visit);
  }

  /** Patience has run out, if this is still so. */
  wake(visit: number): void {
    this.impatience?.wake(visit, (late) => {
      this.room.leave(late);
      this.owner.dropped?.(late, Outcome.abandoned);
    });
  }

  /** Everybody is gone: a crash. */
  clear(): void {
    this.book.busy.add(this.sim.now, -this.busy);
    this.busy = 0;
    this.room.clear();
  }

  private grant(visit: number, waited: number): void {
    this.book.wait.record(waited);
    this.setGrantedAt(visit, this.sim.now);
    this.owner.granted(this.number, visit);
  }

  private grantedAt(visit: number): number {
    return this.number === 0 ? this.sim.visits.grantedAt[visit] : this.sim.visits.grantedAt2[visit];
  }

  private setGrantedAt(visit: number, time: number): void {
    if (this.number === 0) this.sim.visits.grantedAt[visit] = time;
    else this.sim.visits.grantedAt2[visit] = time;
  }
}
