import { z } from 'zod';
import { defineComponent } from '../component.ts';
import { capacityField, flag } from '../field.ts';
import { commandFields, entryFields, nodeBytes, startField } from '../parts/cache-fields.ts';
import { CacheNode } from '../parts/cache-node.ts';

/**
 * An in-memory cache that really holds entries: which requests hit emerges from their keys, its capacity, its time to
 * live and the order of events. Beside a store it is asked first, and filled by the caller after a miss; with a store
 * behind it, it reads through. An expired entry takes room until it is evicted or asked for. What waits to be written
 * back takes no room and is not evicted.
 *
 * Leaves out: shards, replication, persistence, memory fragmentation; leases (a fill after a write that overtook it is
 * stored). [Redis, Memcached; nginx for shared fetches; RFC 5861 for stale answers]
 */
const config = z.strictObject({
  capacity: capacityField({
    title: 'Capacity',
    help: 'Room for entries: a number of them, or a size. An entry takes its response size and 80 B.',
    default: '9.75 GiB',
    source: 'AWS cache.r7g.large, 13 GiB, of which ElastiCache reserves 25 % (reserved-memory-percent).',
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
  leavesOut: 'Shards, replication, persistence, fragmentation.',
  icon: 'zap',
  config,
  calls: ['store', 'external'],
  wiring:
    'A cache may read through to a store or an external API; otherwise it only answers. Draw the arrow from the service to the cache.',
  instances: () => 1,
  holds: ({ capacity, ttl, ttlRenewedByHit, negativeTtl, eviction, start }) => ({
    capacity,
    ttl,
    ttlRenewedByHit,
    negativeTtl,
    eviction,
    start,
  }),
  readsKeys: () => true,
  resources: (config) => [
    { name: 'threads', title: 'Threads', servers: config.threads, queue: config.queue, holdsCalls: false },
  ],
  work: (config) => config.work,
  cost: (config, _usage, prices) => [
    {
      driver: 'hours',
      title: config.standby ? 'Two nodes' : 'Node',
      monthly: prices('cache-memory', nodeBytes(config.capacity) * (config.standby ? 2 : 1)),
    },
  ],
  station: (config, site) => new CacheNode(config, site),
  starter: { capacity: '1 GB', eviction: 'lru', ttl: '10 min' },
});
