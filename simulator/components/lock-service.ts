import { z } from 'zod';
import { defineComponent } from '../component.ts';
import { choice, count, flag, quantity, queueField, workField } from '../field.ts';
import { Ring } from '../kernel/index.ts';
import { Outcome } from '../outcome.ts';
import { FIRST_LEASE_STAGE, FIRST_LEASE_TIMER, Leases } from '../parts/leases.ts';
import { Workplace } from '../parts/workplace.ts';
import { type ComponentStation, type Site, WORK_DONE } from '../site.ts';

/**
 * Locks by item, kept by a quorum of nodes with a leader: a call is answered when its caller has the lock, and the caller
 * keeps it until its own request has been answered. A lease limits how long a holder that is dead or paused keeps others
 * out; and because a paused holder does not know that its lease has run out, there may then be two.
 *
 * Leaves out: elections of a leader, sessions that hold several locks, shared locks. [etcd performance documentation;
 * Burrows, "The Chubby lock service", OSDI 2006; Kleppmann, "How to do distributed locking", 2016]
 */
const config = z.strictObject({
  scope: choice({
    title: 'Locks',
    help: 'What two requests must have in common to wait for each other.',
    options: [
      { value: 'item', title: 'The item', description: 'One lock for each item that requests are about.' },
      { value: 'one', title: 'Everything', description: 'One lock for all: a leader, or a job that runs once.' },
    ],
    default: 'item',
    source: 'Assumption: an order, an account or a seat is locked, and not the whole table.',
  }),
  work: workField({
    title: 'Write time',
    help: 'Until a quorum of nodes has written that a lock is taken: a round trip and a disk sync.',
    default: '1.6 ms',
    source: 'etcd 3.5 performance documentation: 583 writes a second from one client, 1.6 ms each.',
    usual: '1–20 ms',
  }),
  concurrency: count({
    title: 'Writes at once',
    help: 'Writes that share the leader’s disk syncs; the next waits for its turn.',
    default: 70,
    source: 'etcd 3.5 performance documentation: 44,000 writes a second at most, which are 70 at 1.6 ms.',
    max: 100_000,
    advanced: true,
  }),
  queue: queueField({
    title: 'Queue',
    help: 'Calls that may wait for the leader; the next is rejected. Who waits for a lock is not in it.',
    default: 'unbounded',
    source: 'Assumption: callers have timeouts, and the service has no limit of its own.',
  }),
  leaseTtl: quantity('time', {
    title: 'Lease',
    help: 'How long a lock stays taken after its holder was last heard of.',
    default: '10 s',
    source: 'Consul sessions: a TTL of 10 s is the shortest.',
    usual: '5–60 s',
    above: 0,
    max: 86_400,
  }),
  renewal: flag({
    title: 'Renewed by holders',
    help: 'A holder renews its lease for as long as it runs and is connected. Without it whatever takes longer than the lease loses its lock.',
    default: true,
    source: 'Clients of etcd, Consul and ZooKeeper send heartbeats by themselves.',
  }),
  fencing: flag({
    title: 'Fencing tokens',
    help: 'Each lock comes with a growing number, and what is written with an older one is refused: a holder that wakes up too late fails as a conflict instead of overwriting what the next has written.',
    default: false,
    source: 'Assumption: stores check no token unless somebody has built it.',
  }),
  nodes: count({
    title: 'Nodes',
    help: 'Machines of the quorum, for the bill: three survive the loss of one, five of two.',
    default: 3,
    source: 'etcd documentation: clusters of 3 or 5 members.',
    usual: '3 or 5',
    max: 9,
    advanced: true,
  }),
});
type Config = z.output<typeof config>;

/** Of one node: a machine with 2 vCPU. */
const NODE_CORES = 2;

export const lockService = defineComponent({
  type: 'lock-service',
  title: 'Lock service',
  category: 'coordination',
  role: 'support',
  summary: 'Gives a lock to one caller at a time, until its request is done or its lease runs out.',
  alsoKnownAs: ['etcd', 'ZooKeeper', 'Consul', 'Chubby', 'distributed lock', 'leader election'],
  help: 'Who calls it waits until nobody else has the lock, and holds it until its own request has been answered, calls that come later in its plan included. One hot lock serves one request at a time: its throughput is one over the time it is held, network included, however many servers there are. A holder that crashes blocks all others until its lease has run out; while the service is down nobody gets a lock, and when its clock jumps forward leases run out whose holders are alive.',
  misconception:
    'A lock does not protect data by itself: a holder that pauses for longer than its lease comes back, believes that it still has the lock, and writes. Only a token that the store checks keeps it out.',
  leavesOut:
    'Elections of a leader, shared locks, sessions with several locks, and what the store has done for a write that a token then refuses.',
  icon: 'lock',
  config,
  calls: [],
  wiring: 'A lock service answers; it calls nothing. Draw the arrow from the service that needs the lock.',
  readsKeys: ({ scope }) => scope === 'item',
  readsClock: () => true,
  instances: () => 1,
  resources: ({ concurrency, queue }) => [
    { name: 'leader', title: 'Leader', servers: concurrency, queue, holdsCalls: false },
    {
      name: 'locks',
      title: 'Waiting for a lock',
      servers: Number.POSITIVE_INFINITY,
      queue: Number.POSITIVE_INFINITY,
      holdsCalls: false,
    },
  ],
  measures: [
    { name: 'expired', title: 'leases that ran out', kind: 'count' },
    { name: 'overlaps', title: 'holders that were not alone', kind: 'count' },
    { name: 'fenced', title: 'late holders turned away', kind: 'count' },
  ],
  caveat: () => 'waits for locks are left out, and a hot one serves one request at a time',
  work: ({ work }) => work,
  cost: ({ nodes }, _usage, prices) => [
    {
      driver: 'hours',
      title: `Nodes: ${nodes}, ${NODE_CORES} vCPU each`,
      monthly: prices('compute-vcpu', nodes * NODE_CORES),
    },
  ],
  station: (config, site) => new LockService(config, site),
  starter: {},
});

/** Stage of a call that waits for its lock. */
const WAITING = 1;
/** In place of an item where there is one lock for all. */
const EVERYTHING = 0;

class LockService implements ComponentStation {
  private readonly site: Site;
  private readonly isOne: boolean;
  private readonly leader: Workplace;
  private readonly leases: Leases;
  /** By item: the calls that wait for its lock, first come first served. */
  private readonly lines = new Map<number, Ring>();

  constructor(config: Config, site: Site) {
    this.site = site;
    this.isOne = config.scope === 'one';
    const cores = { servers: config.concurrency, queue: config.queue };
    this.leader = new Workplace(site, this, cores, 0, true, { discipline: 'fifo' });
    this.leases = new Leases(site, config, this);
  }

  arrive(visit: number): void {
    this.leader.came(visit);
    if (!this.leader.request(visit)) this.site.fail(visit, Outcome.rejected);
  }

  dropped(visit: number, outcome: number): void {
    this.site.fail(visit, outcome);
  }

  wake(timer: number, visit: number): void {
    if (timer === WORK_DONE) {
      this.leader.done(visit);
      this.asked(visit);
    } else if (timer >= FIRST_LEASE_TIMER) {
      this.leases.wake(timer, visit);
    } else {
      this.leader.wake(timer, visit);
    }
  }

  answered(): void {
    // It calls nobody.
  }

  abandoned(): void {
    // Who does not wait any more is passed over in its turn.
  }

  /** The lock of an item may be had: it goes to who has waited longest and still waits. */
  freed(item: number): void {
    const line = this.lines.get(item);
    if (line === undefined) return;
    const { sim, resources } = this.site;
    const [, locks] = resources;
    while (line.size > 0) {
      const visit = line.oldest();
      if (sim.visits.serial[visit] !== line.oldestSerial()) {
        line.shift(); // it has left
        continue;
      }
      if (!this.leases.isFree(item, visit)) return;
      line.shift();
      locks.waiting.add(sim.now, -1);
      locks.wait.record(sim.now - line.joinedAt);
      locks.waited++;
      this.give(item, visit);
    }
    this.lines.delete(item);
  }

  isWaiting(visit: number): boolean {
    return this.site.sim.visits.stage[visit] === WAITING || this.leader.isWaiting(visit);
  }

  withdraw(visit: number): void {
    if (this.site.sim.visits.stage[visit] === WAITING) this.site.resources[1].waiting.add(this.site.sim.now, -1);
    else this.leader.withdraw(visit);
  }

  crashed(): void {
    const { sim, resources } = this.site;
    this.leader.clear();
    this.lines.clear();
    resources[1].waiting.add(sim.now, -resources[1].waiting.value);
  }

  /** Who has which lock is written on a quorum of disks. */
  survives(visit: number): boolean {
    return this.site.sim.visits.stage[visit] >= FIRST_LEASE_STAGE;
  }

  clockJumped(by: number): void {
    this.leases.clockJumped(by);
  }

  private asked(visit: number): void {
    const { sim, resources } = this.site;
    const item = this.isOne ? EVERYTHING : sim.visits.key[visit];
    if (this.leases.isFree(item, visit)) {
      resources[1].wait.record(0);
      this.give(item, visit);
      return;
    }
    let line = this.lines.get(item);
    if (line === undefined) {
      line = new Ring();
      this.lines.set(item, line);
    }
    sim.visits.stage[visit] = WAITING;
    line.push(visit, sim.visits.serial[visit], sim.now);
    resources[1].waiting.add(sim.now, 1);
  }

  private give(item: number, visit: number): void {
    if (this.leases.grant(item, visit)) this.site.answer(visit, Outcome.ok, 0);
    else this.site.fail(visit, Outcome.canceled);
  }
}
