import { ComponentBook } from '../books.ts';
import type { Role } from '../component.ts';
import { type Distribution, sampler } from '../distribution.ts';
import { followersIn } from '../flows.ts';
import { Histogram, NO_VISIT, type RandomStream, Rank, type Simulation, type Station } from '../kernel/index.ts';
import type { Link } from '../link.ts';
import type { Model, PlannedCall } from '../model.ts';
import { isFailure, Op, Outcome } from '../outcome.ts';
import { backoffField } from '../policies/backoff.ts';
import { type ChangeFeedSpec, usualFeed } from '../policies/change-feed.ts';
import type { Departures, Site } from '../site.ts';
import { Backoff } from './backoff.ts';
import { DELIVERY_TIMERS, Deliveries, type Depot } from './deliveries.ts';
import { placesAt } from './places.ts';

/** What a definition says whose connections tell of what has been written there. */
export function changeFeed(calls: readonly Role[]) {
  return { calls, callsLater: true, tellsOfChanges: true, handsOutPlaces: () => true } as const;
}

/** Changes of one store that are handed on at the same time. */
const MOST_AT_ONCE = 1000;

/**
 * What a queue or log has not acknowledged by then is handed on again [s]. A worker, function or job acknowledges when it is
 * done, and has the time that takes. [Apache Kafka producer: request.timeout.ms = 30 s]
 */
const ACKNOWLEDGED_WITHIN = 30;

/** [Apache Kafka producer: retry.backoff.ms = 100 ms, retry.backoff.max.ms = 1 s] */
const backoff = backoffField({
  base: { default: '100 ms', source: 'Apache Kafka producer: retry.backoff.ms = 100 ms.' },
  cap: { default: '1 s', source: 'Apache Kafka producer: retry.backoff.max.ms = 1 s.' },
  jitter: { default: 'equal', source: 'Apache Kafka producer: some jitter around the backoff.' },
}).parse(undefined);

/**
 * What a store tells of its writes, to each connection by itself: a change is durable with the write, and is handed on some
 * time after it, at least once and until it has been taken; changes of one item one after the other. Nobody waits for it, and
 * it costs the store nothing. While no instance is up that takes writes, nobody can read the log either.
 */
export class ChangeFeed implements Station, Departures {
  private readonly sim: Simulation;
  private readonly id: number;
  private readonly sites: readonly Site[];
  private readonly depot: Depot;
  private readonly lines: readonly Deliveries[];
  private readonly clocks: readonly Clock[];
  /** By request kind: who is told of its writes. */
  private readonly takers: readonly (readonly PlannedCall[])[];
  /** By link and component, 1 for those who follow the feed: what they write is no news to it. */
  private readonly followers: readonly Uint8Array[];
  private readonly draws: RandomStream;

  constructor(model: Model, sites: readonly Site[]) {
    const [site] = sites;
    const { sim, links } = site;
    this.sim = sim;
    this.id = sim.add(this);
    this.sites = sites.filter(({ component, instance }) => component.takes[instance] !== 'reads');
    this.depot = depotOf(site, this.id, () => this.isOut);
    this.draws = site.stream('feed filters');
    this.takers = site.requests.kinds.map(({ index }) =>
      site.component.plans[index * 2 + 1].flatMap(({ calls }) => calls),
    );
    this.followers = site.component.outgoing.map((number) => {
      const { all } = followersIn(model, number);
      return Uint8Array.from(model.components, ({ index }) => (all.has(index) ? 1 : 0));
    });
    this.clocks = links.map(
      ({ connection: { spec } }, at) => new Clock(spec.feed ?? usualFeed, site.stream(`lag ${at}`)),
    );
    this.lines = links.map((link, number) => this.line(link, number, site));
    for (const one of sites) {
      one.follower = this;
      one.watchDepartures(this);
    }
  }

  /** A write leaves the store: what has been committed is told of later. */
  left(visit: number, outcome: number): number {
    const { visits } = this.sim;
    if (visits.op[visit] === Op.write && !isFailure(outcome) && visits.link[visit] >= 0) this.committed(visit);
    return outcome;
  }

  wake(timer: number, visit: number): void {
    const line = Math.floor(timer / DELIVERY_TIMERS);
    if (line < this.lines.length) this.lines[line].wake(timer, visit);
    else this.seen(visit);
  }

  answered(message: number, delivery: number, outcome: number): void {
    this.lines[this.sim.visits.flags[message]].answered(message, delivery, outcome);
  }

  /** An instance is up again. */
  resumed(): void {
    for (const line of this.lines) line.dispatch();
  }

  arrive(): void {
    // Nobody calls it.
  }

  abandoned(): void {
    // Nobody waits for it.
  }

  private get isOut(): boolean {
    return this.sites.every(({ isOut }) => isOut);
  }

  private line(link: Link, number: number, site: Site): Deliveries {
    link.book.lag ??= new Histogram();
    const { role } = link.targets[0].component.definition;
    const places = placesAt(link, site.links, MOST_AT_ONCE);
    const { duplicates } = link.connection.spec.feed ?? usualFeed;
    const rules = {
      delivery: 'at-least-once' as const,
      deadline: role === 'queue' ? ACKNOWLEDGED_WITHIN : Number.POSITIVE_INFINITY,
      maxDeliveries: Number.POSITIVE_INFINITY,
      retention: Number.POSITIVE_INFINITY,
      ordered: true,
      duplicates,
      backoff: new Backoff(backoff, site.stream(`feed backoff ${number}`)),
    };
    const deliveries = new Deliveries(this.depot, rules, places, number * DELIVERY_TIMERS);
    link.onRoom = () => deliveries.dispatch();
    link.waiting = () => deliveries.waiting;
    return deliveries;
  }

  private committed(visit: number): void {
    const { sim, id, sites, takers, followers, draws, clocks, lines } = this;
    const { visits } = sim;
    // What is answered from the record of an idempotency key has not been written again.
    if (sites[0].component.spec.dedupeWindow !== undefined && sites.some(({ isSparing }) => isSparing)) return;
    const by = sites[0].allLinks[visits.link[visit]].connection.from;
    for (const { link, probability } of takers[visits.kind[visit]]) {
      if (followers[link][by] === 1) continue;
      if (probability < 1 && !draws.chance(probability)) continue;
      const change = sim.open(id, NO_VISIT, 0, visits.kind[visit], visits.key[visit], Op.write, -1);
      visits.flags[change] = link;
      this.depot.operations?.inherit(visit, change);
      sim.wakeAt(id, lines.length * DELIVERY_TIMERS, change, clocks[link].seenAt(sim.now), Rank.timer);
    }
  }

  /** A change has been read, and is handed on. */
  private seen(change: number): void {
    const { sim, lines } = this;
    const link = sim.visits.flags[change];
    const message = lines[link].store(change, link);
    // How late it is counts from the commit.
    sim.visits.sentAt[message] = sim.visits.sentAt[change];
    sim.answer(change, Outcome.ok, 0);
    lines[link].dispatch();
  }
}

/** When changes that are committed now are read: in the order of their commits. */
class Clock {
  private readonly interval: number | undefined;
  private readonly lag: Distribution;
  private readonly draws: RandomStream;
  private last = 0;

  constructor({ by, pollInterval, lag }: ChangeFeedSpec, draws: RandomStream) {
    this.interval = by === 'poll' ? pollInterval : undefined;
    this.lag = sampler(lag);
    this.draws = draws;
  }

  seenAt(now: number): number {
    const { interval } = this;
    const at = interval === undefined ? now + this.lag.sample(this.draws) : Math.ceil(now / interval) * interval;
    this.last = Math.max(this.last, at, now);
    return this.last;
  }
}

/** Where changes are kept: with the store, and in none of its books; connections say how late they are. */
function depotOf(site: Site, id: number, isOut: () => boolean): Depot {
  const book = new ComponentBook(1);
  const { sim, links, requests, operations } = site;
  return {
    sim,
    id,
    book,
    resources: book.resources,
    links,
    requests,
    operations,
    get isOut() {
      return isOut();
    },
    stream: (purpose) => site.stream(`feed ${purpose}`),
  };
}
