import { z } from 'zod';
import { defineComponent } from '../component.ts';
import type { DistributionSpec } from '../distribution.ts';
import { count, quantity } from '../field.ts';
import { ln } from '../kernel/index.ts';
import { concurrencyFields, DEFAULT_CORES, heldResources, heldStages } from '../parts/concurrency.ts';
import { Pipeline } from '../parts/pipeline.ts';
import { queueingFields } from '../parts/queueing.ts';

/** What the graph takes beside the vectors it links. */
const GRAPH_SHARE = 0.5;
const BYTES_PER_NUMBER = 4;
/** Numbers of a vector that `distanceTime` is told for. */
const USUAL_DIMENSIONS = 1024;

/**
 * Finds the vectors nearest to one, approximately, in a graph of neighbors (HNSW). A search looks at some `ef` × ln(vectors)
 * of them, whatever is asked; each look is a distance over all dimensions. So its time grows with the logarithm of the
 * vectors and in proportion to `ef`, and memory in proportion to both numbers. What does not fit in memory is read from disk,
 * look by look.
 *
 * Leaves out: which neighbors are missed (recall rises with `ef`, 0.95 to 0.99 is usual), filters, compression of vectors, the
 * building of the graph. [Malkov and Yashunin, "Efficient and Robust Approximate Nearest Neighbor Search Using Hierarchical
 * Navigable Small World Graphs", IEEE TPAMI 42(4), 2020]
 */
const config = z.strictObject({
  replicas: count({
    title: 'Replicas',
    help: 'Instances, each with all vectors: for more searches a second, and not for more room.',
    default: 1,
    source: 'Assumption: one instance, the least there can be.',
    max: 1000,
  }),
  cores: count({
    title: 'Cores',
    help: 'Searches at the same time per instance.',
    default: DEFAULT_CORES,
    source: 'Assumption: a small machine, AWS r7g.large with 2 vCPU.',
    max: 4096,
  }),
  queue: concurrencyFields.queue,
  ...queueingFields,
  vectors: quantity('count', {
    title: 'Vectors',
    help: 'Pieces of text or pictures that have been stored.',
    default: '1M',
    source: 'Assumption: the documents of a company, in pieces of a page.',
    min: 2,
    max: 1e12,
    usual: '100k–1B',
  }),
  dimensions: count({
    title: 'Dimensions',
    help: 'Numbers of a vector, as the embedding model makes them.',
    default: USUAL_DIMENSIONS,
    source: 'Assumption: within the 384 to 3,072 of common embedding models.',
    max: 65_536,
    usual: '384–3,072',
  }),
  ef: count({
    title: 'Candidates (ef)',
    help: 'How many candidates a search keeps: more finds better neighbors and takes as much longer.',
    default: 100,
    source:
      'Elasticsearch documentation: num_candidates is at most 10,000; ten times the neighbors asked for is usual.',
    max: 10_000,
    usual: '40–500',
  }),
  distanceTime: quantity('time', {
    title: 'Time of a look',
    help: 'One distance over 1,024 dimensions, with what the processor waits for memory; in proportion for others.',
    default: '5.8 µs',
    source:
      'Assumption: so that a search among a million vectors takes 8 ms of CPU, within the 5 to 12 ms that are seen.',
    above: 0,
    max: 1,
    advanced: true,
  }),
  diskTime: quantity('time', {
    title: 'Look on disk',
    help: 'Reading one vector that is not in memory.',
    default: '0.1 ms',
    source: 'Assumption: a random read of a local NVMe drive.',
    min: 0,
    max: 1,
    advanced: true,
  }),
  insertFactor: quantity('count', {
    title: 'Insert',
    help: 'Time to insert a vector over that of a search: it looks for the neighbors it will be linked to.',
    default: 2,
    source: 'Assumption: built with twice the candidates of a search (efConstruction 200).',
    min: 0,
    max: 100,
    advanced: true,
  }),
  memory: quantity('bytes', {
    title: 'Memory',
    help: 'Per instance, for vectors and graph.',
    default: '8 GiB',
    source: 'Assumption: half of an AWS r7g.large, 16 GiB.',
    min: 1_048_576,
    max: 1e15,
  }),
  variation: quantity('count', {
    title: 'Variation',
    help: 'Standard deviation of a search’s time over its mean, lognormal; 0 makes all alike.',
    default: 0.5,
    source: 'Assumption: some neighborhoods are denser than others.',
    min: 0,
    max: 5,
    advanced: true,
  }),
});
type Config = z.output<typeof config>;

/** Bytes of vectors and graph. */
function bytesOf({ vectors, dimensions }: Config): number {
  return vectors * dimensions * BYTES_PER_NUMBER * (1 + GRAPH_SHARE);
}

/** Mean time of a search [s]. */
function searchTime(config: Config): number {
  const { ef, vectors, dimensions, distanceTime, diskTime, memory } = config;
  const looks = ef * ln(vectors);
  const onDisk = Math.max(0, 1 - memory / bytesOf(config));
  return looks * ((distanceTime * dimensions) / USUAL_DIMENSIONS + onDisk * diskTime);
}

function law({ variation }: Config, mean: number): DistributionSpec {
  return variation > 0 && mean > 0 ? { kind: 'lognormal', mean, cv: variation } : { kind: 'constant', value: mean };
}

export const vectorStore = defineComponent({
  type: 'vector-store',
  title: 'Vector store',
  category: 'data',
  role: 'store',
  summary: 'Finds what is similar: the nearest of millions of vectors, approximately.',
  help: 'A search is pure computing, some milliseconds of a core: a few hundred a second and machine, and more cores are the only cure. It needs all vectors in memory; what does not fit is read from disk, a hundred times slower at each of a thousand looks. When an instance fails, its graph must be loaded or built again.',
  misconception:
    'It is not exact: a few of the nearest are missed, and how many is a choice that costs time. A filter is not free, and it does not replace searching for words.',
  leavesOut: 'Which neighbors are missed, filters, compressed vectors, and building the graph.',
  icon: 'orbit',
  config,
  calls: [],
  wiring: 'A vector store answers; it calls nothing. Draw the arrow from the service that has made the embedding.',
  instances: (config) => config.replicas,
  replicaField: 'replicas',
  check: (config) => {
    const missing = bytesOf(config) / config.memory - 1;
    if (missing <= 0) return [];
    return [
      {
        severity: 'warning',
        path: ['memory'],
        what: `${(bytesOf(config) / 1e9).toPrecision(3)} GB of vectors and graph do not fit in ${(config.memory / 1e9).toPrecision(3)} GB.`,
        why: 'Each of the looks of a search that finds its vector on disk waits for a read.',
        todo: 'Give it more memory, fewer dimensions or fewer vectors.',
      },
    ];
  },
  resources: (config) => heldResources({ ...config, model: 'event-loop' }),
  work: (config) => ({
    write: law(config, searchTime(config) * config.insertFactor),
    '*': law(config, searchTime(config)),
  }),
  cost: ({ replicas, cores, memory }, _usage, prices) => [
    { driver: 'hours', title: `${replicas} × ${cores} vCPU`, monthly: prices('compute-vcpu', replicas * cores) },
    { driver: 'hours', title: `${replicas} × memory`, monthly: prices('memory', replicas * memory) },
  ],
  station: (config, site) => new Pipeline(site, heldStages({ ...config, model: 'event-loop' }), config),
  starter: { replicas: 2 },
});
