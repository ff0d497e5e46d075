import { z } from 'zod';
import { defineComponent } from '../component.ts';
import { type Capacity, capacityField, choice, count, group, quantity } from '../field.ts';
import { commandFields, entryFields, nodeBytes, startField } from '../parts/cache-fields.ts';
import { CacheNode } from '../parts/cache-node.ts';
import { Detour } from '../parts/detour.ts';
import { failoverFields } from '../parts/failover.ts';
import { EjectingClients, placementOf } from '../parts/node-ring.ts';
import { ByShard } from '../parts/shards.ts';

/**
 * A cache spread over nodes by key. Either the cluster knows which node has which slots, and a replica takes the place of a
 * node that dies; or the clients spread the keys by themselves, over the nodes that they believe to be alive.
 *
 * Leaves out: moving slots to new nodes, commands over keys of several nodes, reads from replicas, the command that a
 * node which redirects works on, entries that are old when a node comes back. [Redis Cluster specification; libketama]
 */
const config = z.strictObject({
  shards: count({
    title: 'Nodes',
    help: 'Each holds its share of the keys.',
    default: 3,
    source: 'Redis Cluster tutorial: three nodes that take writes are the least.',
    usual: '3–16',
    max: 64,
  }),
  capacity: capacityField({
    title: 'Capacity per node',
    help: 'Room for entries on each node: a number of them, or a size. An entry takes its response size and 80 B.',
    default: '9.75 GiB',
    source: 'AWS cache.r7g.large, 13 GiB, of which ElastiCache reserves 25 % (reserved-memory-percent).',
  }),
  placement: choice({
    title: 'Keys go',
    help: 'Who knows which node has a key, and what happens to the keys when a node is gone.',
    options: [
      {
        value: 'slots',
        title: 'To the slots of a cluster',
        description: 'A node that is gone is missing until its replica has its place or it is back; no key moves.',
      },
      {
        value: 'consistent',
        title: 'By consistent hashing of the clients',
        description: 'The keys of a node that is gone move to the others, 1/N of all keys; the rest stay.',
      },
      {
        value: 'modulo',
        title: 'By hash modulo the number of nodes',
        description: 'When a node is gone nearly all keys move, (N − 1)/N of them, and are missed where they went.',
      },
    ],
    default: 'slots',
    source: 'Redis Cluster. Clients of Memcached hash by themselves, consistently (libketama) or modulo.',
  }),
  ejectAfter: quantity('time', {
    title: 'Given up after',
    help: 'How long clients go on asking a node that is dead before they leave it out.',
    default: '2 s',
    source: 'Assumption: some failures in a row; libmemcached leaves a server out after that and tries it again later.',
    min: 0,
    max: 3600,
    appliesWhen: { field: 'placement', is: ['consistent', 'modulo'] },
  }),
  failover: group(
    {
      title: 'Replica and failover',
      help: 'Each node has a replica, which takes its place when it crashes, with what it has by then. Without one a node that crashes comes back empty.',
      appliesWhen: { field: 'placement', is: ['slots'] },
    },
    {
      ...failoverFields(
        { default: '15 s', source: 'Redis Cluster: cluster-node-timeout = 15,000 ms.' },
        { default: '1.5 s', source: 'Redis Cluster specification: an election takes one to two seconds.' },
      ),
      lag: quantity('time', {
        title: 'Replica lag',
        help: 'What was stored so shortly before the crash the replica does not have: entries, and acknowledged writes.',
        default: '10 ms',
        source:
          'Assumption: replication within a region under usual load. It is asynchronous (Redis Cluster specification).',
        usual: '1 ms – 1 s',
        min: 0,
        max: 3600,
      }),
    },
  ),
  client: choice({
    title: 'Clients',
    help: 'Whether clients know which node has which slot.',
    options: [
      { value: 'informed', title: 'Know the slots', description: 'They ask the right node at once.' },
      {
        value: 'redirected',
        title: 'Are redirected',
        description: 'They ask any node; all but one in N times it sends them on to the right one, a round trip later.',
      },
    ],
    default: 'informed',
    source: 'Redis Cluster specification: clients should keep a map of slots and nodes.',
    advanced: true,
    appliesWhen: { field: 'placement', is: ['slots'] },
  }),
  redirect: quantity('time', {
    title: 'Redirect',
    help: 'What asking the wrong node first costs.',
    default: '0.5 ms',
    source: 'A round trip within a data center, 0.5 ms (J. Dean, LADIS 2009).',
    min: 0,
    max: 10,
    advanced: true,
    appliesWhen: { field: 'client', is: ['redirected'] },
  }),
  ...entryFields,
  start: startField,
  ...commandFields,
});
type Config = z.output<typeof config>;

/** Share of the calls that come to the wrong node first. */
function redirectedShare({ shards, client, placement }: Config): number {
  return client === 'redirected' && placement === 'slots' ? (shards - 1) / shards : 0;
}

/** The replicas that take the place of nodes; undefined where there are none. */
function replicasOf({ placement, failover }: Config): Config['failover'] {
  return placement === 'slots' ? failover : undefined;
}

/** What all nodes hold together. */
function inAll(capacity: Capacity, nodes: number): Capacity {
  return 'bytes' in capacity ? { bytes: capacity.bytes * nodes } : { entries: capacity.entries * nodes };
}

export const cacheCluster = defineComponent({
  type: 'cache-cluster',
  title: 'Cache cluster',
  category: 'data',
  role: 'cache',
  alsoKnownAs: ['Redis Cluster', 'Memcached', 'ElastiCache', 'Valkey', 'distributed cache', 'consistent hashing'],
  summary: 'A cache spread over nodes by key: more room and more commands, but not for one hot key.',
  help: 'Each key is on one node, so a hot key is as fast as one node and no faster. A node that dies takes its share of the hit ratio along; what happens to the rest depends on who maps keys to nodes. A replica keeps the entries through a crash, but for the last that it had not been sent.',
  misconception:
    'More nodes do not help a hot key; replicas do not take more writes, and they make nothing durable: replication is asynchronous, and what was acknowledged may be gone.',
  leavesOut:
    'Resharding, commands over several nodes, reads from replicas, the work of redirecting nodes, entries that are out of date on a node that comes back.',
  icon: 'boxes',
  config,
  calls: ['store', 'external'],
  wiring:
    'A cache may read through to a store or an external API; otherwise it only answers. Draw the arrow from the service to the cache.',
  instances: ({ shards }) => shards,
  replicaField: 'shards',
  chooser: ({ shards, placement, ejectAfter }, nodes) =>
    placement === 'slots' ? new ByShard(shards) : new EjectingClients(nodes, placement, ejectAfter),
  holds: ({ capacity, shards, ttl, ttlRenewedByHit, negativeTtl, eviction, start }) => ({
    capacity: inAll(capacity, shards),
    ttl,
    ttlRenewedByHit,
    negativeTtl,
    eviction,
    start,
  }),
  readsKeys: () => true,
  sharding: {
    placement: ({ placement, shards }) => placementOf(placement, shards),
    of: (_config, instance) => instance,
    visits: (_config, _op, share) => share,
  },
  beyond: (config) => redirectedShare(config) * config.redirect,
  resources: ({ threads, queue }) => [
    { name: 'threads', title: 'Threads', servers: threads, queue, holdsCalls: false },
  ],
  work: ({ work }) => work,
  cost: (config, _usage, prices) => {
    const { shards, capacity } = config;
    const nodes = replicasOf(config) === undefined ? shards : 2 * shards;
    return [{ driver: 'hours', title: `${nodes} nodes`, monthly: prices('cache-memory', nodeBytes(capacity) * nodes) }];
  },
  station: (config, site) => {
    const failover = replicasOf(config);
    const { of, shares } = placementOf(config.placement, config.shards);
    const own = { has: (key: number) => of(key) === site.instance, share: shares[site.instance] };
    const node = new CacheNode({ ...config, failover }, site, { own });
    const share = redirectedShare(config);
    return share === 0 ? node : new Detour(site, node, share, { kind: 'constant', value: config.redirect });
  },
  starter: { shards: 3, capacity: '1 GB', eviction: 'lru', ttl: '10 min' },
});
