/** Records that are looked through for those that no write can lose to any more, at first. */
const FIRST_SWEEP = 4096;

/**
 * Timestamps of the last writes by item, from the time that the clocks of nodes disagree: the highest wins, and a later write
 * that bears a lower one is lost the moment it is made. Writes from before are not known here.
 * [Kingsbury, "Jepsen: Cassandra", 2013; Lakshman & Malik, "Cassandra", 2010: the latest timestamp wins]
 */
export class Stamps {
  private readonly newest = new Map<number, number>();
  private sweepAt = FIRST_SWEEP;

  /** A write with this timestamp [s]; whether it is newer than all before it. Nobody's clock is more than `behind` [s] behind `now`. */
  wins(key: number, stamp: number, now: number, behind: number): boolean {
    if (stamp < (this.newest.get(key) ?? Number.NEGATIVE_INFINITY)) return false;
    this.newest.set(key, stamp);
    if (this.newest.size >= this.sweepAt) this.sweep(now - behind);
    return true;
  }

  /** Forgets the items that every clock is past. */
  private sweep(past: number): void {
    for (const [key, stamp] of this.newest) if (stamp < past) this.newest.delete(key);
    this.sweepAt = Math.max(FIRST_SWEEP, this.newest.size * 2);
  }
}
