import type { ConnectionBook } from './books.ts';
import { NOWHERE } from './geography.ts';
import { assert, NO_VISIT, type RandomStream, type Simulation, type Station } from './kernel/index.ts';
import type { Draws } from './laws/draws.ts';
import type { CompiledConnection } from './model.ts';
import { Op, Outcome } from './outcome.ts';
import type { Cancellation } from './parts/cancellation.ts';
import type { Claims } from './parts/claims.ts';
import { Cuts, type CutWays } from './parts/cuts.ts';
import type { DeadlineColumn } from './parts/deadline-column.ts';
import type { Distances } from './parts/distances.ts';
import { Entrance } from './parts/entrance.ts';
import type { Hedge } from './parts/hedge.ts';
import type { Naming, Operations } from './parts/operations.ts';
import { suffer } from './parts/suffer.ts';
import type { Transactions } from './parts/transactions.ts';
import { type Twinning, Twins } from './parts/twins.ts';
import { retransmission, Wire } from './parts/wire.ts';
import type { Site } from './site.ts';

/** Chooses among a link's targets: a balancer does; without one they take turns. */
export interface Chooser {
  /** Position of a target of this link, or -1 where none is known to be healthy. */
  choose(link: Link, kind: number, key: number, op: number): number;
  /** Whether only one target has an item, so that nobody else can be asked for it. */
  readonly isByItem?: true;
}

/** Is told when a target of a link has one unanswered call more, and for which visit it was made, or one less, and how it ended. */
export interface LinkWatcher {
  changed(link: Link, position: number, delta: number, caller: number, outcome: number): void;
  /** Nobody waits any more for a call that the target has not answered. Not `abandoned`: a watcher may be a layer, which hears that of visits. */
  givenUp?(position: number): void;
}

/**
 * A layer between caller and wire: a call policy, a connection pool. It is a station without books of its own, at the
 * caller's side: a visit that is abandoned there ends there, and what it has asked for below is abandoned in turn.
 */
export interface Layer extends Station {
  readonly id: number;
  /** Whether it stands above single calls, so that these are counted further down. */
  readonly isTransparent?: boolean;
  /** What traces call a stay in it; what has no name is not shown. */
  readonly name?: string;
  /** The caller has crashed, and what the layer holds for it is lost. */
  crashed?(): void;
}

/** What goes along with a request from layer to layer and on to the callee. */
interface Carried {
  inherit(caller: number, visit: number): void;
}

class Both implements Carried {
  private readonly first: Carried;
  private readonly second: Carried;

  constructor(first: Carried, second: Carried) {
    this.first = first;
    this.second = second;
  }

  inherit(caller: number, visit: number): void {
    this.first.inherit(caller, visit);
    this.second.inherit(caller, visit);
  }
}

/** What is held up on its way to the callee, by how much [s]. */
export interface HoldUp {
  readonly share: number;
  readonly delay: number;
  readonly draws: RandomStream;
}

/** How often a choice is made anew to find a target that has not been asked. */
const MOST_TRIES = 16;

/**
 * The outgoing side of a connection at one caller instance. A call passes the layers that the design has (`layers.ts`
 * has their order), and then the wire.
 */
export class Link {
  readonly sim: Simulation;
  /** Number among all links of the run. */
  readonly index: number;
  readonly connection: CompiledConnection;
  readonly book: ConnectionBook;
  readonly targets: readonly Site[];
  /** Calls to each target that it has not answered: waiting, in service or on the wire. A balancer may have them elsewhere. */
  outstanding: Int32Array;
  watcher: LinkWatcher | undefined = undefined;
  chooser: Chooser | undefined = undefined;
  /** Who wants to know when a target may have room again: it has answered, or it is up after a crash. */
  onRoom: (() => void) | undefined = undefined;
  /** Messages stored at the caller that wait to be sent over it; absent where none are stored. */
  waiting: (() => number) | undefined = undefined;
  /** Who wants to know when a target has been switched off. */
  onSwitchedOff: (() => void) | undefined = undefined;
  /** Told when the calling instance has ended, by an autoscaler's will: what it knew of the callee is gone. */
  onCallerEnded: (() => void) | undefined = undefined;
  /** From the caller to the wire; mostly none. */
  layers: readonly Layer[] = [];
  /** The connection pool, where there is one: it stands before the wire, and what gets there is an attempt. */
  private pool: Layer | undefined = undefined;
  private outermost: Layer | undefined = undefined;
  /** The layer at which calls are counted and timed; the wire itself where there is none. */
  private counted: Layer | undefined = undefined;
  /** Places taken by calls that policies hold back; absent where nobody hands out places, or nothing holds back. */
  claims: Claims | undefined = undefined;
  /** Takes calls back at the callee; absent where nobody tells it. */
  cancellation: Cancellation | undefined = undefined;
  /** Is told when a copy begins, where copies are tied. */
  hedge: Hedge | undefined = undefined;
  /** Deadlines that travel with requests; absent where none does. */
  deadlines: DeadlineColumn | undefined = undefined;
  /** Numbers of what is meant once, and how calls over this link get theirs; absent where nothing can be done twice. */
  operations: Operations | undefined = undefined;
  private naming: Naming | undefined = undefined;
  /** What the caller's requests write in several places, this being one of them; absent where nothing belongs together. */
  transactions: Transactions | undefined = undefined;
  private caller: Site | undefined = undefined;
  /** All that travels with a request. */
  private carried: Carried | undefined = undefined;
  /** Calls go straight onto the wire. */
  private isBare = true;
  /** Number of the zone that the caller stands in, and which of its component's instances it is. */
  home = NOWHERE;
  callerInstance = 0;
  /** Where caller and targets stand in zones that are described. */
  readonly distances: Distances | undefined;
  private readonly takesReads: readonly number[];
  private readonly takesWrites: readonly number[];
  private readonly wire: Wire | undefined;
  /** Where the wire only delays: its round trips, without asking the wire. */
  private readonly roundTrips: Draws | undefined;
  private cursor = 0;
  /** Latency faults: more delay, there and back together [s]. */
  private added = 0;
  /** Packet loss: the probability of each message, and its draws. */
  private losses: readonly { rate: number; draws: RandomStream }[] = [];
  /** Calls that are held up, so that later ones overtake them. */
  private readonly holdUps: HoldUp[] = [];
  /** Calls that come twice; absent until there are some. */
  private twins: Twins | undefined = undefined;
  private isTroubled = false;
  /** What partitions hold back; absent until there is one. */
  cuts: Cuts | undefined = undefined;

  constructor(
    sim: Simulation,
    index: number,
    connection: CompiledConnection,
    book: ConnectionBook,
    targets: readonly Site[],
    draws: RandomStream,
    distances?: Distances,
  ) {
    this.sim = sim;
    this.index = index;
    this.connection = connection;
    this.book = book;
    this.targets = targets;
    this.outstanding = new Int32Array(targets.length);
    const taking = (op: 'reads' | 'writes') =>
      targets.flatMap((target, position) => {
        const takes = target.component.takes[target.instance];
        return takes === 'all' || takes === op ? [position] : [];
      });
    this.takesReads = taking('reads');
    this.takesWrites = taking('writes');
    this.distances = distances;
    const isTimeless = connection.spec.network === undefined && distances === undefined;
    this.wire = isTimeless ? undefined : new Wire(connection, draws, distances);
    this.roundTrips = this.wire?.roundTrips;
  }

  /** Makes a layer a station of the run; returns its number. */
  enroll(layer: Layer): number {
    const id = this.sim.add(new Entrance(this, layer));
    this.sim.listen(id, layer);
    return id;
  }

  /** Calls from here on bear numbers; to be said before there are layers. */
  name(operations: Operations, naming: Naming): void {
    this.operations = operations;
    this.naming = naming;
  }

  /** Calls of this instance write what belongs together with other calls of the same request; to be said before there are layers. */
  bind(transactions: Transactions, caller: Site): void {
    this.transactions = transactions;
    this.caller = caller;
  }

  /** Puts layers between caller and wire, outermost first; `pool` is the last where the callee has one. */
  through(layers: readonly Layer[], pool: Layer | undefined): void {
    this.layers = layers;
    this.pool = pool;
    this.outermost = layers[0];
    this.counted = layers.find((layer) => layer.isTransparent !== true);
    const { deadlines, operations, naming, transactions } = this;
    this.isBare = this.outermost === undefined && naming === undefined && transactions === undefined;
    for (const one of [deadlines, operations, transactions]) {
      if (one !== undefined) this.carried = this.carried === undefined ? one : new Both(this.carried, one);
    }
  }

  /**
   * Calls for the visit `parent` (NO_VISIT where nobody waits); the answer comes back with `tag`. `target` is the wish of
   * a balancer, -1 without one.
   */
  call(parent: number, tag: number, kind: number, key: number, op: number, target: number): void {
    this.book.calls++;
    if (this.isBare) {
      this.book.attempts++;
      this.send(parent, tag, kind, key, op, target);
      return;
    }
    if (this.outermost !== undefined) this.claims?.claim(target);
    const visit = this.pass(this.outermost, parent, tag, kind, key, op, target);
    if (this.naming !== undefined) this.operations?.begin(parent, visit, tag, this.naming);
    if (this.caller !== undefined) this.transactions?.begin(parent, visit, this.connection.index, this.caller);
    if (this.isTroubled && this.layers.length === 0) this.nameTwins(visit);
  }

  /** From one layer to the one below it, or onto the wire where there is none. Returns the visit that stands for it there. */
  pass(
    below: Layer | undefined,
    parent: number,
    tag: number,
    kind: number,
    key: number,
    op: number,
    target: number,
  ): number {
    if (below === this.pool) this.book.attempts++;
    const visit =
      below === undefined
        ? this.send(parent, tag, kind, key, op, target)
        : this.enter(below, parent, tag, kind, key, op, target);
    this.carried?.inherit(parent, visit);
    if (this.isTroubled && this.layers.length > 0) this.nameTwins(visit);
    return visit;
  }

  /** What has come to a layer goes on to the one below it, with this label and to this target (-1: any). */
  forward(below: Layer | undefined, visit: number, tag: number, target: number): number {
    const { kind, key, op } = this.sim.visits;
    return this.pass(below, visit, tag, kind[visit], key[visit], op[visit], target);
  }

  /** A layer's visit waits no longer for what it has asked for below, unless that has ended already. */
  giveUp(visit: number, below: number): void {
    if (this.isWaiting(visit, below)) this.sim.abandon(below);
  }

  /** Whether what a layer's visit has asked for below is still there: its answer may be on the immediate list. */
  isWaiting(visit: number, below: number): boolean {
    const { visits } = this.sim;
    return (
      visits.isOpen(below) && visits.parent[below] === visit && visits.parentSerial[below] === visits.serial[visit]
    );
  }

  /** Serial of the visit that a call was made for, above all layers; that of a layer's where that waits no longer. */
  callerSerial(call: number): number {
    const { parent, parentSerial, serial, link } = this.sim.visits;
    let at = call;
    for (let above = parent[at]; above >= 0 && link[above] === this.index; above = parent[at]) {
      if (serial[above] !== parentSerial[at]) break;
      at = above;
    }
    return parentSerial[at];
  }

  /** Whether anything goes along with a request. */
  get carriesAlong(): boolean {
    return this.carried !== undefined;
  }

  /** Onto the wire, to `wish` or to a target chosen now. Returns the visit at the target. */
  send(parent: number, tag: number, kind: number, key: number, op: number, wish: number): number {
    const { sim } = this;
    const position = wish >= 0 ? wish : this.pick(kind, key, op);
    assert(position >= 0, 'whoever sends has a target');
    const target = this.targets[position];
    const visit = sim.open(target.id, parent, tag, kind, key, op, this.index);
    sim.visits.target[visit] = position;
    this.outstanding[position]++;
    this.watcher?.changed(this, position, 1, parent, Outcome.ok);
    let delay = 0;
    if (this.roundTrips !== undefined) delay = this.roundTrips.next() / 2;
    else if (this.wire !== undefined) delay = this.wire.request(sim.now, kind, position);
    if (this.isTroubled) {
      delay += this.troubleOut(position);
      this.twins?.follow(visit, position, delay);
    }
    if (delay > 0) sim.arriveAfter(visit, delay);
    else sim.arrive(visit);
    return visit;
  }

  /** The target has answered, and sends it after `silence` [s]: the answer goes home over the wire. */
  respond(visit: number, outcome: number, origin: number, silence: number): void {
    const { sim } = this;
    const { visits } = sim;
    const position = visits.target[visit];
    if (this.isTroubled && this.twins?.ends(visit) === true) {
      sim.answer(visit, outcome, origin); // to nobody
      return;
    }
    this.outstanding[position]--;
    this.watcher?.changed(this, position, -1, NO_VISIT, outcome);
    this.onRoom?.();
    const held = (this.isTroubled ? this.troubleBack(position) : 0) + silence;
    let delay = held;
    if (this.roundTrips !== undefined) delay += this.roundTrips.next() / 2;
    else if (this.wire !== undefined) delay += this.wire.response(sim.now, visits.kind[visit], position);
    if (this.counted === undefined && held < Number.POSITIVE_INFINITY) {
      this.book.finished(sim.now + delay, visits.sentAt[visit], outcome);
    }
    if (delay > 0) sim.answerAfter(visit, outcome, origin, delay);
    else sim.answer(visit, outcome, origin);
  }

  /** The answer of a layer, which stands at the caller's own side of the wire. */
  respondFromLayer(layer: Layer, visit: number, outcome: number, origin: number): void {
    const { sim } = this;
    if (layer === this.counted) this.book.finished(sim.now, sim.visits.sentAt[visit], outcome);
    sim.answer(visit, outcome, origin);
  }

  addDelay(seconds: number): void {
    this.added += seconds;
    this.isTroubled = true;
  }

  /** Messages are lost with this probability and sent again, each time after twice as long. */
  lose(rate: number, draws: RandomStream): void {
    this.losses = [...this.losses, { rate, draws }];
    this.isTroubled = true;
  }

  /** Takes one such loss back. */
  loseNoMore(draws: RandomStream): void {
    this.losses = this.losses.filter((loss) => loss.draws !== draws);
  }

  /** A share of the calls comes later than the others from now on; returns the way to stop it. */
  holdUp(one: HoldUp): () => void {
    this.isTroubled = true;
    return suffer(this.holdUps, one);
  }

  /** A share of the calls comes twice from now on; returns the way to stop it. */
  sendTwice(one: Twinning): () => void {
    this.isTroubled = true;
    this.twins ??= new Twins(this);
    return suffer(this.twins.rules, one);
  }

  /** Second calls made just now bear the numbers of their first. */
  private nameTwins(visit: number): void {
    for (const twin of this.twins?.unnamed.splice(0) ?? []) this.carried?.inherit(visit, twin);
  }

  /** Nothing passes these ways until a moment [s]. */
  cut(ways: CutWays, until: number): void {
    this.cuts ??= new Cuts(this.targets.length);
    this.cuts.begin(ways, this.sim.now, until);
    this.isTroubled = true;
  }

  /** One such partition is over. */
  mend(ways: CutWays): void {
    this.cuts?.end(ways, this.sim.now);
    this.onRoom?.();
  }

  /** Whether a partition lies between caller and target. */
  isCutOff(target: number): boolean {
    return this.cuts?.isCut(target) === true;
  }

  /** What faults add to the way of a message that is sent to a target now [s]. */
  private troubleOut(target: number): number {
    const { cuts, sim, holdUps } = this;
    const heldUp = holdUps.reduce((sum, { share, delay, draws }) => (draws.chance(share) ? sum + delay : sum), 0);
    return this.trouble() + heldUp + (cuts === undefined ? 0 : cuts.heldOut(target, sim.now));
  }

  /** The same for a message from a target [s]. */
  private troubleBack(target: number): number {
    const { cuts, sim } = this;
    return this.trouble() + (cuts === undefined ? 0 : cuts.heldBack(target, sim.now));
  }

  private trouble(): number {
    return this.added / 2 + this.losses.reduce((sum, { rate, draws }) => sum + retransmission(rate, draws), 0);
  }

  /** Position of the target to ask, or -1 where a balancer knows of no healthy one. */
  pick(kind: number, key: number, op: number): number {
    if (this.chooser !== undefined) return this.chooser.choose(this, kind, key, op);
    const able = op === Op.read ? this.takesReads : this.takesWrites;
    if (this.cursor >= able.length) this.cursor = 0;
    return able[this.cursor++];
  }
  /** Position of a target to ask beside those already asked (a bit for each), if there is another; -1 where there is none at all. */
  pickOther(kind: number, key: number, op: number, asked: number): number {
    if (this.chooser?.isByItem === true) return this.pick(kind, key, op);
    let position = -1;
    for (let tried = 0; tried < MOST_TRIES; tried++) {
      // Another key, for those who choose by it.
      position = this.pick(kind, key + tried, op);
      if (position < 0 || (asked & (1 << position)) === 0) return position;
    }
    return position;
  }

  /** Position of any target that takes this, drawn anew. */
  anyTarget(op: number, draws: RandomStream): number {
    const able = op === Op.read ? this.takesReads : this.takesWrites;
    let position = able[draws.integer(able.length)];
    // Some instance is always switched on.
    while (this.targets[position].isOff) position = able[draws.integer(able.length)];
    return position;
  }

  /** How long a message without content that is sent now takes to a target [s]. */
  messageDelay(draws: RandomStream, target: number): number {
    return (
      (this.wire === undefined ? 0 : this.wire.message(draws, target)) + (this.isTroubled ? this.troubleOut(target) : 0)
    );
  }

  private enter(
    layer: Layer,
    parent: number,
    tag: number,
    kind: number,
    key: number,
    op: number,
    target: number,
  ): number {
    const { sim } = this;
    const visit = sim.open(layer.id, parent, tag, kind, key, op, this.index);
    sim.visits.target[visit] = target;
    sim.visits.pending[visit] = NO_VISIT;
    sim.arrive(visit);
    return visit;
  }
}
