import {
  type Capacity,
  choice,
  count,
  optionalFlag,
  optionalQuantity,
  optionsOf,
  quantity,
  queueField,
  workField,
} from '../field.ts';
import { evictions } from './eviction/index.ts';

/** What becomes of entries: the same in one cache and in a cluster. */
export const entryFields = {
  eviction: choice({
    title: 'Eviction',
    help: 'What goes when it is full.',
    options: optionsOf(evictions),
    default: 'lru',
    source: 'Memcached, and Redis with maxmemory-policy allkeys-lru.',
  }),
  ttl: optionalQuantity('time', {
    title: 'Time to live',
    help: 'An entry older than this is a miss, counted from its insertion. Forever if empty.',
    above: 0,
    max: 31_536_000,
  }),
  ttlRenewedByHit: optionalFlag({
    title: 'Renewed by a hit',
    help: 'The time to live starts anew with every hit, so that what is asked for often never expires. Unless written, it does not.',
    advanced: true,
  }),
  ttlJitter: optionalQuantity('fraction', {
    title: 'Spread of the time to live',
    help: 'Each entry lives between (1 − spread) and (1 + spread) times as long, so that what was stored together does not expire together.',
    above: 0,
    max: 1,
    advanced: true,
  }),
  negativeTtl: optionalQuantity('time', {
    title: 'Absences kept for',
    help: 'For so long it is remembered that an item does not exist, counted from when the store said so: negative caching. Empty: every request for what does not exist goes through to the store. Not more than a new item may be overlooked.',
    above: 0,
    max: 86_400,
    usual: '5–60 s',
    advanced: true,
  }),
  staleWhileRevalidate: optionalQuantity('time', {
    title: 'Stale while revalidating',
    help: 'For so long after its expiry an entry is still served while one request fetches it anew. A cache that reads through fetches by itself; beside a store the first who asks gets a miss and fetches.',
    above: 0,
    max: 31_536_000,
    advanced: true,
  }),
  coalesce: optionalFlag({
    title: 'Share fetches',
    help: 'Of several requests that miss the same key at the same time one fetches and the others wait for it: no thundering herd. Unless written, each fetches for itself.',
  }),
  coalesceWait: quantity('time', {
    title: 'Longest wait for another’s fetch',
    help: 'Who has waited so long fetches for itself.',
    default: '5 s',
    source: 'nginx: proxy_cache_lock_timeout = 5 s.',
    above: 0,
    max: 3600,
    advanced: true,
    appliesWhen: { field: 'coalesce', is: [true] },
  }),
  write: choice({
    title: 'Writes',
    help: 'What a write does here.',
    options: [
      { value: 'aside', title: 'Drop the entry', description: 'The store is written, and the entry is dropped.' },
      {
        value: 'through',
        title: 'Write through',
        description: 'The store is written, and then the new value is held.',
      },
      {
        value: 'back',
        title: 'Write back',
        description:
          'The new value is held and the write answered at once; the store is written later. A crash loses what waits.',
      },
    ],
    default: 'aside',
    source: 'Cache-aside as in Redis and Memcached deployments: a write deletes (Nishtala et al., NSDI 2013).',
  }),
  writeBackDelay: quantity('time', {
    title: 'Written back after',
    help: 'From the first write of a key until it is written to the store; further writes meanwhile become one with it.',
    default: '1 s',
    source: 'Assumption: a second, as Redis waits at most before it syncs its log to disk (appendfsync everysec).',
    above: 0,
    max: 86_400,
    advanced: true,
    appliesWhen: { field: 'write', is: ['back'] },
  }),
};

/** What a cache holds when the run begins. */
export const startField = choice({
  title: 'At the start',
  help: 'What it holds when the run begins.',
  options: [
    { value: 'cold', title: 'Cold', description: 'Nothing: the first requests all miss.' },
    {
      value: 'warm',
      title: 'Warm',
      description:
        'What one holds that has run for long at the base rate: all that fits, the most popular first, each item fresh or expired as its rate and its time to live say. Writes that drop entries are left out.',
    },
  ],
  default: 'cold',
  source: 'Memcached, and Redis without persistence, start empty.',
});

/** How a node works on commands. */
export const commandFields = {
  threads: count({
    title: 'Threads',
    help: 'Commands that run at the same time.',
    default: 1,
    source: 'Redis runs commands on one thread (redis.io, benchmarks).',
    max: 256,
  }),
  queue: queueField({
    title: 'Queue',
    help: 'Commands that may wait; the next is rejected.',
    default: 10_000,
    source: 'Redis: maxclients = 10,000.',
  }),
  work: workField({
    title: 'Command time',
    help: 'Time on its thread for one command.',
    default: '0.014 ms',
    source: 'redis.io, benchmarks: 72,000 SET per second on one thread without pipelining.',
  }),
};

/** Part of a node's memory that holds entries: ElastiCache reserves a quarter (`reserved-memory-percent`). */
const USABLE = 0.75;
/** Assumption: a cache smaller than a gibibyte node costs as much as one; smaller nodes are sold, for tests. */
const SMALLEST_NODE = 1_073_741_824;
/** Assumption: bytes of an entry where the capacity is a number of entries, a small JSON document. For the bill only. */
const BILLED_ENTRY = 1100;

/** Memory of a machine that holds so much [B]. */
export function nodeBytes(capacity: Capacity): number {
  const bytes = 'bytes' in capacity ? capacity.bytes : capacity.entries * BILLED_ENTRY;
  return Math.max(SMALLEST_NODE, bytes / USABLE);
}
