import type { Distribution } from '../distribution.ts';
import { grown, type RandomStream } from '../kernel/index.ts';
import type { Chooser, Link } from '../link.ts';
import { Op } from '../outcome.ts';
import { RecordRing } from './record-ring.ts';

/** How many replicas a write waits for. */
export type Replication = 'async' | 'semi-sync' | 'sync';

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
    const { times, head } = this;
    const ordered = grown(times, times.length * 2);
    for (let i = 0; i < this.size; i++) ordered[i] = times[(head + i) % times.length];
    this.times = ordered;
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
  private readonly replication: Replication;
  /** How long reads of an item go to the primary after a write of it [s]. */
  private readonly pin: number;
  private entries = 0;
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
    options: { replication: Replication; pin: number },
  ) {
    this.replicas = Array.from({ length: replicas }, () => new Applied());
    this.lag = lag;
    this.draws = draws;
    this.replication = options.replication;
    this.pin = options.pin;
  }

  /** Entries kept. */
  get size(): number {
    return this.returned.size;
  }

  /** A write is committed at the primary; returns until when it waits for replicas [s]. */
  commit(now: number): number {
    this.entries++;
    let first = Number.POSITIVE_INFINITY;
    let last = now;
    for (const replica of this.replicas) {
      const at = replica.add(now + this.lag.sample(this.draws));
      if (at < first) first = at;
      if (at > last) last = at;
    }
    return this.replication === 'async' ? now : this.replication === 'sync' ? last : first;
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
