import { type Distribution, type DistributionSpec, sampler } from '../../distribution.ts';
import { waysToPeers } from '../../geography.ts';
import { NO_VISIT, type RandomStream, Rank } from '../../kernel/index.ts';
import { Op, Outcome } from '../../outcome.ts';
import { type ComponentStation, type Site, WORK_DONE } from '../../site.ts';
import { type Grantee, ServiceCenter } from '../service-center.ts';
import { shardOf } from '../shards.ts';
import { Cluster } from './cluster.ts';
import { Stage } from './rows.ts';
import { Stamps } from './stamps.ts';
import { OUTDATED } from './versions.ts';

export interface QuorumOptions {
  readonly n: number;
  readonly r: number;
  readonly w: number;
  readonly cores: number;
  readonly queue: number;
  /** Whether a request goes to all nodes, the first answers deciding, or to as many drawn nodes as it needs. */
  readonly sendsTo: 'all' | 'quorum';
  readonly readRepair: boolean;
  readonly messages: Readonly<Record<'write' | 'ack' | 'read' | 'response', DistributionSpec>>;
}

/** Timers: a message has come to its node, or its answer to the coordinator. */
const CAME = 1;
const RETURNED = 2;
/** In place of a version: the node could not do it. */
const REFUSED = -1;
/** Of a read, before any answer. */
const NOTHING = -1;

/** One leg of a message's way. */
class Leg {
  private readonly law: Distribution;
  private readonly draws: RandomStream;

  constructor(law: DistributionSpec, draws: RandomStream) {
    this.law = sampler(law);
    this.draws = draws;
  }

  next(): number {
    return this.law.sample(this.draws);
  }
}

/**
 * One node of a store with N copies of each item, which lie on nodes in a row on a ring of equal ranges. The node that a
 * call comes to coordinates it: it sends messages to the nodes with a copy, which it may be itself, and answers after W acknowledgments or R responses, the newest version winning. Each node
 * works on each message on its own cores. [DeCandia et al., "Dynamo", SOSP 2007; message times as in Bailis et al.,
 * "Probabilistically Bounded Staleness", VLDB 2012: write, acknowledgment, read, response]
 */
export class ReplicaNode implements ComponentStation, Grantee {
  private readonly site: Site;
  private readonly options: QuorumOptions;
  private readonly cluster: Cluster<ReplicaNode>;
  private readonly cores: ServiceCenter;
  private readonly legs: Readonly<Record<'write' | 'ack' | 'read' | 'response', Leg>>;
  /** To the nodes in other zones, what messages need beyond their laws [s]; undefined where no zones lie between. */
  private readonly ways: Float64Array | undefined;
  private readonly choice: RandomStream;
  /** Copies to send to, the chosen ones first. */
  private readonly order: Int32Array;

  constructor(site: Site, options: QuorumOptions) {
    this.site = site;
    this.options = options;
    this.cluster = site.shared(() => new Cluster<ReplicaNode>(options.n));
    this.cluster.nodes.push(this);
    this.cores = new ServiceCenter(site.sim, site.resources[0], this, 0, {
      servers: options.cores,
      queue: options.queue,
    });
    const { messages } = options;
    this.legs = {
      write: new Leg(messages.write, site.stream('write messages')),
      ack: new Leg(messages.ack, site.stream('acknowledgments')),
      read: new Leg(messages.read, site.stream('read messages')),
      response: new Leg(messages.response, site.stream('responses')),
    };
    this.ways = waysToPeers(site.component, site.instance);
    this.choice = site.stream('quorums');
    this.order = new Int32Array(options.n);
  }

  /** A call, which this node coordinates. */
  arrive(visit: number): void {
    const { site, cluster, options, order } = this;
    const { sim } = site;
    const { visits } = sim;
    const { rows, versions } = cluster;
    rows.reach(visits.capacity);
    rows.stage[visit] = Stage.coordinated;
    const isRead = visits.op[visit] === Op.read;
    const needed = isRead ? options.r : options.w;
    const key = visits.key[visit];
    let up = 0;
    for (let copy = 0; copy < options.n; copy++) if (!this.holder(key, copy).site.isDown) order[up++] = copy;
    if (up < needed) {
      site.fail(visit, Outcome.unavailable);
      return;
    }
    const asked = options.sendsTo === 'all' ? up : needed;
    if (asked < up) this.shuffle(asked, up);
    const version = isRead ? NOTHING : this.isOutdated(key) ? versions.beginOutdated(key) : versions.begin(key);
    rows.version[visit] = version;
    rows.expected[visit] = isRead ? versions.newest(key) : 0;
    rows.needs[visit] = needed;
    rows.spare[visit] = asked - needed;
    for (let i = 0; i < asked; i++)
      this.send(this.holder(key, order[i]), visit, visits.kind[visit], key, visits.op[visit], version);
  }

  /** From now on timestamps may contradict the order of writes. */
  clockJumped(): void {
    this.cluster.stamps ??= new Stamps();
  }

  granted(_center: number, message: number): void {
    this.site.serve(message);
  }

  wake(timer: number, message: number): void {
    if (timer === CAME) this.receive(message);
    else if (timer === RETURNED) this.heed(message);
    else if (timer === WORK_DONE) this.worked(message);
  }

  answered(): void {
    // It calls nobody outside.
  }

  abandoned(): void {
    // What has been sent is done.
  }

  /** What the nodes have stored outlives a crash; what they were working on does not, and whoever asked is told. */
  crashed(): void {
    const { site, cores, cluster } = this;
    const { visits } = site.sim;
    cores.clear();
    for (let row = 0; row < cluster.rows.stage.length; row++) {
      // A call that has not come yet stands in a row that may have been a message's.
      const isMessage = visits.isOpen(row) && visits.station[row] === site.id && visits.link[row] < 0;
      if (!isMessage || cluster.rows.stage[row] !== Stage.atNode) continue;
      visits.workUntil[row] = 0;
      site.sim.cancelTimers(row);
      this.refuse(row);
    }
  }

  /** Who holds a copy of an item. */
  private holder(key: number, copy: number): ReplicaNode {
    const { nodes } = this.cluster;
    return nodes[(this.firstOf(key) + copy) % nodes.length];
  }

  /** Which copy of an item a node holds. */
  private copyOf(key: number, { instance }: Site): number {
    const { length } = this.cluster.nodes;
    return (instance + length - this.firstOf(key)) % length;
  }

  /** The node whose range a key falls to; where all hold everything there are no ranges. */
  private firstOf(key: number): number {
    const { length } = this.cluster.nodes;
    return length === this.options.n ? 0 : shardOf(key, length);
  }

  /** The first `count` of the first `of` in the order become a random choice. [Fisher–Yates, stopped early] */
  private shuffle(count: number, of: number): void {
    const { order, choice } = this;
    for (let i = 0; i < count; i++) {
      const other = i + choice.integer(of - i);
      const node = order[other];
      order[other] = order[i];
      order[i] = node;
    }
  }

  /** A message to a node; `request` is NO_VISIT where nobody waits for its answer. */
  private send(to: ReplicaNode, request: number, kind: number, key: number, op: number, version: number): void {
    const { site, cluster, legs } = this;
    const { sim } = site;
    const { rows } = cluster;
    const isRead = op === Op.read;
    // What all nodes hold alike has nothing to send.
    if (!isRead && !cluster.versions.sent(key)) return;
    const message = sim.open(to.site.id, NO_VISIT, 0, kind, key, op, -1);
    rows.reach(sim.visits.capacity);
    rows.stage[message] = Stage.traveling;
    rows.request[message] = request;
    rows.requestSerial[message] = request === NO_VISIT ? 0 : sim.visits.serial[request];
    rows.version[message] = version;
    if (request !== NO_VISIT) sim.follows(message, request);
    const delay = (isRead ? legs.read : legs.write).next() + (this.ways?.[to.site.instance] ?? 0);
    sim.wakeAfter(to.site.id, CAME, message, delay, Rank.arrival);
  }

  private receive(message: number): void {
    const { site, cores, cluster } = this;
    cluster.rows.stage[message] = Stage.atNode;
    if (site.isDown || !cores.request(message)) this.refuse(message);
  }

  private worked(message: number): void {
    const { site, cores, cluster, legs } = this;
    const { versions, rows } = cluster;
    const { op, key } = site.sim.visits;
    cores.release(message);
    if (op[message] === Op.read) {
      rows.version[message] = versions.at(key[message], this.copyOf(key[message], site));
      this.reply(message, legs.response);
    } else {
      versions.applied(key[message], this.copyOf(key[message], site), rows.version[message]);
      this.reply(message, legs.ack);
    }
  }

  private refuse(message: number): void {
    const { site, cluster, legs } = this;
    const { op, key } = site.sim.visits;
    const isRead = op[message] === Op.read;
    if (!isRead) cluster.versions.lost(key[message]);
    cluster.rows.version[message] = REFUSED;
    this.reply(message, isRead ? legs.response : legs.ack);
  }

  /** The answer goes back to the coordinator, if it still waits for it or may learn from it. */
  private reply(message: number, leg: Leg): void {
    const { site, cluster } = this;
    const { sim } = site;
    const { rows } = cluster;
    const request = rows.request[message];
    if (request === NO_VISIT || sim.visits.serial[request] !== rows.requestSerial[message]) {
      sim.answer(message, Outcome.ok, 0);
      return;
    }
    const coordinator = sim.visits.station[request];
    rows.stage[message] = Stage.returning;
    sim.visits.target[message] = this.copyOf(sim.visits.key[message], site);
    sim.visits.station[message] = coordinator;
    sim.wakeAfter(coordinator, RETURNED, message, leg.next() + this.wayTo(coordinator), Rank.completion);
    sim.travels(message, true);
  }

  /** What a message to the node with this number of a station needs beyond its law [s]. */
  private wayTo(station: number): number {
    if (this.ways === undefined) return 0;
    return this.ways[this.cluster.nodes.findIndex(({ site }) => site.id === station)];
  }

  /** An answer has come back to this coordinator. */
  private heed(message: number): void {
    const { site, cluster, options } = this;
    const { sim } = site;
    const { rows } = cluster;
    const { visits } = sim;
    const request = rows.request[message];
    const version = rows.version[message];
    const waits = visits.serial[request] === rows.requestSerial[message];
    const copy = visits.target[message];
    if (waits) sim.follows(request, message);
    sim.answer(message, Outcome.ok, 0);
    if (!waits) return;
    if (version === REFUSED) {
      if (--rows.spare[request] < 0) site.fail(request, Outcome.unavailable);
      return;
    }
    const isRead = visits.op[request] === Op.read;
    if (isRead) {
      if (options.readRepair) this.compare(request, copy, version);
      if (version > rows.version[request]) rows.version[request] = version;
    }
    if (--rows.needs[request] > 0) return;
    if (isRead) site.book.effects.judge(rows.expected[request], rows.version[request]);
    else this.written(request);
    site.answer(request, Outcome.ok, 0);
  }

  /** Whether a write that comes now bears an older timestamp than one before it. */
  private isOutdated(key: number): boolean {
    const { stamps, nodes } = this.cluster;
    if (stamps === undefined) return false;
    const { sim, clockOffset } = this.site;
    const behind = nodes.reduce((most, { site }) => Math.max(most, -site.clockOffset), 0);
    return !stamps.wins(key, sim.now + clockOffset, sim.now, behind);
  }

  /** A write has as many acknowledgments as it needs. */
  private written(request: number): void {
    const { site, cluster } = this;
    const version = cluster.rows.version[request];
    if (cluster.stamps !== undefined) site.book.effects.promise();
    if (version === OUTDATED) site.book.effects.lose(1);
    else cluster.versions.finish(site.sim.visits.key[request], version);
  }

  /** Copies whose answers to a read are older than another's are sent the newer version; `mark` holds those with the best. */
  private compare(request: number, copy: number, version: number): void {
    const { site, cluster } = this;
    const { visits } = site.sim;
    const best = cluster.rows.version[request];
    const bit = 1 << copy;
    if (version > best) {
      if (best !== NOTHING) this.repair(request, visits.mark[request], version);
      visits.mark[request] = bit;
    } else if (version === best) visits.mark[request] |= bit;
    else this.repair(request, bit, best);
  }

  /** Sends a version to the copies of a set, a bit for each. */
  private repair(request: number, set: number, version: number): void {
    const { kind, key } = this.site.sim.visits;
    if (version === Number.POSITIVE_INFINITY) return;
    for (let copy = 0; copy < this.options.n; copy++)
      if ((set & (1 << copy)) !== 0)
        this.send(this.holder(key[request], copy), NO_VISIT, kind[request], key[request], Op.write, version);
  }
}
