import type { ComponentBook, ResourceBook } from './books.ts';
import type { Distribution } from './distribution.ts';
import { NOWHERE } from './geography.ts';
import { type RandomStream, Rank, type Simulation, type Station, WORK_DONE } from './kernel/index.ts';
import { Draws } from './laws/draws.ts';
import type { Link } from './link.ts';
import type { CompiledComponent, CompiledResource } from './model.ts';
import { OPS, Outcome } from './outcome.ts';
import type { Autoscaler } from './parts/autoscaler.ts';
import type { CallPlan } from './parts/call-plan.ts';
import type { DeadlineColumn } from './parts/deadline-column.ts';
import { DeadlineGuard } from './parts/deadline-guard.ts';
import { Deduplication } from './parts/deduplication.ts';
import type { Effects } from './parts/effects.ts';
import type { Failover } from './parts/failover.ts';
import type { LastWrites } from './parts/freshness.ts';
import { type Guard, Guarded } from './parts/guarded.ts';
import type { KeyRecords } from './parts/key-records.ts';
import { OpenCalls } from './parts/open-calls.ts';
import type { Operations } from './parts/operations.ts';
import type { Member, Quorum } from './parts/quorum.ts';
import type { Grantee } from './parts/service-center.ts';
import { SlowedWork, SometimesSlowed, type WorkDraws } from './parts/slowed-work.ts';
import { Spells } from './parts/spells.ts';
import { StartNotice } from './parts/start-notice.ts';
import { type Stock, StockKeeper } from './parts/stock.ts';
import { suffer } from './parts/suffer.ts';
import { Suspended } from './parts/suspended.ts';
import type { RequestBook } from './request-book.ts';

/** What a component's file provides: the behavior of one instance. */
export interface ComponentStation extends Station {
  /** Frees whatever a visit occupies that is still here: a waiting place, a thread, a core. The site ends it afterwards. */
  withdraw?(visit: number): void;
  /** Work takes so many times as long as usual from now on, what is left of it too; Infinity while time stands still. Only for work that the station itself keeps track of. */
  rescaled?(slowness: number): void;
  /** Whether a visit waits and has used nothing yet. */
  isWaiting?(visit: number): boolean;
  /** Whether others wait for what this visit does, so that it is done though its own caller has gone. */
  isShared?(visit: number): boolean;
  /** Volatile state is gone: waiting lines, servers, contents. The visits in it are answered by the site. */
  crashed(): void;
  /** The instance is up again after a crash, or goes on after a freeze. */
  restored?(): void;
  /** The instance has been switched off: whoever has settled with it has to go elsewhere. */
  switchedOff?(): void;
  /** Forget all contents; caches only. */
  flush?(): void;
  /** From now on its answers lead nowhere, and are kept for so long [s], as usual where that is not said; undefined ends it. Names only. */
  misdirected?(how: Misdirection | undefined): void;
  /** Its copies have what it commits so much later than until now [s]; less where it is negative. */
  fallBehind?(by: number): void;
  /** The instance's clock shows so much more than a moment ago [s]; less where it is negative. */
  clockJumped?(by: number): void;
  /** Whether this visit is stored durably and outlives a crash. */
  survives?(visit: number): boolean;
  /** What a cache holds. */
  readonly entries?: number;
}

/** What a name leads to nowhere for. */
export interface Misdirection {
  /** How long resolvers keep the answer [s]; as long as any other if undefined. */
  readonly keptFor: number | undefined;
}

export { WORK_DONE };

/** In place of the moment at which a visit arrived: it has been answered, though the answer may be on its way. */
const HAS_LEFT = Number.POSITIVE_INFINITY;

/**
 * One instance of a component in a run: what its station sees of the world, and what the world sees of it. It keeps the
 * component's books and suffers its faults, so that no component has to.
 */
export class Site implements Station, Member {
  readonly sim: Simulation;
  /** Number of the station in the simulation. */
  readonly id: number;
  readonly component: CompiledComponent;
  readonly instance: number;
  /** Number of the zone that it stands in; NOWHERE where in none. */
  zone: number;
  /** Number of the zone of the copy that can take its place. */
  standbyZone: number;
  readonly book: ComponentBook;
  /** Of the book, those of the instances that take the same calls as this one and hold the same items. */
  readonly resources: readonly ResourceBook[];
  readonly requests: RequestBook;
  /** Outgoing links, by position in the component's connections. */
  links: readonly Link[] = [];
  /** Every link of the run, for the way home. */
  readonly allLinks: readonly Link[];
  /** Deadlines that come with requests; absent where none does. */
  deadlines: DeadlineColumn | undefined;
  /** What is meant once, by the visits that come and go here; absent where nothing can be done twice. */
  operations: Operations | undefined;
  /** Who notices what is carried out here; absent where doing it twice does no harm. */
  effects: Effects | undefined;
  /** What is known of the idempotency keys that come; absent where they are ignored. */
  records: KeyRecords | undefined;
  /** What is left of each item; absent where the store counts nothing. */
  stock: Stock | undefined;
  private keeper: StockKeeper | undefined;
  /** When items were last written; absent where this is no cache, or none of what it holds is ever written. */
  lastWrites: LastWrites | undefined;
  /** Who goes on beside the station when it has crashed or is up again: a change feed, a saga; mostly nobody. */
  follower: Follower | undefined = undefined;
  /** How often the component is asked in the long run, by request kind × OPS + op [1/s]: worked out when somebody wants to know. */
  longRunRates: () => Float64Array = () => new Float64Array(0);
  private calls: OpenCalls | undefined;
  /** Who is told when a visit leaves; absent where nobody wants to know. */
  private departures: Departures | undefined;
  private readonly watchers: Departures[] = [];
  /** Whether copies come here of which the first to begin takes the others back. */
  takesTied = false;
  /** Crashed: it takes nothing. */
  isDown = false;
  /** Switched off by an autoscaler: it is no target, and finishes what it has. */
  isOff = false;
  /** How far its clock is ahead of the true time; negative where it is behind [s]. */
  clockOffset = 0;
  /** When an autoscaler switched it on last [s]. */
  switchedOnAt = Number.NEGATIVE_INFINITY;
  /** Where replicas come and go. */
  autoscaler: Autoscaler | undefined;
  /** Crashed, frozen or switched off: it answers nothing new, health checks neither. */
  isOut = false;
  /** Of these, what counts as frozen, and as off for a new version: what has crashed counts as that alone. */
  private countsAsFrozen = false;
  private countsAsReplaced = false;
  /** Where another copy can take this instance's place. */
  failover: Failover | undefined;
  /** Where the component needs several of its instances. */
  quorum: Quorum | undefined = undefined;
  /** Since when it has been out, or has not [s]. */
  changedAt = Number.NEGATIVE_INFINITY;
  /** When it was out and when it was not, for those who watch its health; absent while it has always been well. */
  spells: Spells | undefined = undefined;
  /** The instances of the same component, this one among them. */
  peers: readonly Site[] = [this];
  /** The calls that it makes; absent where it makes none of its own. */
  plan: CallPlan | undefined = undefined;
  private common: unknown;
  private station!: ComponentStation;
  /** The station, behind its guards where there are any. */
  private awake!: Station;
  /** Who is told what happens: the station, or what stands in for it while it is frozen. */
  private told!: Station;
  /** Faults under way, which may overlap: crashes, freezes, factors of slowness, rates of errors. */
  private crashes = 0;
  private freezes = 0;
  private closures = 0;
  private isShort = false;
  private guarded!: Guarded;
  /** It takes no calls: it has crashed, or too few of its like are up. */
  private isShut = false;
  private frozenAt = 0;
  /** While frozen, what stands in for the layers of its connections. */
  private standIns: readonly Suspended[] = [];
  /** Words that have come meanwhile about visits that nobody waits for. */
  private readonly unread: { visit: number; serial: number; onlyIfWaiting: boolean }[] = [];
  /** Until when nobody is told that the instance is down [s]. */
  private silentUntil = 0;
  private readonly slowFactors: (Struck & { readonly share: number })[] = [];
  private readonly errorRates: Struck[] = [];
  /** Probability of an error by request kind × OPS + op; absent where it is the same for all. */
  private errorTable: Float64Array | undefined = undefined;
  private slowness = 1;
  private errorRate = 0;
  private readonly service: readonly (Distribution | undefined)[];
  /** Where all requests take work of the same law: its draws. While faults slow some of them down, what stands in for these. */
  private work: WorkDraws | undefined;
  private readonly usualWork: Draws | undefined;
  private readonly serviceDraws: RandomStream;
  private readonly faultDraws: RandomStream;
  private readonly streams: (owner: string, purpose: string) => RandomStream;

  constructor(
    sim: Simulation,
    component: CompiledComponent,
    instance: number,
    book: ComponentBook,
    requests: RequestBook,
    allLinks: readonly Link[],
    streams: (owner: string, purpose: string) => RandomStream,
  ) {
    this.sim = sim;
    this.component = component;
    this.instance = instance;
    this.zone = component.zones[instance];
    this.standbyZone = component.standbys[instance];
    this.book = book;
    const isOwn = ({ takes, shard }: CompiledResource) =>
      takes === component.takes[instance] && shard === component.shards?.[instance];
    this.resources = book.resources.filter((_, i) => isOwn(component.resources[i]));
    this.requests = requests;
    this.allLinks = allLinks;
    this.streams = streams;
    this.service = component.service;
    this.serviceDraws = this.stream('service');
    const [first] = this.service;
    const isOne = first !== undefined && this.service.every((law) => law === first);
    this.usualWork = isOne ? new Draws(first, this.serviceDraws) : undefined;
    this.work = this.usualWork;
    this.faultDraws = this.stream('faults');
    this.id = sim.add(this);
    book.up.add(0, 1);
  }

  /** Made last: the station may use everything above. */
  start(station: ComponentStation): void {
    this.station = station;
    const { operations, records, effects, deadlines, stock } = this;
    const { stock: terms } = this.component.spec;
    if (stock !== undefined && terms !== undefined) this.keeper = new StockKeeper(this, terms, stock);
    const guards: (Guard | undefined)[] = [
      deadlines && new DeadlineGuard(this, deadlines),
      operations && records && effects && new Deduplication(this, operations, records, effects),
      this.keeper,
    ];
    this.guarded = new Guarded(
      station,
      guards.filter((guard) => guard !== undefined),
    );
    this.awake = this.guarded.guards.length > 0 ? this.guarded : station;
    this.noteDepartures();
    this.tell(this.awake);
  }

  /** The calls that can be taken back when those who made them have ended. */
  openCalls(): OpenCalls {
    this.calls ??= new OpenCalls(this.sim);
    this.noteDepartures();
    return this.calls;
  }

  /** Somebody wants to know from now on when visits leave; returns the way to stop it. */
  watchDepartures(watcher: Departures): () => void {
    this.watchers.push(watcher);
    this.noteDepartures();
    return () => {
      this.watchers.splice(this.watchers.indexOf(watcher), 1);
      this.noteDepartures();
    };
  }

  private noteDepartures(): void {
    const all = [this.calls, this.effects, this.keeper, ...this.watchers].filter((one) => one !== undefined);
    this.departures = all.length > 1 ? new AllDepartures(all) : all[0];
  }

  private tell(station: Station): void {
    this.told = station;
    this.sim.listen(this.id, station);
  }

  /** A random stream of this instance's own for a purpose. */
  stream(purpose: string): RandomStream {
    return this.streams(`${this.component.spec.id}#${this.instance}`, purpose);
  }

  /** What all instances of the component share in a run, made by the first that asks. */
  shared<T>(make: () => T): T {
    const [first] = this.peers;
    first.common ??= make();
    return first.common as T;
  }

  // What the station does.

  /** Begins the visit's work: `wake(WORK_DONE, visit)` comes when it is done. Work of no time is done at this moment. */
  serve(visit: number): void {
    this.serveFor(visit, this.draw(visit));
  }

  /** The work that a visit asks for [s at usual speed]; for stations that must know it beforehand. */
  draw(visit: number): number {
    return this.work === undefined ? this.drawByKind(visit) : this.work.next(visit);
  }

  private drawByKind(visit: number): number {
    const law = this.service[this.kindOf(visit)];
    return law === undefined ? 0 : law.sample(this.serviceDraws);
  }

  /** What leaves now is answered from the record of an idempotency key: nothing has been done. */
  get isSparing(): boolean {
    return this.effects?.isSparing === true;
  }

  /** Request kind × OPS + op of a visit. */
  kindOf(visit: number): number {
    const { visits } = this.sim;
    return visits.kind[visit] * OPS + visits.op[visit];
  }

  /** Begins work of so much [s at usual speed]. */
  serveFor(visit: number, work: number): void {
    const { visits } = this.sim;
    const time = work * this.slowness;
    if (time === 0) {
      this.station.wake(WORK_DONE, visit);
      return;
    }
    visits.workUntil[visit] = this.sim.now + time;
    this.sim.wakeAfter(this.id, WORK_DONE, visit, time, Rank.completion);
  }

  /** A success, or a failure passed on from `origin`. */
  answer(visit: number, outcome: number, origin: number): void {
    let result = outcome;
    let from = origin;
    if (this.errorRate > 0 && outcome <= Outcome.miss && this.faultDraws.chance(this.errorRateOf(visit))) {
      result = Outcome.error;
      from = this.component.index;
    }
    this.end(visit, result, from);
  }

  /** A failure of the component's own making. */
  fail(visit: number, outcome: number): void {
    this.end(visit, outcome, this.component.index);
  }

  /** A visit that the station has opened for itself is over, and with it the calls that can be taken back. */
  conclude(visit: number, outcome: number, origin: number): void {
    this.calls?.left(visit, outcome);
    this.sim.answer(visit, outcome, origin);
  }

  /** A visit that the station has opened for itself is waited for no longer, and where callees are told so it ends. */
  giveUp(visit: number): void {
    this.sim.abandon(visit);
    if (this.calls !== undefined) this.conclude(visit, Outcome.canceled, 0); // to nobody
  }

  /** Ends a visit before it is done: it leaves its line, or its work is aborted and its server is free. */
  withdraw(visit: number, outcome: number): void {
    this.station.withdraw?.(visit);
    this.fail(visit, outcome);
  }

  // What happens to the station.

  arrive(visit: number): void {
    this.sim.visits.arrivedAt[visit] = this.sim.now;
    this.book.arrived(this.sim.now);
    if (this.isShut) this.refuse(visit);
    else this.told.arrive(visit);
  }

  answered(visit: number, tag: number, outcome: number, origin: number): void {
    this.told.answered(visit, tag, outcome, origin);
  }

  wake(timer: number, visit: number): void {
    this.told.wake(timer, visit);
  }

  /** Nobody waits for the visit any more; the station learns of it only if the caller sends word. */
  abandoned(visit: number): void {
    const link = this.sim.visits.link[visit];
    if (link < 0) return;
    const { cancellation, watcher } = this.allLinks[link];
    watcher?.givenUp?.(this.sim.visits.target[visit]);
    cancellation?.takeBack(visit);
  }

  /** Word has come that nobody waits for a visit: it ends here, unless it was only to end if it still waits. */
  takenBack(visit: number, onlyIfWaiting: boolean): void {
    const { visits } = this.sim;
    const arrivedAt = visits.arrivedAt[visit];
    if (arrivedAt === HAS_LEFT) return;
    if (this.freezes > 0) {
      this.unread.push({ visit, serial: visits.serial[visit], onlyIfWaiting });
    } else if (Number.isNaN(arrivedAt)) {
      // The word has overtaken the call.
      this.allLinks[visits.link[visit]].respond(visit, Outcome.canceled, this.component.index, 0);
    } else if (this.guarded.keeps(visit)) {
      this.fail(visit, Outcome.canceled);
    } else if (this.canStop(visit) && (!onlyIfWaiting || this.station.isWaiting?.(visit) === true)) {
      this.withdraw(visit, Outcome.canceled);
    }
  }

  private canStop(visit: number): boolean {
    return this.station.withdraw !== undefined && this.station.isShared?.(visit) !== true;
  }

  /** Who is told that a visit has got a server at the door: `owner`, behind a notice where tied requests come. */
  door(owner: Grantee): Grantee {
    return this.takesTied ? new StartNotice(this, owner) : owner;
  }

  /** The first work for a visit begins. */
  begun(visit: number): void {
    const link = this.sim.visits.link[visit];
    if (link >= 0) this.allLinks[link].hedge?.begun(visit);
  }

  // Faults.

  /**
   * Queued and running requests fail at once, volatile state is lost, and calls are refused until the repair, which is
   * returned: it is up again when of all its crashes none is left. Of what fails before `silentUntil` [s] the callers are
   * not told before that moment: the host has vanished from the network.
   */
  crash(silentUntil = 0): () => void {
    this.crashes++;
    this.silentUntil = Math.max(this.silentUntil, silentUntil);
    if (!this.isDown) this.goDown();
    const { failover } = this;
    if (failover === undefined) return () => this.endCrash();
    const machine = failover.failed();
    return () => {
      if (!failover.repaired(machine)) this.endCrash();
    };
  }

  private goDown(): void {
    const { sim, id, station } = this;
    const { visits } = sim;
    this.isDown = true;
    this.noteChange();
    station.crashed();
    for (let visit = 0; visit < visits.capacity; visit++) {
      const isHere = visits.isOpen(visit) && visits.station[visit] === id && visits.arrivedAt[visit] <= sim.now;
      if (!isHere || station.survives?.(visit) === true) continue;
      this.failDown(visit, Outcome.crashed);
    }
    for (const link of this.links) for (const layer of link.layers) layer.crashed?.();
    this.follower?.crashed?.(this);
  }

  /** Another copy takes the place of what has crashed: it is up before the repair, whatever keeps the other down. */
  takeOver(): void {
    this.changePlaces();
    this.crashes = 1;
    this.endCrash();
  }

  /** The copy that takes over stands in another zone, and what is repaired will be the copy there. */
  changePlaces(): void {
    const { zone, standbyZone } = this;
    if (standbyZone === NOWHERE || standbyZone === zone) return;
    this.zone = standbyZone;
    this.standbyZone = zone;
    for (const link of this.links) link.distances?.measure();
    for (const link of this.allLinks) if (link.targets.includes(this)) link.distances?.measure();
  }

  private endCrash(): void {
    if (--this.crashes > 0) return;
    this.isDown = false;
    this.noteChange();
    if (!this.isOut) this.goOn();
  }

  /** Time stops here until `thaw`: work in progress keeps what is left of it, and what happens meanwhile waits. */
  freeze(): void {
    if (++this.freezes > 1) return;
    const { sim } = this;
    const { visits } = sim;
    this.frozenAt = sim.now;
    for (let visit = 0; visit < visits.capacity; visit++) if (this.isWorking(visit, sim.now)) sim.cancelTimers(visit);
    this.station.rescaled?.(Number.POSITIVE_INFINITY);
    this.standIns = this.links
      .flatMap(({ layers }) => layers)
      .map(({ id }) => {
        const standIn = new Suspended(sim, sim.stations[id]);
        sim.replace(id, standIn);
        return standIn;
      });
    this.tell(new Suspended(sim, this.awake));
    this.noteChange();
  }

  /** One freeze is over; it goes on when none is left. */
  thaw(): void {
    if (--this.freezes > 0) return;
    const { sim, standIns, told } = this;
    this.tell(this.awake);
    for (const standIn of standIns) {
      // A stand-in stands where its station did.
      sim.replace(sim.stations.indexOf(standIn), standIn.station);
    }
    this.standIns = [];
    this.rescale(this.frozenAt);
    for (const standIn of standIns) standIn.resume();
    if (told instanceof Suspended) told.resume();
    for (const { visit, serial, onlyIfWaiting } of this.unread.splice(0)) {
      if (sim.visits.serial[visit] === serial) this.takenBack(visit, onlyIfWaiting);
    }
    this.noteChange();
    if (!this.isOut) this.goOn();
  }

  /** It gets no more calls from its callers at once, and finishes those it has. */
  switchOff(): void {
    this.isOff = true;
    this.noteChange();
    this.station?.switchedOff?.();
    for (const link of this.allLinks) if (link.targets.includes(this)) link.onSwitchedOff?.();
  }

  /** Switched off, it has finished what it had, and its processes are gone. */
  ended(): void {
    for (const link of this.links) link.onCallerEnded?.();
  }

  /** It takes calls; whoever watches its health has been told. */
  switchOn(): void {
    this.isOff = false;
    this.switchedOnAt = this.sim.now;
    this.noteChange();
    if (this.isOut) return;
    this.changedAt = Number.NEGATIVE_INFINITY;
    this.spells = undefined;
    this.goOn();
  }

  private noteChange(): void {
    const isOut = this.crashes > 0 || this.freezes > 0 || this.isOff;
    if (isOut !== this.isOut) {
      this.isOut = isOut;
      this.changedAt = this.sim.now;
      this.spells ??= new Spells();
      this.spells.change(this.sim.now);
      this.book.up.add(this.sim.now, isOut ? -1 : 1);
      this.quorum?.changed(this.sim.now);
    }
    this.noteState();
    this.setShort(this.isShort);
  }

  /** What is off by an autoscaler's will it counts itself. */
  private noteState(): void {
    const { book, sim } = this;
    const isWanted = !this.isOff || this.component.spec.autoscale === undefined;
    const isFrozen = this.crashes === 0 && this.freezes > 0 && isWanted;
    const isReplaced = this.crashes === 0 && this.freezes === 0 && this.isOff && isWanted;
    book.frozen.add(sim.now, Number(isFrozen) - Number(this.countsAsFrozen));
    book.replaced.add(sim.now, Number(isReplaced) - Number(this.countsAsReplaced));
    this.countsAsFrozen = isFrozen;
    this.countsAsReplaced = isReplaced;
  }

  setShort(isShort: boolean): void {
    this.isShort = isShort;
    // What is frozen does not even refuse.
    this.isShut = this.isDown || ((isShort || this.closures > 0) && this.freezes === 0);
  }

  /** It may work again. */
  private goOn(): void {
    this.station.restored?.();
    this.follower?.resumed?.();
    for (const link of this.allLinks) if (link.targets.includes(this)) link.onRoom?.();
  }

  /**
   * Work takes `factor` times as long from now on, what is left of the work in progress too. Where only some kinds of
   * requests are struck (`struckKinds`), or a share of all, work of theirs that begins from now on. Returns the way to
   * take it back.
   */
  slowDown(factor: number, struck?: Uint8Array, share = 1): () => void {
    return suffer(this.slowFactors, { value: factor, struck, share }, () => this.combineSlowness());
  }

  private combineSlowness(): void {
    if (this.freezes === 0) this.rescale(this.sim.now);
    const some = this.slowFactors.filter(({ struck }) => struck !== undefined);
    const usual = this.usualWork ?? { next: (visit: number) => this.drawByKind(visit) };
    const work: WorkDraws | undefined =
      some.length === 0
        ? this.usualWork
        : new SlowedWork(
            usual,
            this.byKind((at) =>
              some.reduce((product, { value, struck }) => (struck?.[at] === 1 ? product * value : product), 1),
            ),
            (visit) => this.kindOf(visit),
          );
    this.work = this.slowFactors.reduce(
      (before, { value, share }) =>
        share === 1 ? before : new SometimesSlowed(before ?? usual, value, share, this.faultDraws),
      work,
    );
  }

  private byKind(valueAt: (at: number) => number): Float64Array {
    return Float64Array.from({ length: this.service.length }, (_, at) => valueAt(at));
  }

  /** What is left of the work in progress, counted from `since` [s], takes as long as the slowness of today says. */
  private rescale(since: number): void {
    const { sim } = this;
    const { visits } = sim;
    const slowness = this.slowFactors.reduce(
      (product, { value, struck, share }) => (struck !== undefined || share < 1 ? product : product * value),
      1,
    );
    const ratio = slowness / this.slowness;
    this.slowness = slowness;
    for (let visit = 0; visit < visits.capacity; visit++) {
      if (!this.isWorking(visit, since)) continue;
      const left = (visits.workUntil[visit] - since) * ratio;
      visits.workUntil[visit] = sim.now + left;
      sim.cancelTimers(visit);
      sim.wakeAfter(this.id, WORK_DONE, visit, left, Rank.completion);
    }
    this.station.rescaled?.(slowness);
  }

  private isWorking(visit: number, since: number): boolean {
    const { visits } = this.sim;
    return visits.isOpen(visit) && visits.station[visit] === this.id && visits.workUntil[visit] > since;
  }

  /** Finished work is answered with an error with this probability; where only some kinds of requests are struck, work of theirs. Returns the way to take it back. */
  failSometimes(rate: number, struck?: Uint8Array): () => void {
    return suffer(this.errorRates, { value: rate, struck }, () => this.combineErrors());
  }

  private combineErrors(): void {
    const { errorRates } = this;
    const rateAt = (at: number) =>
      1 - errorRates.reduce((well, { value, struck }) => (struck?.[at] === 0 ? well : well * (1 - value)), 1);
    const isForAll = errorRates.every(({ struck }) => struck === undefined);
    this.errorTable = isForAll ? undefined : this.byKind(rateAt);
    this.errorRate = this.errorTable === undefined ? rateAt(0) : Math.max(...this.errorTable);
  }

  private errorRateOf(visit: number): number {
    return this.errorTable === undefined ? this.errorRate : this.errorTable[this.kindOf(visit)];
  }

  /** Puts a guard at the door of the instance; with `isThere` false takes it away again. */
  setGuard(guard: Guard, isThere: boolean): void {
    const { guards } = this.guarded;
    if (isThere) guards.unshift(guard);
    else guards.splice(guards.indexOf(guard), 1);
    const before = this.awake;
    this.awake = guards.length > 0 ? this.guarded : this.station;
    // What is frozen is told by another, until it goes on.
    if (this.told === before) this.tell(this.awake);
  }

  /** What a guard has kept goes in after all. */
  enter(visits: readonly number[]): void {
    for (const visit of visits) {
      if (this.isShut) this.refuse(visit);
      else this.told.arrive(visit);
    }
  }

  /** It refuses new calls, and finishes those it has. */
  close(): void {
    this.closures++;
    this.setShort(this.isShort);
  }

  /** One closing is over. */
  reopen(): void {
    this.closures--;
    this.setShort(this.isShort);
  }

  flush(): void {
    this.station.flush?.();
  }

  /** Its answers lead nowhere from now on; undefined sets them right. */
  misdirect(how: Misdirection | undefined): void {
    this.station.misdirected?.(how);
  }

  /** Its copies fall behind by so much more, or less where it is negative [s]. */
  fallBehind(by: number): void {
    this.station.fallBehind?.(by);
  }

  /** Its clock is set forward by so much, or back where it is negative [s]. */
  setClock(by: number): void {
    this.clockOffset += by;
    this.station.clockJumped?.(by);
  }

  /** Entries held by a cache; undefined for anything else. */
  get entries(): number | undefined {
    return this.station.entries;
  }

  private end(visit: number, outcome: number, origin: number): void {
    const { sim, departures } = this;
    let result = outcome;
    let from = origin;
    if (departures !== undefined) {
      result = departures.left(visit, outcome);
      if (result !== outcome) from = this.component.index;
    }
    this.leave(visit, result);
    const link = sim.visits.link[visit];
    if (link < 0) sim.answer(visit, result, from);
    else this.allLinks[link].respond(visit, result, from, 0);
  }

  private refuse(visit: number): void {
    if (this.isDown) this.failDown(visit, Outcome.refused);
    else this.fail(visit, Outcome.unavailable);
  }

  /** A failure for being down, of which nobody may hear until the instance is back. */
  private failDown(visit: number, outcome: number): void {
    const { sim } = this;
    const silence = this.silentUntil - sim.now;
    const link = sim.visits.link[visit];
    if (silence <= 0 || link < 0) {
      this.fail(visit, outcome);
      return;
    }
    this.departures?.left(visit, outcome);
    this.leave(visit, outcome);
    this.allLinks[link].respond(visit, outcome, this.component.index, silence);
  }

  private leave(visit: number, outcome: number): void {
    const { sim, book } = this;
    const { visits } = sim;
    book.answered(sim.now, visits.arrivedAt[visit], outcome);
    visits.arrivedAt[visit] = HAS_LEFT; // its answer may be on the way
    visits.workUntil[visit] = 0; // and a crash may have cut its work short
  }
}

/** Is told when a visit is about to leave an instance, and may change how it has ended. */
export interface Departures {
  /** Returns the outcome that it leaves with. */
  left(visit: number, outcome: number): number;
}

/** Who keeps something for an instance that does not end with it. */
export interface Follower {
  crashed?(site: Site): void;
  resumed?(): void;
}

/** Several who want to know of departures. */
class AllDepartures implements Departures {
  private readonly all: readonly Departures[];

  constructor(all: readonly Departures[]) {
    this.all = all;
  }

  left(visit: number, outcome: number): number {
    let result = outcome;
    for (const one of this.all) result = one.left(visit, result);
    return result;
  }
}

/** What a fault does to the work here, and to which kinds of requests: all where undefined. */
interface Struck {
  readonly value: number;
  readonly struck: Uint8Array | undefined;
}
