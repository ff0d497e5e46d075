import { z } from 'zod';
import { defineComponent } from '../component.ts';
import { sampler } from '../distribution.ts';
import {
  choice,
  count,
  flag,
  optionalQuantity,
  optionalTimeDistribution,
  quantity,
  queueField,
  timeDistribution,
  workField,
} from '../field.ts';
import { grown, Rank } from '../kernel/index.ts';
import { Op, Outcome } from '../outcome.ts';
import { Failover, failoverField, LossWindow, type Promoted } from '../parts/failover.ts';
import { meanOfKth } from '../parts/order-statistic.ts';
import { queueingFields } from '../parts/queueing.ts';
import { PinnedReads, ReplicaLog } from '../parts/replica-log.ts';
import { Workplace } from '../parts/workplace.ts';
import { type ComponentStation, type Site, WORK_DONE } from '../site.ts';

/**
 * A relational database: a primary that takes the writes, and read replicas that take the reads when there are any.
 * Statements share the cores; each caller instance has a pool of connections, and a statement keeps its connection until
 * it is answered.
 *
 * Leaves out: locks, the cost of replaying writes on replicas, connections beyond the knee.
 */
const config = z.strictObject({
  cores: count({
    title: 'Cores',
    help: 'Statements that run at the same time, on the primary and on each replica.',
    default: 4,
    source: 'Assumption: a middle size, AWS RDS db.r6g.xlarge with 4 vCPU.',
    max: 256,
  }),
  readReplicas: quantity('count', {
    title: 'Read replicas',
    help: 'Copies that answer reads. Writes all go to the primary.',
    default: 0,
    source: 'Assumption: a single primary, until reads need more.',
    min: 0,
    max: 15,
    integer: true,
  }),
  pool: count({
    title: 'Pool per caller',
    help: 'Connections that each instance of a caller may have open. More calls wait, and their callers with them.',
    default: 10,
    source: 'HikariCP: maximumPoolSize = 10.',
    max: 10_000,
  }),
  queue: queueField({
    title: 'Queue',
    help: 'Statements that may wait for a core; the next is rejected. Pools usually bound it before.',
    default: 'unbounded',
    source: 'Assumption: statements on open connections wait, and the pools bound their number.',
  }),
  ...queueingFields,
  work: workField({
    title: 'Statement time',
    help: 'Time on a core for one statement.',
    default: { read: { lognormal: { mean: '0.33 ms', cv: 1 } }, write: { lognormal: { mean: '1.25 ms', cv: 1 } } },
    source:
      'Assumption: 3,000 point reads or 800 small write transactions per second and core, less than a bare pgbench reaches; measure your own.',
  }),
  commit: timeDistribution({
    title: 'Commit',
    help: 'Time a write waits for the log to reach the disk and the standby; it occupies no core.',
    default: '0.8 ms',
    source: 'Assumption: 0.3 ms for the fsync (napkin-math, 2026) and 0.5 ms to a synchronous standby.',
  }),
  multiZone: flag({
    title: 'Standby in a second zone',
    help: 'Doubles the price of the primary. It serves nothing while the primary is up.',
    default: false,
    source: 'Assumption: none unless asked for; AWS RDS bills Multi-AZ at twice the price of one zone.',
  }),
  replicationLag: optionalTimeDistribution({
    title: 'Replication lag',
    help: 'From a commit on the primary until a read replica shows it, each replica by itself and in order. Without it replicas are as new as the primary.',
  }),
  replication: choice({
    title: 'Replication',
    help: 'What a write waits for, besides its own commit.',
    options: [
      {
        value: 'async',
        title: 'Asynchronous',
        description: 'For no replica: fast, and reads from replicas may be stale.',
      },
      { value: 'semi-sync', title: 'Semi-synchronous', description: 'Until the first replica shows it.' },
      {
        value: 'sync',
        title: 'Synchronous',
        description: 'Until all replicas show it: no read is stale, and writes are slow.',
      },
    ],
    default: 'async',
    source: 'PostgreSQL streaming replication and AWS RDS read replicas are asynchronous unless asked otherwise.',
    advanced: true,
  }),
  readYourWrites: optionalQuantity('time', {
    title: 'Reads after writes',
    help: 'Reads of an item written so recently go to the primary, so that who has changed something sees it.',
    above: 0,
    max: 86_400,
    advanced: true,
  }),
  failover: failoverField,
  storage: quantity('bytes', {
    title: 'Storage',
    help: 'Bytes kept, for the bill.',
    default: '100 GB',
    source: 'Assumption: the rows of a small product; take your own.',
    min: 0,
    advanced: true,
  }),
  family: choice({
    title: 'Machine',
    help: 'Kind of machine, for the bill.',
    options: [
      { value: 'r6g', title: 'Memory-optimized', description: 'r6g: $0.1125 per vCPU and hour.' },
      { value: 'm6g', title: 'General', description: 'm6g: $0.0795 per vCPU and hour.' },
    ],
    default: 'r6g',
    source: 'Assumption: a database wants memory for its pages; r6g has 8 GiB per vCPU, m6g 4 GiB (AWS).',
    advanced: true,
  }),
});
type Config = z.output<typeof config>;

export const sqlDatabase = defineComponent({
  type: 'sql-database',
  title: 'SQL database',
  category: 'data',
  role: 'store',
  summary: 'A primary for writes, read replicas for reads, and a connection pool at each caller.',
  help: 'When it turns slow, connections are held longer, pools run dry, and the callers’ threads wait: the whole system slows. When the primary is down, writes fail, and reads too unless there are replicas. With a replication lag, reads from replicas may miss the last writes.',
  misconception:
    'Read replicas do not scale writes, a bigger pool is not faster, and a standby in another zone serves no reads.',
  leavesOut:
    'Locks, the work of replaying writes on replicas, lost throughput beyond the best number of connections. A read replica that was promoted goes on with its share of the reads; one that was down is up to date when it comes back.',
  icon: 'database',
  config,
  calls: [],
  wiring: 'A database answers; it calls nothing. Draw the arrow from the service to the database.',
  instances: (config) => 1 + config.readReplicas,
  replicaField: 'readReplicas',
  takes: (config, instance) => (config.readReplicas === 0 ? 'all' : instance === 0 ? 'writes' : 'reads'),
  resources: (config) => [
    { name: 'cores', title: 'Cores', servers: config.cores, queue: config.queue, holdsCalls: false },
  ],
  work: (config) => config.work,
  beyond: ({ commit, replicationLag, replication, readReplicas }, op) => {
    if (op === 'read') return 0;
    const waits = replication !== 'async' && replicationLag !== undefined && readReplicas > 0;
    const needed = replication === 'sync' ? readReplicas : 1;
    return sampler(commit).mean + (waits ? meanOfKth(readReplicas, needed, [sampler(replicationLag)]) : 0);
  },
  check: ({ readReplicas, replicationLag, replication, readYourWrites }) => {
    const without = (path: string, what: string, todo: string) => [
      {
        path: [path],
        what,
        why: 'It is about what read replicas have not seen yet.',
        todo,
        severity: 'warning' as const,
      },
    ];
    if (readReplicas === 0 && replicationLag !== undefined)
      return without('replicationLag', 'no replica can lag behind.', 'Add read replicas, or remove the lag.');
    if (replicationLag !== undefined) return [];
    const todo = 'Give it a replicationLag.';
    if (replication !== 'async') return without('replication', 'no write waits for a replica.', todo);
    return readYourWrites === undefined ? [] : without('readYourWrites', 'no read is ever stale.', todo);
  },
  readsKeys: ({ replicationLag, readReplicas }) => replicationLag !== undefined && readReplicas > 0,
  chooser: (config, sites) => {
    const log = config.readYourWrites === undefined ? undefined : logOf(config, sites[0]);
    return log === undefined ? undefined : new PinnedReads(log);
  },
  pool: (config) => config.pool,
  cost: (config, _usage, prices) => {
    const machine = prices(`database-vcpu-${config.family}`, config.cores);
    const zones = config.multiZone ? 2 : 1;
    return [
      {
        driver: 'hours',
        title: `Primary, ${config.cores} vCPU${config.multiZone ? ', two zones' : ''}`,
        monthly: machine * zones,
      },
      { driver: 'hours', title: `Read replicas: ${config.readReplicas}`, monthly: machine * config.readReplicas },
      {
        driver: 'storage',
        title: 'Storage',
        monthly: prices('database-storage', config.storage * (zones + config.readReplicas)),
      },
    ];
  },
  station: (config, site) => new SqlDatabase(config, site),
  starter: { cores: 4, readReplicas: 0, pool: 10 },
});

/** What a database with lagging replicas keeps of its writes; undefined where replicas are as new as the primary. */
function logOf(config: Config, site: Site): ReplicaLog | undefined {
  const { readReplicas, replicationLag, replication, readYourWrites = 0 } = config;
  if (readReplicas === 0 || replicationLag === undefined) return undefined;
  const [primary] = site.peers;
  return site.shared(
    () =>
      new ReplicaLog(readReplicas, sampler(replicationLag), primary.stream('replication'), {
        replication,
        pin: readYourWrites,
      }),
  );
}

const COMMITTED = 1;
const REPLICATED = 2;

class SqlDatabase implements ComponentStation, Promoted {
  private readonly site: Site;
  private readonly workplace: Workplace;
  private readonly lossWindow: LossWindow | undefined;
  private readonly commit;
  private readonly draws;
  private readonly log: ReplicaLog | undefined;
  /** By visit: the log's entry of a write, or what a read must have seen not to be stale. */
  private entryOf = new Float64Array(0);
  /** Writes that the copy did not have when the primary crashed. */
  private atRisk = 0;
  /** How long before the crash the oldest of them had been acknowledged [s]. */
  private ageAtRisk = 0;

  constructor(config: Config, site: Site) {
    this.site = site;
    const { cores, queue, failover } = config;
    this.workplace = new Workplace(site, this, { servers: cores, queue }, 0, true, config);
    if (failover !== undefined && site.instance === 0) {
      site.failover = new Failover(site.sim, failover, this, site.stream('failover'));
      if (failover.lossWindow > 0) this.lossWindow = new LossWindow(failover.lossWindow);
    }
    this.commit = sampler(config.commit);
    this.draws = site.stream('commit');
    this.log = logOf(config, site);
  }

  arrive(visit: number): void {
    if (this.log !== undefined) this.expect(visit, this.log);
    this.workplace.came(visit);
    if (!this.workplace.request(visit)) this.site.fail(visit, Outcome.rejected);
  }

  wake(timer: number, visit: number): void {
    const { site } = this;
    if (timer === WORK_DONE) {
      this.workplace.done(visit);
      const wait = site.sim.visits.op[visit] === Op.read ? 0 : this.commit.sample(this.draws);
      if (wait > 0) {
        site.sim.wakeAfter(site.id, COMMITTED, visit, wait, Rank.completion);
        return;
      }
    } else if (timer === REPLICATED) {
      this.log?.finish(site.sim.visits.key[visit], this.entryOf[visit], site.sim.now);
      site.answer(visit, Outcome.ok, 0);
      return;
    } else if (timer !== COMMITTED) {
      this.workplace.wake(timer, visit);
      return;
    }
    if (site.failover !== undefined && site.sim.visits.op[visit] !== Op.read) this.promise();
    if (this.log !== undefined && this.waitsForReplicas(visit, this.log)) return;
    site.answer(visit, Outcome.ok, 0);
  }

  /** A write is about to be acknowledged that the copy may not have yet. */
  private promise(): void {
    this.lossWindow?.note(this.site.sim.now);
    this.site.book.effects.promise();
  }

  /** What this read must have seen. */
  private expect(visit: number, log: ReplicaLog): void {
    const { visits } = this.site.sim;
    if (this.entryOf.length < visits.capacity) this.entryOf = grown(this.entryOf, visits.capacity);
    this.entryOf[visit] = log.expected(visits.key[visit]);
  }

  /** Judges a read that is done, or sends a write to the replicas: true where it still waits for them. */
  private waitsForReplicas(visit: number, log: ReplicaLog): boolean {
    const { site, entryOf } = this;
    const { now, visits } = site.sim;
    if (visits.op[visit] === Op.read) {
      const isStale = site.instance > 0 && log.applied(site.instance - 1, now) < entryOf[visit];
      site.book.effects.judge(isStale ? 1 : 0, 0);
      return false;
    }
    const until = log.commit(now);
    entryOf[visit] = log.newest;
    if (until > now) site.sim.wakeAt(site.id, REPLICATED, visit, until, Rank.completion);
    else log.finish(visits.key[visit], log.newest, now);
    return until > now;
  }

  takeOver(): void {
    this.site.book.failovers++;
    this.site.book.effects.lose(this.atRisk, this.ageAtRisk);
    this.site.takeOver();
  }

  answered(): void {
    // It calls nobody.
  }

  abandoned(): void {
    // The statement runs on.
  }

  dropped(visit: number, outcome: number): void {
    this.site.fail(visit, outcome);
  }

  isWaiting(visit: number): boolean {
    return this.workplace.isWaiting(visit);
  }

  withdraw(visit: number): void {
    this.workplace.withdraw(visit);
  }

  rescaled(slowness: number): void {
    this.workplace.rescaled(slowness);
  }

  crashed(): void {
    this.workplace.clear();
    const { now } = this.site.sim;
    this.atRisk = this.lossWindow?.at(now) ?? 0;
    this.ageAtRisk = this.lossWindow?.ageAt(now) ?? 0;
  }
}
