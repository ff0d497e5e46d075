import { z } from 'zod';
import { defineComponent } from '../component.ts';
import { type Distribution, sampler } from '../distribution.ts';
import { count, quantity, timeDistribution, workField } from '../field.ts';
import { type RandomStream, Ring } from '../kernel/index.ts';
import { Outcome } from '../outcome.ts';
import { CallPlan, type Planner } from '../parts/call-plan.ts';
import { TokenBucket } from '../parts/token-bucket.ts';
import { SECONDS_PER_MONTH } from '../quantity.ts';
import { type ComponentStation, type Site, WORK_DONE } from '../site.ts';

/** Seconds over which so many environments as `scaleUp` says may be added. */
const SCALE_UP_TIME = 10;

/**
 * A function that is run for each request in an environment of its own, which takes one request at a time and is held
 * until the answer, calls included. An environment that has just answered takes the next request, the one that answered
 * last first; if none is idle a new one is started, and the request waits for its cold start. Environments that have been
 * idle for too long are gone. More than the concurrency limit, or more new ones than the scale-up allows, is refused with
 * 429 and does not wait.
 *
 * Leaves out: what memory does to speed, the retries of asynchronous invocation (put a queue before it), connection pools
 * of each environment: the pool of a callee is shared, as behind a proxy. [AWS Lambda Developer Guide, "Understanding Lambda
 * function scaling"]
 */
const config = z.strictObject({
  concurrency: count({
    title: 'Concurrency limit',
    help: 'Requests in progress at once; what comes beyond is refused with 429. It is needed as much as rate × time in the function, calls included.',
    default: 1000,
    source: 'AWS Lambda quotas: 1,000 concurrent executions in an account and region.',
    usual: '1,000–10,000',
  }),
  scaleUp: count({
    title: 'Scale-up',
    help: 'New environments that may be started within 10 s; what would need more is refused with 429.',
    default: 1000,
    source: 'AWS Lambda Developer Guide, 2026: 1,000 environments every 10 s for each function.',
    max: 1_000_000,
    advanced: true,
  }),
  provisioned: count({
    title: 'Provisioned',
    help: 'Environments that are always warm, and always paid.',
    default: 0,
    source: 'AWS Lambda: none unless asked for.',
    min: 0,
    usual: 'the concurrency of a quiet hour',
  }),
  coldStart: timeDistribution({
    title: 'Cold start',
    help: 'From the request that finds no idle environment to the begin of its work: fetch the code, start the runtime, initialize.',
    default: { lognormal: { p50: '200 ms', p99: '600 ms' } },
    source:
      'Community benchmarks of AWS Lambda, 2024–2026: Go, Node and Python 80–300 ms in the median; 99th percentile assumed.',
    usual: '80–300 ms (Go, Node, Python), 200–700 ms (.NET), 1–3 s (JVM)',
  }),
  keepWarm: quantity('time', {
    title: 'Kept warm',
    help: 'An environment that has been idle for so long is gone.',
    default: '10 min',
    source: 'Assumption: the middle of what is observed; no provider promises a time.',
    min: 0,
    max: 86_400,
    usual: '5–15 min',
  }),
  work: workField({
    title: 'Work',
    help: 'Time for one request in a warm environment, without the components it calls.',
    default: { lognormal: { mean: '50 ms', cv: 1 } },
    source: 'Assumption: a handler with some computing of its own; measure your own.',
    usual: '5–500 ms',
  }),
  memory: quantity('bytes', {
    title: 'Memory',
    help: 'Of each environment, for the bill: it is paid for as long as a request is in it.',
    default: '512 MiB',
    source: 'Assumption: small handlers take 128 MiB to 1 GiB; AWS Lambda allows up to 10 GiB.',
    min: 1_048_576,
    max: 10 * 1_073_741_824,
    usual: '128 MiB–2 GiB',
  }),
});
type Config = z.output<typeof config>;

export const serverlessFunction = defineComponent({
  type: 'serverless-function',
  title: 'Serverless function',
  category: 'compute',
  role: 'compute',
  alsoKnownAs: ['Lambda', 'Cloud Functions', 'Azure Functions', 'FaaS', 'cold start'],
  summary: 'Runs each request in an environment of its own, started when none is idle and paid by use.',
  help: 'Nothing to run and nothing to pay while nobody asks. A request that finds no idle environment waits for a cold start; a burst finds few. Beyond its concurrency limit it refuses at once with 429, and a slow callee uses that limit up: concurrency is rate × time. It can open more calls at once than a database behind it can bear. After a failure all environments are cold.',
  misconception:
    'Serverless does not scale without limit, is not always cheaper, and cold starts do not hit every request: at a steady rate they are rare, and at the edge of a spike they are the rule.',
  leavesOut:
    'What memory does to speed, retries of asynchronous invocation, and connections that each environment opens for itself.',
  icon: 'square-code',
  config,
  calls: ['router', 'compute', 'cache', 'store', 'queue', 'external', 'support'],
  standsInFor: ['worker'],
  wiring:
    'A function may be called by clients, gateways and services and be fed by a queue; it calls services, caches, stores, queues and external APIs.',
  instances: () => 1,
  isRegional: () => true,
  check: ({ provisioned, concurrency }) =>
    provisioned <= concurrency
      ? []
      : [
          {
            severity: 'error',
            path: ['provisioned'],
            what: `${provisioned} environments are provisioned, and ${concurrency} may be in use.`,
            why: 'Those beyond the concurrency limit would be paid and never used.',
            todo: 'Raise "concurrency" or lower "provisioned".',
          },
        ],
  caveat: () =>
    'cold starts are left out, and nobody is taken to be refused: a run shows the first request after a pause, and the spike.',
  resources: ({ concurrency }) => [
    { name: 'environments', title: 'Environments', servers: concurrency, queue: 0, holdsCalls: true },
  ],
  work: ({ work }) => work,
  measures: [{ name: 'coldStarts', title: 'cold starts', kind: 'count' }],
  cost: ({ memory, provisioned }, { requestRate, meanTime }, prices) => [
    { driver: 'requests', title: 'Requests', monthly: prices('function-request', requestRate * SECONDS_PER_MONTH) },
    {
      driver: 'requests',
      title: 'Memory while requests are in it',
      monthly: prices('function-duration', requestRate * SECONDS_PER_MONTH * meanTime * memory),
    },
    {
      driver: 'hours',
      title: `${provisioned} provisioned`,
      monthly: prices('function-provisioned', provisioned * SECONDS_PER_MONTH * memory),
    },
  ],
  station: (config, site) => new Environments(config, site),
  starter: { concurrency: 1000 },
});

/** Stages of a visit. */
const WORKING = 0;
const STARTING = 1;
/** In `mark`: it is in one of the provisioned environments. */
const PROVISIONED = 1;

class Environments implements ComponentStation, Planner {
  private readonly site: Site;
  private readonly config: Config;
  private readonly plan: CallPlan;
  private readonly coldStart: Distribution;
  private readonly draws: RandomStream;
  private readonly scaleUp: TokenBucket;
  /** Idle environments by when they became so; the newest is taken, the oldest expires. */
  private readonly idle = new Ring();
  private inUse = 0;
  private provisionedInUse = 0;

  constructor(config: Config, site: Site) {
    this.site = site;
    this.config = config;
    this.plan = new CallPlan(site, this);
    this.coldStart = sampler(config.coldStart);
    this.draws = site.stream('cold starts');
    this.scaleUp = new TokenBucket(config.scaleUp / SCALE_UP_TIME, config.scaleUp);
  }

  arrive(visit: number): void {
    const { site, config, idle } = this;
    const { sim } = site;
    if (this.inUse >= config.concurrency) {
      site.fail(visit, Outcome.rateLimited);
      return;
    }
    if (this.provisionedInUse < config.provisioned) {
      sim.visits.mark[visit] = PROVISIONED;
      this.provisionedInUse++;
      this.occupy();
      site.serve(visit);
      return;
    }
    while (idle.size > 0 && idle.oldestAt() + config.keepWarm < sim.now) idle.shift();
    if (idle.size > 0) {
      idle.pop();
      this.occupy();
      site.serve(visit);
    } else if (this.scaleUp.take(sim.now)) {
      this.occupy();
      site.book.own[0].tick();
      sim.visits.stage[visit] = STARTING;
      site.serveFor(visit, this.coldStart.sample(this.draws));
    } else {
      site.fail(visit, Outcome.rateLimited);
    }
  }

  wake(timer: number, visit: number): void {
    if (timer !== WORK_DONE) return;
    const { stage } = this.site.sim.visits;
    if (stage[visit] === STARTING) {
      stage[visit] = WORKING;
      this.site.serve(visit);
    } else {
      this.plan.start(visit);
    }
  }

  answered(visit: number, tag: number, outcome: number, origin: number): void {
    this.plan.answered(visit, tag, outcome, origin);
  }

  planned(visit: number, outcome: number, origin: number): void {
    const { site } = this;
    const { sim, resources } = site;
    const [book] = resources;
    this.inUse--;
    book.busy.add(sim.now, -1);
    if (!sim.isWanted(visit)) book.wasted += sim.now - Math.max(sim.visits.arrivedAt[visit], book.since);
    if (sim.visits.mark[visit] === PROVISIONED) this.provisionedInUse--;
    else this.idle.push(visit, 0, sim.now);
    site.answer(visit, outcome, origin);
  }

  abandoned(): void {
    // Nobody can stop a function from outside: it runs on, and is paid.
  }

  crashed(): void {
    this.site.resources[0].busy.add(this.site.sim.now, -this.inUse);
    this.inUse = 0;
    this.provisionedInUse = 0;
    this.idle.clear();
  }

  private occupy(): void {
    const { sim, resources } = this.site;
    this.inUse++;
    resources[0].busy.add(sim.now, 1);
    resources[0].wait.record(0);
  }
}
