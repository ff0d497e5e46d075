import type { ResourceBook } from '../books.ts';
import { NO_VISIT, type Simulation } from '../kernel/index.ts';
import type { Impatience } from './impatience.ts';
import type { WaitingLine } from './waiting-line.ts';

/** Void entries that a line may hold before it is swept, beside as many as there are valid ones. */
const UNSWEPT = 64;

/** The waiting places of a station: who may wait, who is next, and who leaves without having been served. */
export class WaitingRoom {
  readonly book: ResourceBook;
  /** Visits that wait. */
  waiting = 0;
  /** Of the visit last taken: how long it has waited [s] -- output. */
  waited = 0;
  private readonly sim: Simulation;
  private readonly line: WaitingLine;
  private readonly places: number;
  private readonly impatience: Impatience | undefined;

  constructor(
    sim: Simulation,
    book: ResourceBook,
    line: WaitingLine,
    places: number,
    impatience: Impatience | undefined,
  ) {
    this.sim = sim;
    this.book = book;
    this.line = line;
    this.places = places;
    this.impatience = impatience;
  }

  /** Takes a waiting place; false where there is none. */
  join(visit: number): boolean {
    if (this.waiting >= this.places) return false;
    const { sim } = this;
    this.waiting++;
    this.line.push(visit, sim.visits.serial[visit], sim.now);
    this.book.waiting.add(sim.now, 1);
    this.impatience?.joined(visit);
    return true;
  }

  /** Takes who is to be served next; NO_VISIT where nobody waits. */
  next(): number {
    const { line, sim } = this;
    while (line.size > 0) {
      const visit = line.take();
      if (sim.visits.serial[visit] !== line.serial) continue; // it has left the line
      this.gone();
      this.waited = sim.now - line.joinedAt;
      this.impatience?.called(visit);
      return visit;
    }
    return NO_VISIT;
  }

  /** A visit that waits leaves without having been served; its row is about to be released. */
  leave(visit: number): void {
    this.gone();
    this.impatience?.called(visit);
    const { line } = this;
    if (line.size > 2 * this.waiting + UNSWEPT) line.sweep(this.sim.visits.serial);
  }

  /** Everybody is gone: a crash. */
  clear(): void {
    this.book.waiting.add(this.sim.now, -this.waiting);
    this.waiting = 0;
    this.line.clear();
  }

  private gone(): void {
    this.waiting--;
    this.book.waiting.add(this.sim.now, -1);
  }
}
