import { z } from 'zod';
import { defineComponent } from '../component.ts';
import { type Distribution, sampler } from '../distribution.ts';
import { alwaysGroup, choice, count, quantity, timeDistribution, workField } from '../field.ts';
import { avalanche, NO_VISIT, type RandomStream, Rank } from '../kernel/index.ts';
import { Op, Outcome } from '../outcome.ts';
import { Brokers, ByLeader } from '../parts/brokers.ts';
import { ConsumerGroup } from '../parts/consumer-group.ts';
import { failoverFields } from '../parts/failover.ts';
import { type ComponentStation, type Site, WORK_DONE } from '../site.ts';

const { detection, promotion } = failoverFields(
  { default: '9 s', source: 'Apache Kafka: broker.session.timeout.ms = 9000.' },
  {
    default: '0.5 s',
    source: 'Assumption: the controller names new leaders within a second; it takes longer for 100,000s of partitions.',
  },
);

/**
 * A partitioned log on several brokers. A record goes to the partition of its key, to the broker that leads it, which its
 * producers know; and stays for the retention time. Every consumer group, one for each connection, reads all of it, each
 * partition in order and by one member. A broker that dies takes its share of the leaders with it, until others are elected.
 *
 * Leaves out: the throughput of brokers and disks, transactions, batches of records, the time in which a dead copy still
 * counts as in sync and one that has come back catches up, the return of leaders to their first broker. [Apache Kafka
 * documentation]
 */
const config = z.strictObject({
  partitions: count({
    title: 'Partitions',
    help: 'Each is read by one consumer of a group at a time: more consumers than partitions have nothing to do.',
    default: 24,
    source: 'Assumption: room for 24 consumers; take peak rate × time per record and round up.',
    max: 4000,
  }),
  brokers: count({
    title: 'Brokers',
    help: 'Machines of the cluster, each of which leads its share of the partitions. In a list of zones they take them in turn.',
    default: 3,
    source: 'Three copies of a record need three brokers.',
    usual: '3–30',
    max: 1000,
  }),
  replicationFactor: count({
    title: 'Replication factor',
    help: 'Copies of each record, on as many brokers.',
    default: 3,
    source: 'Amazon MSK: default.replication.factor = 3 in a cluster over three zones.',
    usual: '2–3',
    max: 15,
    advanced: true,
  }),
  acks: choice({
    title: 'Acknowledgments',
    help: 'What a publish waits for.',
    options: [
      {
        value: 'all',
        title: 'All copies in sync',
        description: 'Whoever is elected has the record. Refused while fewer copies are in sync than there must be.',
      },
      {
        value: 'leader',
        title: 'The leader alone',
        description:
          'Sooner; what the others do not have yet is lost when the leader dies, though it was acknowledged.',
      },
    ],
    default: 'all',
    source: 'Apache Kafka 3.0 and later: acks = all.',
  }),
  minInsync: count({
    title: 'Least copies in sync',
    help: 'With fewer of its copies in sync a partition takes no records.',
    default: 2,
    source: 'Apache Kafka: min.insync.replicas is 1 and its documentation advises 2 with a replication factor of 3.',
    max: 15,
    advanced: true,
    appliesWhen: { field: 'acks', is: ['all'] },
  }),
  work: workField({
    title: 'Append time',
    help: 'Until a record is as durable as its producer asks for, within a zone; to copies in other zones that the design describes, a round trip more. It limits nothing: brokers are taken to be many enough.',
    default: { lognormal: { p50: '3 ms', p99: '15 ms' } },
    source:
      'Assumption: all replicas in sync acknowledge, on machines of one region; a third of it if the leader does alone.',
  }),
  replicationLag: timeDistribution({
    title: 'Replication lag',
    help: 'From the acknowledgment of the leader alone until all copies in sync have a record, and consumers may read it; between zones a round trip more.',
    default: { lognormal: { p50: '2 ms', p99: '10 ms' } },
    source: 'Assumption: two thirds of what an append to all replicas takes.',
    usual: '1 ms – 1 s',
    advanced: true,
    appliesWhen: { field: 'acks', is: ['leader'] },
  }),
  election: alwaysGroup(
    {
      title: 'Election',
      help: 'When a broker dies its partitions are neither written nor read until other brokers lead them. The other partitions go on.',
      advanced: true,
    },
    { detection, promotion },
  ),
  retention: quantity('time', {
    title: 'Retention',
    help: 'A record that a group has not read by then is lost to it.',
    default: '7 day',
    source: 'Apache Kafka: log.retention.hours = 168.',
    above: 0,
  }),
  delivery: choice({
    title: 'Delivery',
    help: 'When a consumer commits its place in the log.',
    options: [
      { value: 'at-least-once', title: 'At least once', description: 'After the work: what fails is read again.' },
      { value: 'at-most-once', title: 'At most once', description: 'Before the work: what fails is lost.' },
    ],
    default: 'at-least-once',
    source: 'Assumption: consumers that commit after their work, as the Kafka documentation advises.',
  }),
  maxDeliveries: count({
    title: 'Deliveries',
    help: 'After so many failures a record goes to the dead letters; until then it holds up its partition.',
    default: 10,
    source: 'Spring for Apache Kafka, DefaultErrorHandler: 10 attempts.',
    max: 1_000_000,
    advanced: true,
    appliesWhen: { field: 'delivery', is: ['at-least-once'] },
  }),
  redeliveryDelay: quantity('time', {
    title: 'Time between deliveries',
    help: 'From a failure to the next try of the same record.',
    default: '1 s',
    source: 'Assumption: long enough for a dependency to draw breath; Spring for Apache Kafka does not wait.',
    min: 0,
    max: 86_400,
    advanced: true,
    appliesWhen: { field: 'delivery', is: ['at-least-once'] },
  }),
  sessionTimeout: quantity('time', {
    title: 'Session timeout',
    help: 'A consumer that is silent for so long is taken to be dead; until then its partitions wait.',
    default: '45 s',
    source: 'Apache Kafka 3.0 and later: session.timeout.ms = 45000.',
    above: 0,
    max: 3600,
    advanced: true,
  }),
  rebalancePause: quantity('time', {
    title: 'Rebalance pause',
    help: 'How long a group stands still when a consumer leaves or joins.',
    default: '3 s',
    source: 'Apache Kafka: group.initial.rebalance.delay.ms = 3000, the least that an eager rebalance takes.',
    min: 0,
    max: 3600,
    advanced: true,
  }),
});
type Config = z.output<typeof config>;

/** A broker holds one copy of a partition at most. */
function copiesOf({ replicationFactor, brokers }: Config): number {
  return Math.min(replicationFactor, brokers);
}

export const eventLog = defineComponent({
  type: 'event-log',
  title: 'Event log',
  category: 'messaging',
  role: 'queue',
  alsoKnownAs: ['Kafka', 'Kinesis', 'Pulsar', 'Redpanda', 'event stream', 'event sourcing', 'Event Hubs'],
  summary: 'Keeps records in partitions, in order, for every group of consumers to read.',
  help: 'Each connection from it is a consumer group that reads every record. Within a partition records are read one after the other: a slow or failing record holds up those behind it, and a popular key makes one partition the bottleneck. A consumer that dies leaves its partitions unread until the group has noticed and rebalanced; a broker that dies leaves its share of the partitions without a leader until others are elected.',
  misconception:
    'A log is not a queue with acknowledgment for each message: more consumers than partitions do nothing, order holds only within a partition, and what is read after the retention time is gone. And three copies lose records all the same, if their producers wait for the leader alone.',
  leavesOut:
    'The throughput of brokers and disks, transactions, and reading in batches. Copies fall out of sync, and are in sync again, at once; leaders do not return to their first broker.',
  icon: 'logs',
  config,
  calls: ['worker'],
  wiring: 'Draw the arrow from the producer to the log, and from the log to each group of workers that reads it.',
  readsKeys: () => true,
  readInLines: ({ partitions }) => partitions,
  instances: ({ brokers }) => brokers,
  replicaField: 'brokers',
  chooser: (config, sites) => new ByLeader(clusterOf(config, sites[0]).brokers),
  check: ({ replicationFactor, minInsync, acks, brokers }) => [
    ...(replicationFactor > brokers
      ? [
          {
            severity: 'warning' as const,
            path: ['replicationFactor'],
            what: `Each record is to have ${replicationFactor} copies, on ${brokers === 1 ? 'one broker' : `${brokers} brokers`}.`,
            why: 'Two copies on one broker fail together and are of no use: each broker holds one.',
            todo: `Write ${brokers}, or add brokers.`,
          },
        ]
      : []),
    ...(acks === 'all' && minInsync > replicationFactor
      ? [
          {
            severity: 'error' as const,
            path: ['minInsync'],
            what: `${minInsync} copies are to be in sync, of ${replicationFactor}.`,
            why: 'No record would ever be taken.',
            todo: `Use at most ${replicationFactor}; one less survives the loss of a broker.`,
          },
        ]
      : []),
  ],
  resources: () => [
    {
      name: 'backlog',
      title: 'Backlog',
      servers: Number.POSITIVE_INFINITY,
      queue: Number.POSITIVE_INFINITY,
      holdsCalls: false,
    },
  ],
  work: (config) => config.work,
  replication: (config) => ({
    machines: config.brokers,
    by: 'next',
    writes: copiesOf(config) - 1,
    reads: 0,
    price: 'log-replication',
  }),
  cost: (config, usage, prices) => [
    { driver: 'hours', title: `${config.brokers} brokers`, monthly: prices('log-broker', config.brokers) },
    {
      driver: 'storage',
      title: `${copiesOf(config)} copies of what is retained`,
      monthly: prices('log-storage', usage.payloadRate * config.retention * copiesOf(config)),
    },
  ],
  station: (config, site) => new EventLog(config, site),
  starter: { partitions: 24 },
});

/** What the brokers of one log share in a run. */
interface Cluster {
  readonly brokers: Brokers;
  /** One for each connection, in their order. */
  readonly groups: ConsumerGroup[];
  /** By request kind: the groups that read it. */
  readonly readersOf: ConsumerGroup[][];
  /** By instance. */
  readonly nodes: EventLog[];
  /** By partition: when the last record that the leader alone had acknowledged has reached the copies in sync [s]. */
  readonly replicatedAt: Float64Array;
}

function clusterOf(config: Config, site: Site): Cluster {
  const { partitions, election } = config;
  return site.shared(() => ({
    brokers: new Brokers(site.peers, {
      partitions,
      copies: copiesOf(config),
      election: election.detection + election.promotion,
      partitionOf: (key) => partitionOf(key, partitions),
    }),
    groups: [],
    readersOf: [],
    nodes: [],
    replicatedAt: new Float64Array(partitions),
  }));
}

function partitionOf(key: number, partitions: number): number {
  return (avalanche((key | 0) ^ 0x2545f491) >>> 0) % partitions;
}

/** Timers, after the end of a publish's work: the copies in sync have a record whose producer waits for that; or does not. */
const ACKNOWLEDGED = WORK_DONE + 1;
const REPLICATED = WORK_DONE + 2;

/** One broker. */
class EventLog implements ComponentStation {
  private readonly site: Site;
  private readonly config: Config;
  private readonly cluster: Cluster;
  private readonly least: number;
  private readonly lag: Distribution;
  private readonly lags: RandomStream;
  /** Records that its producers have been told of, and the copies in sync do not have yet. */
  private readonly alone = new Set<number>();
  /** Since when it has been down [s]; undefined where it is not. */
  private downSince: number | undefined = undefined;

  constructor(config: Config, site: Site) {
    this.site = site;
    this.config = config;
    this.least = Math.min(config.minInsync, copiesOf(config));
    this.lag = sampler(config.replicationLag);
    this.lags = site.stream('replication');
    this.cluster = clusterOf(config, site);
    const { brokers, groups, readersOf, nodes } = this.cluster;
    nodes.push(this);
    if (site.instance > 0) return;
    for (const number of site.links.keys()) groups.push(new ConsumerGroup(site.peers, number, brokers, config));
    for (const { index } of site.requests.kinds)
      readersOf.push(site.component.plans[index * 2 + 1].flatMap(({ calls }) => calls.map(({ link }) => groups[link])));
    brokers.told = {
      moved: (partition, from) => nodes[from.instance].lose(partition),
      led: () => {
        for (const group of groups) group.readAll();
      },
    };
  }

  arrive(visit: number): void {
    const { site, cluster, config } = this;
    const partition = this.partitionOf(visit);
    const isShort = config.acks === 'all' && cluster.brokers.inSync(partition) < this.least;
    // Not every caller knows who leads: then this broker passes the record on.
    if (isShort || cluster.brokers.leaderOf(partition).isDown) site.fail(visit, Outcome.unavailable);
    else site.serve(visit);
  }

  wake(timer: number, visit: number): void {
    const { site, cluster, config } = this;
    const { sim } = site;
    if (timer === REPLICATED) {
      this.alone.delete(visit);
      this.append(visit);
      sim.answer(visit, Outcome.ok, 0); // to nobody: the producer has long been answered
    } else if (timer === ACKNOWLEDGED || copiesOf(config) === 1) {
      this.store(visit);
    } else if (config.acks === 'leader') {
      this.keep(visit);
    } else {
      const wait = cluster.brokers.roundTrip(site.instance, this.partitionOf(visit));
      if (wait > 0) sim.wakeAfter(site.id, ACKNOWLEDGED, visit, wait, Rank.completion);
      else this.store(visit);
    }
  }

  answered(_cursor: number, tag: number, outcome: number): void {
    const { partitions } = this.config;
    this.cluster.groups[Math.floor(tag / partitions)].heard(tag % partitions, outcome);
  }

  abandoned(): void {
    // What nobody waits for is stored all the same.
  }

  /** Records are durable; but what others do not have yet they do not get before this broker is back. */
  crashed(): void {
    const { sim } = this.site;
    this.downSince = sim.now;
    for (const record of this.alone) sim.cancelTimers(record);
    this.cluster.brokers.crashed(this.site.instance);
  }

  restored(): void {
    const wasDown = this.downSince !== undefined;
    this.downSince = undefined;
    this.cluster.brokers.restored(this.site.instance);
    if (wasDown) for (const record of this.alone) this.replicate(record);
  }

  /** Another leads a partition: what only this broker had of it is gone. */
  lose(partition: number): void {
    const { site, downSince = 0 } = this;
    const { sim } = site;
    let lost = 0;
    let oldest = downSince;
    for (const record of this.alone) {
      if (this.partitionOf(record) !== partition) continue;
      lost++;
      oldest = Math.min(oldest, sim.visits.sentAt[record]);
      this.alone.delete(record);
      sim.answer(record, Outcome.ok, 0);
    }
    site.book.effects.lose(lost, downSince - oldest);
  }

  /** As durable as it will be: its producer is told, and its consumers read it. */
  private store(publish: number): void {
    this.site.book.effects.promise();
    this.append(publish);
    this.site.answer(publish, Outcome.ok, 0);
  }

  /** The producer is told before the others have it. */
  private keep(publish: number): void {
    const { site } = this;
    const { sim } = site;
    const { kind, key } = sim.visits;
    const record = sim.open(site.id, NO_VISIT, 0, kind[publish], key[publish], Op.write, -1);
    site.book.effects.promise();
    this.alone.add(record);
    site.answer(publish, Outcome.ok, 0);
    this.replicate(record);
  }

  /** Copies get the records of a partition in their order. */
  private replicate(record: number): void {
    const { site, cluster } = this;
    const { sim } = site;
    const partition = this.partitionOf(record);
    const wait = this.lag.sample(this.lags) + cluster.brokers.roundTrip(site.instance, partition);
    const at = Math.max(cluster.replicatedAt[partition], sim.now + wait);
    cluster.replicatedAt[partition] = at;
    sim.wakeAt(site.id, REPLICATED, record, at, Rank.completion);
  }

  private append(visit: number): void {
    const { kind, key } = this.site.sim.visits;
    for (const group of this.cluster.readersOf[kind[visit]])
      group.append(this.partitionOf(visit), kind[visit], key[visit]);
  }

  private partitionOf(visit: number): number {
    return partitionOf(this.site.sim.visits.key[visit], this.config.partitions);
  }
}
