import { z } from 'zod';
import { defineComponent } from '../component.ts';
import type { ConnectionSpec } from '../connection.ts';
import { type Distribution, sampler } from '../distribution.ts';
import { choice, count, flag, quantity, timeDistribution, workField } from '../field.ts';
import { NO_VISIT, type RandomStream, Rank } from '../kernel/index.ts';
import type { Link } from '../link.ts';
import { OPS, Op, Outcome } from '../outcome.ts';
import { Targets } from '../parts/balancing/targets.ts';
import { roundTripOf } from '../policies/network.ts';
import { SECONDS_PER_MONTH } from '../quantity.ts';
import { type ComponentStation, type Misdirection, type Site, WORK_DONE } from '../site.ts';

/**
 * The name of a system, answered with one of several addresses. Requests come by way of resolvers (of providers, offices,
 * devices), each of which keeps an answer for the time to live and sends everybody who asks it to the same target
 * meanwhile. Which share of the lookups is cached follows: with r requests per second and resolver, a time to live T and
 * lookups that take L it is rT / (1 + r(L + T)). A few resolvers keep answers for longer than they should.
 *
 * Leaves out: chains of names, negative answers, the outage of the name servers themselves as resolvers see it. [RFC 1035;
 * Amazon Route 53 developer guide]
 */
const config = z.strictObject({
  policy: choice({
    title: 'Policy',
    help: 'Which target a resolver is told.',
    options: [
      {
        value: 'weighted',
        title: 'Weighted',
        description: 'Any healthy one, in proportion to the weights of the connections.',
      },
      {
        value: 'failover',
        title: 'Failover',
        description: 'The healthy one with the highest weight on its connection: a primary, and who takes its place.',
      },
      {
        value: 'latency',
        title: 'Latency',
        description: 'The healthy one with the shortest round trip on its connection.',
      },
    ],
    default: 'weighted',
    source: 'Several addresses of one name are answered in random order by most name servers (RFC 1794).',
  }),
  ttl: quantity('time', {
    title: 'Time to live',
    help: 'For so long a resolver keeps an answer, right or wrong by now.',
    default: '60 s',
    source: 'Amazon Route 53 recommends 60 s where a record is to fail over; its alias records have it.',
    min: 0,
    max: 604_800,
    usual: '30 s – 24 h',
  }),
  resolvers: count({
    title: 'Resolvers',
    help: 'Places where answers are kept: each sends all its requests to one target until its answer has expired.',
    default: 1000,
    source: 'Assumption: the larger providers and offices of one country.',
    max: 1_000_000,
    usual: '100–100,000',
  }),
  ignoring: quantity('fraction', {
    title: 'Ignore the time to live',
    help: 'Share of the resolvers that keep an answer for much longer: old runtimes that never ask again, providers with a minimum of their own.',
    default: '2 %',
    source: 'Assumption: a tail that every move of a name meets.',
    min: 0,
    max: 1,
    usual: '1–5 %',
  }),
  keptFor: quantity('time', {
    title: 'They keep it for',
    help: 'How long those resolvers keep an answer.',
    default: '2 h',
    source: 'Assumption: until a process is started anew.',
    above: 0,
    max: 2_592_000,
    advanced: true,
  }),
  work: workField({
    title: 'Cached lookup',
    help: 'Time of a lookup that the resolver answers by itself.',
    default: '1 ms',
    source: 'Assumption: a resolver in the same network; 0 where the device has the answer itself.',
    usual: '0–5 ms',
  }),
  lookup: timeDistribution({
    title: 'Uncached lookup',
    help: 'Time that it takes the resolver, on top, to ask the name servers.',
    default: '50 ms',
    source: 'Assumption: a few round trips to name servers on the same continent.',
    usual: '20–120 ms',
  }),
  healthChecks: flag({
    title: 'Health checks',
    help: 'Targets that are out are not told any more. Without them a dead target stays in the answers; where all are out, all are told.',
    default: true,
    source: 'Amazon Route 53: failover records need one; where no record is healthy it takes all to be.',
  }),
  healthCheckInterval: quantity('time', {
    title: 'Health check every',
    help: 'Time between two checks of one target.',
    default: '30 s',
    source: 'Amazon Route 53: every 30 s, or every 10 s for a higher price.',
    above: 0,
    max: 3600,
    usual: '10–30 s',
    appliesWhen: { field: 'healthChecks', is: [true] },
  }),
  unhealthyAfter: count({
    title: 'Out after failures',
    help: 'Failed checks in a row until a target is told no more; as many good ones lead back.',
    default: 3,
    source: 'Amazon Route 53: a failure threshold of 3.',
    max: 100,
    appliesWhen: { field: 'healthChecks', is: [true] },
  }),
});
type Config = z.output<typeof config>;

export const dns = defineComponent({
  type: 'dns',
  title: 'DNS',
  category: 'edge',
  role: 'router',
  alsoKnownAs: ['Route 53', 'Cloudflare DNS', 'name server', 'geo routing'],
  summary: 'Leads clients to one of several front doors by name, and only as fast as answers expire.',
  help: 'A request asks for the name and goes on to the target that its resolver was told. When a target dies its clients fail until health checks have noticed and then until their answers expire, one resolver after the other; those that ignore the time to live come last. It cannot be overloaded here: name servers answer from many places.',
  misconception:
    'DNS is no load balancer: it does not know how busy a target is, and a resolver sends all its users to one. And a short time to live makes no failover instant: detection comes first, and some never ask again.',
  leavesOut:
    'Chains of names, and that resolvers go on with what they know while the name servers themselves are down: a crash of this component fails everybody.',
  icon: 'signpost',
  config,
  calls: ['router', 'compute', 'external'],
  wiring: 'A name leads to front doors: balancers, gateways, CDNs, firewalls, services or external APIs.',
  choosesOne: true,
  weightOf: ({ policy }, { connection }, all) => {
    if (policy === 'weighted') return connection.weight;
    return distance(policy, connection) === Math.min(...all.map((of) => distance(policy, of.connection))) ? 1 : 0;
  },
  instances: () => 1,
  resources: () => [],
  work: (config) => config.work,
  beyond: (config, _op, _work, { rate }) => uncachedShare(config, rate) * sampler(config.lookup).mean,
  measures: [{ name: 'lookups', title: 'uncached lookups', kind: 'count' }],
  cost: (config, { requestRate, targets }, prices) => [
    { driver: 'hours', title: 'Hosted zone', monthly: prices('dns-zone', 1) },
    {
      driver: 'requests',
      title: 'Queries of resolvers',
      monthly: prices(
        config.policy === 'latency' ? 'dns-query-latency' : 'dns-query',
        requestRate * askingShare(config, requestRate) * SECONDS_PER_MONTH,
      ),
    },
    { driver: 'hours', title: 'Health checks', monthly: config.healthChecks ? prices('dns-health-check', targets) : 0 },
  ],
  station: (config, site) => new NameService(config, site),
  starter: { policy: 'failover', ttl: '60 s' },
});

/**
 * Share of the requests at which a resolver asks the name servers: at the first after its answer has expired. From one to
 * the next come 1 + r(L + T).
 */
function askingShare({ resolvers, ttl, ignoring, keptFor, lookup }: Config, rate: number): number {
  const each = rate / resolvers;
  const waiting = 1 + each * sampler(lookup).mean;
  return (1 - ignoring) / (waiting + each * ttl) + ignoring / (waiting + each * keptFor);
}

/** Share of the requests that wait for an answer of the name servers: those that ask, and those that come meanwhile. */
function uncachedShare(config: Config, rate: number): number {
  return askingShare(config, rate) * (1 + (rate / config.resolvers) * sampler(config.lookup).mean);
}

/** What the policies that prefer one target look for the least of. */
function distance(policy: 'failover' | 'latency', connection: ConnectionSpec): number {
  if (policy === 'failover') return -connection.weight;
  return sampler(roundTripOf(connection.network)).mean;
}

/** Timer, after WORK_DONE. */
const LOOKED_UP = 1;

/** In place of a link: an answer that leads to none. */
const NOWHERE = -1;

/** Name servers do not know how busy a target is. */
const NO_COUNTS = new Int32Array(0);

class NameService implements ComponentStation {
  private readonly site: Site;
  private readonly config: Config;
  private readonly lookup: Distribution;
  private readonly lookupDraws: RandomStream;
  private readonly resolverDraws: RandomStream;
  /** By request kind × 2 + write: the name that it asks for; made when first needed, since links come after stations. */
  private readonly names: (Name | undefined)[] = [];
  /** What name servers say now leads nowhere; undefined while it is right. */
  private misdirection: Misdirection | undefined = undefined;

  constructor(config: Config, site: Site) {
    this.site = site;
    this.config = config;
    this.lookup = sampler(config.lookup);
    this.lookupDraws = site.stream('lookups');
    this.resolverDraws = site.stream('resolvers');
  }

  arrive(visit: number): void {
    const { site, config } = this;
    const { sim } = site;
    const name = this.nameFor(visit);
    if (name === undefined) {
      site.fail(visit, Outcome.unavailable);
      return;
    }
    const resolver = this.resolverDraws.integer(config.resolvers);
    sim.visits.mark[visit] = resolver;
    if (name.isKnown(resolver, sim.now)) {
      site.serve(visit);
      return;
    }
    site.book.own[0].tick();
    sim.wakeAfter(site.id, LOOKED_UP, visit, this.lookup.sample(this.lookupDraws), Rank.completion);
  }

  wake(timer: number, visit: number): void {
    const { site } = this;
    const { sim } = site;
    const { kind, key, op, mark } = sim.visits;
    const name = this.nameFor(visit);
    if (visit === NO_VISIT || name === undefined) return;
    if (timer === LOOKED_UP) {
      if (!name.isKnown(mark[visit], sim.now)) name.ask(mark[visit], sim.now, this.misdirection);
      site.serve(visit);
    } else if (timer === WORK_DONE) {
      const link = name.linkOf(mark[visit]);
      if (link === undefined) site.fail(visit, Outcome.unavailable);
      else link.call(visit, 0, kind[visit], key[visit], op[visit], -1);
    }
  }

  answered(visit: number, _tag: number, outcome: number, origin: number): void {
    this.site.answer(visit, outcome, origin);
  }

  abandoned(): void {
    // The request goes on to its target all the same.
  }

  crashed(): void {
    // What resolvers know they know.
  }

  misdirected(how: Misdirection | undefined): void {
    this.misdirection = how;
  }

  private nameFor(visit: number): Name | undefined {
    if (this.names.length === 0) this.makeNames();
    const { kind, op } = this.site.sim.visits;
    return this.names[kind[visit] * 2 + (op[visit] === Op.read ? 0 : 1)];
  }

  /** Requests that may go to the same targets ask for the same name. */
  private makeNames(): void {
    const { site, config } = this;
    const asked = site.longRunRates();
    const linksOf = site.component.plans.map((steps) =>
      steps.flatMap((step) => step.calls.map((call) => site.links[call.link])),
    );
    const ids = linksOf.map((links) => links.map(({ index }) => index).join(' '));
    // Plans are by kind × 2 + write.
    const rateOf = (id: string) =>
      ids.reduce((sum, of, at) => (of === id ? sum + asked[(at >> 1) * OPS + (at % 2 ? Op.write : Op.read)] : sum), 0);
    const made = new Map<string, Name>();
    linksOf.forEach((links, at) => {
      const id = ids[at];
      if (links.length > 0 && !made.has(id))
        made.set(id, new Name(config, links, rateOf(id), site.stream(`answers ${made.size}`)));
      this.names.push(made.get(id));
    });
  }
}

/** One name: its targets, and what each resolver believes. */
class Name {
  private readonly config: Config;
  private readonly links: readonly Link[];
  private readonly targets: Targets;
  private readonly draws: RandomStream;
  /** By resolver: the link it was told, and until when it believes it [s]. */
  private readonly told: Int32Array;
  private readonly expiry: Float64Array;
  /** Resolvers below this number keep answers for too long. */
  private readonly ignoring: number;
  /** By link: the less, the better. */
  private readonly distances: readonly number[];

  /** `rate` is that of the requests that ask for the name [1/s]. */
  constructor(config: Config, links: readonly Link[], rate: number, draws: RandomStream) {
    this.config = config;
    this.links = links;
    this.draws = draws;
    const { policy, resolvers, healthCheckInterval, unhealthyAfter } = config;
    const health = { interval: healthCheckInterval, unhealthyAfter, healthyAfter: unhealthyAfter };
    this.targets = new Targets(links, links, NO_COUNTS, health);
    this.distances = links.map(({ connection }) => (policy === 'weighted' ? 0 : distance(policy, connection.spec)));
    this.ignoring = Math.round(resolvers * config.ignoring);
    // As after running for long: answers live, and then wait for the next request and its lookup.
    const away = resolvers / rate + sampler(config.lookup).mean;
    this.told = Int32Array.from({ length: resolvers }, () => this.choose(Number.NEGATIVE_INFINITY));
    this.expiry = Float64Array.from({ length: resolvers }, (_, at) => {
      const life = this.lifeAt(at);
      const place = draws.uniform() * (life + away);
      return place < life ? place : Number.NEGATIVE_INFINITY;
    });
  }

  isKnown(resolver: number, now: number): boolean {
    return now < this.expiry[resolver];
  }

  /** The resolver is told a target by the name servers, or something that leads nowhere. */
  ask(resolver: number, now: number, wrong: Misdirection | undefined): void {
    this.told[resolver] = wrong === undefined ? this.choose(now) : NOWHERE;
    this.expiry[resolver] = now + (wrong?.keptFor ?? this.lifeAt(resolver));
  }

  /** Where it has been told to go; undefined where that is nowhere. */
  linkOf(resolver: number): Link | undefined {
    const told = this.told[resolver];
    return told === NOWHERE ? undefined : this.links[told];
  }

  private lifeAt(resolver: number): number {
    return resolver < this.ignoring ? this.config.keptFor : this.config.ttl;
  }

  /** A healthy link, or any where none is; in proportion to weight, of those that are nearest. */
  private choose(now: number): number {
    const isAnyHealthy = this.links.some((_, at) => this.isHealthy(at, now));
    let nearest = Number.POSITIVE_INFINITY;
    let total = 0;
    let chosen = 0;
    for (let at = 0; at < this.links.length; at++) {
      if (this.distances[at] > nearest || (isAnyHealthy && !this.isHealthy(at, now))) continue;
      const weight = this.config.policy === 'weighted' ? this.links[at].connection.spec.weight : 1;
      if (this.distances[at] < nearest) {
        nearest = this.distances[at];
        total = 0;
      }
      total += weight;
      if (total === weight || this.draws.uniform() * total < weight) chosen = at;
    }
    return chosen;
  }

  /** Whether some instance of a target passes its checks, as far as they have seen. */
  private isHealthy(link: number, now: number): boolean {
    if (!this.config.healthChecks || now === Number.NEGATIVE_INFINITY) return true;
    const { targets, links } = this;
    for (let at = 0; at < targets.size; at++) if (targets.isEligible(at, now, links[link])) return true;
    return false;
  }
}
