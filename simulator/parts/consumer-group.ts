import { NO_VISIT, Rank, type Station } from '../kernel/index.ts';
import type { Link } from '../link.ts';
import { isFailure, Op, Outcome } from '../outcome.ts';
import type { Site } from '../site.ts';
import type { Brokers } from './brokers.ts';
import { RecordRing } from './record-ring.ts';

/** How a group reads a log. Times in seconds. */
export interface GroupOptions {
  readonly partitions: number;
  readonly retention: number;
  readonly delivery: 'at-least-once' | 'at-most-once';
  readonly maxDeliveries: number;
  readonly redeliveryDelay: number;
  readonly sessionTimeout: number;
  readonly rebalancePause: number;
}

/** Timers of one group; those of a visit belong to a partition. */
const Timer = { rebalance: 0, resume: 1, redeliver: 2 } as const;

const NOBODY = -1;

/**
 * One consumer group of a log: its place in every partition, and which of its members reads which. A partition is read by
 * one member, a record at a time, in order; a record that fails holds up those behind it. Members that fall silent are
 * noticed after the session timeout; then the whole group stands still for the rebalance pause, and the partitions are
 * shared out anew. [Apache Kafka documentation, consumer configuration]
 *
 * A record that is being read is a visit of its own, to which the member answers. A member that is back before it was missed keeps its
 * partitions (static membership, KIP-345). One that is switched off, by an autoscaler or for a new version, says so and leaves at
 * once; one that is switched on joins. Each time the group stands still. What the group counts it counts in the book of the
 * first broker, which is that of all.
 */
export class ConsumerGroup implements Station {
  private readonly site: Site;
  /** The first broker's connection to the group; each broker has one of its own. */
  private readonly link: Link;
  private readonly brokers: Brokers;
  private readonly number: number;
  private readonly id: number;
  private readonly options: GroupOptions;
  private readonly records: readonly RecordRing[];
  /** By partition: the visit of the record that is being read, or NO_VISIT; its reader's position among the members, deliveries of its oldest record. */
  private readonly cursors: Int32Array;
  private readonly readers: Int32Array;
  private readonly deliveries: Int32Array;
  private readonly isReading: Uint8Array;
  /** Whether each member has a part in the group, and whether it has been found silent. */
  private readonly isMember: Uint8Array;
  private readonly isSilent: Uint8Array;
  /** Members without a part, or silent. */
  private away = 0;
  private pausedUntil = Number.NEGATIVE_INFINITY;
  /** When a silent member is due to be noticed; Infinity where none is [s]. */
  private noticeAt = Number.POSITIVE_INFINITY;

  /** `number` is that of its connection among the log's. */
  constructor(sites: readonly Site[], number: number, brokers: Brokers, options: GroupOptions) {
    const { partitions } = options;
    const [site] = sites;
    const link = site.links[number];
    this.site = site;
    this.link = link;
    this.brokers = brokers;
    this.number = number;
    this.id = site.sim.add(this);
    this.options = options;
    this.records = Array.from({ length: partitions }, () => new RecordRing());
    this.cursors = new Int32Array(partitions).fill(NO_VISIT);
    this.readers = new Int32Array(partitions);
    this.deliveries = new Int32Array(partitions);
    this.isReading = new Uint8Array(partitions);
    this.isMember = Uint8Array.from(link.targets, ({ isOff }) => (isOff ? 0 : 1));
    this.isSilent = this.isMember.map((isMember) => 1 - isMember);
    this.away = this.isSilent.reduce((sum, each) => sum + each, 0);
    this.shareOut();
    for (const { links } of sites) links[number].onRoom = () => this.joined();
    // All brokers together, once.
    link.waiting = () => this.records.reduce((sum, { size }, partition) => sum + size - this.isReading[partition], 0);
    link.onSwitchedOff = () => this.left();
  }

  /** A record has been stored in a partition. */
  append(partition: number, kind: number, key: number): void {
    const { site, records } = this;
    const { now } = site.sim;
    records[partition].push(kind, key, now);
    site.book.inSystem.add(now, 1);
    site.resources[0].waiting.add(now, 1);
    this.read(partition);
  }

  /** The reader of a partition has answered. */
  heard(partition: number, outcome: number): void {
    const { options, isReading, deliveries, link, readers, site } = this;
    const { sim } = site;
    isReading[partition] = 0;
    const reader = readers[partition];
    const isGone = reader === NOBODY || link.targets[reader].isDown;
    if (!isFailure(outcome)) {
      site.book.lag.record(sim.now - this.records[partition].storedAt);
      this.done(partition);
    } else if (options.delivery === 'at-most-once') {
      site.book.lost++;
      this.done(partition);
    } else if (isGone || outcome === Outcome.crashed) {
      // Its offset was not committed: whoever reads the partition next begins with this record.
      site.book.redeliveries++;
      site.resources[0].waiting.add(sim.now, 1);
    } else if (deliveries[partition] >= options.maxDeliveries) {
      site.book.deadLetters++;
      this.done(partition);
    } else {
      site.book.redeliveries++;
      site.resources[0].waiting.add(sim.now, 1);
      isReading[partition] = 1; // it stays first in line, and nobody else is served meanwhile
      sim.wakeAfter(this.id, Timer.redeliver, this.cursors[partition], options.redeliveryDelay, Rank.timer);
      return;
    }
    this.read(partition);
  }

  /** A timer of this group has run out; `cursor` is the visit of a record, or NO_VISIT. */
  wake(timer: number, cursor: number): void {
    if (timer === Timer.redeliver) {
      const partition = this.cursors.indexOf(cursor);
      this.isReading[partition] = 0;
      this.read(partition);
    } else if (timer === Timer.rebalance) {
      this.noticeAt = Number.POSITIVE_INFINITY;
      this.notice();
    } else {
      this.readAll();
    }
  }

  arrive(): void {
    // Nobody calls it.
  }

  answered(): void {
    // Its calls are answered to the brokers.
  }

  abandoned(): void {
    // Nobody calls it.
  }

  /** Partitions have a leader again that had none. */
  readAll(): void {
    for (let partition = 0; partition < this.records.length; partition++) this.read(partition);
  }

  /** Hands the oldest record of a partition to its reader, if both are free to. */
  private read(partition: number): void {
    const { site, link, options, records, isReading, readers, cursors } = this;
    const { sim } = site;
    const leader = this.brokers.leaderOf(partition);
    if (isReading[partition] === 1 || leader.isOut || sim.now < this.pausedUntil) return;
    const ring = records[partition];
    while (ring.size > 0 && sim.now - ring.storedAt > options.retention) {
      site.book.lost++;
      site.resources[0].waiting.add(sim.now, -1);
      this.done(partition);
    }
    if (ring.size === 0) return;
    const reader = readers[partition];
    if (reader === NOBODY) return;
    if (link.targets[reader].isDown) {
      this.miss(reader);
      return;
    }
    const [resource] = site.resources;
    const waited = sim.now - ring.storedAt;
    resource.waiting.add(sim.now, -1);
    resource.wait.record(waited);
    if (waited > 0) resource.waited++;
    isReading[partition] = 1;
    this.deliveries[partition]++;
    if (cursors[partition] === NO_VISIT) {
      cursors[partition] = sim.open(leader.id, NO_VISIT, 0, ring.kind, ring.key, Op.write, -1);
    }
    const tag = this.number * options.partitions + partition;
    leader.links[this.number].call(cursors[partition], tag, ring.kind, ring.key, Op.write, reader);
  }

  /** The oldest record of a partition is behind the group. */
  private done(partition: number): void {
    const { site, cursors } = this;
    this.deliveries[partition] = 0;
    this.records[partition].drop();
    site.book.inSystem.add(site.sim.now, -1);
    if (cursors[partition] === NO_VISIT) return;
    site.sim.answer(cursors[partition], Outcome.ok, 0); // to nobody: the producer has long been answered
    cursors[partition] = NO_VISIT;
  }

  /** A member is silent: the group notices when its session has timed out. */
  private miss(position: number): void {
    const { site, link } = this;
    const { sim } = site;
    if (this.isSilent[position] === 0) {
      this.isSilent[position] = 1;
      this.away++;
    }
    const at = Math.max(sim.now, link.targets[position].changedAt + this.options.sessionTimeout);
    if (at >= this.noticeAt) return;
    this.noticeAt = at;
    sim.wakeAt(this.id, Timer.rebalance, NO_VISIT, at, Rank.timer);
  }

  /** Members that have been silent for too long lose their part. */
  private notice(): void {
    const { now } = this.site.sim;
    let changed = false;
    this.link.targets.forEach((member, position) => {
      if (this.isMember[position] === 0 || !member.isDown || now < member.changedAt + this.options.sessionTimeout)
        return;
      if (this.isSilent[position] === 0) this.away++;
      this.isSilent[position] = 1;
      this.isMember[position] = 0;
      changed = true;
    });
    if (changed) this.rebalance();
    else this.readAll();
  }

  /** A member has answered or is up again. One that has lost its part joins anew; one that was not missed yet goes on. */
  private joined(): void {
    if (this.away === 0) return;
    let isBack = false;
    let hasJoined = false;
    this.link.targets.forEach((member, position) => {
      if (member.isDown || member.isOff || this.isSilent[position] === 0) return;
      if (this.isMember[position] === 0) hasJoined = true;
      isBack = true;
      this.isMember[position] = 1;
      this.isSilent[position] = 0;
      this.away--;
    });
    if (hasJoined) this.rebalance();
    else if (isBack) this.readAll();
  }

  /** Who has been switched off leaves the group. */
  private left(): void {
    let hasLeft = false;
    this.link.targets.forEach(({ isOff }, position) => {
      if (!isOff || this.isMember[position] === 0) return;
      if (this.isSilent[position] === 0) this.away++;
      this.isSilent[position] = 1;
      this.isMember[position] = 0;
      hasLeft = true;
    });
    if (hasLeft) this.rebalance();
  }

  private rebalance(): void {
    const { site, options } = this;
    const { sim } = site;
    this.shareOut();
    this.pausedUntil = sim.now + options.rebalancePause;
    sim.wakeAt(this.id, Timer.resume, NO_VISIT, this.pausedUntil, Rank.timer);
  }

  private shareOut(): void {
    const { readers } = this;
    const members = this.link.targets.flatMap((_, position) => (this.isMember[position] === 1 ? [position] : []));
    for (let partition = 0; partition < readers.length; partition++) {
      readers[partition] = members.length === 0 ? NOBODY : members[partition % members.length];
    }
  }
}
