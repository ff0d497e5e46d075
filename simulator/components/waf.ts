import { z } from 'zod';
import { defineComponent } from '../component.ts';
import { count, group, namesField, quantity, workField } from '../field.ts';
import type { RandomStream } from '../kernel/index.ts';
import { Op, Outcome } from '../outcome.ts';
import { CallPlan, type Planner } from '../parts/call-plan.ts';
import { SourceRule } from '../parts/source-rule.ts';
import { SECONDS_PER_MONTH } from '../quantity.ts';
import { type ComponentStation, type Site, WORK_DONE } from '../site.ts';

/**
 * A web application firewall: it looks at every request, blocks most of those of bots and a few good ones, and limits the
 * rate of single addresses. Bots are requests of a stream of their own, named here; how many addresses they come from
 * decides whether a rule on addresses sees them.
 *
 * Leaves out: what the rules look for, challenges and captchas, floods below HTTP. [AWS WAF developer guide]
 */
const config = z.strictObject({
  bots: namesField({
    title: 'Bots',
    help: 'Names of the requests that bots send: a stream of their own. None if empty.',
  }),
  detects: quantity('fraction', {
    title: 'Detects',
    help: 'Share of the requests of bots that its rules recognize and block; the others pass.',
    default: '95 %',
    source: 'Assumption: one in twenty is new to the rules.',
    min: 0,
    max: 1,
    usual: '80–99 %',
  }),
  falsePositives: quantity('fraction', {
    title: 'False positives',
    help: 'Share of the good requests that are blocked all the same.',
    default: '0.1 %',
    source: 'Assumption: managed rules after some weeks of tuning; more before.',
    min: 0,
    max: 1,
    usual: '0.01–1 %',
  }),
  rateRule: group(
    {
      title: 'Rate rule',
      help: 'An address that sends more than so many requests in a window is refused for the rest of it.',
    },
    {
      limit: count({
        title: 'Requests',
        help: 'Of one address in one window.',
        default: 2000,
        source: 'AWS WAF: rate-based rules count over five minutes; 2,000 is the usual example.',
        max: 100_000_000,
        usual: '100–20,000',
      }),
      window: quantity('time', {
        title: 'Window',
        help: 'Windows follow one another from the start of the run.',
        default: '5 min',
        source: 'AWS WAF: an evaluation window of 5 minutes by default.',
        above: 0,
        max: 86_400,
      }),
      addresses: count({
        title: 'Addresses of people',
        help: 'From which good requests come, all alike.',
        default: 100_000,
        source: 'Assumption: many users, some of them behind one address.',
        max: 10_000_000,
      }),
      botAddresses: count({
        title: 'Addresses of bots',
        help: 'From which the requests of bots come, all alike. The more, the less each sends.',
        default: 1000,
        source: 'Assumption: a small botnet, or a list of rented proxies.',
        max: 10_000_000,
        usual: '1–1,000,000',
      }),
    },
  ),
  rules: count({
    title: 'Rules',
    help: 'Rules and groups of rules, for the bill.',
    default: 10,
    source: 'Assumption: a few managed groups and a few rules of one’s own.',
    max: 1000,
    advanced: true,
  }),
  work: workField({
    title: 'Added delay',
    help: 'Time that looking at a request takes. It has no queue: managed firewalls scale with their load.',
    default: '1 ms',
    source: 'Assumption: a few rules over the head and the first kilobytes of a request.',
    usual: '0.5–5 ms',
  }),
});
type Config = z.output<typeof config>;

export const waf = defineComponent({
  type: 'waf',
  title: 'WAF',
  category: 'edge',
  role: 'router',
  caveat: ({ rateRule }) =>
    rateRule === undefined ? undefined : 'nobody is taken to be refused by the rule on addresses',
  summary: 'A web application firewall: blocks most bots, a few good requests, and addresses that send too much.',
  help: 'What it blocks fails with “blocked”, or with “rate-limited” where its address has sent too much, and costs what is behind it nothing. Give bots a stream of their own, so that objectives can be about the others. A crash of it takes the system away, however healthy.',
  misconception:
    'A limit by address does not stop those who have many: a thousand requests a second from ten thousand addresses are thirty in five minutes each. And a firewall replaces neither prepared statements nor patches: some of what it should stop passes.',
  leavesOut: 'What the rules look for, challenges, and floods below HTTP.',
  icon: 'shield',
  config,
  calls: ['router', 'compute', 'external'],
  wiring: 'A firewall stands before a front door: a CDN, a balancer, a gateway, a service or an external API.',
  instances: () => 1,
  passesOn: (config, request, op) => 1 - blockedShare(config, isBot(config, request, op)),
  resources: () => [],
  work: (config) => config.work,
  measures: [
    { name: 'blockedBots', title: 'requests of bots blocked', kind: 'count' },
    { name: 'blockedPeople', title: 'good requests blocked', kind: 'count' },
  ],
  cost: ({ rules }, { requestRate }, prices) => [
    { driver: 'hours', title: `Firewall, ${rules} rules`, monthly: prices('waf', 1) + prices('waf-rule', rules) },
    { driver: 'requests', title: 'Requests', monthly: prices('waf-request', requestRate * SECONDS_PER_MONTH) },
  ],
  station: (config, site) => new Firewall(config, site),
  starter: { falsePositives: '0.1 %' },
});

function isBot({ bots = [] }: Config, request: string, op: 'read' | 'write'): boolean {
  return bots.includes(request) || bots.includes(op);
}

function blockedShare({ detects, falsePositives }: Config, isBots: boolean): number {
  return isBots ? detects : falsePositives;
}

/** Places of its measures. */
const [BLOCKED_BOTS, BLOCKED_PEOPLE] = [0, 1];

class Firewall implements ComponentStation, Planner {
  private readonly site: Site;
  private readonly plan: CallPlan;
  /** By request kind × 2 + write: whether bots send it, and the share that is blocked. */
  private readonly isBots: readonly boolean[];
  private readonly blocked: Float64Array;
  private readonly draws: RandomStream;
  /** By who sends: people, bots. */
  private readonly rules: readonly SourceRule[] | undefined = undefined;

  constructor(config: Config, site: Site) {
    this.site = site;
    this.plan = new CallPlan(site, this);
    this.draws = site.stream('rules');
    const { rateRule } = config;
    this.isBots = site.requests.kinds.flatMap(({ name }) => [
      isBot(config, name, 'read'),
      isBot(config, name, 'write'),
    ]);
    this.blocked = Float64Array.from(this.isBots, (bots) => blockedShare(config, bots));
    if (rateRule === undefined) return;
    const of = (sources: number, who: string) => new SourceRule(rateRule, sources, site.stream(`addresses of ${who}`));
    this.rules = [of(rateRule.addresses, 'people'), of(rateRule.botAddresses, 'bots')];
  }

  arrive(visit: number): void {
    this.site.serve(visit);
  }

  wake(timer: number, visit: number): void {
    if (timer !== WORK_DONE) return;
    const { site, isBots, rules } = this;
    const { visits, now } = site.sim;
    const at = visits.kind[visit] * 2 + (visits.op[visit] === Op.read ? 0 : 1);
    const who = isBots[at] ? 1 : 0;
    if (rules !== undefined && !rules[who].admits(now)) {
      site.fail(visit, Outcome.rateLimited);
    } else if (this.draws.chance(this.blocked[at])) {
      site.book.own[who === 1 ? BLOCKED_BOTS : BLOCKED_PEOPLE].tick();
      site.fail(visit, Outcome.blocked);
    } else {
      this.plan.start(visit);
    }
  }

  answered(visit: number, tag: number, outcome: number, origin: number): void {
    this.plan.answered(visit, tag, outcome, origin);
  }

  planned(visit: number, outcome: number, origin: number): void {
    this.site.answer(visit, outcome, origin);
  }

  abandoned(): void {
    // What has passed goes on.
  }

  crashed(): void {
    // Its counts are kept elsewhere.
  }
}
