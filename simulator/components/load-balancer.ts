import { z } from 'zod';
import { defineComponent } from '../component.ts';
import { choice, count, quantity, workField } from '../field.ts';
import { Op, Outcome } from '../outcome.ts';
import { Balancer, type HealthChecks, policies } from '../parts/balancing.ts';
import { BALANCER_MONTH, L4_UNIT, L7_UNIT } from '../prices.ts';
import { type ComponentStation, type Site, WORK_DONE } from '../site.ts';

/**
 * Spreads requests over the instances of the components behind it. It adds a little delay, has no capacity limit of its
 * own, and learns of dead targets by health checks.
 *
 * Leaves out: its own scaling, slow start, connection draining. [Mitzenmacher 1996 for two choices; nginx for weighted]
 */
const config = z.strictObject({
  policy: choice({
    title: 'Policy',
    help: 'Which target gets the next request.',
    options: policies,
    default: 'round-robin',
    source: 'The default of nginx and of AWS ALB target groups.',
  }),
  layer: choice({
    title: 'Layer',
    help: 'What it looks at, and so what it costs.',
    options: [
      { value: 'l7', title: 'Application (L7)', description: 'Reads HTTP; pays per 25 new connections a second.' },
      {
        value: 'l4',
        title: 'Transport (L4)',
        description: 'Passes TCP through; pays per 800 new connections a second.',
      },
    ],
    default: 'l7',
    source: 'Assumption: HTTP traffic, for which AWS has its ALB (L7); its NLB (L4) passes TCP.',
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
  summary: 'Spreads requests over the instances behind it.',
  help: 'Every instance has a queue of its own; the balancer decides which one a request joins. When an instance dies, requests keep failing until enough health checks have failed.',
  misconception:
    'A load balancer makes a system available by itself: until its checks have noticed, it sends requests to the dead instance too. And round robin is not fair when requests differ in size.',
  leavesOut: 'Its own scaling, slow start and connection draining.',
  icon: 'split',
  config,
  calls: ['router', 'compute', 'external'],
  wiring:
    'A balancer spreads requests over services, gateways or other balancers. Databases and caches are reached by the services that use them.',
  choosesOne: true,
  instances: () => 1,
  resources: () => [],
  work: (config) => config.work,
  cost: (config, usage) => {
    const unit = config.layer === 'l7' ? L7_UNIT : L4_UNIT;
    return [
      { driver: 'hours', title: 'Balancer', monthly: BALANCER_MONTH },
      {
        driver: 'requests',
        title: 'Capacity units, a connection for each request',
        monthly: (usage.requestRate / unit.connectionsPerSecond) * unit.month,
      },
    ];
  },
  station: (config, site) => new LoadBalancer(config, site),
  starter: { policy: 'least-connections' },
});

class LoadBalancer implements ComponentStation {
  private readonly site: Site;
  private readonly config: Config;
  /** By request kind × 2 + write; made when first needed, since links come after stations. */
  private readonly balancers: (Balancer | undefined)[] = [];

  constructor(config: Config, site: Site) {
    this.config = config;
    this.site = site;
  }

  arrive(visit: number): void {
    this.site.serve(visit);
  }

  wake(timer: number, visit: number): void {
    if (timer !== WORK_DONE) return;
    const { sim } = this.site;
    const { visits } = sim;
    const kind = visits.kind[visit];
    const key = visits.key[visit];
    const balancer = this.balancerFor(kind, visits.op[visit]);
    const candidate = balancer?.pick(sim.now, key, undefined) ?? -1;
    if (balancer === undefined || candidate < 0) {
      this.site.fail(visit, Outcome.unavailable);
      return;
    }
    balancer.linkOf(candidate).call(visit, 0, kind, key, visits.op[visit], balancer.positionOf(candidate));
  }

  answered(visit: number, _tag: number, outcome: number, origin: number): void {
    this.site.answer(visit, outcome, origin);
  }

  abandoned(): void {
    // The request goes on to its target all the same.
  }

  crashed(): void {
    // It holds nothing but requests, which the site answers.
  }

  /** Requests that may go to the same connections share one balancer, and so one cursor. */
  private balancerFor(kind: number, op: number): Balancer | undefined {
    const at = kind * 2 + (op === Op.read ? 0 : 1);
    const { balancers } = this;
    if (balancers.length === 0) this.makeBalancers();
    return balancers[at];
  }

  private makeBalancers(): void {
    const { site, config } = this;
    const made = new Map<string, Balancer>();
    const health: HealthChecks = {
      interval: config.healthCheckInterval,
      unhealthyAfter: config.unhealthyAfter,
      healthyAfter: config.healthyAfter,
    };
    const draws = site.stream('balancing');
    for (const steps of site.component.plans) {
      const links = steps.flatMap((step) => step.calls.map((call) => site.links[call.link]));
      const name = links.map((link) => link.index).join(' ');
      let balancer = made.get(name);
      if (balancer === undefined && links.length > 0) {
        balancer = new Balancer(links, config.policy, health, draws);
        made.set(name, balancer);
        for (const link of links) link.chooser = balancer;
      }
      this.balancers.push(balancer);
    }
  }
}
