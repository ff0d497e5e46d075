import { z } from 'zod';
import { defineComponent } from '../component.ts';
import { sampler } from '../distribution.ts';
import { choice, count, flag, quantity, queueField, timeDistribution, workField } from '../field.ts';
import { Rank } from '../kernel/index.ts';
import { Op, Outcome } from '../outcome.ts';
import { Failover, failoverField, LossWindow, type Promoted } from '../parts/failover.ts';
import { queueingFields } from '../parts/queueing.ts';
import { Workplace } from '../parts/workplace.ts';
import { DATABASE_BYTE_MONTH, DATABASE_VCPU_MONTH } from '../prices.ts';
import { type ComponentStation, type Site, WORK_DONE } from '../site.ts';

/**
 * A relational database: a primary that takes the writes, and read replicas that take the reads when there are any.
 * Statements share the cores; each caller instance has a pool of connections, and a statement keeps its connection until
 * it is answered.
 *
 * Leaves out: locks, replication lag, the cost of replaying writes on replicas, connections beyond the knee.
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
  help: 'When it turns slow, connections are held longer, pools run dry, and the callers’ threads wait: the whole system slows. When the primary is down, writes fail, and reads too unless there are replicas.',
  misconception:
    'Read replicas do not scale writes, a bigger pool is not faster, and a standby in another zone serves no reads.',
  leavesOut:
    'Locks, replication lag, replay of writes on replicas, lost throughput beyond the best number of connections. A read replica that was promoted goes on with its share of the reads.',
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
  pool: (config) => config.pool,
  cost: (config) => {
    const machine = config.cores * DATABASE_VCPU_MONTH[config.family];
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
        monthly: config.storage * DATABASE_BYTE_MONTH * (zones + config.readReplicas),
      },
    ];
  },
  station: (config, site) => new SqlDatabase(config, site),
  starter: { cores: 4, readReplicas: 0, pool: 10 },
});

const COMMITTED = 1;

class SqlDatabase implements ComponentStation, Promoted {
  private readonly site: Site;
  private readonly workplace: Workplace;
  private readonly lossWindow: LossWindow | undefined;
  private readonly commit;
  private readonly draws;
  /** Writes that the copy did not have when the primary crashed. */
  private atRisk = 0;

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
  }

  arrive(visit: number): void {
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
    } else if (timer !== COMMITTED) {
      this.workplace.wake(timer, visit);
      return;
    }
    if (this.lossWindow !== undefined && site.sim.visits.op[visit] !== Op.read) this.lossWindow.note(site.sim.now);
    site.answer(visit, Outcome.ok, 0);
  }

  takeOver(): void {
    this.site.book.failovers++;
    this.site.book.lostWrites += this.atRisk;
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
    this.atRisk = this.lossWindow?.at(this.site.sim.now) ?? 0;
  }
}
