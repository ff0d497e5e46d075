import { z } from 'zod';
import { defineComponent } from '../component.ts';
import { choice, count, group, quantity, timeDistribution, workField } from '../field.ts';
import { StreamTask } from '../parts/stream-task.ts';

/**
 * Reads a log without end and keeps state about it: counts, sums, sessions. With a window it collects by the time at which
 * things happened and sends one result for each item when the window is over, as far as it can know; what comes later is
 * late and dropped. State is in memory; every so often a checkpoint stores it, and everything stands still for a moment.
 * After a crash the state of the last checkpoint is loaded and the records since then are worked on again: results that
 * were sent meanwhile are sent again, unless the sink takes part in the checkpoint; then results wait for the next one.
 *
 * Leaves out: keys that move to another instance while one is down (what it had is replayed by itself when it is back),
 * sliding and session windows, state larger than memory, back pressure from results of windows. [Carbone et al., "State Management in Apache Flink", VLDB 2017; Akidau et
 * al., "The Dataflow Model", VLDB 2015]
 */
const config = z.strictObject({
  replicas: count({
    title: 'Replicas',
    help: 'Instances; each reads some of the partitions and keeps the state of their items.',
    default: 1,
    source: 'Assumption: one instance, the least there can be.',
    max: 1000,
  }),
  threads: count({
    title: 'Slots',
    help: 'Records in progress per instance; of each partition one at a time.',
    default: 4,
    source: 'Assumption: one for each core of a machine of 4 vCPU.',
    max: 10_000,
    usual: '1–16',
  }),
  work: workField({
    title: 'Work',
    help: 'Time for one record.',
    default: '0.5 ms',
    source: 'Assumption: decode it, find its state and change that, 2,000 a second and slot; measure your own.',
    usual: '0.05–5 ms',
  }),
  window: group(
    {
      title: 'Window',
      help: 'Collects records by the time at which they happened, and sends one result for each item at the end. Empty: each record is passed on at once.',
    },
    {
      size: quantity('time', {
        title: 'Size',
        help: 'Windows follow one another without overlap.',
        default: '1 min',
        source: 'Assumption: counts by the minute.',
        above: 0,
        max: 86_400,
        usual: '1 s–1 h',
      }),
      lateness: quantity('time', {
        title: 'Lateness',
        help: 'A window is closed so long after its end, in case something still comes: results wait as long.',
        default: '5 s',
        source: 'Assumption: an even network; Apache Flink leaves the bound to the user.',
        min: 0,
        max: 86_400,
        usual: '1 s–5 min',
      }),
      delay: timeDistribution({
        title: 'Delay',
        help: 'How long before a record is read here it happened, beyond what the design shows: phones without network, clocks that are wrong.',
        default: '0 s',
        source: 'Assumption: records come as they happen.',
      }),
    },
  ),
  checkpointInterval: quantity('time', {
    title: 'Checkpoint every',
    help: 'So much is worked on again after a crash, at most.',
    default: '1 min',
    source:
      'Assumption: between the seconds and the ten minutes that are set in practice; Apache Flink has none by default.',
    above: 0,
    max: 86_400,
    usual: '10 s–10 min',
  }),
  checkpointPause: quantity('time', {
    title: 'Checkpoint pause',
    help: 'No new record is begun for so long at each checkpoint: barriers are aligned and memory is copied.',
    default: '100 ms',
    source: 'Assumption: alignment and the synchronous part of a small state.',
    min: 0,
    max: 600,
    usual: '10 ms–several s under back pressure',
  }),
  restore: quantity('time', {
    title: 'Restore',
    help: 'From an instance’s being up again to its working: load the state.',
    default: '10 s',
    source: 'Assumption: a gigabyte from object storage.',
    min: 0,
    max: 86_400,
    usual: '1 s–10 min',
  }),
  sink: choice({
    title: 'Results',
    help: 'What a crash does to results that have been sent since the last checkpoint.',
    options: [
      { value: 'at-least-once', title: 'At least once', description: 'Sent at once, and sent again after a crash.' },
      {
        value: 'exactly-once',
        title: 'Exactly once',
        description: 'Sent when the next checkpoint is complete, as a transaction with it: later, and never twice.',
      },
    ],
    default: 'at-least-once',
    source: 'Apache Flink documentation: exactly once end to end needs a transactional sink.',
  }),
});

export const streamProcessor = defineComponent({
  type: 'stream-processor',
  title: 'Stream processor',
  category: 'compute',
  role: 'worker',
  alsoKnownAs: ['Flink', 'Kafka Streams', 'Spark Streaming', 'Kinesis Data Analytics'],
  summary: 'Reads a log, keeps state, and sends results when windows close.',
  help: 'Turns a million records into a thousand results. If it is slower than its producers the log holds the backlog and the results grow old. A checkpoint that takes long stops everything; one that is rare makes a crash expensive: what came since is read again. Results wait for the window, for the lateness that is allowed, and for the checkpoint if they are to be exactly once.',
  misconception:
    'Exactly once is about the state inside: results reach the outside twice after a crash unless the sink takes part in the checkpoint or can be written twice without harm. And a watermark is a guess: what comes later is dropped.',
  leavesOut:
    'Items that move to another instance while one is down, sliding and session windows, state larger than memory.',
  icon: 'waves-horizontal',
  config,
  calls: ['router', 'compute', 'cache', 'store', 'queue', 'external', 'support'],
  wiring:
    'A stream processor is fed by an event log or a queue, and sends its results to stores, caches, queues or services.',
  instances: (config) => config.replicas,
  replicaField: 'replicas',
  readsKeys: ({ window }) => window !== undefined,
  caveat: ({ window }) =>
    `${window === undefined ? '' : 'what comes late is left out, and '}pauses of its checkpoints are left out.`,
  gathersFor: ({ window }) => window?.size,
  resources: ({ threads, window }) => [
    {
      name: 'threads',
      title: 'Slots',
      servers: threads,
      queue: Number.POSITIVE_INFINITY,
      holdsCalls: window === undefined,
    },
  ],
  work: (config) => config.work,
  measures: [
    { name: 'results', title: 'results sent', kind: 'total' },
    { name: 'late', title: 'late: their window was closed', kind: 'count' },
    { name: 'replayed', title: 'worked on again after a crash', kind: 'total' },
    { name: 'repeated', title: 'results sent again', kind: 'total' },
    { name: 'failed', title: 'results that their sink refused', kind: 'total' },
  ],
  cost: ({ replicas, threads }, _usage, prices) => [
    { driver: 'hours', title: `${replicas} × ${threads} vCPU`, monthly: prices('compute-vcpu', replicas * threads) },
  ],
  station: (config, site) => new StreamTask(site, config),
  starter: { replicas: 2, window: { size: '10 s' } },
});
