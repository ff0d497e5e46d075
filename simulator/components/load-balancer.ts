import { z } from 'zod';
import { defineComponent, type Placed } from '../component.ts';
import { choice, count, flag, optionalQuantity, optionsOf, quantity, workField } from '../field.ts';
import { Ring } from '../kernel/index.ts';
import type { Link } from '../link.ts';
import { OPS, Op, Outcome } from '../outcome.ts';
import { Balancer, type BalancerOptions, LATER, policies, policyOf } from '../parts/balancing/index.ts';
import { countTogether, StaleCounts } from '../parts/balancing/knowledge.ts';
import type { HealthChecks } from '../parts/balancing/targets.ts';
import { ZonalNodes } from '../parts/balancing/zonal-nodes.ts';
import { type ComponentStation, type Site, WORK_DONE } from '../site.ts';

/**
 * Spreads requests over the instances of the components behind it. It adds a little delay, has no capacity limit of its
 * own, and learns of dead targets by health checks. Every target has a queue of its own, unless the policy is a shared
 * one. Unanswered are the requests that it has sent itself and its target has not answered. In several zones it has a
 * node in each, and its callers take turns among them.
 *
 * Leaves out: its own scaling. A target that is switched off gets no more requests and finishes those it has (draining). [Mitzenmacher 1996 for two choices; nginx for weighted;
 * Mirrokni, Thorup & Zadimoghaddam 2018 for bounded loads; Finagle for peak EWMA]
 */
const config = z.strictObject({
  policy: choice({
    title: 'Policy',
    help: 'Which target gets the next request.',
    options: optionsOf(policies),
    default: 'round-robin',
    source: 'The default of nginx and of AWS ALB target groups.',
  }),
  choices: count({
    title: 'Choices',
    help: 'Targets drawn at random, of which the best is taken.',
    default: 2,
    source: 'Mitzenmacher 1996: two choices are nearly as good as all, more add little.',
    min: 2,
    max: 1000,
    advanced: true,
    appliesWhen: { field: 'policy', is: ['power-of-two', 'peak-ewma'] },
  }),
  points: count({
    title: 'Points on the ring',
    help: 'Of one target on the hash ring: the more, the more even its share of the keys.',
    default: 160,
    source: 'libketama, from which most rings descend, takes 100 to 200.',
    max: 10_000,
    advanced: true,
    appliesWhen: { field: 'policy', is: ['consistent-hash', 'bounded-load'] },
  }),
  loadFactor: quantity('count', {
    title: 'Load factor',
    help: 'No target has more than this times the average number of requests in flight.',
    default: 1.25,
    source:
      'Mirrokni, Thorup & Zadimoghaddam 2018: 1 + ε with ε = 0.25 in their example; HAProxy recommends 1.25 to 2.',
    above: 1,
    max: 100,
    advanced: true,
    appliesWhen: { field: 'policy', is: ['bounded-load'] },
  }),
  decay: quantity('time', {
    title: 'Latency is forgotten in',
    help: 'Time in which the weight of a latency once seen falls to 1/e.',
    default: '10 s',
    source: 'Finagle: decayTime = 10 s.',
    above: 0,
    max: 3600,
    advanced: true,
    appliesWhen: { field: 'policy', is: ['peak-ewma'] },
  }),
  staleness: optionalQuantity('time', {
    title: 'Staleness',
    help: 'It knows the unanswered requests of its targets only as they were so long ago, as where several balancers share what they know. At once if empty.',
    above: 0,
    max: 3600,
    advanced: true,
    appliesWhen: { field: 'policy', is: ['least-connections', 'power-of-two', 'bounded-load', 'peak-ewma'] },
  }),
  zoneAware: flag({
    title: 'Same zone first',
    help: 'Requests go to targets in the balancer’s own zone as long as one of them is known to be well, and callers take the node of their zone. Crossing zones costs time and money; but zones with fewer targets are loaded more.',
    default: false,
    source: 'AWS Elastic Load Balancing: cross-zone load balancing is on for an ALB; an NLB has it off.',
    advanced: true,
  }),
  layer: choice({
    title: 'Layer',
    help: 'What it looks at, and so what it costs.',
    options: [
      { value: 'l7', title: 'Application (L7)', description: 'Reads HTTP; pays per 25 new connections a second.' },
      {
        value: 'l4',
        title: 'Transport (L4)',
        description: 'Passes TCP through and knows connections, not requests; pays per 800 new connections a second.',
      },
    ],
    default: 'l7',
    source: 'Assumption: HTTP traffic, for which AWS has its ALB (L7); its NLB (L4) passes TCP.',
  }),
  connections: optionalQuantity('count', {
    title: 'Long-lived connections',
    help: 'Connections of its clients that stay open: a target is chosen when one is made, and all requests over it go there. If empty, each request has a connection of its own.',
    min: 1,
    max: 10_000_000,
    integer: true,
    appliesWhen: { field: 'layer', is: ['l4'] },
  }),
  maxAge: optionalQuantity('time', {
    title: 'Connections live for',
    help: 'Those that are older are made anew, and so find new targets. Without it a target that has come later stands idle until others fail.',
    above: 0,
    max: 604_800,
    appliesWhen: { field: 'layer', is: ['l4'] },
  }),
  slowStart: optionalQuantity('time', {
    title: 'Slow start',
    help: 'A target that has come, or come back, gets its share of the requests by and by within this time. At once if empty.',
    above: 0,
    max: 3600,
    advanced: true,
  }),
  work: workField({
    title: 'Added delay',
    help: 'Time that a request spends in the balancer. It has no queue: managed balancers scale with their load.',
    default: '1 ms',
    source: 'Assumption: a managed L7 balancer; a proxy of your own adds about 0.05 ms (napkin-math, 2026).',
  }),
  healthCheckInterval: quantity('time', {
    title: 'Health check every',
    help: 'Time between two checks of one target.',
    default: '10 s',
    source: 'Kubernetes probes: periodSeconds = 10; AWS ALB and NLB target groups check every 30 s.',
    above: 0,
    max: 3600,
    advanced: true,
  }),
  unhealthyAfter: count({
    title: 'Out after failures',
    help: 'Failed checks in a row until a target gets no more requests.',
    default: 2,
    source: 'AWS ALB and NLB target groups: UnhealthyThresholdCount = 2.',
    max: 100,
    advanced: true,
  }),
  healthyAfter: count({
    title: 'Back after successes',
    help: 'Good checks in a row until it gets requests again.',
    default: 2,
    source: 'Assumption: as many as lead out; AWS ALB and NLB target groups ask for 5.',
    max: 100,
    advanced: true,
  }),
});
type Config = z.output<typeof config>;

export const loadBalancer = defineComponent({
  type: 'load-balancer',
  title: 'Load balancer',
  category: 'edge',
  role: 'router',
  alsoKnownAs: ['ALB', 'NLB', 'ELB', 'nginx', 'HAProxy', 'Envoy', 'reverse proxy'],
  summary: 'Spreads requests over the instances behind it.',
  help: 'Every instance has a queue of its own, and the balancer decides which one a request joins; only with a shared queue do requests wait in one line for the first free instance. When an instance dies, requests keep failing until enough health checks have failed.',
  misconception:
    'A load balancer makes a system available by itself: until its checks have noticed, it sends requests to the dead instance too. And round robin is not fair when requests differ in size.',
  leavesOut: 'Its own scaling: a managed balancer takes minutes to grow, and this one is always large enough.',
  icon: 'split',
  config,
  calls: ['router', 'compute', 'external'],
  wiring:
    'A balancer spreads requests over services, gateways or other balancers. Databases and caches are reached by the services that use them.',
  choosesOne: true,
  watchesHealth: () => true,
  check: (config) => [
    ...(config.connections !== undefined && config.policy === 'shared-queue'
      ? [
          {
            severity: 'error' as const,
            path: ['connections'],
            what: 'Requests over a connection cannot wait in a shared queue for any target.',
            why: 'A long-lived connection has its target already.',
            todo: 'Choose another policy, or remove "connections".',
          },
        ]
      : []),
    ...(config.connections === undefined && config.maxAge !== undefined
      ? [
          {
            severity: 'warning' as const,
            path: ['maxAge'],
            what: '"maxAge" has no effect.',
            why: 'Each request has a connection of its own, and none grows old.',
            todo: 'Give "connections", or remove "maxAge".',
          },
        ]
      : []),
  ],
  weightOf: ({ policy }, { connection, instances }) =>
    instances * (policy === 'weighted' || policy === 'weighted-random' ? connection.weight : 1),
  handsOutPlaces: ({ policy }) => policy === 'shared-queue',
  // A node in each of its zones; its callers find out by DNS which of them are well.
  instances: (config) => (config as Placed).zone?.length ?? 1,
  chooser: ({ zoneAware, ...config }, nodes) =>
    nodes.length > 1 ? new ZonalNodes(healthChecksOf(config), zoneAware) : undefined,
  readsKeys: ({ policy }) => policyOf(policy).readsKeys === true,
  resources: ({ policy }) =>
    policy === 'shared-queue'
      ? [
          {
            name: 'line',
            title: 'Shared queue',
            servers: Number.POSITIVE_INFINITY,
            queue: Number.POSITIVE_INFINITY,
            holdsCalls: false,
          },
        ]
      : [],
  work: (config) => config.work,
  cost: (config, usage, prices) => {
    return [
      { driver: 'hours', title: 'Balancer', monthly: prices('load-balancer', 1) },
      {
        driver: 'requests',
        title: config.connections === undefined ? 'Capacity units, a connection for each request' : 'Capacity units',
        monthly: prices(
          `${config.layer}-capacity-unit`,
          newConnections(config, usage.requestRate) / connectionsPerUnit[config.layer],
        ),
      },
    ];
  },
  station: (config, site) => new LoadBalancer(config, site),
  starter: { policy: 'least-connections' },
});

/** Connections made per second: one for each request, or those that are made anew for their age. */
function newConnections({ connections, maxAge = Number.POSITIVE_INFINITY }: Config, requestRate: number): number {
  return connections === undefined ? requestRate : connections / maxAge;
}

/** New connections per second in one capacity unit of the price list. */
const connectionsPerUnit = { l7: 25, l4: 800 };

function healthChecksOf(config: Omit<Config, 'zoneAware'>): HealthChecks {
  const { healthCheckInterval: interval, unhealthyAfter, healthyAfter } = config;
  return { interval, unhealthyAfter, healthyAfter };
}

/** Where requests of some kinds go: a balancer over their connections, and their line where they wait for a free target. */
interface Way {
  readonly balancer: Balancer;
  readonly line: Ring;
}

/** Value of `stage` of who waits in the line; of who has been sent on it is the target's number. */
const WAITING = -1;

class LoadBalancer implements ComponentStation {
  private readonly site: Site;
  private readonly config: Config;
  /** By request kind × 2 + write; made when first needed, since links come after stations. */
  private readonly ways: (Way | undefined)[] = [];
  private readonly lines: Way[] = [];
  private readonly isWatching: boolean;

  constructor(config: Config, site: Site) {
    this.config = config;
    this.site = site;
    this.isWatching = config.policy === 'least-work' || config.policy === 'peak-ewma';
  }

  arrive(visit: number): void {
    this.site.serve(visit);
  }

  wake(timer: number, visit: number): void {
    if (timer !== WORK_DONE) return;
    const { sim } = this.site;
    const { visits } = sim;
    const way = this.wayFor(visits.kind[visit], visits.op[visit]);
    const target = way?.balancer.pick(sim.now, visits.key[visit], undefined) ?? -1;
    if (way === undefined || (target < 0 && target !== LATER)) this.site.fail(visit, Outcome.unavailable);
    else if (target === LATER) this.wait(way, visit);
    else if (way.line.size > 0) {
      // Nobody overtakes.
      this.wait(way, visit);
      this.dispatch();
    } else {
      this.site.resources[0]?.wait.record(0);
      this.send(way, visit, target);
    }
  }

  answered(visit: number, _tag: number, outcome: number, origin: number): void {
    if (this.isWatching) {
      const { sim } = this.site;
      const { visits } = sim;
      const { kind, op, stage, mark } = visits;
      const { balancer } = this.ways[wayNumber(kind[visit], op[visit])] ?? {};
      const expected = balancer?.expected(stage[visit], kind[visit] * OPS + op[visit]) ?? 0;
      balancer?.answered(stage[visit], sim.now, expected, sim.now - mark[visit]);
    }
    this.site.answer(visit, outcome, origin);
  }

  abandoned(): void {
    // The request goes on to its target all the same.
  }

  withdraw(visit: number): void {
    if (this.site.sim.visits.stage[visit] === WAITING) this.leftLine();
  }

  crashed(): void {
    const { resources, sim } = this.site;
    for (const { line } of this.lines) line.clear();
    resources[0]?.waiting.add(sim.now, -resources[0].waiting.value);
  }

  private send({ balancer }: Way, visit: number, target: number): void {
    const { sim } = this.site;
    const { visits } = sim;
    const kind = visits.kind[visit];
    const op = visits.op[visit];
    visits.stage[visit] = target;
    if (this.isWatching) {
      visits.mark[visit] = sim.now;
      balancer.sent(target, balancer.expected(target, kind * OPS + op));
    }
    balancer.linkOf(target).call(visit, 0, kind, visits.key[visit], op, balancer.positionOf(target));
  }

  private wait({ line }: Way, visit: number): void {
    const { sim, resources } = this.site;
    sim.visits.stage[visit] = WAITING;
    line.push(visit, sim.visits.serial[visit], sim.now);
    resources[0].waiting.add(sim.now, 1);
  }

  private leftLine(): void {
    this.site.resources[0].waiting.add(this.site.sim.now, -1);
  }

  /** A target may have a free server: it goes to who has waited longest. */
  private dispatch(): void {
    const { sim, resources } = this.site;
    const { visits } = sim;
    for (const way of this.lines) {
      const { line, balancer } = way;
      while (line.size > 0) {
        if (visits.serial[line.oldest()] !== line.oldestSerial()) {
          line.shift(); // it has left
          continue;
        }
        const target = balancer.pick(sim.now, visits.key[line.oldest()], undefined);
        if (target === LATER) break;
        const visit = line.shift();
        this.leftLine();
        resources[0].wait.record(sim.now - line.joinedAt);
        resources[0].waited++;
        if (target < 0) this.site.fail(visit, Outcome.unavailable);
        else this.send(way, visit, target);
      }
    }
  }

  /** Requests that may go to the same connections share one balancer, and so one cursor. */
  private wayFor(kind: number, op: number): Way | undefined {
    if (this.ways.length === 0) this.makeWays();
    return this.ways[wayNumber(kind, op)];
  }

  private makeWays(): void {
    const { site, config } = this;
    const made = new Map<string, Way>();
    const { connections, maxAge = Number.POSITIVE_INFINITY, slowStart } = config;
    const pins = connections === undefined ? undefined : { connections, maxAge };
    const options: BalancerOptions = { ...config, ...healthChecksOf(config), slowStart, pins };
    const draws = site.stream('balancing');
    const { links } = site;
    // Who holds the queue knows what it has sent: on old counts it would not notice that a server has become free.
    const isStale = config.staleness !== undefined && config.policy !== 'shared-queue';
    const stale = isStale ? new StaleCounts(links, config.staleness ?? 0) : undefined;
    const counts = countTogether(links);
    const known = { links, counts: stale?.counts ?? counts, stale };
    for (const steps of site.component.plans) {
      const own = steps.flatMap((step) => step.calls.map((call) => links[call.link]));
      const name = own.map((link) => link.index).join(' ');
      let way = made.get(name);
      if (way === undefined && own.length > 0) {
        const home = config.zoneAware ? site.zone : undefined;
        const balancer = new Balancer(own, policyOf(config.policy), options, { ...known, home }, draws);
        way = { balancer, line: new Ring() };
        made.set(name, way);
        for (const link of own) this.adopt(link, balancer);
        if (config.policy === 'shared-queue') this.lines.push(way);
      }
      this.ways.push(way);
    }
  }

  private adopt(link: Link, balancer: Balancer): void {
    link.chooser = balancer;
    if (this.config.policy === 'shared-queue') link.onRoom = () => this.dispatch();
  }
}

function wayNumber(kind: number, op: number): number {
  return kind * 2 + (op === Op.read ? 0 : 1);
}
