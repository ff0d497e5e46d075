import type { Distribution } from '../distribution.ts';
import { NO_VISIT, type RandomStream, Ring, unrolled } from '../kernel/index.ts';
import type { Chooser, Link } from '../link.ts';
import { Op } from '../outcome.ts';
import { RecordRing } from './record-ring.ts';

/** What a write waits for. */
export type Replication = 'async' | 'semi-sync' | 'majority' | 'sync';

/** How many of the replicas a write waits for; a majority is one of all copies, the primary's own among them. */
export function acknowledgments(replication: Replication, replicas: number): number {
  switch (replication) {
    case 'async':
      return 0;
    case 'semi-sync':
      return 1;
    case 'majority':
      return Math.floor((replicas + 1) / 2);
    case 'sync':
      return replicas;
  }
}

/** When one replica has applied which entry of the primary's log: in order, each for itself. */
class Applied {
  /** The last entry applied. */
  entry = 0;
  private times = new Float64Array(64);
  private head = 0;
  private size = 0;
  private last = 0;

  /** The next entry will be applied at this moment [s], or with the one before, whichever is later; returns which. */
  add(at: number): number {
    if (this.size === this.times.length) this.grow();
    this.last = Math.max(this.last, at);
    this.times[(this.head + this.size++) % this.times.length] = this.last;
    return this.last;
  }

  /** Catches up to this moment [s]. */
  until(now: number): number {
    while (this.size > 0 && this.times[this.head] <= now) {
      this.head = (this.head + 1) % this.times.length;
      this.size--;
      this.entry++;
    }
    return this.entry;
  }

  private grow(): void {
    this.times = unrolled(this.times, this.head);
    this.head = 0;
  }
}

/**
 * The log that a primary sends to its read replicas. Each applies the entries in order, each entry after a lag of its own;
 * a read at a replica sees what it has applied by then. Of an item only the last entry is kept, and only until all replicas
 * have it and nobody's reads are held to the primary for it any more.
 */
export class ReplicaLog {
  private readonly replicas: readonly Applied[];
  private readonly lag: Distribution;
  private readonly draws: RandomStream;
  /** By replica, half the round trip to it [s]; undefined where none stands in another zone, or that is not known. */
  private readonly waysNow: (() => Float64Array | undefined) | undefined;
  private ways: Float64Array | undefined;
  /** Replicas that a write waits for. */
  private readonly needed: number;
  /** By replica, of one write: when each has it, in rising order [s]. */
  private readonly moments: Float64Array;
  /** Entries that have returned and that no replica has: when, and in place of a time their number. Only where somebody asks for them. */
  private readonly tail: Ring | undefined;
  /** How long reads of an item go to the primary after a write of it [s]. */
  private readonly pin: number;
  private entries = 0;
  /** By how much replicas are further behind than usual [s]. */
  private further = 0;
  /** The last entry of each item whose write has returned. */
  private readonly returned = new Map<number, number>();
  /** Entries that have returned, the oldest first, until everybody has them. */
  private readonly recent = new RecordRing();
  /** The moment at which each item kept was last written [s]. */
  private readonly writtenAt = new Map<number, number>();

  constructor(
    replicas: number,
    lag: Distribution,
    draws: RandomStream,
    options: { replication: Replication; pin: number; countsTail?: boolean; ways?: () => Float64Array | undefined },
  ) {
    this.replicas = Array.from({ length: replicas }, () => new Applied());
    this.lag = lag;
    this.draws = draws;
    this.waysNow = options.ways;
    this.ways = options.ways?.();
    this.needed = acknowledgments(options.replication, replicas);
    this.moments = new Float64Array(replicas);
    this.tail = options.countsTail === true ? new Ring() : undefined;
    this.pin = options.pin;
  }

  /** Whether a write waits for a replica. */
  get isWaitedFor(): boolean {
    return this.needed > 0;
  }

  /** Entries kept. */
  get size(): number {
    return this.returned.size;
  }

  /** A write is committed at the primary; returns until when it waits for replicas [s]. */
  commit(now: number): number {
    const { replicas, moments, needed } = this;
    this.entries++;
    for (let i = 0; i < replicas.length; i++) {
      const way = this.ways === undefined ? 0 : this.ways[i];
      moments[i] = replicas[i].add(now + this.further + this.lag.sample(this.draws) + way) + way;
    }
    return needed === 0 ? now : moments.sort()[needed - 1];
  }

  /** Primary and copy have changed places. */
  measure(): void {
    this.ways = this.waysNow?.();
  }

  /** What is committed from now on replicas have so much later than until now [s]. */
  fallBehind(by: number): void {
    this.further += by;
  }

  /** The number of the entry committed last. */
  get newest(): number {
    return this.entries;
  }

  /** A write of this item, with this entry, has returned. */
  finish(key: number, entry: number, now: number): void {
    this.forget(now);
    if (entry > (this.returned.get(key) ?? 0)) this.returned.set(key, entry);
    this.writtenAt.set(key, now);
    this.recent.push(entry, key, now);
    if (this.tail === undefined) return;
    this.missing(now);
    this.tail.push(NO_VISIT, now, entry);
  }

  /** How many writes have returned that no replica has: what is lost with the primary now. */
  missing(now: number): number {
    const { tail } = this;
    if (tail === undefined) return 0;
    const best = this.best(now);
    while (tail.size > 0 && tail.oldestAt() <= best) tail.shift();
    return tail.size;
  }

  /** How long ago the oldest of these returned [s]; 0 where there is none. */
  ageOfMissing(now: number): number {
    return this.missing(now) === 0 || this.tail === undefined ? 0 : now - this.tail.oldestSerial();
  }

  /** The primary is lost, and the replica that has most takes its place: nobody expects any more what only the primary had. */
  forgetLost(now: number): void {
    const best = this.best(now);
    for (const [key, entry] of this.returned) {
      if (entry <= best) continue;
      this.returned.delete(key);
      this.writtenAt.delete(key);
    }
    this.tail?.clear();
  }

  private best(now: number): number {
    let best = 0;
    for (const replica of this.replicas) best = Math.max(best, replica.until(now));
    return best;
  }

  /** The entry that a read of this item must have seen not to be stale. */
  expected(key: number): number {
    return this.returned.get(key) ?? 0;
  }

  /** What a replica, counted from 0, has applied. */
  applied(replica: number, now: number): number {
    return this.replicas[replica].until(now);
  }

  /** Whether reads of this item go to the primary now. */
  isPinned(key: number, now: number): boolean {
    if (this.pin === 0) return false;
    const written = this.writtenAt.get(key);
    return written !== undefined && now - written < this.pin;
  }

  private forget(now: number): void {
    const { recent, returned, writtenAt } = this;
    let everywhere = Number.POSITIVE_INFINITY;
    for (const replica of this.replicas) everywhere = Math.min(everywhere, replica.until(now));
    while (recent.size > 0 && recent.kind <= everywhere && now - recent.storedAt >= this.pin) {
      const { key, kind: entry } = recent;
      if (returned.get(key) === entry) {
        returned.delete(key);
        writtenAt.delete(key);
      }
      recent.drop();
    }
  }
}

/** Writes to the primary, reads to the replicas in turn, but those of items just written to the primary too. */
export class PinnedReads implements Chooser {
  private readonly log: ReplicaLog;
  private cursor = 0;

  constructor(log: ReplicaLog) {
    this.log = log;
  }

  choose({ sim, targets }: Link, _kind: number, key: number, op: number): number {
    if (op !== Op.read || this.log.isPinned(key, sim.now)) return 0;
    this.cursor = this.cursor + 1 < targets.length ? this.cursor + 1 : 1;
    return this.cursor;
  }
}
