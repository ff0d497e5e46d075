import { z } from 'zod';
import { defineComponent } from '../component.ts';
import { sampler } from '../distribution.ts';
import { choice, optionalQuantity, optionalTimeDistribution, quantity } from '../field.ts';
import { backupField } from '../parts/backups.ts';
import { changeFeed } from '../parts/change-feed.ts';
import { databaseCost, databaseFields } from '../parts/database-fields.ts';
import { DatabaseNode } from '../parts/database-node.ts';
import { failoverField, failoverOf } from '../parts/failover.ts';
import { hotRowField, rowLock } from '../parts/hot-row.ts';
import { meanOfKth } from '../parts/order-statistic.ts';
import { acknowledgments, PinnedReads, ReplicaLog } from '../parts/replica-log.ts';
import type { Site } from '../site.ts';

/**
 * A relational database: a primary that takes the writes, and read replicas that take the reads when there are any.
 * Statements share the cores; each caller instance has a pool of connections, and a statement keeps its connection until
 * it is answered.
 *
 * Leaves out: locks but those of hot rows, the cost of replaying writes on replicas.
 */
const config = z.strictObject({
  readReplicas: quantity('count', {
    title: 'Read replicas',
    help: 'Copies that answer reads. Writes all go to the primary.',
    default: 0,
    source: 'Assumption: a single primary, until reads need more.',
    min: 0,
    max: 15,
    integer: true,
  }),
  ...databaseFields,
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
  backup: backupField,
  hotRow: hotRowField,
});
type Config = z.output<typeof config>;

export const sqlDatabase = defineComponent({
  type: 'sql-database',
  title: 'SQL database',
  category: 'data',
  role: 'store',
  alsoKnownAs: ['PostgreSQL', 'MySQL', 'RDS', 'Aurora', 'Oracle', 'SQL Server', 'MariaDB', 'relational'],
  summary: 'A primary for writes, read replicas for reads, and a connection pool at each caller.',
  help: 'When it turns slow, connections are held longer, pools run dry, and the callers’ threads wait: the whole system slows. When the primary is down, writes fail, and reads too unless there are replicas. With a replication lag, reads from replicas may miss the last writes, and a crash loses them where such a replica is promoted. Writes to one hot row wait for each other; without a lock they are rolled back or overwrite each other, and locks taken in any order end in deadlocks.',
  misconception:
    'Read replicas do not scale writes, a bigger pool is not faster, and a standby in another zone serves no reads.',
  leavesOut:
    'Locks but those of hot rows, the work of replaying writes on replicas. Backups take no time. A read replica that was promoted goes on with its share of the reads; one that was down is up to date when it comes back.',
  icon: 'database',
  config,
  ...changeFeed(['queue']),
  wiring:
    'A database answers its callers. Draw the arrow from the service to the database; one from the database to a log or a queue tells of its changes: change data capture, or a transactional outbox.',
  instances: (config) => 1 + config.readReplicas,
  replicaField: 'readReplicas',
  takes: (config, instance) => (config.readReplicas === 0 ? 'all' : instance === 0 ? 'writes' : 'reads'),
  resources: (config) => [
    { name: 'cores', title: 'Cores', servers: config.cores, queue: config.queue, holdsCalls: false },
    ...rowLock(config.hotRow, config.commit),
  ],
  work: (config) => config.work,
  beyond: ({ commit, replicationLag, replication, readReplicas, hotRow }, op) => {
    if (op === 'read') return 0;
    const needed =
      replicationLag === undefined ? 0 : Math.min(readReplicas, acknowledgments(replication, readReplicas));
    const lag =
      replicationLag === undefined || needed === 0 ? 0 : meanOfKth(readReplicas, needed, [sampler(replicationLag)]);
    return sampler(commit).mean + lag + (hotRow === undefined ? 0 : hotRow.share * hotRow.hold);
  },
  caveat: ({ hotRow }) =>
    hotRow?.isolation === 'serializable'
      ? 'nobody is taken to be rolled back; at λ transactions a second on the row that take T it is λT / (1 + λT) of them.'
      : hotRow?.isolation === 'locked' && hotRow.lockOrder === 'any'
        ? 'nobody is taken to wait for a deadlock.'
        : undefined,
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
  replication: ({ readReplicas, multiZone }) => {
    const copies = readReplicas + (multiZone ? 1 : 0);
    return { machines: copies + 1, by: 'first', writes: copies, reads: 0, price: 'database-replication' };
  },
  cost: (config, _usage, prices) => [
    ...databaseCost(config, prices, { title: 'Primary', primaries: 1, replicas: config.readReplicas }),
    ...(config.backup === undefined
      ? []
      : [{ driver: 'storage' as const, title: 'Backup', monthly: prices('database-backup', config.storage) }]),
  ],
  station: (config, site) =>
    new DatabaseNode(
      site,
      { ...config, failover: failoverOf(config) },
      {
        log: logOf(config, site),
        replica: site.instance - 1,
        losesTail: losesTail(config),
      },
    ),
  starter: { cores: 4, readReplicas: 0, pool: 10 },
});

/** A standby in a second zone has everything; a read replica that is promoted has what it has been sent. */
function losesTail({ failover, multiZone }: Config): boolean {
  return failover !== undefined && !multiZone;
}

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
        countsTail: losesTail(config),
      }),
  );
}
