import { z } from 'zod';
import { defineComponent } from '../component.ts';
import {
  alwaysGroup,
  choice,
  count,
  flag,
  optionalQuantity,
  quantity,
  queueField,
  timeDistribution,
  workField,
} from '../field.ts';
import { changeFeed } from '../parts/change-feed.ts';
import { NextUp } from '../parts/next-up.ts';
import { meanQuorumTime } from '../parts/quorum/quorum-time.ts';
import { ReplicaNode } from '../parts/quorum/replica-node.ts';

const leg = (title: string, help: string) =>
  timeDistribution({
    title,
    help,
    default: '0.25 ms',
    source: 'Half of a round trip within a data center, 0.5 ms (J. Dean, LADIS 2009).',
  });

/**
 * A replicated store without a leader, its nodes on a ring: an item lies on the node that its key falls to and on the next
 * N − 1, a write returns at the W-th acknowledgment of these, a read at the R-th response, and the newest version wins. How
 * stale reads are emerges from the times of the messages.
 *
 * Leaves out: ranges of uneven size, hinted handoff, anti-entropy, conflicts of versions, the coordinator's own work.
 * [Dynamo, Cassandra, Riak]
 */
const config = z.strictObject({
  nodes: optionalQuantity('count', {
    title: 'Nodes',
    help: 'Machines on the ring, each with N in so many of the items. As many as copies if empty: then each holds everything.',
    usual: '3–100',
    min: 1,
    max: 1000,
    integer: true,
  }),
  n: count({
    title: 'Copies',
    help: 'Of each item, on as many nodes in a row (N): the replication factor.',
    default: 3,
    source: 'DeCandia et al., Dynamo, SOSP 2007: N = 3 in most of its uses.',
    max: 15,
  }),
  r: count({
    title: 'Read quorum',
    help: 'Responses that a read waits for (R). With R + W > N a read meets the last write.',
    default: 2,
    source: 'DeCandia et al., Dynamo, SOSP 2007: R = 2 in most of its uses.',
    max: 15,
  }),
  w: count({
    title: 'Write quorum',
    help: 'Acknowledgments that a write waits for (W). The write goes to all copies in any case.',
    default: 2,
    source: 'DeCandia et al., Dynamo, SOSP 2007: W = 2 in most of its uses.',
    max: 15,
  }),
  sendsTo: choice({
    title: 'Sends to',
    help: 'Which of the nodes with a copy hear of a request.',
    options: [
      { value: 'all', title: 'All copies', description: 'The first answers decide; the others come later.' },
      {
        value: 'quorum',
        title: 'A random quorum',
        description: 'Only as many nodes as must answer, drawn anew each time; the others never hear of it.',
      },
    ],
    default: 'all',
    source: 'Dynamo and Cassandra: the coordinator sends writes to all replicas.',
  }),
  readRepair: flag({
    title: 'Read repair',
    help: 'Where the answers that a read waits for differ, the nodes with the older ones are sent the newest.',
    default: false,
    source:
      'Cassandra 4.0 and later leave background read repair out; asked for here it is simple to see what it does.',
  }),
  cores: count({
    title: 'Cores per node',
    help: 'Messages that a node works on at the same time.',
    default: 4,
    source: 'Assumption: a middle size, a machine with 4 vCPU.',
    max: 256,
  }),
  queue: queueField({
    title: 'Queue per node',
    help: 'Messages that may wait for a core; the next is refused.',
    default: 'unbounded',
    source: 'Assumption: requests wait in memory until their callers give up.',
  }),
  work: workField({
    title: 'Work per message',
    help: 'Time on a core of a node for one read or write of its copy.',
    default: { lognormal: { mean: '0.8 ms', cv: 1 } },
    source: 'Assumption: 5,000 operations per second on a node of 4 vCPU, a usual planning figure for Cassandra.',
  }),
  messages: alwaysGroup(
    {
      title: 'Messages',
      help: 'Times of the four messages between a coordinator and a node; the node itself pays them too. Between nodes in different zones half of their round trip comes on top, where the design describes the zones.',
    },
    {
      write: leg('Write', 'From the coordinator to a node, with a new version.'),
      ack: leg('Acknowledgment', 'Back, that the version is stored.'),
      read: leg('Read', 'From the coordinator to a node, asking for its version.'),
      response: leg('Response', 'Back, with the version.'),
    },
  ),
  storage: quantity('bytes', {
    title: 'Storage',
    help: 'Bytes of one copy of all items, for the bill.',
    default: '100 GB',
    source: 'Assumption: the items of a small product; take your own.',
    min: 0,
    advanced: true,
  }),
});
type Config = z.output<typeof config>;

function nodesOf({ nodes, n }: Config): number {
  return nodes ?? n;
}

export const keyValueStore = defineComponent({
  type: 'key-value-store',
  title: 'Key-value store',
  category: 'data',
  role: 'store',
  alsoKnownAs: ['Cassandra', 'ScyllaDB', 'Riak', 'Dynamo', 'wide-column', 'quorum'],
  summary: 'N copies without a leader: writes wait for W of them, reads for R, and may be stale.',
  help: 'Any node takes any call and sends it to the others, so one node down costs no availability while R and W can still be met; fewer nodes than that, and requests fail at once. Every node with a copy does every write: more nodes on the ring write more, more copies do not. A popular item loads the nodes that hold it and no others. Overloaded nodes answer late, and stale. The newest is what bears the latest timestamp: where clocks of nodes disagree, writes are lost that were acknowledged.',
  misconception:
    'Eventual consistency loses nothing: it answers with an older version for a while, here for as long as messages take. And R + W > N is no transaction.',
  leavesOut:
    'Ranges of uneven size, hinted handoff, anti-entropy, conflicting versions, the coordinator’s own work. What a node missed while it was down it gets with the next write of the item, or by read repair.',
  icon: 'layers',
  config,
  ...changeFeed(['queue', 'worker']),
  wiring:
    'A store answers its callers. Draw the arrow from the service to the store; one from the store to a log, a queue or a function tells of its changes.',
  instances: nodesOf,
  replicaField: 'nodes',
  chooser: () => new NextUp(),
  readsKeys: () => true,
  readsClock: () => true,
  copies: ({ n, r, w, sendsTo }, op) => (sendsTo === 'all' ? n : op === 'read' ? r : w),
  beyond: (config, op, work) => meanQuorumTime(config, op, work),
  caveat: (config) =>
    nodesOf(config) > config.n
      ? 'each node is taken to get the same share; a popular item loads only the nodes that hold it.'
      : undefined,
  check: (config) => {
    const { n, r, w } = config;
    const error = (name: string, what: string, why: string, todo: string) => ({
      severity: 'error' as const,
      path: [name],
      what,
      why,
      todo,
    });
    return [
      ...Object.entries({ r, w })
        .filter(([, quorum]) => quorum > n)
        .map(([name, quorum]) =>
          error(
            name,
            `"${name}" is ${quorum}, and there are ${n} copies.`,
            'A request would wait for more answers than there can be.',
            `Use at most ${n}.`,
          ),
        ),
      ...(nodesOf(config) >= n
        ? []
        : [
            error(
              'nodes',
              `Each item is to have ${n} copies, on ${config.nodes === 1 ? 'one node' : `${config.nodes} nodes`}.`,
              'Two copies on one node fail together and are of no use.',
              `Write at least ${n}, or make fewer copies.`,
            ),
          ]),
    ];
  },
  resources: ({ cores, queue }) => [{ name: 'cores', title: 'Cores', servers: cores, queue, holdsCalls: false }],
  work: ({ work }) => work,
  replication: (config) => ({
    machines: nodesOf(config),
    by: 'any',
    writes: config.sendsTo === 'all' ? config.n : config.w,
    reads: config.sendsTo === 'all' ? config.n : config.r,
    price: 'transfer-cross-zone',
  }),
  cost: (config, _usage, prices) => [
    {
      driver: 'hours',
      title: `Nodes: ${nodesOf(config)}, ${config.cores} vCPU each`,
      monthly: prices('compute-vcpu', nodesOf(config) * config.cores),
    },
    { driver: 'storage', title: 'Storage', monthly: prices('volume-storage', config.n * config.storage) },
  ],
  station: (config, site) => new ReplicaNode(site, config),
  starter: { n: 3, r: 2, w: 2 },
});
