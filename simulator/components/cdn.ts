import { z } from 'zod';
import { defineComponent } from '../component.ts';
import {
  capacityField,
  choice,
  count,
  flag,
  namesField,
  optionalQuantity,
  optionsOf,
  quantity,
  workField,
} from '../field.ts';
import { type RandomStream, Rank } from '../kernel/index.ts';
import type { Chooser } from '../link.ts';
import { isFailure, Op, Outcome } from '../outcome.ts';
import { CacheContents } from '../parts/cache-contents.ts';
import { CallPlan, type Planner } from '../parts/call-plan.ts';
import { evictionOf, evictions } from '../parts/eviction/index.ts';
import { SharedFetches } from '../parts/shared-fetches.ts';
import { warmUp } from '../parts/warm-start.ts';
import { SECONDS_PER_MONTH } from '../quantity.ts';
import { type ComponentStation, type Site, WORK_DONE } from '../site.ts';

/**
 * A content delivery network: edge sites near the users, each with a cache of its own, before one origin. Users are spread
 * over the sites evenly. A site that misses asks the shield, if there is one, and then the origin; what may not be held
 * passes through. Hit ratios emerge from keys, capacity and time to live, for each site by itself.
 *
 * Leaves out: limits of a site's bandwidth, sites at different distances, variants of one address, the seconds that a
 * purge takes to reach all sites, signed addresses. [RFC 9111; RFC 5861 for stale answers; CloudFront, Fastly]
 */
const config = z.strictObject({
  sites: count({
    title: 'Edge sites',
    help: 'Points of presence that the users of this design reach, each with a cache of its own: each fetches an item for itself.',
    default: 10,
    source: 'Assumption: users of one continent. CloudFront has some 600 sites and 13 regional caches worldwide.',
    max: 1000,
    usual: '1–600',
  }),
  capacity: capacityField({
    title: 'Capacity per site',
    help: 'Room for items at each site: a size, or a number of them.',
    default: '1 TB',
    source: 'Assumption: the part of a site that one customer gets; none of the large networks promises any.',
  }),
  ttl: quantity('time', {
    title: 'Time to live',
    help: 'An item older than this is fetched anew, counted from when it was fetched: the max-age of the origin’s answer.',
    default: '24 h',
    source: 'Amazon CloudFront: default TTL 86,400 s, where the origin says nothing.',
    above: 0,
    max: 31_536_000,
    usual: '60 s for an API – 24 h and more for files',
  }),
  negativeTtl: optionalQuantity('time', {
    title: 'Absences kept for',
    help: 'For so long a site remembers that the origin has no such item (404). Empty: each request for what does not exist goes to the origin.',
    above: 0,
    max: 86_400,
    usual: '10 s – 5 min (Amazon CloudFront: error caching minimum TTL, 10 s)',
    advanced: true,
  }),
  cacheable: namesField({
    title: 'Cacheable',
    help: 'Names of the requests whose answers may be held; all reads if empty. Everything else passes through to the origin.',
  }),
  coalesce: flag({
    title: 'Share fetches',
    help: 'Of several requests at one site that miss the same item at the same time one fetches and the others wait for it.',
    default: true,
    source: 'Amazon CloudFront and Fastly collapse simultaneous requests for one object.',
  }),
  coalesceWait: quantity('time', {
    title: 'Longest wait for another’s fetch',
    help: 'Who has waited so long fetches for itself.',
    default: '5 s',
    source: 'nginx: proxy_cache_lock_timeout = 5 s.',
    above: 0,
    max: 3600,
    advanced: true,
    appliesWhen: { field: 'coalesce', is: [true] },
  }),
  shield: flag({
    title: 'Origin shield',
    help: 'A second cache between all sites and the origin: what one site has fetched, the others find there. Sites that miss together then make one fetch and not one each.',
    default: false,
    source: 'Amazon CloudFront Origin Shield and Fastly shielding are options to be turned on.',
  }),
  shieldDelay: quantity('time', {
    title: 'Round trip to the shield',
    help: 'From an edge site to the shield and back.',
    default: '30 ms',
    source: 'Assumption: half a continent away, where its origin is.',
    min: 0,
    max: 10,
    advanced: true,
    appliesWhen: { field: 'shield', is: [true] },
  }),
  staleIfError: optionalQuantity('time', {
    title: 'Stale if error',
    help: 'For so long after its expiry an item is still served where the origin fails to give a new one. Off if empty.',
    above: 0,
    max: 31_536_000,
  }),
  eviction: choice({
    title: 'Eviction',
    help: 'What goes when a site is full.',
    options: optionsOf(evictions),
    default: 'lru',
    source: 'Varnish and nginx evict the least recently used.',
    advanced: true,
  }),
  start: choice({
    title: 'At the start',
    help: 'What the sites hold when the run begins.',
    options: [
      {
        value: 'warm',
        title: 'Warm',
        description:
          'What sites hold that have run for long at the base rate: all that fits, the most popular first, each item fresh or expired as its rate and its time to live say.',
      },
      { value: 'cold', title: 'Cold', description: 'Nothing, as after a purge of everything.' },
    ],
    default: 'warm',
    source: 'Assumption: a product that has been online for days.',
  }),
  work: workField({
    title: 'Time at the edge',
    help: 'Time that a request spends at its site, hit or miss. A site has no queue: networks have far more room than one customer asks for.',
    default: '2 ms',
    source: 'Assumption: a read from memory or flash and the first bytes of the answer.',
    usual: '1–10 ms',
  }),
  withdrawnAfter: quantity('time', {
    title: 'Dead site leaves after',
    help: 'Users of a site that has died are led to others after this; until then their requests fail.',
    default: '30 s',
    source: 'Assumption: a health check notices, and its route is withdrawn (anycast) or its name answered otherwise.',
    min: 0,
    max: 3600,
    advanced: true,
  }),
});
type Config = z.output<typeof config>;

export const cdn = defineComponent({
  type: 'cdn',
  title: 'CDN',
  category: 'edge',
  role: 'router',
  alsoKnownAs: ['CloudFront', 'Cloudflare', 'Fastly', 'Akamai', 'edge cache'],
  summary: 'Caches near the users: the origin sees only what no edge site holds.',
  help: 'The origin gets (1 − hit ratio) of the load. When an item expires, every site fetches it anew: the stampede is as large as the number of sites unless a shield collapses it. After a purge of everything the origin gets the full load at once. With “stale if error” an origin that is down is noticed only by those who ask for what nobody asked for before.',
  misconception:
    'A CDN is not only for images, and not always cheaper: tiny answers pay by the request. And a hit ratio by request is not one by byte: the large items that few ask for are what the origin’s bandwidth is paid for.',
  leavesOut:
    'Bandwidth of a site, sites at different distances, variants of one address, the seconds until a purge has reached all sites.',
  icon: 'radio-tower',
  config,
  calls: ['router', 'compute', 'store', 'external'],
  wiring:
    'A CDN fetches from an origin: a balancer, a gateway, a service, a store of objects or an external API. Clients, names (DNS) and firewalls stand before it.',
  instances: ({ sites }) => sites,
  replicaField: 'sites',
  holds: ({ capacity, ttl, negativeTtl, eviction, start, sites, cacheable }) => ({
    capacity,
    ttl,
    negativeTtl,
    eviction,
    start,
    sites,
    looksUp: (request) => isCacheable(cacheable, request),
  }),
  readsKeys: () => true,
  chooser: ({ withdrawnAfter }, sites) => new NearestSite(sites, withdrawnAfter),
  resources: () => [],
  work: (config) => config.work,
  billsEgress: true,
  cost: (_config, { requestRate, responseRate }, prices) => [
    {
      driver: 'traffic',
      title: 'Traffic to the internet',
      monthly: prices('cdn-traffic', responseRate * SECONDS_PER_MONTH),
    },
    { driver: 'requests', title: 'Requests', monthly: prices('cdn-request', requestRate * SECONDS_PER_MONTH) },
  ],
  station: (config, site) => new EdgeSite(config, site),
  starter: { sites: 10, ttl: '1 h' },
});

function isCacheable(names: readonly string[] | undefined, request: string): boolean {
  return names === undefined || names.includes('read') || names.includes(request);
}

/** Users come from everywhere alike, and each goes to the site that is next to them: to any, as seen from here. */
class NearestSite implements Chooser {
  private readonly sites: readonly Site[];
  private readonly withdrawnAfter: number;
  private readonly draws: RandomStream;

  constructor(sites: readonly Site[], withdrawnAfter: number) {
    this.sites = sites;
    this.withdrawnAfter = withdrawnAfter;
    this.draws = sites[0].stream('nearest site');
  }

  choose(): number {
    const { sites, draws } = this;
    const nearest = draws.integer(sites.length);
    // Whose site is gone is led to the next that is there; where none is, requests fail at the nearest.
    for (let step = 0; step < sites.length; step++) {
      const at = (nearest + step) % sites.length;
      const { isOut, changedAt, sim } = sites[at];
      if (!isOut || sim.now < changedAt + this.withdrawnAfter) return at;
    }
    return nearest;
  }
}

/** Timers, after WORK_DONE. */
const WAITED_ENOUGH = 1;
const AT_SHIELD = 2;
const FROM_SHIELD = 3;

/** Values of `stage`: why a request is with the origin, or whom it waits for. */
const PASSES = 0;
const FETCHES = 1;
const FETCHES_FOR_SHIELD = 2;
const WAITS = 3;
const WAITS_AT_SHIELD = 4;
const RETURNS = 5;

/** What the sites share. */
interface Shield {
  readonly contents: CacheContents;
  readonly fetches: SharedFetches;
  /** By number of the station. */
  readonly sites: Map<number, EdgeSite>;
}

/** An outcome and the place to blame for it, as one number. */
const PLACES = 65_536;

class EdgeSite implements ComponentStation, Planner {
  private readonly site: Site;
  private readonly config: Config;
  private readonly plan: CallPlan;
  private readonly contents: CacheContents;
  private readonly fetches: SharedFetches | undefined;
  private readonly shield: Shield | undefined;
  /** By request kind: whether answers are held, and their size [B]. */
  private readonly isHeld: readonly boolean[];
  private readonly bytes: readonly number[];

  constructor(config: Config, site: Site) {
    this.site = site;
    this.config = config;
    this.plan = new CallPlan(site, this);
    const { kinds } = site.requests;
    this.isHeld = kinds.map(({ name }) => isCacheable(config.cacheable, name));
    this.bytes = kinds.map(({ spec }) => spec.response);
    this.contents = this.cacheOf('site', (purpose) => site.stream(purpose));
    this.fetches = config.coalesce ? new SharedFetches(site.sim, config.coalesceWait) : undefined;
    this.shield = config.shield ? site.shared(() => this.makeShield()) : undefined;
    this.shield?.sites.set(site.id, this);
  }

  arrive(visit: number): void {
    this.site.serve(visit);
  }

  wake(timer: number, visit: number): void {
    if (timer === WORK_DONE) this.begin(visit);
    else if (timer === AT_SHIELD) this.askShield(visit);
    else if (timer === FROM_SHIELD)
      this.fetched(visit, Math.floor(this.markOf(visit) / PLACES), this.markOf(visit) % PLACES);
    else this.tire(visit);
  }

  answered(visit: number, tag: number, outcome: number, origin: number): void {
    this.plan.answered(visit, tag, outcome, origin);
  }

  /** The origin has answered. */
  planned(visit: number, outcome: number, origin: number): void {
    const { site, shield } = this;
    const { stage, key } = site.sim.visits;
    if (stage[visit] === PASSES) {
      site.answer(visit, outcome, origin);
    } else if (shield !== undefined && stage[visit] === FETCHES_FOR_SHIELD) {
      if (!isFailure(outcome)) shield.contents.insert(key[visit], site.sim.now, this.bytesOf(visit));
      shield.fetches.release(key[visit], WAITS_AT_SHIELD, (waiter) =>
        shield.sites.get(site.sim.visits.station[waiter])?.sendBack(waiter, outcome, origin),
      );
      this.sendBack(visit, outcome, origin);
    } else {
      this.fetched(visit, outcome, origin);
    }
  }

  abandoned(): void {
    // Its site goes on: what it fetches others will ask for.
  }

  crashed(): void {
    this.contents.clear();
    this.fetches?.clear();
  }

  /** A purge of everything, here and at the shield. */
  flush(): void {
    this.contents.clear();
    this.shield?.contents.clear();
  }

  get entries(): number {
    return this.contents.entries;
  }

  private begin(visit: number): void {
    const { site, contents, fetches } = this;
    const { book, sim } = site;
    const { visits } = sim;
    const key = visits.key[visit];
    if (visits.op[visit] !== Op.read || !this.isHeld[visits.kind[visit]]) {
      this.plan.start(visit);
    } else if (contents.lookup(key, sim.now)) {
      book.hits++;
      site.answer(visit, Outcome.ok, 0);
    } else if (fetches?.isUnderWay(key) === true) {
      this.wait(fetches, visit, WAITS);
    } else {
      fetches?.begin(key, visit);
      this.miss(visit);
    }
  }

  private miss(visit: number): void {
    const { site, shield, config } = this;
    site.book.misses++;
    site.sim.visits.stage[visit] = FETCHES;
    if (shield === undefined) this.plan.start(visit);
    else site.sim.wakeAfter(site.id, AT_SHIELD, visit, config.shieldDelay / 2, Rank.arrival);
  }

  private askShield(visit: number): void {
    const { site, shield } = this;
    if (shield === undefined) return;
    const { visits, now } = site.sim;
    const key = visits.key[visit];
    if (shield.contents.lookup(key, now)) {
      this.sendBack(visit, Outcome.ok, 0);
    } else if (shield.fetches.isUnderWay(key)) {
      this.wait(shield.fetches, visit, WAITS_AT_SHIELD);
    } else {
      shield.fetches.begin(key, visit);
      visits.stage[visit] = FETCHES_FOR_SHIELD;
      this.plan.start(visit);
    }
  }

  /** From the shield to the site. */
  private sendBack(visit: number, outcome: number, origin: number): void {
    const { site, config } = this;
    const { visits } = site.sim;
    visits.stage[visit] = RETURNS;
    visits.mark[visit] = outcome * PLACES + origin;
    site.sim.wakeAfter(site.id, FROM_SHIELD, visit, config.shieldDelay / 2, Rank.arrival);
  }

  /** What the site has asked for is there, or has failed: all who wait for it here are answered. */
  private fetched(visit: number, outcome: number, origin: number): void {
    const { site, contents, fetches, config } = this;
    const { visits, now } = site.sim;
    const key = visits.key[visit];
    if (!isFailure(outcome)) contents.insert(key, now, this.bytesOf(visit));
    const isStale = isFailure(outcome) && config.staleIfError !== undefined && contents.lookupStale(key, now);
    fetches?.release(key, WAITS, (waiter) => {
      site.book.delayedHits++;
      this.settle(waiter, outcome, origin, isStale);
    });
    this.settle(visit, outcome, origin, isStale);
  }

  private settle(visit: number, outcome: number, origin: number, isStale: boolean): void {
    if (isStale) this.site.book.staleHits++;
    this.site.answer(visit, isStale ? Outcome.ok : outcome, origin);
  }

  private wait(fetches: SharedFetches, visit: number, stage: number): void {
    const { sim, id } = this.site;
    sim.visits.stage[visit] = stage;
    fetches.join(sim.visits.key[visit], visit);
    sim.wakeAfter(id, WAITED_ENOUGH, visit, this.config.coalesceWait, Rank.timer);
  }

  /** It has waited for another's fetch for too long, and asks by itself. */
  private tire(visit: number): void {
    const { stage } = this.site.sim.visits;
    if (stage[visit] === WAITS) {
      this.miss(visit);
    } else if (stage[visit] === WAITS_AT_SHIELD) {
      stage[visit] = FETCHES_FOR_SHIELD;
      this.plan.start(visit);
    }
  }

  /** One that sees a share of what all sites see, or what they all miss. */
  private cacheOf(asks: 'site' | 'shield', stream: (purpose: string) => RandomStream): CacheContents {
    const { capacity, ttl, negativeTtl, staleIfError, eviction, start, sites } = this.config;
    const life = { ttl, absentTtl: negativeTtl, stale: staleIfError ?? 0 };
    const made = new CacheContents(capacity, life, evictionOf(eviction), stream);
    const held = this.site.requests.kinds.filter((_, kind) => this.isHeld[kind]);
    if (start === 'warm') {
      // A shield is asked for what the sites miss.
      const missed = (rate: number) => rate / (1 + (rate / sites) * ttl);
      const seen = asks === 'site' ? { sites } : { thinned: missed };
      warmUp(made, { kinds: held, rates: this.site.longRunRates, ...seen }, () => stream('warm'));
    }
    return made;
  }

  private makeShield(): Shield {
    return {
      contents: this.cacheOf('shield', (purpose) => this.site.stream(`shield ${purpose}`)),
      fetches: new SharedFetches(this.site.sim, this.config.coalesceWait),
      sites: new Map(),
    };
  }

  private bytesOf(visit: number): number {
    return this.bytes[this.site.sim.visits.kind[visit]];
  }

  private markOf(visit: number): number {
    return this.site.sim.visits.mark[visit];
  }
}
