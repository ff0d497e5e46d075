import { DeadlineQueue, grown, NO_VISIT, type RandomStream, Rank } from '../kernel/index.ts';
import type { Link } from '../link.ts';
import { isFailure, Op, Outcome } from '../outcome.ts';
import type { Departures, Site } from '../site.ts';

/** How leases are granted. Times in seconds. */
export interface LeaseRules {
  /** A lease runs out so long after it was granted, or renewed for the last time. */
  readonly leaseTtl: number;
  /** Whether holders renew their leases for as long as they run. */
  readonly renewal: boolean;
  /** Whether who comes back after its lease has run out is turned away. */
  readonly fencing: boolean;
}

/** Who is told that somebody else may have the lock of an item. */
export interface LeaseOwner {
  freed(item: number): void;
}

/** Position of the service among the targets of a link: there is one. */
const HERE = 0;

/** Places of the measures in a component's book. */
export const LeaseMeasure = { expired: 0, overlaps: 1, fenced: 2 } as const;

/** Timers of leases; the station numbers its own lower. */
export const FIRST_LEASE_TIMER = 32;
const TTL = FIRST_LEASE_TIMER;
const LAST_CHANCE = FIRST_LEASE_TIMER + 1;
const RELEASED = FIRST_LEASE_TIMER + 2;

/** Stages of a lease; a call for one has lower ones. */
export const FIRST_LEASE_STAGE = 8;
const HELD = FIRST_LEASE_STAGE;
const LOST = FIRST_LEASE_STAGE + 1;
const LEAVING = FIRST_LEASE_STAGE + 2;

/**
 * The locks that are held, by item: each by the visit that has called for it, until that visit ends. A holder that has
 * crashed gives nothing back, and one that is frozen or cut off renews nothing: its lease runs out, somebody else gets the
 * lock, and when the first goes on there are two. [Kleppmann, "How to do distributed locking", 2016]
 *
 * A lease is a visit of its own. Of its columns: `pending` is the holder, `grantedAt2` the holder's serial, `flags` the
 * number of the link that it came over, `mark` its deadline.
 */
export class Leases implements Departures {
  private readonly site: Site;
  private readonly rules: LeaseRules;
  private readonly owner: LeaseOwner;
  private readonly draws: RandomStream;
  /** By item: the lease that is valid. */
  private readonly held = new Map<number, number>();
  /** By the row of the holder: its lease, and the serial of the holder it belongs to. */
  private leaseOf = new Int32Array(0);
  private holderSerial = new Float64Array(0);
  private readonly deadlines: DeadlineQueue;
  /** By link: the instance that calls over it; absent until it has. */
  private readonly callers: Site[] = [];

  constructor(site: Site, rules: LeaseRules, owner: LeaseOwner) {
    this.site = site;
    this.rules = rules;
    this.owner = owner;
    this.draws = site.stream('releases');
    this.deadlines = new DeadlineQueue(site.sim, site.id, TTL, rules.leaseTtl);
  }

  /** Whether the visit that has called for a lock may have it now: nobody has, or it has it already. */
  isFree(item: number, call: number): boolean {
    const lease = this.held.get(item);
    return lease === undefined || this.site.sim.visits.pending[lease] === this.holderOf(call);
  }

  /** Grants the lock of an item to the visit that `call` was made for; false where that has gone. */
  grant(item: number, call: number): boolean {
    const { site, rules, held } = this;
    const { sim } = site;
    const holder = this.holderOf(call);
    if (holder === NO_VISIT || !sim.hasCaller(call)) return false;
    if (held.has(item)) return true;
    const { link, kind, op } = sim.visits;
    const over = link[call];
    const lease = sim.open(site.id, NO_VISIT, 0, kind[call], item, op[call], -1);
    const { visits } = sim;
    visits.arrivedAt[lease] = sim.now;
    visits.stage[lease] = HELD;
    visits.pending[lease] = holder;
    visits.grantedAt2[lease] = visits.serial[holder];
    visits.flags[lease] = over;
    held.set(item, lease);
    this.note(holder, lease);
    this.watch(over, holder);
    if (rules.leaseTtl < Number.POSITIVE_INFINITY) this.deadlines.set(lease);
    if (op[call] === Op.write) site.book.effects.promise();
    return true;
  }

  /** A holder ends: it gives its lock back, unless it has lost it or cannot. */
  left(holder: number, outcome: number): number {
    const { site, rules } = this;
    const { visits } = site.sim;
    const lease = this.leaseOf[holder];
    if (holder >= this.leaseOf.length || this.holderSerial[holder] !== visits.serial[holder]) return outcome;
    this.holderSerial[holder] = -1;
    visits.pending[lease] = NO_VISIT;
    if (rules.renewal) visits.mark[lease] = 0; // nobody renews it any more
    if (visits.stage[lease] === LOST) {
      const result = this.lateEnd(lease, outcome);
      site.sim.answer(lease, Outcome.ok, 0); // to nobody
      return result;
    }
    const over = visits.flags[lease];
    // Neither a crashed holder nor one whose word does not get through gives anything back.
    if (this.callers[over].isDown || site.isDown) {
      if (rules.renewal) site.sim.wakeAfter(site.id, LAST_CHANCE, lease, rules.leaseTtl, Rank.timer);
      return outcome;
    }
    visits.stage[lease] = LEAVING;
    const delay = this.linkOf(over).messageDelay(this.draws, HERE);
    if (delay > 0 || site.isOut) site.sim.wakeAfter(site.id, RELEASED, lease, delay, Rank.timer);
    else this.release(lease);
    return outcome;
  }

  wake(timer: number, lease: number): void {
    if (timer === RELEASED) {
      this.release(lease);
    } else if (timer === LAST_CHANCE) {
      this.runOut(lease);
    } else {
      const { deadlines } = this;
      for (let late = deadlines.expired(); late !== NO_VISIT; late = deadlines.expired()) this.runOut(late);
    }
  }

  /** The clock that leases are measured by is set forward [s]: those that had no longer to go run out now. */
  clockJumped(by: number): void {
    const { site, rules } = this;
    const { visits, now } = site.sim;
    for (const lease of [...this.held.values()]) {
      const isRenewed = rules.renewal && visits.pending[lease] !== NO_VISIT;
      const left = rules.leaseTtl - (isRenewed ? 0 : now - visits.arrivedAt[lease]);
      if (visits.stage[lease] === HELD && left <= by) this.expire(lease);
    }
  }

  /** A lease whose time is over, unless its holder has renewed it. */
  private runOut(lease: number): void {
    const { site, rules } = this;
    const { sim } = site;
    const { visits } = sim;
    if (visits.stage[lease] !== HELD) return;
    if (rules.renewal && visits.pending[lease] !== NO_VISIT) {
      const until = this.renewedAt(visits.flags[lease]) + rules.leaseTtl;
      if (until === Number.POSITIVE_INFINITY) {
        this.deadlines.set(lease);
        return;
      }
      if (until > sim.now) {
        sim.wakeAt(site.id, LAST_CHANCE, lease, until, Rank.timer);
        return;
      }
    }
    this.expire(lease);
  }

  /** A lease is over: somebody else may have the lock. */
  private expire(lease: number): void {
    const { site } = this;
    const { sim } = site;
    const { visits } = sim;
    site.book.own[LeaseMeasure.expired].count++;
    this.held.delete(visits.key[lease]);
    visits.mark[lease] = 0;
    const item = visits.key[lease];
    if (visits.pending[lease] === NO_VISIT)
      sim.answer(lease, Outcome.ok, 0); // its holder has gone
    else visits.stage[lease] = LOST;
    this.owner.freed(item);
  }

  /** When a holder at the other end of a link has renewed for the last time [s]; Infinity while it goes on doing so. */
  private renewedAt(over: number): number {
    const caller = this.callers[over];
    const link = this.linkOf(over);
    const isGone = caller.isOut && !caller.isOff;
    const cutAt = link.isCutOff(HERE) ? (link.cuts?.changedAt(HERE) ?? 0) : Number.POSITIVE_INFINITY;
    return Math.min(isGone ? caller.changedAt : Number.POSITIVE_INFINITY, cutAt);
  }

  /** Who has lost its lock comes to its end: it has not been alone, unless it is turned away. */
  private lateEnd(lease: number, outcome: number): number {
    const { book, sim } = this.site;
    if (isFailure(outcome)) return outcome;
    if (this.rules.fencing) {
      book.own[LeaseMeasure.fenced].count++;
      return Outcome.conflict;
    }
    book.own[LeaseMeasure.overlaps].count++;
    if (sim.visits.op[lease] === Op.write) book.effects.lose(1);
    return outcome;
  }

  private release(lease: number): void {
    const { sim } = this.site;
    const item = sim.visits.key[lease];
    this.held.delete(item);
    sim.visits.mark[lease] = 0;
    sim.answer(lease, Outcome.ok, 0); // to nobody
    this.owner.freed(item);
  }

  /** The visit that a call was made for, below the layers of its connection; NO_VISIT where nobody waits any more. */
  private holderOf(call: number): number {
    const { link, parent, parentSerial, serial } = this.site.sim.visits;
    let at = call;
    do {
      const above = parent[at];
      if (above < 0 || serial[above] !== parentSerial[at]) return NO_VISIT;
      at = above;
    } while (link[at] === link[call]);
    return at;
  }

  private note(holder: number, lease: number): void {
    const { visits } = this.site.sim;
    if (this.leaseOf.length < visits.capacity) {
      const old = this.leaseOf.length;
      this.leaseOf = grown(this.leaseOf, visits.capacity);
      this.holderSerial = grown(this.holderSerial, visits.capacity).fill(-1, old);
    }
    this.leaseOf[holder] = lease;
    this.holderSerial[holder] = visits.serial[holder];
  }

  /** Holders at the other end of this link are told of when they end. */
  private watch(over: number, holder: number): void {
    if (this.callers[over] !== undefined) return;
    const { sim } = this.site;
    const caller = sim.stations[sim.visits.station[holder]] as Site;
    if (!this.callers.includes(caller)) caller.watchDepartures(this);
    this.callers[over] = caller;
  }

  private linkOf(over: number): Link {
    return this.site.allLinks[over];
  }
}
