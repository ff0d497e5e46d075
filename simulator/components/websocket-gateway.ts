import { z } from 'zod';
import { defineComponent } from '../component.ts';
import { choice, count, quantity, queueField, workField } from '../field.ts';
import { NO_VISIT, Rank } from '../kernel/index.ts';
import { Op, Outcome } from '../outcome.ts';
import { CallPlan, type Planner } from '../parts/call-plan.ts';
import { DEFAULT_CORES } from '../parts/concurrency.ts';
import { type Holder, LongLived, OwnerOfConnection } from '../parts/long-lived.ts';
import { type Grantee, ServiceCenter } from '../parts/service-center.ts';
import { SECONDS_PER_MONTH } from '../quantity.ts';
import type { ComponentStation, Site } from '../site.ts';

/**
 * Holds the open connections of everybody who is online (WebSocket, server-sent events, long polling). Their messages
 * come in and go on like requests; what services push goes out to so many of them. Heartbeats work in the background, and
 * whoever loses a connection in a crash comes back within the jitter and costs a handshake.
 *
 * Connections are counted, not followed one by one: heartbeats and handshakes come in bundles of some milliseconds of
 * work, evenly spaced. A message comes by one of the connections, all alike, so that an instance gets as many as it holds.
 * An instance that is taken away, by an autoscaler or for a new version, closes its connections at once, and they come back
 * to the others as after a crash; one that is added gets only those that are made anew, so that what burns goes on burning.
 *
 * Leaves out: slow readers and their buffers, messages kept for those who are away, memory beyond the number of
 * connections, and balancers before it as far as they choose anew for each message. [RFC 6455]
 */
const config = z.strictObject({
  replicas: count({
    title: 'Replicas',
    help: 'Instances, each with connections of its own.',
    default: 2,
    source: 'Assumption: two, so that the loss of one is not that of all.',
    max: 1000,
  }),
  connections: count({
    title: 'Connections',
    help: 'Of all who are online, spread evenly at the start. They stay where they are until their instance dies or is taken away.',
    default: 50_000,
    source: 'Assumption: a product with half a million users, a tenth of them online.',
    max: 1_000_000_000,
  }),
  perInstance: count({
    title: 'Connections per instance',
    help: 'As many as its memory holds; who finds no room comes again later.',
    default: 50_000,
    source:
      'Assumption: a planning figure for 2 vCPU and 8 GiB, at 20 to 50 KB a connection with its TLS buffers; WhatsApp held 2 million on one large machine in 2012.',
    max: 100_000_000,
    usual: '10,000 with rich state – 2,000,000',
  }),
  cores: count({
    title: 'Cores',
    help: 'Messages, heartbeats and handshakes that an instance works on at the same time.',
    default: DEFAULT_CORES,
    source: 'Assumption: a small general-purpose machine, AWS m7g.large with 2 vCPU.',
    max: 4096,
  }),
  queue: queueField({
    title: 'Queue',
    help: 'Messages that may wait for a core per instance; the next is rejected.',
    default: 'unbounded',
    source: 'Assumption: messages wait in the buffers of their connections.',
  }),
  work: workField({
    title: 'Work per message',
    help: 'Time on a core for one message, in or out.',
    default: '0.15 ms',
    source: 'Assumption: framing, encryption and a system call.',
    usual: '0.05–0.5 ms',
  }),
  recipients: count({
    title: 'Recipients',
    help: 'Connections that a message pushed by a service goes out to: each costs the work of a message.',
    default: 1,
    source: 'Assumption: a message from one person to another.',
    max: 10_000_000,
    usual: '1–1,000 in a group',
  }),
  heartbeat: quantity('time', {
    title: 'Heartbeat every',
    help: 'Each connection sends one so often, and before what stands in between closes it as idle.',
    default: '30 s',
    source: 'Assumption: half of the 60 s after which AWS ALB closes an idle connection.',
    above: 0,
    max: 86_400,
    usual: '15–60 s',
  }),
  heartbeatWork: quantity('time', {
    title: 'Work per heartbeat',
    help: 'Time on a core to take one heartbeat and to answer it.',
    default: '0.02 ms',
    source: 'Assumption: a small frame, without any application code.',
    min: 0,
    max: 1,
    usual: '0.01–0.05 ms',
  }),
  handshake: quantity('time', {
    title: 'Work per handshake',
    help: 'Time on a core for a new connection: TLS, the upgrade, who it is.',
    default: '0.8 ms',
    source: 'OpenSSL speed: some 1,300 RSA-2048 signatures per second on one core; ECDSA P-256 takes a fifth of it.',
    min: 0,
    max: 60,
    usual: '0.2–2 ms',
  }),
  reconnectJitter: quantity('time', {
    title: 'Reconnect within',
    help: 'Who has lost a connection comes back at a moment between now and then. At 0 everybody comes at once.',
    default: '60 s',
    source: 'Assumption: clients that spread their return over a minute.',
    min: 0,
    max: 86_400,
    usual: '0–60 s',
  }),
  hosting: choice({
    title: 'Hosting',
    help: 'How it is paid.',
    options: [
      { value: 'self-run', title: 'Self-run', description: 'On machines of your own, by the hour.' },
      { value: 'managed', title: 'Managed', description: 'By the message and the minute of a connection.' },
    ],
    default: 'self-run',
    source: 'Assumption: on machines of your own, so that its size is a decision of the design.',
  }),
});
type Config = z.output<typeof config>;

export const websocketGateway = defineComponent({
  type: 'websocket-gateway',
  title: 'WebSocket gateway',
  category: 'edge',
  role: 'router',
  summary: 'Holds the open connections of everybody who is online; messages in, pushes out, heartbeats.',
  help: 'Messages of clients go on to the services behind it; a call from a service or a worker is a push, goes out to its recipients and no further. Memory bounds the connections of an instance, processor time the messages. When one dies or is scaled in its connections come back to the others, and each handshake costs more than a message: without jitter all at once, before everything else.',
  misconception:
    'A balancer balances connections here and not messages: a new instance, an autoscaler’s too, stands idle while the old ones burn, until somebody reconnects. And a WebSocket is no quicker than HTTP/2 for question and answer.',
  leavesOut:
    'Slow readers and their buffers, messages kept for those who are away, memory beyond the number of connections.',
  icon: 'cable',
  config,
  calls: ['router', 'compute', 'queue', 'external'],
  wiring:
    'Clients connect to it, services and workers push through it; it passes messages on to services, gateways, queues and external APIs.',
  instances: ({ replicas }) => replicas,
  replicaField: 'replicas',
  check: ({ connections, perInstance, replicas }) =>
    connections <= perInstance * replicas
      ? []
      : [
          {
            severity: 'warning',
            path: ['connections'],
            what: `${connections} connections do not fit into ${replicas} × ${perInstance}.`,
            why: 'Those without a connection can neither send nor be reached.',
            todo: 'Use more replicas, or larger ones.',
          },
        ],
  chooser: (config, instances) => new OwnerOfConnection(connectionsOf(config, instances[0]), instances),
  resources: ({ cores, queue }) => [{ name: 'cores', title: 'Cores', servers: cores, queue, holdsCalls: false }],
  work: (config) => config.work,
  pushes: ({ recipients }) => recipients,
  background: ({ connections, replicas, heartbeat, heartbeatWork }) => {
    const load = (connections / replicas / heartbeat) * heartbeatWork;
    return { rate: load / BUNDLE, work: BUNDLE };
  },
  measures: [
    { name: 'handshakes', title: 'connections made anew', kind: 'total' },
    { name: 'noRoom', title: 'connections that found no room', kind: 'total' },
    { name: 'away', title: 'pushes to somebody who is not connected', kind: 'total' },
  ],
  cost: ({ hosting, replicas, cores, connections }, { requestRate }, prices) =>
    hosting === 'managed'
      ? [
          { driver: 'requests', title: 'Messages', monthly: prices('socket-message', requestRate * SECONDS_PER_MONTH) },
          {
            driver: 'hours',
            title: 'Connections',
            monthly: prices('socket-minute', (connections * SECONDS_PER_MONTH) / 60),
          },
        ]
      : [{ driver: 'hours', title: `${replicas} × ${cores} vCPU`, monthly: prices('compute-vcpu', replicas * cores) }],
  station: (config, site) => new Gateway(config, site),
  starter: { replicas: 2, connections: 50_000 },
});

function connectionsOf(config: Config, site: Site): LongLived {
  return site.shared(() => new LongLived(config.connections, config.perInstance, site.peers));
}

/** Heartbeats and handshakes are worked on in bundles of about so much [s]. */
const BUNDLE = 0.002;
/** Those who come back are let in so often [s]. */
const STEP = 0.05;
/** Who found no room comes again after this at the earliest [s]. */
const AGAIN = 1;

/** Timers, after WORK_DONE. */
const BEAT = 1;
const HERD = 2;

/** Values of `stage`. */
const MESSAGE = 0;
const HEARTBEATS = 1;
const HANDSHAKES = 2;

/** Places of its measures. */
const [MADE, NO_ROOM, AWAY] = [0, 1, 2];

class Gateway implements ComponentStation, Grantee, Planner, Holder {
  private readonly site: Site;
  private readonly config: Config;
  private readonly plan: CallPlan;
  private readonly cores: ServiceCenter;
  private readonly connections: LongLived;
  private readonly draws;
  private readonly every: number;
  /** Those who are about to come to this instance, and until when the last of them will have [s]. */
  private coming = 0;
  private until = 0;
  private isLettingIn = false;
  /** Bundles of the instance's own that are open. */
  private readonly bundles = new Set<number>();

  constructor(config: Config, site: Site) {
    this.site = site;
    this.config = config;
    this.plan = new CallPlan(site, this);
    this.cores = new ServiceCenter(site.sim, site.resources[0], site.door(this), 0, {
      servers: config.cores,
      queue: config.queue,
    });
    this.connections = connectionsOf(config, site);
    this.connections.join(site.instance, this);
    this.draws = site.stream('recipients');
    // Of an instance that is switched off at first, as of those that are not.
    const beats = (this.connections.of(site.instance) || this.connections.of(0)) / config.heartbeat;
    // Bundles of heartbeats as large as others, and no rarer than heartbeats themselves.
    this.every = Math.min(config.heartbeat, BUNDLE / Math.max(1e-9, beats * config.heartbeatWork));
    if (config.heartbeatWork > 0) site.sim.wakeAfter(site.id, BEAT, NO_VISIT, this.every, Rank.timer);
  }

  arrive(visit: number): void {
    const { site, connections } = this;
    const isPush = site.sim.visits.op[visit] === Op.fill;
    // It has closed the connection that this came by, or there was none.
    if (site.isOff || (!isPush && connections.turnsAway(site.instance))) site.fail(visit, Outcome.refused);
    else if (!this.cores.request(visit)) this.site.fail(visit, Outcome.rejected);
  }

  granted(_center: number, visit: number): void {
    const { site, config } = this;
    const { stage, pending } = site.sim.visits;
    if (stage[visit] === MESSAGE) site.serve(visit);
    else site.serveFor(visit, pending[visit] * (stage[visit] === HEARTBEATS ? config.heartbeatWork : config.handshake));
  }

  dropped(visit: number, outcome: number): void {
    this.site.fail(visit, outcome);
  }

  wake(timer: number, visit: number): void {
    if (timer === BEAT) this.beat();
    else if (timer === HERD) this.letIn();
    else this.done(visit);
  }

  answered(visit: number, tag: number, outcome: number, origin: number): void {
    this.plan.answered(visit, tag, outcome, origin);
  }

  planned(visit: number, outcome: number, origin: number): void {
    this.site.answer(visit, outcome, origin);
  }

  abandoned(): void {
    // The message is on its way.
  }

  isWaiting(visit: number): boolean {
    return this.cores.isWaiting(visit);
  }

  withdraw(visit: number): void {
    if (this.cores.holds(visit) || this.site.sim.visits.workUntil[visit] > 0) this.cores.withdraw(visit);
  }

  crashed(): void {
    const { site } = this;
    this.cores.clear();
    let lost = this.connections.lose(site.instance) + this.coming;
    this.coming = 0;
    for (const bundle of this.bundles) {
      if (site.sim.visits.stage[bundle] === HANDSHAKES) lost += site.sim.visits.pending[bundle];
      site.sim.answer(bundle, Outcome.ok, 0);
    }
    this.bundles.clear();
    this.connections.scatter(lost);
  }

  restored(): void {
    this.connections.scatter(0);
  }

  /** Its connections are closed in good order, and handshakes that it still makes are in vain. */
  switchedOff(): void {
    const { connections, site } = this;
    const lost = connections.lose(site.instance) + this.coming;
    this.coming = 0;
    connections.scatter(lost);
  }

  get isUp(): boolean {
    return !this.site.isDown && !this.site.isOff;
  }

  /** So many will connect to this instance within the jitter. */
  expect(clients: number): void {
    const { site, config } = this;
    this.coming += clients;
    this.until = Math.max(this.until, site.sim.now + config.reconnectJitter);
    this.open(0);
  }

  private open(delay: number): void {
    if (this.isLettingIn || this.coming === 0) return;
    this.isLettingIn = true;
    this.site.sim.wakeAfter(this.site.id, HERD, NO_VISIT, delay, Rank.timer);
  }

  private letIn(): void {
    const { sim, id } = this.site;
    const left = this.until - sim.now;
    const now = left <= 0 ? this.coming : Math.min(this.coming, Math.ceil((this.coming * STEP) / (left + STEP)));
    this.coming -= now;
    const most = Math.max(1, Math.floor(BUNDLE / Math.max(1e-9, this.config.handshake)));
    for (let rest = now; rest > 0; rest -= most) this.begin(HANDSHAKES, Math.min(rest, most));
    // Who was turned away just now comes the next time, and not again at this moment.
    this.isLettingIn = this.coming > 0;
    if (this.isLettingIn) sim.wakeAfter(id, HERD, NO_VISIT, left <= 0 ? AGAIN : STEP, Rank.timer);
  }

  private beat(): void {
    const { site, config, connections } = this;
    site.sim.wakeAfter(site.id, BEAT, NO_VISIT, this.every, Rank.timer);
    const beats = (connections.of(site.instance) * this.every) / config.heartbeat;
    if (beats > 0 && !site.isDown) this.begin(HEARTBEATS, beats);
  }

  /** Work of the instance's own, for so many connections; a full queue turns it away like anything else. */
  private begin(stage: number, size: number): void {
    const { sim, id } = this.site;
    const bundle = sim.open(id, NO_VISIT, 0, 0, 0, Op.read, -1);
    sim.visits.stage[bundle] = stage;
    sim.visits.pending[bundle] = Math.ceil(size);
    this.bundles.add(bundle);
    if (this.cores.request(bundle)) return;
    this.end(bundle);
    if (stage === HANDSHAKES) this.comeAgain(size);
  }

  private done(visit: number): void {
    const { site, connections } = this;
    const { stage, op, pending } = site.sim.visits;
    this.cores.release(visit);
    if (stage[visit] === MESSAGE) {
      if (op[visit] === Op.fill) this.pushed(visit);
      else this.plan.start(visit);
      return;
    }
    const [isHandshake, size] = [stage[visit] === HANDSHAKES, pending[visit]];
    this.end(visit);
    if (!isHandshake) return;
    if (site.isOff) {
      connections.scatter(size);
      return;
    }
    const taken = connections.take(site.instance, size);
    for (let made = 0; made < taken; made++) site.book.own[MADE].tick();
    if (taken < size) this.comeAgain(size - taken);
  }

  private comeAgain(clients: number): void {
    this.site.book.own[NO_ROOM].tick();
    this.coming += clients;
    this.until = Math.max(this.until, this.site.sim.now + Math.max(AGAIN, this.config.reconnectJitter));
    this.open(STEP);
  }

  private pushed(visit: number): void {
    if (this.draws.chance(this.connections.away)) this.site.book.own[AWAY].tick();
    this.site.answer(visit, Outcome.ok, 0);
  }

  private end(bundle: number): void {
    this.bundles.delete(bundle);
    this.site.sim.answer(bundle, Outcome.ok, 0);
  }
}
