import type { ResourceBook } from '../books.ts';
import { NO_VISIT, type RandomStream, Rank, Ring } from '../kernel/index.ts';
import { Op, Outcome } from '../outcome.ts';
import type { Site } from '../site.ts';
import { CONTENDED, type HotRow, type HotRowSpec, type LockUser } from './hot-row.ts';

/** Timers: the second lock is due, a wait looks for a deadlock, a wait is over. */
const SECOND = 12;
const LOOK = 13;
const LOCK_TIMEOUT = 14;
/** Bits of a visit's `flags`: it takes the second row first; it has taken its first lock, and its second; it waits for one. */
const REVERSED = 1 << 11;
const HAS_FIRST = 1 << 12;
const HAS_SECOND = 1 << 13;
const WAITS = 1 << 14;

/** One of the two rows. */
class Row {
  holder = NO_VISIT;
  readonly line = new Ring();
}

/**
 * Two contended rows that transactions lock in either order, the second one halfway through. Two that have begun with
 * different rows wait for each other, and everybody else for them, until one has waited for so long that it looks, finds the
 * other waiting for it, and is rolled back. [Gray & Reuter, "Transaction Processing", 1993, 7.11; PostgreSQL: deadlock_timeout]
 */
export class OpposedLocks implements HotRow {
  private readonly site: Site;
  private readonly user: LockUser;
  private readonly spec: HotRowSpec;
  private readonly book: ResourceBook;
  private readonly draws: RandomStream;
  private readonly rows: readonly [Row, Row] = [new Row(), new Row()];
  /** Locks held. */
  private held = 0;

  constructor(site: Site, user: LockUser, spec: HotRowSpec) {
    this.site = site;
    this.user = user;
    this.spec = spec;
    this.book = site.resources[1];
    this.draws = site.stream('hot row');
  }

  locks(visit: number): boolean {
    const { visits } = this.site.sim;
    const { draws, spec } = this;
    if (visits.op[visit] === Op.read || !draws.chance(spec.share)) return false;
    visits.flags[visit] |= CONTENDED | (draws.chance(0.5) ? REVERSED : 0);
    return true;
  }

  request(visit: number): void {
    this.seize(visit);
  }

  heldBeside(visit: number): number {
    return this.has(visit, CONTENDED) ? this.spec.hold / 2 : 0;
  }

  release(visit: number): void {
    if (this.has(visit, HAS_SECOND)) this.free(this.rowOf(visit, true));
    if (this.has(visit, HAS_FIRST)) this.free(this.rowOf(visit, false));
    this.site.sim.visits.flags[visit] &= ~(HAS_FIRST | HAS_SECOND);
  }

  /** Whether it waits and has used nothing yet. */
  isWaiting(visit: number): boolean {
    return this.has(visit, WAITS) && !this.has(visit, HAS_FIRST);
  }

  withdraw(visit: number): boolean {
    const isBefore = this.has(visit, CONTENDED) && !this.has(visit, HAS_SECOND);
    if (this.has(visit, WAITS)) this.leave(visit);
    this.release(visit);
    return isBefore;
  }

  wake(timer: number, visit: number): boolean {
    if (timer === SECOND) this.seize(visit);
    else if (timer === LOOK) this.look(visit);
    else if (timer === LOCK_TIMEOUT) this.giveUp(visit, Outcome.error);
    else return false;
    return true;
  }

  clear(): void {
    const { book, rows, site } = this;
    book.waiting.add(site.sim.now, -book.waiting.value);
    if (this.held > 0) book.busy.add(site.sim.now, -1);
    this.held = 0;
    for (const row of rows) {
      row.holder = NO_VISIT;
      row.line.clear();
    }
  }

  /** Takes the next lock of a visit, or waits for it. */
  private seize(visit: number): void {
    const { site, spec } = this;
    const { sim, id } = site;
    const isSecond = this.has(visit, HAS_FIRST);
    const row = this.rowOf(visit, isSecond);
    if (row.holder === NO_VISIT) {
      this.take(visit, row, 0);
      return;
    }
    sim.visits.flags[visit] |= WAITS;
    row.line.push(visit, sim.visits.serial[visit], sim.now);
    this.book.waiting.add(sim.now, 1);
    sim.wakeAfter(id, LOCK_TIMEOUT, visit, spec.lockTimeout, Rank.timer);
    // Who holds nothing keeps nobody waiting.
    if (isSecond) sim.wakeAfter(id, LOOK, visit, spec.deadlockTimeout, Rank.timer);
  }

  private take(visit: number, row: Row, waited: number): void {
    const { book, site, spec, user } = this;
    const { sim, id } = site;
    row.holder = visit;
    if (this.held++ === 0) book.busy.add(sim.now, 1);
    book.wait.record(waited);
    if (this.has(visit, HAS_FIRST)) {
      sim.visits.flags[visit] |= HAS_SECOND;
      user.locked(visit);
    } else {
      sim.visits.flags[visit] |= HAS_FIRST;
      sim.wakeAfter(id, SECOND, visit, spec.hold / 2, Rank.timer);
    }
  }

  /** A lock is given back: it goes to who has waited longest and still waits. */
  private free(row: Row): void {
    const { sim } = this.site;
    row.holder = NO_VISIT;
    if (--this.held === 0) this.book.busy.add(sim.now, -1);
    while (row.line.size > 0) {
      const visit = row.line.shift();
      const isThere = sim.visits.serial[visit] === row.line.serial && this.has(visit, WAITS);
      if (!isThere) continue;
      this.leave(visit);
      this.book.waited++;
      this.take(visit, row, sim.now - row.line.joinedAt);
      return;
    }
  }

  /** It waits for who waits for it: one of the two must go, and it is this one. */
  private look(visit: number): void {
    if (!this.has(visit, WAITS)) return;
    const { holder } = this.rowOf(visit, true);
    if (this.has(holder, WAITS) && this.has(holder, HAS_FIRST)) this.giveUp(visit, Outcome.conflict);
  }

  private giveUp(visit: number, outcome: number): void {
    this.leave(visit);
    this.user.dropped(visit, outcome);
  }

  /** It waits no longer; its place in the line is passed over. */
  private leave(visit: number): void {
    const { sim } = this.site;
    sim.visits.flags[visit] &= ~WAITS;
    sim.cancelTimers(visit);
    this.book.waiting.add(sim.now, -1);
  }

  private rowOf(visit: number, isSecond: boolean): Row {
    return this.rows[this.has(visit, REVERSED) === isSecond ? 0 : 1];
  }

  private has(visit: number, bit: number): boolean {
    return (this.site.sim.visits.flags[visit] & bit) !== 0;
  }
}
