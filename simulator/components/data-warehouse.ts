import { z } from 'zod';
import { defineComponent } from '../component.ts';
import { sampler } from '../distribution.ts';
import { choice, count, quantity, queueField, timeDistribution } from '../field.ts';
import { Detour } from '../parts/detour.ts';
import { Pipeline } from '../parts/pipeline.ts';
import { SECONDS_PER_MONTH } from '../quantity.ts';

/**
 * A columnar data warehouse: a query reads the columns that it needs from the first row to the last, so that it takes as long
 * as its bytes take at the speed of the machines. Queries that run at the same time share that speed; so many may, and the
 * others wait. A write loads rows, which costs the same for one row as for many.
 *
 * Leaves out: joins that shuffle data between machines, results that are kept, materialized views, pauses and resumes.
 * [Amazon Redshift, BigQuery, Snowflake, ClickHouse]
 */
const config = z.strictObject({
  scan: quantity('bytes', {
    title: 'Scanned per query',
    help: 'Bytes of the columns that a query reads, after what partitions spare it.',
    default: '10 GB',
    source: 'Assumption: some columns of a month of events; take what your queries say.',
    usual: '1 GB – 10 TB',
    above: 0,
  }),
  scanRate: quantity('bandwidth', {
    title: 'Scan rate',
    help: 'What all machines read together. Queries that run at the same time share it.',
    default: '5 GB/s',
    source: 'Assumption: a small cluster; one NVMe disk reads 8 GiB/s (napkin-math, 2026).',
    usual: '1–10 GB/s',
    above: 0,
  }),
  slots: count({
    title: 'Slots',
    help: 'Queries that run at the same time; more wait. More slots make no query faster: they share one scan rate.',
    default: 15,
    source: 'Amazon Redshift: at most 15 queries at once are recommended for a queue.',
    usual: '5–50',
    max: 1000,
  }),
  queue: queueField({
    title: 'Queue',
    help: 'Queries that may wait for a slot; the next is rejected.',
    default: 1000,
    source: 'BigQuery quotas: 1,000 queued interactive queries per project.',
  }),
  planning: timeDistribution({
    title: 'Planning',
    help: 'Time to compile a query and distribute it, before it reads anything; it takes no slot.',
    default: '0.5 s',
    source: 'Assumption: queries over little data take about a second in all.',
    usual: '0.2–3 s',
  }),
  load: quantity('time', {
    title: 'Load',
    help: 'Time that a write takes of the machines, as if it read: rows are sorted, compressed and written by column.',
    default: '0.2 s',
    source: 'Assumption: a batch of some thousand rows. One row at a time takes about as long.',
    usual: '0.1–10 s',
    above: 0,
    max: 86_400,
  }),
  billing: choice({
    title: 'Paid by',
    help: 'How queries are paid.',
    options: [
      { value: 'scanned', title: 'Bytes scanned', description: 'So much for each terabyte that queries read.' },
      { value: 'hours', title: 'Machines', description: 'By the hour, whether they work or not.' },
    ],
    default: 'scanned',
    source: 'Amazon Redshift Spectrum and Athena: by the terabyte scanned.',
  }),
  cores: count({
    title: 'Cores',
    help: 'Of all machines, for the bill.',
    default: 16,
    source: 'Assumption: four machines with 4 vCPU.',
    max: 100_000,
    advanced: true,
    appliesWhen: { field: 'billing', is: ['hours'] },
  }),
  storage: quantity('bytes', {
    title: 'Storage',
    help: 'Bytes kept, compressed, for the bill.',
    default: '5 TB',
    source: 'Assumption: some years of events of a small product; take your own.',
    min: 0,
    advanced: true,
  }),
});
type Config = z.output<typeof config>;

/** What a query takes of the machines when it has them for itself [s]. */
function scanTime({ scan, scanRate }: Config): number {
  return scan / scanRate;
}

export const dataWarehouse = defineComponent({
  type: 'data-warehouse',
  title: 'Data warehouse',
  category: 'data',
  role: 'store',
  alsoKnownAs: ['BigQuery', 'Redshift', 'Snowflake', 'ClickHouse', 'OLAP', 'analytics'],
  summary: 'Reads whole columns: a query takes as long as its bytes, and costs as much.',
  help: 'A query over ten times the data takes ten times as long and costs ten times as much; ten queries at once take ten times as long each. Load in batches, and ask for reports, never for one row in the way of a request. When it is busy queries wait for a slot.',
  misconception:
    'It is fast for much, not fast: the smallest query takes about a second. And a query that returns one row has still read the column.',
  leavesOut: 'Shuffles of joins, kept results, materialized views, pauses and resumes.',
  icon: 'warehouse',
  config,
  calls: [],
  wiring:
    'A warehouse answers; it calls nothing. Draw the arrow from the report, or the job that loads, to the warehouse.',
  instances: () => 1,
  resources: ({ slots, queue }) => [
    { name: 'slots', title: 'Slots', servers: slots, queue, holdsCalls: true },
    { name: 'machines', title: 'Machines', servers: 1, queue: Number.POSITIVE_INFINITY, holdsCalls: false },
  ],
  work: (config) => ({
    read: { kind: 'constant', value: scanTime(config) },
    write: { kind: 'constant', value: config.load },
  }),
  beyond: ({ planning }) => sampler(planning).mean,
  caveat: () =>
    'queries are taken to scan one after the other; sharing the scan rate, short ones wait less and long ones more.',
  cost: (config, { calls }, prices) => {
    const scanned =
      calls.reduce((sum, { isWrite, rate }) => sum + (isWrite ? 0 : rate), 0) * config.scan * SECONDS_PER_MONTH;
    return [
      config.billing === 'scanned'
        ? { driver: 'requests', title: 'Bytes scanned', monthly: prices('warehouse-scan', scanned) }
        : { driver: 'hours', title: `${config.cores} vCPU`, monthly: prices('compute-vcpu', config.cores) },
      { driver: 'storage', title: 'Storage', monthly: prices('object-storage', config.storage) },
    ];
  },
  station: (config, site) =>
    new Detour(
      site,
      new Pipeline(
        site,
        {
          threads: { servers: config.slots, queue: config.queue },
          cores: { servers: 1, queue: Number.POSITIVE_INFINITY },
        },
        { discipline: 'processor-sharing' },
      ),
      1,
      config.planning,
    ),
  starter: { scan: '10 GB', scanRate: '5 GB/s' },
});
