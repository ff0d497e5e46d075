import { ComponentBook, ConnectionBook } from './books.ts';
import type { PartitionConfig } from './faults/partition.ts';
import type { Place } from './faults/places.ts';
import type { SurgeConfig } from './faults/surge.ts';
import { type Flows, flows } from './flows.ts';
import { NOWHERE, zonesOfInstances } from './geography.ts';
import type { CutLink, FaultTargets, Resident } from './injection.ts';
import { NO_VISIT, type RandomStream, Rank, Simulation, type Station, streamFor } from './kernel/index.ts';
import { buildLayers } from './layers.ts';
import { Link } from './link.ts';
import type { CompiledComponent, CompiledConnection, Model, RequestKind } from './model.ts';
import { Autoscaler } from './parts/autoscaler.ts';
import { ChangeFeed } from './parts/change-feed.ts';
import type { CircuitBreaker } from './parts/circuit-breaker.ts';
import { DeadlineColumn } from './parts/deadline-column.ts';
import { Distances } from './parts/distances.ts';
import { Effects, REMEMBERED } from './parts/effects.ts';
import type { Failover } from './parts/failover.ts';
import { LastWrites } from './parts/freshness.ts';
import { HotKeys } from './parts/hot-keys.ts';
import { KeyRecords } from './parts/key-records.ts';
import { type LifetimeLaws, Lifetimes, type Unit } from './parts/lifetimes.ts';
import { NextServing } from './parts/next-serving.ts';
import { type Naming, Operations } from './parts/operations.ts';
import { Presence } from './parts/presence.ts';
import { Quorum } from './parts/quorum.ts';
import type { Surge } from './parts/rate-curve.ts';
import { ReadModel, sourcesOf } from './parts/read-model.ts';
import { RecentNumbers } from './parts/recent-numbers.ts';
import { Stock } from './parts/stock.ts';
import { placesIn, Transactions } from './parts/transactions.ts';
import { dedupeWindowOf, harmsOf, repetitionOf } from './repetition.ts';
import { RequestBook } from './request-book.ts';
import { Site } from './site.ts';
import type { Following } from './tracing/following.ts';

/** One replication that is running: a model with a seed. */
export class Run {
  readonly model: Model;
  /** What its random streams are named by. */
  readonly seed: number;
  readonly replication: number;
  readonly sim: Simulation;
  readonly requests: RequestBook;
  /** By component. */
  readonly books: readonly ComponentBook[];
  readonly sites: readonly (readonly Site[])[];
  /** By connection. */
  readonly connectionBooks: readonly ConnectionBook[];
  readonly linksOf: readonly (readonly Link[])[];
  private readonly autoscalers: readonly Autoscaler[];

  /** `following` where it is to know where the time of requests goes. */
  constructor(model: Model, seed: number, replication: number, following?: Following) {
    this.model = model;
    this.seed = seed;
    this.replication = replication;
    const { components, connections } = model;
    const sim = following?.sim ?? new Simulation();
    this.sim = sim;
    const stream = (owner: string, purpose: string) => streamFor(seed, replication, owner, purpose);
    const counted = { from: model.warmup.length, to: model.duration, places: components.length + connections.length };
    this.requests =
      following?.book(model, surges(model), counted) ??
      new RequestBook(model.kinds, model.streams, surges(model), counted);
    this.requests.keysMatter =
      components.some(
        ({ definition, spec, outgoing }) =>
          spec.stock !== undefined ||
          spec.readModel === true ||
          definition.readsKeys?.(spec as never) === true ||
          (definition.tellsOfChanges === true && outgoing.length > 0),
      ) || model.faults.some(({ definition }) => definition.readsKeys === true);
    const hotKeys = new HotKeys(model.kinds, stream);
    if (model.faults.some(({ definition }) => definition.target === 'request')) this.requests.hotKeys = hotKeys;
    this.books = components.map(
      (component) => new ComponentBook(component.resources.length, component.definition.measures),
    );
    this.connectionBooks = connections.map(() => new ConnectionBook());
    const links: Link[] = [];
    this.sites = components.map((component) =>
      Array.from(
        { length: component.instances },
        (_, instance) => new Site(sim, component, instance, this.books[component.index], this.requests, links, stream),
      ),
    );
    for (const component of components) {
      const { needs = 1 } = component.spec;
      const sites = this.sites[component.index];
      if (needs <= 1) continue;
      const quorum = new Quorum(sites, needs);
      for (const site of sites) site.quorum = quorum;
    }
    let longRun: Flows | undefined;
    const ratesOf = (component: number) => {
      longRun ??= flows(
        model,
        model.streams.map((stream) => stream.rate),
      );
      return longRun.byOp[component];
    };
    for (const sites of this.sites) {
      for (const site of sites) {
        site.peers = sites;
        site.longRunRates = () => ratesOf(site.component.index);
      }
    }
    const deadlines = { ...withDeadlines(model), column: new DeadlineColumn(sim) };
    for (const index of deadlines.components) for (const site of this.sites[index]) site.deadlines = deadlines.column;
    for (const { index, spec } of components) {
      if (spec.stock === undefined) continue;
      const stock = new Stock(spec.stock);
      for (const site of this.sites[index]) site.stock = stock;
    }
    this.judgeCaches();
    this.judgeViews();
    const repetition = repetitionOf(model);
    const operations = new Operations(sim);
    if (repetition.links.size > 0) for (const site of this.sites.flat()) site.operations = operations;
    for (const index of repetition.watching) this.watch(components[index], operations);
    const transactions = components.map((component) => {
      const places = placesIn(model, component);
      return places && new Transactions(model, component, places, this.sites[component.index]);
    });
    const breakers = new Map<number, CircuitBreaker>();
    const linksOf: Link[][] = connections.map(() => []);
    for (const component of components) {
      for (const site of this.sites[component.index]) {
        site.links = component.outgoing.map((number) => {
          const connection = connections[number];
          const name = `${connection.spec.from}#${site.instance}->${connection.spec.to}`;
          const book = this.connectionBooks[number];
          const targets = this.sites[connection.to];
          const distances = connection.hops && new Distances(model.geography, connection, book, site, targets);
          const link = new Link(sim, links.length, connection, book, targets, stream(name, 'network'), distances);
          link.home = site.zone;
          link.callerInstance = site.instance;
          const { definition, spec } = components[connection.to];
          link.chooser = definition.chooser?.(spec as never, targets);
          if (spec.autoscale !== undefined || isSwitched(model, spec.id)) link.chooser ??= new NextServing();
          // Failures of the connection's own making are blamed on it: places after the components.
          const origin = components.length + connection.index;
          link.deadlines = deadlines.links.has(number) ? deadlines.column : undefined;
          if (repetition.links.has(number)) link.name(operations, namingOf(component, connection));
          const together = transactions[component.index];
          if (together?.isPlace(number) === true) link.bind(together, site);
          buildLayers({ link, caller: site, origin, breakers, stream: (purpose) => stream(name, purpose) });
          links.push(link);
          linksOf[number].push(link);
          return link;
        });
      }
    }
    this.linksOf = linksOf;
    this.autoscalers = components.flatMap((component) => this.autoscaler(component, links));
    new FaultDirector(this, hotKeys, stream);
    for (const component of components) {
      for (const site of this.sites[component.index]) {
        site.start(component.definition.station(component.spec as never, site));
      }
    }
    for (const one of transactions) one?.watch(this.sites);
    for (const { definition, outgoing, index } of components) {
      if (definition.tellsOfChanges === true && outgoing.length > 0) new ChangeFeed(model, this.sites[index]);
    }
    following?.begin(this);
  }

  /**
   * Where items that caches hold are written, stores say when. Writes without keys make items of their own, which nobody holds
   * yet; and what is written back later is newer in the cache than in the store.
   */
  private judgeCaches(): void {
    const { model, sites } = this;
    const isWritten = model.kinds.some(({ isWrite, popularity }) => isWrite && popularity !== undefined);
    const ofRole = (role: string) => model.components.filter(({ definition }) => definition.role === role);
    const caches = ofRole('cache').filter(({ spec }) => spec['write'] !== 'back');
    if (!isWritten || caches.length === 0) return;
    const writes = new LastWrites();
    for (const { index } of ofRole('store')) for (const site of sites[index]) site.watchDepartures(writes.at(site));
    for (const { index } of caches) for (const site of sites[index]) site.lastWrites = writes;
  }

  /** Views know what those have acknowledged that they follow. */
  private judgeViews(): void {
    for (const component of this.model.components) {
      if (component.spec.readModel !== true) continue;
      new ReadModel(this.sites[component.index], sourcesOf(this.model, component), (index) => this.sites[index]);
    }
  }

  /** Lets the instances of a component tell repetitions from new requests. */
  private watch(component: CompiledComponent, operations: Operations): void {
    const { sim, model } = this;
    const harms = harmsOf(model, component);
    const seen = new RecentNumbers(REMEMBERED);
    const window = dedupeWindowOf(component);
    const records = window > 0 ? new KeyRecords(sim, window) : undefined;
    for (const site of this.sites[component.index]) {
      site.records = records;
      site.effects = new Effects(site, operations, harms, seen, records);
    }
  }

  private autoscaler({ index, spec, definition, resources }: CompiledComponent, links: readonly Link[]): Autoscaler[] {
    // What somebody else runs has nothing that could be busy here.
    if (spec.autoscale === undefined || resources.length === 0) return [];
    const sites = this.sites[index];
    const into = links.filter(({ targets }) => targets === sites);
    // The cores, and where they are not limited what else can be busy.
    const scaled = Math.max(
      0,
      resources.findIndex(({ holdsCalls }) => !holdsCalls),
    );
    const by = { whole: this.books[index], resource: scaled, servers: resources[scaled].servers };
    const made = new Autoscaler(this.sim, sites, into, by, spec.autoscale, definition.instances(spec as never));
    for (const site of sites) site.autoscaler = made;
    return [made];
  }

  /** A segment is over: what was recorded of components and connections is forgotten, their state is not. */
  resetBooks(): void {
    for (const autoscaler of this.autoscalers) autoscaler.reset();
    for (const book of this.books) book.reset(this.sim.now);
    for (const [{ quorum }] of this.sites) quorum?.serving.reset(this.sim.now);
    for (const book of this.connectionBooks) book.reset(this.sim.now);
  }

  /** A warm-up is over: work done until now was not in vain, whatever becomes of it. */
  startCounting(): void {
    const { now } = this.sim;
    for (const { resources } of this.books) for (const resource of resources) resource.since = now;
    for (const { pool } of this.connectionBooks) pool.since = now;
  }
}

/** How the calls of a component over a connection are told apart. */
function namingOf({ definition }: CompiledComponent, { to, spec }: CompiledConnection): Naming {
  const passesOn = definition.choosesOne === true;
  const isMessage = definition.role === 'queue' || definition.tellsOfChanges === true;
  return { callee: to, isMessage, passesOn, isKeyed: spec.idempotencyKey };
}

/** The connections over which a deadline may travel, and the components that it may reach. */
function withDeadlines({ components: all, connections }: Model): {
  links: ReadonlySet<number>;
  components: ReadonlySet<number>;
} {
  const links = new Set<number>();
  const components = new Set<number>();
  for (let before = -1; before !== links.size; ) {
    before = links.size;
    for (const { index, spec, from, to } of connections) {
      const begins = spec.deadline !== undefined && spec.propagateDeadline;
      // Messages are handed on when their time has come, and not when their sender still waits.
      const { role, tellsOfChanges } = all[from].definition;
      const isPassedOn = components.has(from) && role !== 'queue' && tellsOfChanges !== true;
      if (!begins && !isPassedOn) continue;
      links.add(index);
      components.add(to);
    }
  }
  return { links, components };
}

/** Whether a fault switches instances of a component off and on. */
function isSwitched({ faults }: Model, id: string): boolean {
  return faults.some(
    ({ definition, config }) =>
      definition.switchesOff === true && (config as { readonly component?: string }).component === id,
  );
}

function surges(model: Model): Surge[] {
  return model.faults
    .filter((fault) => fault.definition.kind === 'surge')
    .map(({ from, to, config }) => ({ from, to, ...(config as SurgeConfig) }));
}

/** The copy that could take the place of an instance which stands elsewhere. */
class Copy implements Resident {
  private readonly failover: Failover;

  constructor(failover: Failover) {
    this.failover = failover;
  }

  crash(): () => void {
    this.failover.copyLost();
    return () => this.failover.copyBack();
  }
}

/** A member that only votes. */
class Voter implements Resident {
  private readonly failover: Failover;

  constructor(failover: Failover) {
    this.failover = failover;
  }

  crash(): () => void {
    this.failover.otherLost();
    return () => this.failover.otherBack();
  }
}

/** Who stands in the zones where `isThere` says so, of those that an instance's failover depends on. */
function dependents({ failover, standbyZone, component }: Site, isThere: (zone: number) => boolean): Resident[] {
  if (failover === undefined) return [];
  const { definition, spec, geography } = component;
  const members = definition.members?.(spec as never) ?? 0;
  // Primary and copy are the first two.
  const others = [...zonesOfInstances(geography, spec, members)].slice(2);
  return [
    ...(isThere(standbyZone) ? [new Copy(failover)] : []),
    ...others.filter(isThere).map(() => new Voter(failover)),
  ];
}

/** A link cut to all its targets, and back from them unless one way only. */
function whole(link: Link, oneWay: boolean): CutLink {
  const all = link.targets.map((_, position) => position);
  return { link, ways: { out: all, back: oneWay ? [] : all } };
}

/** What of a link lies between two places: out where it leads from here to there, back where answers do. */
function between(
  caller: Site,
  link: Link,
  isHere: (zone: number) => boolean,
  isThere: (zone: number) => boolean,
  oneWay: boolean,
): CutLink {
  // What is in several zones is cut off only with all of them.
  const stands = ({ zone, component }: Site, is: (zone: number) => boolean) =>
    component.footprint === undefined ? is(zone) : component.footprint.every(is);
  const among = (is: (zone: number) => boolean) =>
    link.targets.flatMap((target, position) => (stands(target, is) ? [position] : []));
  const leaving = stands(caller, isHere) ? among(isThere) : [];
  const coming = stands(caller, isThere) ? among(isHere) : [];
  const both = [...leaving, ...coming];
  return { link, ways: oneWay ? { out: leaving, back: coming } : { out: both, back: both } };
}

/** Begins and ends the faults at their times. */
class FaultDirector implements Station, FaultTargets {
  readonly hotKeys: HotKeys;
  private readonly run: Run;
  readonly sim: Simulation;
  readonly kinds: readonly RequestKind[];
  readonly stream: (owner: string, purpose: string) => RandomStream;
  /** By fault: what its beginning has given to its end. */
  private readonly begun: unknown[] = [];
  /** What is in several zones at once, as far as it has been struck in one. */
  private readonly presences = new Map<Site, Presence>();

  constructor(run: Run, hotKeys: HotKeys, stream: (owner: string, purpose: string) => RandomStream) {
    this.run = run;
    this.sim = run.sim;
    this.kinds = run.model.kinds;
    this.hotKeys = hotKeys;
    this.stream = stream;
    const id = run.sim.add(this);
    for (const fault of run.model.faults) {
      if (fault.from >= run.model.duration) continue; // its first moment is no longer part of the run
      run.sim.wakeAt(id, fault.index * 2, NO_VISIT, fault.from, Rank.timer);
      if (fault.to < Number.POSITIVE_INFINITY) run.sim.wakeAt(id, fault.index * 2 + 1, NO_VISIT, fault.to, Rank.timer);
    }
  }

  wake(timer: number): void {
    const number = timer >> 1;
    const { definition, config, to } = this.run.model.faults[number];
    if (timer % 2 === 0) this.begun[number] = definition.begin(config as never, this, to);
    else definition.end?.(config as never, this, this.begun[number]);
  }

  sites(component: string, count?: number): readonly Site[] {
    const found = this.run.sites.find(([site]) => site.component.spec.id === component) ?? [];
    return count === undefined ? found : found.slice(0, count);
  }

  residents(place: Place): readonly Resident[] {
    const isThere = this.inside(place);
    return this.run.sites
      .flat()
      .flatMap((site): Resident[] => [
        ...(isThere(site.zone) ? [site] : []),
        ...(site.component.footprint ?? []).flatMap((zone, at) =>
          isThere(zone) ? [this.presenceOf(site).in(at)] : [],
        ),
        ...dependents(site, isThere),
      ]);
  }

  private presenceOf(site: Site): Presence {
    const { footprint = [] } = site.component;
    const presence = this.presences.get(site) ?? new Presence(site, footprint.length);
    this.presences.set(site, presence);
    return presence;
  }

  linksBetween(places: PartitionConfig): readonly CutLink[] {
    const { from, to, fromZone, toZone, fromRegion, toRegion, oneWay } = places;
    const isHere = this.inside({ zone: fromZone, region: fromRegion });
    const isNamed = toZone !== undefined || toRegion !== undefined;
    const isNamedThere = this.inside({ zone: toZone, region: toRegion });
    const isThere = (zone: number) => zone !== NOWHERE && (isNamed ? isNamedThere(zone) : !isHere(zone));
    return from !== undefined && to !== undefined
      ? this.links(from, to).map((link) => whole(link, oneWay))
      : this.run.sites
          .flat()
          .flatMap((caller) => caller.links.map((link) => between(caller, link, isHere, isThere, oneWay)));
  }

  /** Whether a zone, by its number, is one or lies in a region. */
  private inside({ zone, region }: Place): (number: number) => boolean {
    const { zones, regions } = this.run.model.geography;
    return (number) => number !== NOWHERE && (zone === undefined ? regions[number] === region : zones[number] === zone);
  }

  alternate(units: readonly Unit[], laws: LifetimeLaws, until = Number.POSITIVE_INFINITY): void {
    new Lifetimes(this.run.sim, units, laws, this.stream, until);
  }

  links(from: string, to: string): readonly Link[] {
    const connection = this.run.model.connections.find(({ spec }) => spec.from === from && spec.to === to);
    return connection === undefined ? [] : this.run.linksOf[connection.index];
  }

  arrive(): void {
    // Faults are not called.
  }

  answered(): void {
    // Faults call nobody.
  }

  abandoned(): void {
    // Faults are not called.
  }
}
