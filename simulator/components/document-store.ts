import { z } from 'zod';
import { defineComponent } from '../component.ts';
import { sampler } from '../distribution.ts';
import { alwaysGroup, choice, count, quantity, queueField, timeDistribution, workField } from '../field.ts';
import { waysToMembers } from '../geography.ts';
import { changeFeed } from '../parts/change-feed.ts';
import { DatabaseNode } from '../parts/database-node.ts';
import { failoverFields } from '../parts/failover.ts';
import { meanOfKth } from '../parts/order-statistic.ts';
import { queueingFields } from '../parts/queueing.ts';
import { acknowledgments, ReplicaLog } from '../parts/replica-log.ts';
import type { Site } from '../site.ts';

/**
 * A replica set of a document database: a primary that takes the writes, and secondaries that follow its log, each at a lag
 * of its own. A write returns once the primary has it, or a majority of the members. When the primary dies the secondary
 * that has most is elected, and what only the old primary had is rolled back.
 *
 * Leaves out: transactions over several documents, causally consistent sessions,
 * documents that outgrow their place, shards. [MongoDB manual: replication, write concern, rollbacks]
 */
const config = z.strictObject({
  members: count({
    title: 'Members',
    help: 'Machines that hold everything: one primary, the others secondaries. In a list of zones they take them in turn. More than half of them must be up for a primary.',
    default: 3,
    source: 'MongoDB manual: a replica set of three members.',
    usual: '3–7',
    min: 2,
    max: 50,
  }),
  writeConcern: choice({
    title: 'Write concern',
    help: 'What a write waits for.',
    options: [
      {
        value: 'majority',
        title: 'Majority',
        description: 'Until more than half of the members have it: no election takes it back.',
      },
      {
        value: 'primary',
        title: 'Primary alone (w: 1)',
        description:
          'For nobody else. What no secondary has when the primary dies is rolled back, though it was acknowledged.',
      },
    ],
    default: 'majority',
    source: 'MongoDB manual: w: "majority" by default since 5.0.',
  }),
  readsFrom: choice({
    title: 'Reads from',
    help: 'Who answers reads.',
    options: [
      { value: 'primary', title: 'The primary', description: 'Sees every write that has returned.' },
      {
        value: 'secondaries',
        title: 'The secondaries',
        description: 'More capacity for reads, which may miss the writes of the lag.',
      },
    ],
    default: 'primary',
    source: 'MongoDB manual: read preference primary by default.',
  }),
  lag: timeDistribution({
    title: 'Replication lag',
    help: 'From a commit on the primary until a secondary has it, each by itself and in order; to another zone that the design describes, half the round trip more.',
    default: { lognormal: { p50: '1.5 ms', p99: '20 ms' } },
    source: 'Assumption: with it a write to a majority takes 2 to 5 ms within a region, and now and then more.',
    usual: '1 ms – 1 s',
  }),
  cores: count({
    title: 'Cores per member',
    help: 'Operations that a member works on at the same time.',
    default: 4,
    source: 'Assumption: a middle size, a machine with 4 vCPU.',
    usual: '2–64',
    max: 256,
  }),
  pool: count({
    title: 'Pool per caller',
    help: 'Connections that each instance of a caller may have open.',
    default: 100,
    source: 'MongoDB drivers: maxPoolSize = 100.',
    max: 10_000,
  }),
  queue: queueField({
    title: 'Queue',
    help: 'Operations that may wait for a core; the next is rejected.',
    default: 'unbounded',
    source: 'Assumption: operations on open connections wait, and the pools bound their number.',
  }),
  ...queueingFields,
  work: workField({
    title: 'Operation time',
    help: 'Time on a core for one operation on a document.',
    default: { lognormal: { mean: '0.4 ms', cv: 1 } },
    source: 'Assumption: 2,500 operations per second and core, half of what simple benchmarks reach; measure your own.',
  }),
  commit: timeDistribution({
    title: 'Journal',
    help: 'Time a write waits for the journal of the primary; it occupies no core.',
    default: '0.3 ms',
    source: 'An fsync to flash, 0.3 ms (napkin-math, 2026).',
  }),
  failover: alwaysGroup(
    {
      title: 'Election',
      help: 'When the primary dies the secondary that has most takes its place, if a majority of the members is up. Until then no write is answered.',
      advanced: true,
    },
    failoverFields(
      { default: '10 s', source: 'MongoDB manual: settings.electionTimeoutMillis = 10,000.' },
      { default: '2 s', source: 'MongoDB manual: the median until a new primary should not exceed 12 s in all.' },
    ),
  ),
  storage: quantity('bytes', {
    title: 'Storage',
    help: 'Bytes of one copy, for the bill.',
    default: '100 GB',
    source: 'Assumption: the documents of a small product; take your own.',
    min: 0,
    advanced: true,
  }),
});
type Config = z.output<typeof config>;

function neededOf({ writeConcern, members }: Config): number {
  return acknowledgments(writeConcern === 'majority' ? 'majority' : 'async', members - 1);
}

export const documentStore = defineComponent({
  type: 'document-store',
  title: 'Document store',
  category: 'data',
  role: 'store',
  alsoKnownAs: ['MongoDB', 'DocumentDB', 'CouchDB', 'Firestore', 'JSON'],
  summary: 'A replica set: writes wait for the primary or a majority, reads may go to secondaries.',
  help: 'All writes go to one primary: more members do not write more. While a new primary is elected writes fail, and reads from the primary too. With write concern 1 an election takes back what no secondary has; with majority a write waits for the lag instead. Reads from secondaries may be stale. Without a majority of the members there is no primary: two zones do not survive the loss of the one that has more of them.',
  misconception:
    'Acknowledged is not the same as safe: it depends on who has acknowledged. And without a schema there are migrations all the same, in the code that reads old documents.',
  leavesOut: 'Transactions over several documents, sessions that see their own writes, growth of documents, shards.',
  icon: 'file-text',
  config,
  ...changeFeed(['queue', 'worker']),
  wiring:
    'A store answers its callers. Draw the arrow from the service to the store; one from the store to a log, a queue or a function tells of its changes, as change streams do.',
  // Secondaries that answer nobody are no instances: they only follow the log.
  instances: ({ members, readsFrom }) => (readsFrom === 'primary' ? 1 : members),
  members: ({ members }) => members,
  takes: ({ readsFrom }, instance) => (readsFrom === 'primary' ? 'all' : instance === 0 ? 'writes' : 'reads'),
  readsKeys: ({ readsFrom }) => readsFrom === 'secondaries',
  check: ({ members }) =>
    members > 2
      ? []
      : [
          {
            severity: 'warning',
            path: ['members'],
            what: 'There are two members, and a majority of two is both.',
            why: 'When one of them dies the other is no primary: two are down more often than one.',
            todo: 'Use three.',
          },
        ],
  caveat: (config) =>
    neededOf(config) === 0
      ? undefined
      : 'a write is taken to wait for its own lag alone; a secondary applies writes in order, and where they come fast each also waits for those before it.',
  beyond: (config, op) => {
    if (op === 'read') return 0;
    const needed = neededOf(config);
    const lag = needed === 0 ? 0 : meanOfKth(config.members - 1, needed, [sampler(config.lag)]);
    return sampler(config.commit).mean + lag;
  },
  resources: ({ cores, queue }) => [{ name: 'cores', title: 'Cores', servers: cores, queue, holdsCalls: false }],
  work: ({ work }) => work,
  pool: ({ pool }) => pool,
  replication: ({ members }) => ({
    machines: members,
    by: 'first',
    writes: members - 1,
    reads: 0,
    price: 'database-replication',
  }),
  cost: ({ members, cores, storage }, _usage, prices) => [
    {
      driver: 'hours',
      title: `Members: ${members}, ${cores} vCPU each`,
      monthly: prices('document-vcpu', members * cores),
    },
    { driver: 'storage', title: 'Storage', monthly: prices('volume-storage', members * storage) },
  ],
  station: (config, site) =>
    new DatabaseNode(site, config, {
      log: logOf(config, site),
      replica: site.instance - 1,
      losesTail: true,
      members: config.members,
    }),
  starter: { members: 3, writeConcern: 'majority' },
});

/** What the secondaries follow. */
function logOf(config: Config, site: Site): ReplicaLog {
  const { members, lag, writeConcern } = config;
  const [primary] = site.peers;
  return site.shared(
    () =>
      new ReplicaLog(members - 1, sampler(lag), primary.stream('replication'), {
        replication: writeConcern === 'majority' ? 'majority' : 'async',
        pin: 0,
        countsTail: true,
        ways: () => waysToMembers(site.component, primary, members),
      }),
  );
}
