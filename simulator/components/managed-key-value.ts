import { z } from 'zod';
import { defineComponent, type Sizes } from '../component.ts';
import { choice, count, quantity, workField } from '../field.ts';
import { Op, Outcome } from '../outcome.ts';
import { changeFeed } from '../parts/change-feed.ts';
import { shardOf } from '../parts/shards.ts';
import { TokenBucket } from '../parts/token-bucket.ts';
import { SECONDS_PER_MONTH } from '../quantity.ts';
import type { ComponentStation, Site } from '../site.ts';

/**
 * A managed wide-column or key-value table: partitions by the hash of the key, each with a capacity in units that a call
 * takes by its size. Nobody waits; what exceeds the capacity of its partition is throttled, though the rest of the table may be
 * idle. Capacity that was not used is kept for a while.
 *
 * Leaves out: adaptive capacity and the splitting of hot partitions, secondary indexes, transactions, copies in other
 * regions, how old an eventually consistent read is. [Amazon DynamoDB Developer Guide]
 */
const config = z.strictObject({
  partitions: count({
    title: 'Partitions',
    help: 'Keys fall evenly to them by a hash; each has a capacity of its own.',
    default: 4,
    source: 'Amazon DynamoDB: a new on-demand table takes 4,000 writes or 12,000 reads a second, four partitions.',
    max: 10_000,
  }),
  capacity: choice({
    title: 'Capacity',
    help: 'How it is bought.',
    options: [
      {
        value: 'on-demand',
        title: 'On demand',
        description: 'Paid by the call; a partition takes what one partition can take at most.',
      },
      {
        value: 'provisioned',
        title: 'Provisioned',
        description: 'Paid by the hour for so many units a second, of which each partition has its part.',
      },
    ],
    default: 'on-demand',
    source: 'Amazon DynamoDB: on-demand is the default and recommended mode.',
  }),
  readUnits: quantity('rate', {
    title: 'Read capacity',
    help: 'Units a second of the whole table: one reads up to 4 KiB, or 8 KiB with eventual consistency.',
    default: '1000/s',
    source: 'Assumption: a small table; take your own.',
    above: 0,
    appliesWhen: { field: 'capacity', is: ['provisioned'] },
  }),
  writeUnits: quantity('rate', {
    title: 'Write capacity',
    help: 'Units a second of the whole table: one writes up to 1 KiB.',
    default: '500/s',
    source: 'Assumption: a small table; take your own.',
    above: 0,
    appliesWhen: { field: 'capacity', is: ['provisioned'] },
  }),
  burst: quantity('time', {
    title: 'Burst',
    help: 'For so long a partition keeps the provisioned capacity that it did not use, and may spend it at once.',
    default: '300 s',
    source: 'Amazon DynamoDB Developer Guide: up to five minutes of unused capacity.',
    min: 0,
    max: 3600,
    appliesWhen: { field: 'capacity', is: ['provisioned'] },
  }),
  partitionReads: quantity('rate', {
    title: 'Reads of a partition',
    help: 'Units a second that no partition exceeds, however they are bought.',
    default: '3000/s',
    source: 'Amazon DynamoDB Developer Guide: 3,000 read units per second and partition.',
    above: 0,
    advanced: true,
  }),
  partitionWrites: quantity('rate', {
    title: 'Writes of a partition',
    help: 'Units a second that no partition exceeds, however they are bought.',
    default: '1000/s',
    source: 'Amazon DynamoDB Developer Guide: 1,000 write units per second and partition.',
    above: 0,
    advanced: true,
  }),
  consistency: choice({
    title: 'Reads',
    help: 'What a read is promised, and what it costs.',
    options: [
      { value: 'eventual', title: 'Eventually consistent', description: 'Half a unit for 4 KiB; may be a little old.' },
      { value: 'strong', title: 'Strongly consistent', description: 'A unit for 4 KiB; sees the last write.' },
    ],
    default: 'eventual',
    source: 'Amazon DynamoDB: reads are eventually consistent unless asked otherwise.',
  }),
  work: workField({
    title: 'Response time',
    help: 'From a call to its answer, for any number of calls at once.',
    default: {
      read: { lognormal: { p50: '4 ms', p99: '15 ms' } },
      write: { lognormal: { p50: '6 ms', p99: '20 ms' } },
    },
    source: 'Assumption: Amazon promises single-digit milliseconds; the 99th percentile is that of usual reports.',
    usual: '2–20 ms',
  }),
  storage: quantity('bytes', {
    title: 'Storage',
    help: 'Bytes kept, for the bill.',
    default: '100 GB',
    source: 'Assumption: the items of a small product; take your own.',
    min: 0,
    advanced: true,
  }),
});
type Config = z.output<typeof config>;

/** Bytes that a unit reads and writes. */
const READ_UNIT = 4096;
const WRITE_UNIT = 1024;

/** Units that a call takes: whole ones by its size, half as many for a read that may be old. */
function unitsOf({ payload, response }: Sizes, isWrite: boolean, { consistency }: Config): number {
  if (isWrite) return Math.max(1, Math.ceil(payload / WRITE_UNIT));
  return Math.max(1, Math.ceil(response / READ_UNIT)) * (consistency === 'strong' ? 1 : 0.5);
}

export const managedKeyValue = defineComponent({
  type: 'managed-key-value',
  title: 'Managed key-value table',
  category: 'data',
  role: 'store',
  alsoKnownAs: ['DynamoDB', 'Cosmos DB', 'Bigtable', 'Firestore', 'wide-column'],
  summary: 'A table that somebody else runs: paid by the call, throttled by partition.',
  help: 'As fast at a million calls a second as at ten, as long as they are spread over the keys. A popular key, or keys that rise with time, make one partition hot: its calls are throttled while the others are idle. Throttled calls fail at once, and callers should back off.',
  misconception:
    'Unlimited scale is that of the table, not of a key. And it can be asked only by the keys that were thought of: a scan reads, and pays for, everything.',
  leavesOut:
    'Adaptive capacity and splitting of hot partitions, secondary indexes, transactions, other regions, and how old an eventually consistent read is.',
  icon: 'grid-3x3',
  config,
  ...changeFeed(['queue', 'worker']),
  wiring:
    'A table answers its callers. Draw the arrow from the service to the table; one from the table to a log, a queue or a function is its stream of changes.',
  instances: () => 1,
  isRegional: () => true,
  readsKeys: () => true,
  caveat: () => 'what exceeds the capacity of a partition, and is throttled, is left out.',
  resources: () => [],
  work: ({ work }) => work,
  cost: (config, { calls }, prices) => {
    const storage = { driver: 'storage' as const, title: 'Storage', monthly: prices('table-storage', config.storage) };
    if (config.capacity === 'provisioned')
      return [
        { driver: 'hours', title: 'Read capacity', monthly: prices('table-read-capacity', config.readUnits) },
        { driver: 'hours', title: 'Write capacity', monthly: prices('table-write-capacity', config.writeUnits) },
        storage,
      ];
    const units = (isWrite: boolean) =>
      calls.reduce(
        (sum, call) => sum + (call.isWrite === isWrite ? call.rate * unitsOf(call, isWrite, config) : 0),
        0,
      ) * SECONDS_PER_MONTH;
    return [
      { driver: 'requests', title: 'Write units', monthly: prices('table-write', units(true)) },
      { driver: 'requests', title: 'Read units', monthly: prices('table-read', units(false)) },
      storage,
    ];
  },
  station: (config, site) => new Table(config, site),
  starter: { partitions: 4 },
});

/** What one partition takes of reads, or of writes. */
class Allowance {
  /** What it can take at most, and what has been bought for it; the latter only where units are provisioned. */
  private readonly most: TokenBucket;
  private readonly bought: TokenBucket | undefined;

  constructor(most: number, bought: number | undefined, burst: number) {
    this.most = new TokenBucket(most, most);
    this.bought = bought === undefined ? undefined : new TokenBucket(bought, bought * Math.max(1, burst));
  }

  spend(now: number, units: number): boolean {
    return this.most.has(now, units) && this.bought?.takeMany(now, units) !== false && this.most.takeMany(now, units);
  }
}

class Table implements ComponentStation {
  private readonly site: Site;
  /** By partition. */
  private readonly reads: readonly Allowance[];
  private readonly writes: readonly Allowance[];
  /** By request kind × 2 + (0 for reads, 1 for writes). */
  private readonly units: Float64Array;

  constructor(config: Config, site: Site) {
    this.site = site;
    const { partitions, capacity, burst } = config;
    const allowances = (most: number, ofTable: number) =>
      Array.from(
        { length: partitions },
        () => new Allowance(most, capacity === 'provisioned' ? ofTable / partitions : undefined, burst),
      );
    this.reads = allowances(config.partitionReads, config.readUnits);
    this.writes = allowances(config.partitionWrites, config.writeUnits);
    this.units = Float64Array.from(
      site.requests.kinds.flatMap(({ spec }) => [unitsOf(spec, false, config), unitsOf(spec, true, config)]),
    );
  }

  arrive(visit: number): void {
    const { site } = this;
    const { visits, now } = site.sim;
    const isRead = visits.op[visit] === Op.read;
    const allowances = isRead ? this.reads : this.writes;
    const partition = shardOf(visits.key[visit], allowances.length);
    const units = this.units[visits.kind[visit] * 2 + (isRead ? 0 : 1)];
    if (allowances[partition].spend(now, units)) site.serve(visit);
    else site.fail(visit, Outcome.rateLimited);
  }

  wake(_timer: number, visit: number): void {
    this.site.answer(visit, Outcome.ok, 0);
  }

  answered(): void {
    // It calls nobody.
  }

  abandoned(): void {
    // The call is carried out.
  }

  withdraw(): void {
    // Nothing is held.
  }

  crashed(): void {
    // Items are durable, and capacity is counted on.
  }
}
