import { waysToPeers } from '../geography.ts';
import { NO_VISIT, Rank, type Simulation, type Station } from '../kernel/index.ts';
import type { Chooser, Link } from '../link.ts';
import type { Site } from '../site.ts';

/** How partitions lie on brokers. */
export interface Placement {
  readonly partitions: number;
  /** Copies of each partition, on brokers in a row. */
  readonly copies: number;
  /** From a broker's crash until others lead its partitions [s]. */
  readonly election: number;
  readonly partitionOf: (key: number) => number;
}

/** Is told what becomes of partitions when brokers fail and come back. */
export interface Led {
  /** Another broker leads this partition now, and has what had been replicated. */
  moved(partition: number, from: Site): void;
  /** Some partitions have a leader again. */
  led(): void;
}

/**
 * The brokers of a log: which of them leads which partition, and which copies are in sync. A broker that dies falls out of
 * the copies in sync at once, unless it is the last of them; when its death has been noticed, the first copy in sync that is
 * up leads each of its partitions. A broker that comes back before that leads on; one that comes back later is a copy in
 * sync at once. Where all copies in sync are gone the partition waits for one of these. [Apache Kafka documentation: replication]
 */
export class Brokers implements Station {
  /** Who is told; there from the start of the run on. */
  told: Led | undefined = undefined;
  private readonly sim: Simulation;
  private readonly sites: readonly Site[];
  private readonly placement: Placement;
  private readonly id: number;
  /** By partition: the broker that leads it. */
  private readonly leaders: Int32Array;
  /** By partition × copies + copy. */
  private readonly isInSync: Uint8Array;
  /** By broker: number of its last crash or return; an election of before is called off. */
  private readonly turns: Int32Array;
  /** By broker: half the round trips to the others, where they stand in different zones [s]. */
  private readonly ways: readonly (Float64Array | undefined)[];

  constructor(sites: readonly Site[], placement: Placement) {
    const [{ sim }] = sites;
    const { partitions, copies } = placement;
    this.sim = sim;
    this.sites = sites;
    this.placement = placement;
    this.id = sim.add(this);
    this.leaders = Int32Array.from({ length: partitions }, (_, partition) => partition % sites.length);
    this.isInSync = new Uint8Array(partitions * copies).fill(1);
    this.turns = new Int32Array(sites.length);
    this.ways = sites.map(({ component, instance }) => waysToPeers(component, instance));
  }

  /** The broker that leads a partition; it may be down, until another is elected. */
  leaderOf(partition: number): Site {
    return this.sites[this.leaders[partition]];
  }

  leaderOfKey(key: number): number {
    return this.leaders[this.placement.partitionOf(key)];
  }

  /** Copies in sync that are up. */
  inSync(partition: number): number {
    const { copies } = this.placement;
    let up = 0;
    for (let copy = 0; copy < copies; copy++) if (this.isCurrent(partition, copy)) up++;
    return up;
  }

  /** Round trip from a broker to the furthest copy in sync in another zone [s]. */
  roundTrip(from: number, partition: number): number {
    const ways = this.ways[from];
    if (ways === undefined) return 0;
    let furthest = 0;
    for (let copy = 0; copy < this.placement.copies; copy++)
      if (this.isCurrent(partition, copy)) furthest = Math.max(furthest, ways[this.broker(partition, copy)]);
    return 2 * furthest;
  }

  crashed(broker: number): void {
    this.eachCopy(broker, (partition, copy) => {
      if (this.inSync(partition) > 0) this.isInSync[this.at(partition, copy)] = 0;
    });
    const timer = ++this.turns[broker] * this.sites.length + broker;
    this.sim.wakeAfter(this.id, timer, NO_VISIT, this.placement.election, Rank.timer);
  }

  restored(broker: number): void {
    const { leaders, isInSync, sites } = this;
    this.turns[broker]++;
    this.eachCopy(broker, (partition, copy) => {
      const isLed = !sites[leaders[partition]].isDown;
      if (!isLed && isInSync[this.at(partition, copy)] === 1) leaders[partition] = broker;
      if (!sites[leaders[partition]].isDown) this.join(partition);
    });
    this.told?.led();
  }

  /** Time to elect others in the place of a broker, if it has not come back. */
  wake(timer: number): void {
    const { sites, leaders, placement, turns } = this;
    const broker = timer % sites.length;
    if (Math.floor(timer / sites.length) !== turns[broker]) return;
    let moved = 0;
    for (let partition = 0; partition < placement.partitions; partition++) {
      if (leaders[partition] !== broker) continue;
      for (let copy = 0; copy < placement.copies; copy++) {
        if (!this.isCurrent(partition, copy)) continue;
        leaders[partition] = this.broker(partition, copy);
        this.told?.moved(partition, sites[broker]);
        moved++;
        break;
      }
    }
    if (moved === 0) return;
    sites[broker].book.failovers++;
    this.told?.led();
  }

  arrive(): void {
    // Nobody calls it.
  }

  answered(): void {
    // It calls nobody.
  }

  abandoned(): void {
    // Nobody calls it.
  }

  /** All copies that are up catch up with the leader. */
  private join(partition: number): void {
    for (let copy = 0; copy < this.placement.copies; copy++)
      if (!this.sites[this.broker(partition, copy)].isDown) this.isInSync[this.at(partition, copy)] = 1;
  }

  private isCurrent(partition: number, copy: number): boolean {
    return this.isInSync[this.at(partition, copy)] === 1 && !this.sites[this.broker(partition, copy)].isDown;
  }

  /** Copies of a partition lie on brokers in a row, so that those of one are never on the same. */
  private broker(partition: number, copy: number): number {
    return (partition + copy) % this.sites.length;
  }

  private at(partition: number, copy: number): number {
    return partition * this.placement.copies + copy;
  }

  private eachCopy(broker: number, of: (partition: number, copy: number) => void): void {
    for (let partition = 0; partition < this.placement.partitions; partition++)
      for (let copy = 0; copy < this.placement.copies; copy++)
        if (this.broker(partition, copy) === broker) of(partition, copy);
  }
}

/** Producers know who leads the partition of a record. */
export class ByLeader implements Chooser {
  readonly isByItem = true;
  private readonly brokers: Brokers;

  constructor(brokers: Brokers) {
    this.brokers = brokers;
  }

  choose(_link: Link, _kind: number, key: number): number {
    return this.brokers.leaderOfKey(key);
  }
}
