import { z } from 'zod';
import { defineComponent } from '../component.ts';
import { type Distribution, sampler } from '../distribution.ts';
import { count, optionalQuantity, quantity, timeDistribution, workField } from '../field.ts';
import { NO_VISIT, type RandomStream, Rank } from '../kernel/index.ts';
import { isFailure, Op, Outcome } from '../outcome.ts';
import { CallPlan, type Planner } from '../parts/call-plan.ts';
import { RequestSource } from '../parts/request-source.ts';
import { SECONDS_PER_MONTH } from '../quantity.ts';
import { type ComponentStation, type Site, WORK_DONE } from '../site.ts';
import { Spent } from '../tracing/spent.ts';

/**
 * A web or mobile application in its users' hands: it answers some reads from its own cache, sets up connections, and its
 * users give up and reload. Like a client it is where requests begin and end; its response times are those that users see,
 * reloads included.
 *
 * Leaves out: rendering beyond its own work, offline queues, several requests for one screen (draw them as calls), what a
 * user knows to be stale. [RFC 9111; RFC 8446 and 9000 for handshakes]
 */
const config = z.strictObject({
  cacheHits: quantity('fraction', {
    title: 'Own cache',
    help: 'Share of the reads that the device answers by itself. An entry that must be validated first is no hit here: it costs a round trip.',
    default: '25 %',
    source: 'Assumption: a third of the reads are held, and a fifth of these must be validated.',
    min: 0,
    max: 1,
    usual: '0–80 %',
  }),
  newConnections: quantity('fraction', {
    title: 'New connections',
    help: 'Share of the requests sent that must set up a connection first; the others go over one that is open.',
    default: '10 %',
    source: 'Assumption: some ten requests in a visit, over one connection.',
    min: 0,
    max: 1,
    usual: '2 % in a long session – 100 % for single shots',
  }),
  connect: timeDistribution({
    title: 'Connection set-up',
    help: 'Time until a new connection may be used: with TLS 1.3 two round trips to the front door, three with TLS 1.2, one with QUIC. A round trip over the last mile takes some 40 ms.',
    default: '80 ms',
    source: 'RFC 8446: one round trip for TLS 1.3, after one for TCP; 40 ms each is an assumption.',
    usual: '20–400 ms',
  }),
  patience: optionalQuantity('time', {
    title: 'Patience',
    help: 'How long a user waits for one try before giving it up. What has been asked for goes on at the servers. For ever if empty.',
    above: 0,
    max: 3600,
  }),
  reloads: count({
    title: 'Reloads',
    help: 'How often a user tries again after a failure, or after losing patience.',
    default: 1,
    source: 'Assumption: once, and then they leave.',
    min: 0,
    max: 100,
    usual: '0–5',
  }),
  reloadAfter: timeDistribution({
    title: 'Reload after',
    help: 'From the failure to the next try.',
    default: '2 s',
    source: 'Assumption: the time to read an error and to press a key.',
  }),
  work: workField({
    title: 'Time on the device',
    help: 'Time that the application takes for a request, before it is sent or answered from its own cache.',
    default: '0 s',
    source: 'Assumption: measured from when a request is sent; rendering is not the system’s affair.',
    usual: '0–100 ms',
  }),
});
type Config = z.output<typeof config>;

export const clientApp = defineComponent({
  type: 'client-app',
  title: 'Client app',
  category: 'clients',
  role: 'client',
  alsoKnownAs: ['browser', 'mobile app', 'iOS', 'Android', 'HTTP cache'],
  summary: 'A web or mobile app: its own cache, new connections, users who give up and reload.',
  help: 'Sends the requests of the workload whose streams name it, but for those that its own cache answers. When the system is slow or fails, its users make the load larger: each gives up after a while and asks again, and what they gave up is still worked on.',
  misconception:
    'Users do not simply wait: a stall of the servers raises the load by reloads, just when there is least room for it. And a local cache saves requests, not round trips for what must be validated.',
  leavesOut: 'Rendering, offline queues, and what a user knows to be stale. Everybody is equally patient.',
  icon: 'smartphone',
  config,
  calls: ['router', 'compute', 'external', 'queue'],
  wiring:
    'Apps reach a system by its front door: a name (DNS), a CDN, a balancer, a gateway, a service or an external API. Devices may also publish to a queue or a log directly.',
  instances: () => 1,
  passesOn: ({ cacheHits }, _request, op) => (op === 'read' ? 1 - cacheHits : 1),
  repeats: ({ reloads }) => reloads > 0,
  resources: () => [],
  work: (config) => config.work,
  beyond: ({ cacheHits, newConnections, connect }, op) =>
    (op === 'read' ? 1 - cacheHits : 1) * newConnections * sampler(connect).mean,
  measures: [
    { name: 'localHits', title: 'answered from the own cache', kind: 'count' },
    { name: 'connects', title: 'connections set up', kind: 'count' },
    { name: 'gaveUp', title: 'tries given up', kind: 'count' },
    { name: 'reloads', title: 'reloads', kind: 'count' },
  ],
  cost: (_config, usage, prices) => [
    {
      driver: 'traffic',
      title: 'Traffic to the internet',
      monthly: prices('egress', usage.responseRate * SECONDS_PER_MONTH),
    },
  ],
  station: (config, site) => new App(config, site),
  starter: { cacheHits: '25 %', reloads: 1 },
});

/** Timers of a request, after WORK_DONE, and of a try. */
const RELOAD = 1;
const IMPATIENT = 2;
const CONNECTED = 3;

/** Label of a try at its request; those of calls are not negative. */
const TRY = -1;

/** Places of its measures. */
const [LOCAL_HITS, CONNECTS, GAVE_UP, RELOADS] = [0, 1, 2, 3];

/** A request is a visit, and each try for it another one that makes the calls. */
class App implements ComponentStation, Planner {
  private readonly site: Site;
  private readonly config: Config;
  private readonly plan: CallPlan;
  private readonly source: RequestSource;
  private readonly connect: Distribution;
  private readonly reloadAfter: Distribution;
  private readonly cacheDraws: RandomStream;
  private readonly connectDraws: RandomStream;
  private readonly reloadDraws: RandomStream;

  constructor(config: Config, site: Site) {
    this.site = site;
    this.config = config;
    this.plan = new CallPlan(site, this);
    this.source = new RequestSource(site);
    this.connect = sampler(config.connect);
    this.reloadAfter = sampler(config.reloadAfter);
    this.cacheDraws = site.stream('own cache');
    this.connectDraws = site.stream('connections');
    this.reloadDraws = site.stream('reloads');
  }

  arrive(visit: number): void {
    this.site.serve(visit);
  }

  wake(timer: number, visit: number): void {
    if (visit === NO_VISIT) this.source.due(timer);
    else if (timer === WORK_DONE) this.ask(visit);
    else if (timer === RELOAD) this.begin(visit);
    else if (timer === IMPATIENT) this.tire(visit);
    else this.plan.start(visit);
  }

  answered(visit: number, tag: number, outcome: number, origin: number): void {
    if (tag === TRY) this.tried(visit, outcome, origin);
    else this.plan.answered(visit, tag, outcome, origin);
  }

  /** The calls of a try are done. */
  planned(attempt: number, outcome: number, origin: number): void {
    this.site.conclude(attempt, outcome, origin);
  }

  abandoned(): void {
    // A try that was given up goes on: the servers have not been told.
  }

  crashed(): void {
    // Apps do not crash; there is no such fault.
  }

  private ask(visit: number): void {
    const { site, config } = this;
    const { visits } = site.sim;
    if (visits.op[visit] === Op.read && config.cacheHits > 0 && this.cacheDraws.chance(config.cacheHits)) {
      site.book.own[LOCAL_HITS].tick();
      this.source.ended(visit, Outcome.ok, 0);
    } else {
      this.begin(visit);
    }
  }

  /** One try of the request. */
  private begin(visit: number): void {
    const { site, config } = this;
    const { sim, book } = site;
    const { visits } = sim;
    const attempt = sim.open(site.id, visit, TRY, visits.kind[visit], visits.key[visit], visits.op[visit], -1);
    site.operations?.share(visit, attempt);
    visits.pending[visit] = attempt;
    visits.step[visit]++;
    if (config.patience !== undefined) {
      visits.mark[visit] = sim.now + config.patience;
      sim.wakeAfter(site.id, IMPATIENT, visit, config.patience, Rank.timer);
    }
    if (config.newConnections > 0 && this.connectDraws.chance(config.newConnections)) {
      book.own[CONNECTS].tick();
      sim.wakeAfter(site.id, CONNECTED, attempt, this.connect.sample(this.connectDraws), Rank.completion);
      sim.travels(attempt, false);
    } else {
      this.plan.start(attempt);
    }
  }

  /** The user has waited long enough, if it is still for the same try. */
  private tire(visit: number): void {
    const { sim, book, component } = this.site;
    const { pending, mark } = sim.visits;
    if (pending[visit] === NO_VISIT || sim.now < mark[visit]) return;
    book.own[GAVE_UP].tick();
    this.site.giveUp(pending[visit]);
    this.tried(visit, Outcome.abandoned, component.index);
  }

  private tried(visit: number, outcome: number, origin: number): void {
    const { site, config } = this;
    const { visits } = site.sim;
    visits.pending[visit] = NO_VISIT;
    if (!isFailure(outcome) || visits.step[visit] > config.reloads) {
      this.source.ended(visit, outcome, origin);
      return;
    }
    site.book.own[RELOADS].tick();
    site.sim.spentOn(visit, Spent.retry);
    site.sim.wakeAfter(site.id, RELOAD, visit, this.reloadAfter.sample(this.reloadDraws), Rank.timer);
  }
}
