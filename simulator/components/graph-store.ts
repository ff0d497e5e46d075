import { z } from 'zod';
import { defineComponent } from '../component.ts';
import type { DistributionSpec } from '../distribution.ts';
import { sampler } from '../distribution.ts';
import { count, group, quantity, queueField, timeDistribution } from '../field.ts';
import { DatabaseNode } from '../parts/database-node.ts';
import { failoverField } from '../parts/failover.ts';

/**
 * A graph database: a query walks over the edges of its neighborhood, and every further hop multiplies them by the degree.
 * A few vertices have very many edges, and a query that meets one walks over all of those too. One instance takes the
 * writes, replicas answer reads.
 *
 * Leaves out: indexes, the order in which a planner walks, pages that are not in memory, shards, the lag of replicas.
 * [Neo4j operations manual; Amazon Neptune User Guide]
 */
const config = z.strictObject({
  hops: count({
    title: 'Hops',
    help: 'How far a query walks: friends are one hop, friends of friends two. Its work grows as degree to the power of hops.',
    default: 2,
    source: 'Assumption: friends of friends, the query for which graphs are bought.',
    usual: '1–4',
    max: 8,
  }),
  degree: quantity('count', {
    title: 'Degree',
    help: 'Edges of a usual vertex.',
    default: 50,
    source: 'Assumption: contacts of a person in a small social network; take your own.',
    usual: '5–500',
    min: 1,
    max: 1_000_000,
  }),
  edgeTime: quantity('time', {
    title: 'Time per edge',
    help: 'Time on a core to follow one edge and look at what is there, in memory.',
    default: '5 us',
    source:
      'Assumption: some dependent reads of memory, 100 ns each (Dean and Norvig), and the interpreter around them.',
    usual: '2–10 µs',
    above: 0,
    max: 1,
  }),
  base: quantity('time', {
    title: 'Time per query',
    help: 'Time on a core to parse a query and find where it begins.',
    default: '0.5 ms',
    source: 'Assumption: as a point read of a relational database.',
    min: 0,
    max: 60,
  }),
  supernodes: group(
    {
      title: 'Supernodes',
      help: 'Vertices with very many edges: a celebrity, a country, a default value. They make the tail.',
    },
    {
      share: quantity('fraction', {
        title: 'Share of queries',
        help: 'That meet one.',
        default: '1 %',
        source: 'Assumption: one query in a hundred, so that the 99th percentile is the first to tell.',
        min: 0,
        max: 1,
      }),
      degree: quantity('count', {
        title: 'Edges',
        help: 'Of such a vertex; each is walked over.',
        default: 1_000_000,
        source: 'Assumption: a celebrity with a million followers; the largest accounts have a hundred times that.',
        usual: '10k–100M',
        min: 1,
        max: 1e9,
      }),
    },
  ),
  write: timeDistribution({
    title: 'Write time',
    help: 'Time on a core to add or change a vertex or an edge.',
    default: { lognormal: { mean: '1.5 ms', cv: 1 } },
    source: 'Assumption: a little more than a small transaction of a relational database.',
  }),
  commit: timeDistribution({
    title: 'Commit',
    help: 'Time a write waits for the log to reach the disk; it occupies no core.',
    default: '0.3 ms',
    source: 'An fsync to flash, 0.3 ms (napkin-math, 2026).',
  }),
  cores: count({
    title: 'Cores',
    help: 'Queries that run at the same time, on the writer and on each replica.',
    default: 4,
    source: 'Assumption: a middle size, a machine with 4 vCPU.',
    usual: '2–64',
    max: 256,
  }),
  readReplicas: quantity('count', {
    title: 'Read replicas',
    help: 'Copies that answer reads. Writes all go to the one writer.',
    default: 0,
    source: 'Assumption: a single instance, until reads need more. Amazon Neptune takes up to 15.',
    min: 0,
    max: 15,
    integer: true,
  }),
  queue: queueField({
    title: 'Queue',
    help: 'Queries that may wait for a core; the next is rejected.',
    default: 8192,
    source: 'Amazon Neptune User Guide: at most 8,192 queries wait on an instance.',
  }),
  failover: failoverField,
  storage: quantity('bytes', {
    title: 'Storage',
    help: 'Bytes kept, for the bill; replicas share them.',
    default: '100 GB',
    source: 'Assumption: the graph of a small product; take your own.',
    min: 0,
    advanced: true,
  }),
});
type Config = z.output<typeof config>;

/** Edges that a query walks over: d + d² + … + d^k. */
function edgesOf({ degree, hops }: Config): number {
  let edges = 0;
  let reached = 1;
  for (let hop = 0; hop < hops; hop++) {
    reached *= degree;
    edges += reached;
  }
  return edges;
}

/** Work of a query: every edge takes its time, those of a supernode too where it meets one. */
function queryTime(config: Config): DistributionSpec {
  const { base, edgeTime, supernodes } = config;
  const usual = base + edgesOf(config) * edgeTime;
  if (supernodes === undefined || supernodes.share === 0) return { kind: 'constant', value: usual };
  const large: DistributionSpec = { kind: 'constant', value: usual + supernodes.degree * edgeTime };
  if (supernodes.share === 1) return large;
  return {
    kind: 'mixture',
    parts: [
      { weight: 1 - supernodes.share, of: { kind: 'constant', value: usual } },
      { weight: supernodes.share, of: large },
    ],
  };
}

export const graphStore = defineComponent({
  type: 'graph-store',
  title: 'Graph store',
  category: 'data',
  role: 'store',
  alsoKnownAs: ['Neo4j', 'Neptune', 'social graph', 'friends'],
  summary: 'Walks over edges: each further hop multiplies the work by the degree.',
  help: 'One hop is cheap, three are not: with fifty edges each, 50, 2,550 and 127,550 edges. A query that meets a supernode holds a core for seconds, and others wait behind it. Writes go to one instance; replicas add capacity for reads.',
  misconception:
    'A list of friends needs no graph database: one hop is an index lookup anywhere. And a graph does not split into shards, since its edges go everywhere.',
  leavesOut: 'Indexes, query plans, pages that are not in memory, shards, the lag of replicas.',
  icon: 'chart-network',
  config,
  calls: [],
  wiring: 'A store answers; it calls nothing. Draw the arrow from the service to the store.',
  instances: ({ readReplicas }) => 1 + readReplicas,
  replicaField: 'readReplicas',
  takes: ({ readReplicas }, instance) => (readReplicas === 0 ? 'all' : instance === 0 ? 'writes' : 'reads'),
  resources: ({ cores, queue }) => [{ name: 'cores', title: 'Cores', servers: cores, queue, holdsCalls: false }],
  work: (config) => ({ read: queryTime(config), write: config.write }),
  beyond: ({ commit }, op) => (op === 'read' ? 0 : sampler(commit).mean),
  cost: ({ cores, readReplicas, storage }, _usage, prices) => [
    {
      driver: 'hours',
      title: `${1 + readReplicas} × ${cores} vCPU`,
      monthly: prices('graph-vcpu', (1 + readReplicas) * cores),
    },
    { driver: 'storage', title: 'Storage', monthly: prices('cluster-storage', storage) },
  ],
  station: (config, site) =>
    new DatabaseNode(
      site,
      { ...config, discipline: 'fifo' },
      { replica: config.readReplicas === 0 ? -1 : site.instance - 1, losesTail: false },
    ),
  starter: { hops: 2, degree: 50 },
});
