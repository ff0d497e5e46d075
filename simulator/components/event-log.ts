import { z } from 'zod';
import { defineComponent } from '../component.ts';
import { choice, count, quantity, workField } from '../field.ts';
import { avalanche } from '../kernel/index.ts';
import { Outcome } from '../outcome.ts';
import { ConsumerGroup, GROUP_TIMERS } from '../parts/consumer-group.ts';
import { type ComponentStation, type Site, WORK_DONE } from '../site.ts';

/**
 * A partitioned log. A record goes to the partition of its key and stays for the retention time; every consumer group,
 * one for each connection, reads all of it, each partition in order and by one member.
 *
 * Leaves out: the throughput of brokers and disks, transactions, the election of a partition's leader, batches of
 * records. [Apache Kafka documentation]
 */
const config = z.strictObject({
  partitions: count({
    title: 'Partitions',
    help: 'Each is read by one consumer of a group at a time: more consumers than partitions have nothing to do.',
    default: 24,
    source: 'Assumption: room for 24 consumers; take peak rate × time per record and round up.',
    max: 4000,
  }),
  work: workField({
    title: 'Append time',
    help: 'Until a record is as durable as its producer asks for: on the leader alone, or on all replicas in sync. It limits nothing: brokers are taken to be many enough.',
    default: { lognormal: { p50: '3 ms', p99: '15 ms' } },
    source:
      'Assumption: all replicas in sync acknowledge, on machines of one region; a third of it if the leader does alone.',
  }),
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
  brokers: count({
    title: 'Brokers',
    help: 'Machines of the cluster, for the bill.',
    default: 3,
    source: 'Three replicas of a record need three brokers.',
    max: 1000,
    advanced: true,
  }),
});
type Config = z.output<typeof config>;

/** Copies of each record. */
const REPLICATION_FACTOR = 3;

export const eventLog = defineComponent({
  type: 'event-log',
  title: 'Event log',
  category: 'messaging',
  role: 'queue',
  alsoKnownAs: ['Kafka', 'Kinesis', 'Pulsar', 'Redpanda', 'event stream', 'event sourcing', 'Event Hubs'],
  summary: 'Keeps records in partitions, in order, for every group of consumers to read.',
  help: 'Each connection from it is a consumer group that reads every record. Within a partition records are read one after the other: a slow or failing record holds up those behind it, and a popular key makes one partition the bottleneck. A consumer that dies leaves its partitions unread until the group has noticed and rebalanced.',
  misconception:
    'A log is not a queue with acknowledgment for each message: more consumers than partitions do nothing, order holds only within a partition, and what is read after the retention time is gone.',
  leavesOut: 'The throughput of brokers and disks, transactions, leader elections, and reading in batches.',
  icon: 'logs',
  config,
  calls: ['worker'],
  wiring: 'Draw the arrow from the producer to the log, and from the log to each group of workers that reads it.',
  readsKeys: () => true,
  instances: () => 1,
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
  cost: (config, usage, prices) => [
    { driver: 'hours', title: `${config.brokers} brokers`, monthly: prices('log-broker', config.brokers) },
    {
      driver: 'storage',
      title: `${REPLICATION_FACTOR} copies of what is retained`,
      monthly: prices('log-storage', usage.payloadRate * config.retention * REPLICATION_FACTOR),
    },
  ],
  station: (config, site) => new EventLog(config, site),
  starter: { partitions: 24 },
});

/** Timers of the groups come after the end of a publish's work. */
const FIRST_OF_GROUPS = WORK_DONE + 1;

class EventLog implements ComponentStation {
  private readonly site: Site;
  private readonly config: Config;
  private readonly groups: readonly ConsumerGroup[];
  /** By request kind: the groups that read it. */
  private readonly readersOf: readonly (readonly ConsumerGroup[])[];

  constructor(config: Config, site: Site) {
    this.site = site;
    this.config = config;
    this.groups = site.links.map((link, number) => new ConsumerGroup(site, link, number, config, FIRST_OF_GROUPS));
    this.readersOf = site.requests.kinds.map(({ index }) =>
      site.component.plans[index * 2 + 1].flatMap(({ calls }) => calls.map((call) => this.groups[call.link])),
    );
  }

  arrive(visit: number): void {
    this.site.serve(visit);
  }

  wake(timer: number, visit: number): void {
    if (timer >= FIRST_OF_GROUPS) {
      const number = timer - FIRST_OF_GROUPS;
      this.groups[Math.floor(number / GROUP_TIMERS)].wake(number % GROUP_TIMERS, visit);
    } else {
      this.store(visit);
    }
  }

  answered(_cursor: number, tag: number, outcome: number): void {
    const { partitions } = this.config;
    this.groups[Math.floor(tag / partitions)].answered(tag % partitions, outcome);
  }

  abandoned(): void {
    // What nobody waits for is stored all the same.
  }

  crashed(): void {
    // Records are durable.
  }

  restored(): void {
    for (const group of this.groups) group.readAll();
  }

  private store(publish: number): void {
    const { site } = this;
    const { visits } = site.sim;
    const kind = visits.kind[publish];
    const key = visits.key[publish];
    const partition = (avalanche((key | 0) ^ 0x2545f491) >>> 0) % this.config.partitions;
    for (const group of this.readersOf[kind]) group.append(partition, kind, key);
    site.answer(publish, Outcome.ok, 0);
  }
}
