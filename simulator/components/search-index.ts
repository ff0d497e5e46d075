import { z } from 'zod';
import { defineComponent } from '../component.ts';
import { sampler } from '../distribution.ts';
import { count, quantity, queueField, timeDistribution, workField } from '../field.ts';
import { type RandomStream, Rank } from '../kernel/index.ts';
import { Op, Outcome } from '../outcome.ts';
import { Demands } from '../parts/demands.ts';
import { CAME, Errands } from '../parts/errands.ts';
import { NextUp } from '../parts/next-up.ts';
import { meanOfKth } from '../parts/order-statistic.ts';
import { type Grantee, ServiceCenter } from '../parts/service-center.ts';
import { shardOf } from '../parts/shards.ts';
import { PACE, SharedCores } from '../parts/shared-cores.ts';
import { Visibility } from '../parts/visibility.ts';
import { type ComponentStation, type Site, WORK_DONE } from '../site.ts';

/**
 * A search engine: documents are spread over shards, and each shard has copies on several nodes. A query goes to one copy
 * of every shard and waits for the slowest; then the documents found are fetched. A write goes to all copies of the shard
 * that its item belongs to, and queries see it after the next refresh.
 *
 * Leaves out: heap, merges of segments, a pool of threads of its own for writes, answers from some shards only, the
 * rebuilding of copies. [Elasticsearch]
 */
const config = z.strictObject({
  nodes: count({
    title: 'Nodes',
    help: 'Machines. The copies of the shards are dealt out to them in turn, and each takes calls from outside.',
    default: 3,
    source: 'Elasticsearch: three nodes are the least with which one may fail.',
    max: 200,
  }),
  shards: count({
    title: 'Shards',
    help: 'Every query works on all of them, and its answer waits for the slowest.',
    default: 3,
    source: 'Assumption: about 90 GB in shards of 30 GB; OpenSearch advises 10 to 50 GB for each.',
    usual: '1–50',
    max: 1000,
  }),
  copies: count({
    title: 'Replicas per shard',
    help: 'Copies of each shard beside the first. They share the queries, and each does every write.',
    default: 1,
    source: 'Elasticsearch: index.number_of_replicas = 1.',
    min: 0,
    max: 10,
  }),
  cores: count({
    title: 'Cores per node',
    help: 'A node works with 1.5 times as many threads and one more, which share the cores: threads beyond them slow all down and do no more.',
    default: 4,
    source: 'Assumption: a middle size, AWS OpenSearch r6g.xlarge.search with 4 vCPU.',
    max: 256,
  }),
  queue: queueField({
    title: 'Queue per node',
    help: 'Searches of shards that may wait for a thread; the next is rejected, and its query with it.',
    default: 1000,
    source: 'Elasticsearch: thread_pool.search.queue_size = 1000.',
  }),
  work: workField({
    title: 'Work per shard',
    help: 'Time on a core to search one shard, or to index one document in one copy.',
    default: { read: { lognormal: { mean: '8 ms', cv: 1 } }, write: '0.5 ms' },
    source:
      'Assumption: 5 to 10 ms of CPU for a search of a shard of 30 GB, and 2,000 documents of 1 kB a second and core.',
    usual: '2–100 ms',
  }),
  hop: timeDistribution({
    title: 'Messages',
    help: 'Time of one message between the node that was called and another; the node itself pays it too.',
    default: '0.25 ms',
    source: 'Half of a round trip within a data center, 0.5 ms (J. Dean, LADIS 2009).',
    advanced: true,
  }),
  fetch: timeDistribution({
    title: 'Fetch',
    help: 'From the answer of the last shard until the documents found have been fetched; it occupies no thread.',
    default: '1 ms',
    source: 'Assumption: a round trip and ten documents read from memory or disk.',
  }),
  refresh: quantity('time', {
    title: 'Refresh interval',
    help: 'What is written shows in queries at the next refresh. A query for an item that was written since is stale.',
    default: '1 s',
    source: 'Elasticsearch: index.refresh_interval = 1s.',
    usual: '1–60 s',
    above: 0,
    max: 3600,
  }),
  storage: quantity('bytes', {
    title: 'Index',
    help: 'Bytes of one copy of the index, about 1.1 times the documents; for the bill.',
    default: '90 GB',
    source: 'Assumption: three shards of 30 GB.',
    min: 0,
    advanced: true,
  }),
});
type Config = z.output<typeof config>;

/** Elasticsearch: int(allocated processors × 3 / 2) + 1 threads for searches. */
function threadsOf({ cores }: Config): number {
  return Math.floor(cores * 1.5) + 1;
}

/** Copies of a shard lie on nodes in a row, so that two are never on one while there are enough nodes. */
function nodeOf(shard: number, copy: number, nodes: number): number {
  return (shard + copy) % nodes;
}

export const searchIndex = defineComponent({
  type: 'search-index',
  title: 'Search index',
  category: 'data',
  role: 'store',
  alsoKnownAs: ['Elasticsearch', 'OpenSearch', 'Solr', 'Lucene', 'full-text', 'autocomplete'],
  summary: 'Asks all its shards for every query and waits for the slowest; shows writes after a refresh.',
  help: 'A query is as slow as its slowest shard: with twenty shards its median is the 97th percentile of one. More nodes and replicas add capacity for queries, more shards add work to each of them. Full queues reject, and a query with one rejected shard fails. While all copies of one shard are down no query is answered.',
  misconception:
    'More shards do not make a query faster once a shard fits a core: the answer waits for the slowest of them. And what is written is not found at once: the index follows the database, by the way there and a refresh.',
  leavesOut:
    'Heap and garbage collection, merges of segments, threads of their own for writes, partial answers, the rebuilding of lost copies.',
  icon: 'search',
  config,
  calls: [],
  wiring:
    'An index answers; it calls nothing. Draw the arrow from the service, or the worker that indexes, to the index.',
  instances: ({ nodes }) => nodes,
  replicaField: 'nodes',
  chooser: () => new NextUp(),
  readsKeys: () => true,
  copies: ({ shards, copies }, op) => (op === 'read' ? shards : 1 + copies),
  beyond: ({ shards, copies, hop, fetch }, op, work) => {
    const asked = op === 'read' ? shards : 1 + copies;
    const there = sampler(hop);
    const slowest = meanOfKth(asked, asked, work === undefined ? [there, there] : [there, work, there]);
    return slowest - (work?.mean ?? 0) + (op === 'read' ? sampler(fetch).mean : 0);
  },
  check: ({ nodes, copies }) =>
    copies < nodes
      ? []
      : [
          {
            severity: 'error' as const,
            path: ['copies'],
            what: `Each shard is to have ${copies + 1} copies, on ${nodes} nodes.`,
            why: 'Two copies on one node fail together and are of no use.',
            todo: `Use at most ${nodes - 1}, or add nodes.`,
          },
        ],
  resources: (config) => [
    { name: 'threads', title: 'Threads', servers: threadsOf(config), queue: config.queue, holdsCalls: true },
    {
      name: 'cores',
      title: 'Cores',
      servers: config.cores,
      queue: Number.POSITIVE_INFINITY,
      holdsCalls: false,
      isShared: true,
    },
  ],
  work: ({ work }) => work,
  cost: ({ nodes, cores, storage, copies }, _usage, prices) => [
    {
      driver: 'hours',
      title: `Nodes: ${nodes}, ${cores} vCPU each`,
      monthly: prices('search-vcpu', nodes * cores),
    },
    {
      driver: 'storage',
      title: `Index, ${copies + 1} copies`,
      monthly: prices('search-storage', storage * (copies + 1)),
    },
  ],
  station: (config, site) => new SearchNode(config, site),
  starter: { nodes: 3, shards: 3, copies: 1 },
});

const FETCHED = 1;

class SearchNode implements ComponentStation, Grantee {
  private readonly site: Site;
  private readonly config: Config;
  private readonly threads: ServiceCenter;
  /** What the threads run on, all at once. */
  private readonly cores: SharedCores;
  private readonly demands: Demands;
  private readonly errands: Errands;
  /** What queries do not see yet; one for all nodes. */
  private readonly visibility: Visibility;
  private readonly hop;
  private readonly fetch;
  private readonly hops: RandomStream;
  private readonly fetches: RandomStream;
  private readonly choice: RandomStream;

  constructor(config: Config, site: Site) {
    this.site = site;
    this.config = config;
    this.threads = new ServiceCenter(site.sim, site.resources[0], this, 0, {
      servers: threadsOf(config),
      queue: config.queue,
    });
    this.demands = new Demands(site);
    this.cores = new SharedCores(site, site.resources[1], this, this.demands, {
      cores: config.cores,
      most: Number.POSITIVE_INFINITY,
    });
    this.errands = new Errands(site);
    this.visibility = site.shared(() => new Visibility(config.refresh));
    this.hop = sampler(config.hop);
    this.fetch = sampler(config.fetch);
    this.hops = site.stream('messages');
    this.fetches = site.stream('fetch');
    this.choice = site.stream('copies');
  }

  /** A call, which this node coordinates. */
  arrive(visit: number): void {
    const { site, config } = this;
    const { visits } = site.sim;
    const key = visits.key[visit];
    if (visits.op[visit] === Op.read) this.query(visit);
    else this.sendToCopies(visit, shardOf(key, config.shards));
  }

  wake(timer: number, visit: number): void {
    const { site, errands, threads } = this;
    if (timer === WORK_DONE) {
      threads.release(visit);
      errands.done(visit, this.hop.sample(this.hops));
    } else if (timer === PACE) {
      this.cores.wake();
    } else if (timer === FETCHED) {
      site.answer(visit, Outcome.ok, 0);
    } else if (timer === CAME && errands.came(visit) && !threads.request(visit)) {
      errands.fail(visit, Outcome.rejected);
    }
  }

  granted(_center: number, errand: number): void {
    this.demands.draw(errand);
    this.cores.request(errand);
  }

  /** One shard, or one copy, has answered. */
  answered(visit: number, _tag: number, outcome: number): void {
    const { site, errands } = this;
    if (!errands.isLast(visit, outcome)) return;
    const { sim } = site;
    const isRead = sim.visits.op[visit] === Op.read;
    if (errands.outcomeOf(visit) !== Outcome.ok) {
      site.fail(visit, errands.outcomeOf(visit));
    } else if (isRead) {
      sim.wakeAfter(site.id, FETCHED, visit, this.fetch.sample(this.fetches), Rank.completion);
    } else {
      this.visibility.written(sim.visits.key[visit], sim.now);
      site.answer(visit, Outcome.ok, 0);
    }
  }

  abandoned(): void {
    // The shards have been asked.
  }

  rescaled(slowness: number): void {
    this.cores.rescaled(slowness);
  }

  crashed(): void {
    this.threads.clear();
    this.cores.clear();
    this.errands.crashed();
  }

  private query(visit: number): void {
    const { site, config, visibility } = this;
    const { key } = site.sim.visits;
    for (let shard = 0; shard < config.shards; shard++) {
      const node = this.someCopy(shard);
      if (node < 0) {
        site.fail(visit, Outcome.unavailable);
        return;
      }
      this.errands.send(visit, site.peers[node], 0, Op.read, this.hop.sample(this.hops));
    }
    site.book.effects.judge(visibility.missed(key[visit], site.sim.now), 0);
  }

  /** A node with a copy of the shard, any of those that are up alike; -1 where there is none. */
  private someCopy(shard: number): number {
    const { site, config, choice } = this;
    const all = config.copies + 1;
    const first = all === 1 ? 0 : choice.integer(all);
    for (let tried = 0; tried < all; tried++) {
      const node = nodeOf(shard, (first + tried) % all, config.nodes);
      if (!site.peers[node].isDown) return node;
    }
    return -1;
  }

  private sendToCopies(visit: number, shard: number): void {
    const { site, config, errands } = this;
    let up = 0;
    for (let copy = 0; copy <= config.copies; copy++) {
      const peer = site.peers[nodeOf(shard, copy, config.nodes)];
      if (peer.isDown) continue;
      up++;
      errands.send(visit, peer, 0, Op.write, this.hop.sample(this.hops));
    }
    if (up === 0) site.fail(visit, Outcome.unavailable);
  }
}
