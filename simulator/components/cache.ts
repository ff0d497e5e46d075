import { z } from 'zod';
import { type CostLine, defineComponent } from '../component.ts';
import { capacityField, flag, optionalQuantity } from '../field.ts';
import type { Chooser, Link } from '../link.ts';
import { commandFields, entryFields, nodeBytes, startField } from '../parts/cache-fields.ts';
import { CacheNode } from '../parts/cache-node.ts';
import type { Prices } from '../prices.ts';

/**
 * An in-memory cache that really holds entries: which requests hit emerges from their keys, its capacity, its time to
 * live and the order of events. Beside a store it is asked first, and filled by the caller after a miss; with a store
 * behind it, it reads through. An expired entry takes room until it is evicted or asked for. What waits to be written
 * back takes no room and is not evicted.
 *
 * A near cache is one in the process of each calling instance; in front of a shared cache it makes two levels.
 *
 * Leaves out: shards, replication, persistence, memory fragmentation; what a near cache shares with its process; leases (a fill after a write that overtook it is
 * stored). [Redis, Memcached; nginx for shared fetches; RFC 5861 for stale answers]
 */
const config = z.strictObject({
  capacity: capacityField({
    title: 'Capacity',
    help: 'Room for entries: a number of them, or a size. An entry takes its response size and 80 B.',
    default: '9.75 GiB',
    source: 'AWS cache.r7g.large, 13 GiB, of which ElastiCache reserves 25 % (reserved-memory-percent).',
  }),
  near: optionalQuantity('count', {
    title: 'Near cache of',
    help: 'A near cache stands in the process of each instance of its caller, and each holds copies of its own: write here how many instances call it. A hot item then costs the cache behind it one fetch for each instance and time to live. What somebody else has written is seen when the entry expires. Empty: one cache that all share.',
    min: 1,
    max: 1000,
    integer: true,
    usual: 'as many as the caller has replicas',
    advanced: true,
  }),
  ...entryFields,
  start: startField,
  ...commandFields,
  standby: flag({
    title: 'Standby node',
    help: 'A second node, for the bill.',
    default: false,
    source: 'Assumption: one node; what it holds can be read again from the store.',
    advanced: true,
  }),
});
export const cache = defineComponent({
  type: 'cache',
  title: 'Cache',
  category: 'data',
  role: 'cache',
  alsoKnownAs: ['Redis', 'Memcached', 'Valkey', 'ElastiCache', 'Hazelcast', 'Caffeine', 'in-memory'],
  summary: 'Holds popular items in memory; its hit ratio emerges from what is asked for.',
  help: 'A service that has both a cache and a store asks the cache first, the store on a miss, and then fills the cache; a write goes to the store and drops the entry, unless it writes through. When a popular entry expires, all who ask for it meanwhile fetch it, unless they share the fetch. If the cache dies, everything goes to the store: 1/(1 − hit ratio) times its usual load.',
  misconception:
    'A cache that hides a store which cannot stand alone is a failure waiting for a restart. At a low hit ratio it only adds a hop. And it does not protect from requests for what does not exist: nothing of it is ever held, and all go through (cache penetration), unless absences are kept; against keys that are guessed anew each time not even that helps.',
  leavesOut:
    'Shards, replication, persistence, fragmentation; that a near cache is lost when the process crashes that it is in, and takes time of its cores.',
  icon: 'zap',
  config,
  calls: ['cache', 'store', 'external'],
  wiring:
    'A cache may read through to a store, an external API or another cache; otherwise it only answers. Draw the arrow from the service to the cache. For two levels: service, near cache, shared cache, store, one after the other.',
  instances: ({ near }) => near ?? 1,
  chooser: ({ near }) => (near === undefined ? undefined : new OfCaller()),
  holds: ({ capacity, ttl, ttlRenewedByHit, negativeTtl, eviction, start, near = 1 }) => ({
    capacity,
    ttl,
    ttlRenewedByHit,
    negativeTtl,
    eviction,
    start,
    sites: near,
  }),
  readsKeys: () => true,
  resources: (config) => [
    { name: 'threads', title: 'Threads', servers: config.threads, queue: config.queue, holdsCalls: false },
  ],
  work: (config) => config.work,
  // A near cache is in the memory of its callers, which is paid for with them.
  cost: (config, _usage, prices) => (config.near === undefined ? [nodeLine(config, prices)] : []),
  station: (config, site) => new CacheNode(config, site, { sites: config.near ?? 1 }),
  starter: { capacity: '1 GB', eviction: 'lru', ttl: '10 min' },
});

function nodeLine({ standby, capacity }: z.output<typeof config>, prices: Prices): CostLine {
  return {
    driver: 'hours',
    title: standby ? 'Two nodes' : 'Node',
    monthly: prices('cache-memory', nodeBytes(capacity) * (standby ? 2 : 1)),
  };
}

/** Each instance of the caller asks the one in its own process. */
class OfCaller implements Chooser {
  choose({ callerInstance, targets }: Link): number {
    return callerInstance % targets.length;
  }
}
