import type { AnyComponent } from '../component.ts';
import { assert, NO_VISIT, Rank, type Simulation, type Station } from '../kernel/index.ts';
import type { CompiledComponent, Model } from '../model.ts';
import { isFailure, Op, Outcome } from '../outcome.ts';
import type { Departures, Site } from '../site.ts';
import { Backoff } from './backoff.ts';
import { REMEMBERED } from './effects.ts';
import { NumberColumn, UNNAMED } from './operations.ts';
import { RecentNumbers } from './recent-numbers.ts';

/** Most places in which a request may write from one component: each has a bit of a number. */
export const MOST_PLACES = 30;

/** What has outlived its request, or waits for its caller to be up again, is looked after this often [s]. */
const LOOK = 1;

const Timer = { look: 0, again: 1 } as const;

/** What one request writes in several places, as far as it has got; places are bits of a number. */
interface Transaction {
  readonly number: number;
  readonly kind: number;
  readonly key: number;
  /** Whether it comes by messages, of which one may be delivered again. */
  readonly isMessage: boolean;
  /** The instance that makes its calls. */
  site: Site;
  /** Tries of the request that are under way, by serial: deliveries of one message may overlap. */
  readonly tries: number[];
  /** Visits that may still write for it, as pairs of row and serial. */
  live: number[];
  /** Where it was called to write, where it has written and that was not undone, where that is being undone. */
  made: number;
  done: number;
  undoing: number;
  /** Where the caller does not know any more that it has written. */
  forgotten: number;
  isUndone: boolean;
  hasFailed: boolean;
  /** When its last try ended [s]. */
  endedAt: number;
  /** Counted as half done, though a later try may mend it. */
  isHalf: boolean;
}

/** What requests of one kind write from a component, as places. */
interface Places {
  /** By connection: its place, or 0. */
  readonly of: Int32Array;
  /** Places that every request of the kind writes in. */
  readonly certain: number;
  /** Places where it can be undone; those of them that a crash of the caller makes it forget. */
  readonly undoable: number;
  readonly inMemory: number;
}

/**
 * Where requests of each kind write from a component, of those whose writes belong together: they say so, or some of them
 * can be undone. Caches and helpers keep nothing that must agree, and an optional call need not be made. Undefined where there
 * is no such kind.
 */
export function placesIn(model: Model, component: CompiledComponent): readonly (Places | undefined)[] | undefined {
  const { definition, outgoing, plans } = component;
  if (!makesTransactions(definition)) return undefined;
  const places = model.kinds.map(({ index, spec }) => {
    const calls = plans[index * 2 + 1].flatMap((step) => step.calls.map((call) => ({ ...call, onMiss: step.onMiss })));
    const writes = calls.filter(({ link, op, optional }) => {
      const { to } = model.connections[outgoing[link]];
      return op === Op.write && !optional && isPlace(model.components[to].definition);
    });
    const undoOf = ({ link }: { link: number }) => model.connections[outgoing[link]].spec.undo;
    const belongs = (spec.atomic && writes.length > 1) || writes.some((call) => undoOf(call) !== undefined);
    if (!belongs) return undefined;
    const of = new Int32Array(model.connections.length);
    writes.forEach(({ link }, at) => {
      of[outgoing[link]] = 1 << at;
    });
    const bits = (is: (call: (typeof writes)[number]) => boolean) =>
      writes.reduce((sum, call, at) => (is(call) ? sum | (1 << at) : sum), 0);
    return {
      of,
      certain: bits(({ probability, choice, onMiss }) => probability === 1 && choice === undefined && !onMiss),
      undoable: bits((call) => undoOf(call) !== undefined),
      inMemory: bits((call) => undoOf(call)?.remembers === 'memory'),
    };
  });
  return places.some((of) => of !== undefined) ? places : undefined;
}

/** Whether a type may write for one request in several places. */
export function makesTransactions({ role, choosesOne, tellsOfChanges }: AnyComponent): boolean {
  const handsOn = choosesOne === true || tellsOfChanges === true;
  return !handsOn && role !== 'client' && role !== 'queue' && role !== 'cache';
}

/** Whether a type keeps what must agree with what is kept elsewhere. */
export function isPlace({ role }: AnyComponent): boolean {
  return role !== 'cache' && role !== 'support';
}

/** A call that undoes. */
interface Undoing {
  readonly transaction: Transaction;
  readonly place: number;
  readonly link: number;
}

/**
 * The requests of one component that write in several places which belong together, and what becomes of them: whole, not
 * begun, or half done. Whether a write was carried out is known from the callee, when it answers, whatever its caller gets
 * to know: a call that has timed out may have been done, and a crash may come between two.
 *
 * A saga: where connections say `undo`, what was done for a request that has failed is undone by compensating calls, each
 * tried until it succeeds. [Garcia-Molina and Salem, "Sagas", SIGMOD 1987]
 */
export class Transactions implements Station, Departures {
  /** Whoever calls for a visit that does not wait says so here right before. */
  sender = NO_VISIT;
  private readonly sim: Simulation;
  private readonly id: number;
  private readonly model: Model;
  private readonly component: CompiledComponent;
  private readonly sites: readonly Site[];
  /** Of calls. */
  private readonly column: NumberColumn;
  /** Of requests, from the first that they write: by the time that they leave their caller may have given them up. */
  private readonly requests: NumberColumn;
  /** By request kind; undefined where nothing of it belongs together. */
  private readonly places: readonly (Places | undefined)[];
  private readonly backoffs: readonly (Backoff | undefined)[];
  private readonly all = new Map<number, Transaction>();
  /** Messages that have been dealt with in all places. */
  private readonly whole = new RecentNumbers(REMEMBERED);
  /** Ended, and not decided yet. */
  private readonly pending = new Set<Transaction>();
  private isLooking = false;
  /** By serial of the visit that stands for it. */
  private readonly undoings = new Map<number, Undoing>();

  constructor(
    model: Model,
    component: CompiledComponent,
    places: readonly (Places | undefined)[],
    sites: readonly Site[],
  ) {
    const [site] = sites;
    this.sim = site.sim;
    this.id = site.sim.add(this);
    this.model = model;
    this.component = component;
    this.sites = sites;
    this.places = places;
    this.column = new NumberColumn(site.sim);
    this.requests = new NumberColumn(site.sim);
    this.backoffs = component.outgoing.map((number) => {
      const { undo } = model.connections[number].spec;
      return undo === undefined ? undefined : new Backoff(undo.backoff, site.stream(`undo ${number}`));
    });
  }

  /** All instances are there: its own, and by component those that it calls. */
  watch(all: readonly (readonly Site[])[]): void {
    for (const site of this.sites) {
      site.watchDepartures(this);
      site.follower = this;
    }
    const callees = this.component.outgoing
      .filter((connection) => this.isPlace(connection))
      .map((connection) => this.model.connections[connection].to);
    for (const site of callees.flatMap((index) => all[index]))
      site.watchDepartures({ left: (visit, outcome) => this.answering(site, visit, outcome) });
  }

  /** Whether a connection leads to where requests write what belongs together. */
  isPlace(connection: number): boolean {
    return this.places.some((places) => places !== undefined && places.of[connection] !== 0);
  }

  /** `visit` is a call for `parent`, or for the sender, over a connection. */
  begin(parent: number, visit: number, connection: number, site: Site): void {
    const { sim, places, column } = this;
    const { visits } = sim;
    const request = parent >= 0 ? parent : this.sender;
    this.sender = NO_VISIT;
    column.set(visit, UNNAMED);
    const place = places[visits.kind[visit]]?.of[connection] ?? 0;
    // What a component calls for by itself is no part of a request that was made of it, nor is what undoes one.
    if (place === 0 || visits.op[visit] !== Op.write || request < 0 || visits.link[request] < 0) return;
    const number = this.requests.of(request) || this.numberOf(request);
    // What comes of a message after it has been dealt with in all places is a repetition, and parts nothing.
    if (this.whole.knows(number)) return;
    const transaction = this.of(request, number, site);
    transaction.made |= place;
    column.set(visit, transaction.number);
    transaction.live.push(visit, visits.serial[visit]);
  }

  /** An attempt for a call, or the call on its way to the callee. */
  inherit(caller: number, visit: number): void {
    const number = this.column.of(caller);
    if (number === UNNAMED) return;
    this.column.set(visit, number);
    this.all.get(number)?.live.push(visit, this.sim.visits.serial[visit]);
  }

  /** A request leaves the component, as it would. */
  left(visit: number, outcome: number): number {
    const { sim, all } = this;
    const serial = sim.visits.serial[visit];
    const transaction = all.size === 0 ? undefined : all.get(this.requests.of(visit));
    const at = transaction?.tries.indexOf(serial) ?? -1;
    if (transaction === undefined || at < 0) return outcome;
    transaction.tries.splice(at, 1);
    transaction.hasFailed = isFailure(outcome);
    transaction.endedAt = sim.now;
    if (transaction.site.isDown) transaction.forgotten |= this.placesOf(transaction).inMemory;
    this.judge(transaction);
    return outcome;
  }

  /** The caller has crashed, and the calls that undo with it. */
  crashed(site: Site): void {
    for (const [serial, { transaction, place }] of [...this.undoings]) {
      if (transaction.site !== site) continue;
      this.undoings.delete(serial);
      transaction.undoing &= ~place;
      transaction.forgotten |= place & this.placesOf(transaction).inMemory;
      this.judge(transaction);
    }
  }

  /** A call that undoes has been answered. */
  answered(visit: number, _tag: number, outcome: number): void {
    const { sim, undoings } = this;
    const { visits } = sim;
    const undoing = undoings.get(visits.serial[visit]);
    if (undoing !== undefined && isFailure(outcome)) {
      const tries = ++visits.step[visit];
      const wait = this.backoffs[undoing.link]?.wait(tries, visits.grantedAt2[visit]) ?? 0;
      visits.grantedAt2[visit] = wait;
      sim.wakeAfter(this.id, Timer.again, visit, wait, Rank.timer);
      return;
    }
    undoings.delete(visits.serial[visit]);
    sim.answer(visit, Outcome.ok, 0);
    if (undoing === undefined) return;
    const { transaction, place } = undoing;
    transaction.undoing &= ~place;
    transaction.done &= ~place;
    transaction.isUndone = true;
    this.judge(transaction);
  }

  wake(timer: number, visit: number): void {
    if (timer === Timer.look) {
      this.isLooking = false;
      for (const transaction of [...this.pending]) this.judge(transaction);
      return;
    }
    const undoing = this.undoings.get(this.sim.visits.serial[visit]);
    if (undoing === undefined) this.sim.answer(visit, Outcome.ok, 0);
    else this.call(visit, undoing);
  }

  arrive(): void {
    // Nobody calls it.
  }

  abandoned(): void {
    // Nobody waits for it.
  }

  /** A callee answers: what it has been asked for is done, or is not. */
  private answering(site: Site, visit: number, outcome: number): number {
    const { visits } = this.sim;
    const transaction = this.all.get(this.column.of(visit));
    if (transaction === undefined || isFailure(outcome)) return outcome;
    const { index } = site.allLinks[visits.link[visit]].connection;
    transaction.done |= this.placesOf(transaction).of[index];
    this.judge(transaction);
    return outcome;
  }

  /** The transaction of a request of the component; begun where it is not known yet. */
  private of(request: number, number: number, site: Site): Transaction {
    const { sim, all } = this;
    const { visits } = sim;
    this.requests.set(request, number);
    const known = all.get(number);
    const serial = visits.serial[request];
    if (known !== undefined) {
      if (!known.tries.includes(serial)) known.tries.push(serial);
      known.site = site;
      return known;
    }
    const made: Transaction = {
      number,
      isMessage: number !== serial,
      kind: visits.kind[request],
      key: visits.key[request],
      site,
      tries: [serial],
      live: [],
      made: 0,
      done: 0,
      undoing: 0,
      forgotten: 0,
      isUndone: false,
      hasFailed: false,
      endedAt: 0,
      isHalf: false,
    };
    all.set(number, made);
    return made;
  }

  /** What its tries have in common: deliveries of a message are tries of one request, unless each is undone where it fails. */
  private numberOf(request: number): number {
    const { sim, model, places } = this;
    const { visits } = sim;
    const link = visits.link[request];
    if (link < 0 || places[visits.kind[request]]?.undoable !== 0) return visits.serial[request];
    const way = this.sites[0].allLinks[link];
    const { role, tellsOfChanges } = model.components[way.connection.from].definition;
    const isMessage = role === 'queue' || tellsOfChanges === true;
    return isMessage ? way.callerSerial(request) : visits.serial[request];
  }

  private placesOf({ kind }: Transaction): Places {
    const places = this.places[kind];
    assert(places !== undefined, 'only what belongs together is a transaction');
    return places;
  }

  /** Decides what has become of a request that has ended, as soon as that can be known. */
  private judge(transaction: Transaction): void {
    const { pending } = this;
    const { tries, done, made, hasFailed } = transaction;
    if (tries.length > 0) return;
    const { certain, undoable } = this.placesOf(transaction);
    const toUndo = hasFailed ? undoable : 0;
    const expected = hasFailed ? certain : made;
    if (toUndo === 0 && transaction.undoing === 0 && done !== 0 && (done & expected) === expected) {
      this.conclude(transaction, false);
      return;
    }
    const left = done & toUndo & ~transaction.forgotten;
    if (left !== 0 && !transaction.site.isDown) this.undo(transaction, left & ~transaction.undoing);
    const waits = transaction.undoing !== 0 || left !== 0 || this.isLive(transaction);
    if (!waits) {
      this.conclude(transaction, transaction.done !== 0);
      return;
    }
    pending.add(transaction);
    this.look();
  }

  private look(): void {
    if (this.isLooking || this.pending.size === 0) return;
    this.isLooking = true;
    this.sim.wakeAfter(this.id, Timer.look, NO_VISIT, LOOK, Rank.timer);
  }

  /** Whether something may still be written for it. */
  private isLive(transaction: Transaction): boolean {
    const { visits } = this.sim;
    const { live } = transaction;
    const still: number[] = [];
    for (let i = 0; i < live.length; i += 2) {
      if (visits.isOpen(live[i]) && visits.serial[live[i]] === live[i + 1]) still.push(live[i], live[i + 1]);
    }
    transaction.live = still;
    return still.length > 0;
  }

  private conclude(transaction: Transaction, isHalf: boolean): void {
    const { sim, all, pending } = this;
    const { effects } = transaction.site.book;
    pending.delete(transaction);
    if (transaction.isHalf) {
      if (!isHalf) effects.mended();
    } else {
      const isUndone = transaction.isUndone && !isHalf;
      effects.concluded(isHalf, isUndone ? sim.now - transaction.endedAt : undefined);
    }
    transaction.isHalf = isHalf;
    if (transaction.isMessage && !isHalf && transaction.done !== 0) this.whole.see(transaction.number);
    // A message may be delivered again, and the rest be done then.
    if (!isHalf || !transaction.isMessage) all.delete(transaction.number);
  }

  private undo(transaction: Transaction, places: number): void {
    const { sim, component, places: byKind } = this;
    component.outgoing.forEach((connection, link) => {
      const place = byKind[transaction.kind]?.of[connection] ?? 0;
      if ((place & places) === 0) return;
      transaction.undoing |= place;
      const visit = sim.open(this.id, NO_VISIT, 0, transaction.kind, transaction.key, Op.write, -1);
      sim.visits.grantedAt2[visit] = 0;
      const undoing = { transaction, place, link };
      this.undoings.set(sim.visits.serial[visit], undoing);
      this.call(visit, undoing);
    });
  }

  private call(visit: number, { transaction, link }: Undoing): void {
    const { kind, key, site } = transaction;
    site.links[link].call(visit, 0, kind, key, Op.write, -1);
  }
}
