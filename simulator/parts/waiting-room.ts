import type { ResourceBook } from '../books.ts';
import { NO_VISIT, type Simulation } from '../kernel/index.ts';
import { Outcome } from '../outcome.ts';
import type { Blocked } from './blocked.ts';
import type { Impatience } from './impatience.ts';
import type { Shedder } from './shedding.ts';
import type { WaitingLine } from './waiting-line.ts';

/** Who is told that a visit has left a line without having been served; `outcome` says why. */
export interface Dropping {
  dropped(visit: number, outcome: number): void;
}

/** How those who wait are treated; what a design does not ask for is absent. */
export interface WaitingRules {
  readonly line: WaitingLine;
  /** Waiting places. */
  readonly places: number;
  readonly impatience?: Impatience | undefined;
  readonly shedder?: Shedder | undefined;
  /** Where those stand who find no place; absent where they are turned away. */
  readonly blocked?: Blocked | undefined;
  /** Whether the least urgent of those who wait makes room for one who is more urgent. */
  readonly displaces?: boolean | undefined;
}

/** The waiting places of a station: who may wait, who is next, and who leaves without having been served. */
export class WaitingRoom {
  /** Visits that wait. */
  waiting = 0;
  /** Of the visit last taken: how long it has waited [s] -- output. */
  waited = 0;
  private readonly sim: Simulation;
  private readonly book: ResourceBook;
  private readonly owner: Partial<Dropping>;
  private readonly rules: WaitingRules;
  private readonly line: WaitingLine;

  constructor(sim: Simulation, book: ResourceBook, owner: Partial<Dropping>, rules: WaitingRules) {
    this.sim = sim;
    this.book = book;
    this.owner = owner;
    this.rules = rules;
    this.line = rules.line;
  }

  /** Takes a waiting place; false where there is none. */
  join(visit: number): boolean {
    if (this.waiting >= this.rules.places && !this.makeRoom(visit)) {
      this.rules.blocked?.push(visit);
      return this.rules.blocked !== undefined;
    }
    this.seat(visit);
    return true;
  }

  /** Takes who is to be served next; NO_VISIT where nobody waits. */
  next(): number {
    const { line, sim } = this;
    const { impatience, shedder, blocked } = this.rules;
    for (let visit = line.take(); visit !== NO_VISIT; visit = line.take()) {
      this.gone();
      this.waited = sim.now - line.joinedAt;
      impatience?.called(visit);
      if (shedder?.drops(sim.now, this.waited, this.waiting) !== true) return visit;
      this.owner.dropped?.(visit, Outcome.shed);
    }
    shedder?.emptied();
    this.waited = 0;
    return blocked === undefined ? NO_VISIT : blocked.take();
  }

  /** A visit that waits leaves without having been served; its row is about to be released. */
  leave(visit: number): void {
    const { blocked, impatience } = this.rules;
    if (blocked?.has(visit) === true) {
      blocked.leave(visit);
      return;
    }
    impatience?.called(visit);
    this.line.leave(visit);
    this.gone();
  }

  /** The timer of patience: those who have waited too long leave. */
  wake(visit: number): void {
    this.rules.impatience?.wake(visit, (late) => {
      this.leave(late);
      this.owner.dropped?.(late, Outcome.abandoned);
    });
  }

  /** Everybody is gone: a crash. */
  clear(): void {
    this.book.waiting.add(this.sim.now, -this.waiting);
    this.waiting = 0;
    this.line.clear();
    this.rules.blocked?.clear();
    this.rules.impatience?.cleared();
  }

  private seat(visit: number): void {
    this.waiting++;
    this.line.push(visit);
    this.book.waiting.add(this.sim.now, 1);
    this.rules.impatience?.joined(visit);
  }

  private makeRoom(visit: number): boolean {
    if (this.rules.displaces !== true) return false;
    const other = this.line.takeLeastUrgent?.(visit) ?? NO_VISIT;
    if (other === NO_VISIT) return false;
    this.gone();
    this.rules.impatience?.called(other);
    this.owner.dropped?.(other, Outcome.shed);
    return true;
  }

  /** A place is free; whoever is blocked takes it. */
  private gone(): void {
    this.waiting--;
    this.book.waiting.add(this.sim.now, -1);
    const first = this.rules.blocked?.take() ?? NO_VISIT;
    if (first !== NO_VISIT) this.seat(first);
  }
}
