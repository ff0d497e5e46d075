import { z } from 'zod';
import { defineComponent } from '../component.ts';
import { capacityField, choice, count, flag, optionalQuantity, queueField, workField } from '../field.ts';
import { isFailure, Op, Outcome } from '../outcome.ts';
import { CacheContents } from '../parts/cache-contents.ts';
import { type Grantee, ServiceCenter } from '../parts/service-center.ts';
import { CACHE_BYTE_MONTH, CACHE_USABLE } from '../prices.ts';
import { type ComponentStation, type Site, WORK_DONE } from '../site.ts';

/**
 * An in-memory cache that really holds entries: which requests hit emerges from their keys, its capacity, its time to
 * live and the order of events. Beside a store it is asked first, and filled by the caller after a miss; with a store
 * behind it, it reads through.
 *
 * Leaves out: shards, replication, persistence, memory fragmentation. [Redis, Memcached]
 */
const config = z.strictObject({
  capacity: capacityField({
    title: 'Capacity',
    help: 'Room for entries: a number of them, or a size. An entry takes its response size and 80 B.',
    default: '9.75 GiB',
    source: 'AWS cache.r7g.large, 13 GiB, of which ElastiCache reserves 25 % (reserved-memory-percent).',
  }),
  eviction: choice({
    title: 'Eviction',
    help: 'What goes when it is full.',
    options: [
      { value: 'lru', title: 'Least recently used', description: 'What has not been asked for longest.' },
      {
        value: 'fifo',
        title: 'First in, first out',
        description: 'What was stored first, however often it is asked for.',
      },
    ],
    default: 'lru',
    source: 'Memcached, and Redis with maxmemory-policy allkeys-lru.',
  }),
  ttl: optionalQuantity('time', {
    title: 'Time to live',
    help: 'An entry older than this is a miss; counted from its insertion and not renewed by a hit. Forever if empty.',
    above: 0,
    max: 31_536_000,
  }),
  start: choice({
    title: 'At the start',
    help: 'What it holds when the run begins.',
    options: [
      { value: 'cold', title: 'Cold', description: 'Nothing: the first requests all miss.' },
      { value: 'warm', title: 'Warm', description: 'The most popular items, as after running for long.' },
    ],
    default: 'cold',
    source: 'Memcached, and Redis without persistence, start empty.',
  }),
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
  standby: flag({
    title: 'Standby node',
    help: 'A second node, for the bill.',
    default: false,
    source: 'Assumption: one node; what it holds can be read again from the store.',
    advanced: true,
  }),
});
type Config = z.output<typeof config>;

/** Assumption: a cache smaller than a gibibyte node costs as much as one; smaller nodes are sold, for tests. */
const SMALLEST_NODE = 1_073_741_824;
/** Assumption: bytes of an entry where the capacity is a number of entries, a small JSON document. For the bill only. */
const BILLED_ENTRY = 1100;

function nodeBytes(config: Config): number {
  const bytes = 'bytes' in config.capacity ? config.capacity.bytes : config.capacity.entries * BILLED_ENTRY;
  return Math.max(SMALLEST_NODE, bytes / CACHE_USABLE);
}

export const cache = defineComponent({
  type: 'cache',
  title: 'Cache',
  category: 'data',
  role: 'cache',
  summary: 'Holds popular items in memory; its hit ratio emerges from what is asked for.',
  help: 'A service that has both a cache and a store asks the cache first, the store on a miss, and then fills the cache; a write goes to the store and drops the entry. If the cache dies, everything goes to the store: 1/(1 − hit ratio) times its usual load.',
  misconception:
    'A cache that hides a store which cannot stand alone is a failure waiting for a restart. And at a low hit ratio it only adds a hop.',
  leavesOut: 'Shards, replication, persistence, fragmentation.',
  icon: 'zap',
  config,
  calls: ['store', 'external'],
  wiring:
    'A cache may read through to a store or an external API; otherwise it only answers. Draw the arrow from the service to the cache.',
  instances: () => 1,
  resources: (config) => [
    { name: 'threads', title: 'Threads', servers: config.threads, queue: config.queue, holdsCalls: false },
  ],
  work: (config) => config.work,
  cost: (config) => [
    {
      driver: 'hours',
      title: config.standby ? 'Two nodes' : 'Node',
      monthly: nodeBytes(config) * CACHE_BYTE_MONTH * (config.standby ? 2 : 1),
    },
  ],
  station: (config, site) => new Cache(config, site),
  starter: { capacity: '1 GB', eviction: 'lru', ttl: '10 min' },
});

class Cache implements ComponentStation, Grantee {
  private readonly site: Site;
  private readonly threads: ServiceCenter;
  private readonly contents: CacheContents;
  /** Size of a response by request kind [B]. */
  private readonly bytes: readonly number[];

  constructor(config: Config, site: Site) {
    this.site = site;
    this.threads = new ServiceCenter(site.sim, site.resources[0], this, 0, {
      servers: config.threads,
      queue: config.queue,
    });
    this.contents = new CacheContents(config.capacity, config.ttl ?? Number.POSITIVE_INFINITY, config.eviction);
    this.bytes = site.requests.kinds.map((kind) => kind.spec.response);
    if (config.start === 'warm') this.warm();
  }

  arrive(visit: number): void {
    if (!this.threads.request(visit)) this.site.fail(visit, Outcome.rejected);
  }

  granted(_center: number, visit: number): void {
    this.site.serve(visit);
  }

  wake(timer: number, visit: number): void {
    if (timer !== WORK_DONE) return;
    this.threads.release(visit);
    const { site, contents } = this;
    const { visits, now } = site.sim;
    const key = visits.key[visit];
    switch (visits.op[visit]) {
      case Op.read:
        if (contents.lookup(key, now)) {
          site.book.hits++;
          site.answer(visit, Outcome.ok, 0);
          return;
        }
        site.book.misses++;
        this.passOn(visit, Outcome.miss);
        return;
      case Op.write:
        contents.remove(key);
        this.passOn(visit, Outcome.ok);
        return;
      case Op.fill:
        contents.insert(key, now, this.bytes[visits.kind[visit]]);
        break;
      default:
        contents.remove(key);
    }
    site.answer(visit, Outcome.ok, 0);
  }

  /** The store behind a cache that reads through has answered. */
  answered(visit: number, _tag: number, outcome: number, origin: number): void {
    const { site } = this;
    const { visits, now } = site.sim;
    if (!isFailure(outcome) && visits.op[visit] === Op.read) {
      this.contents.insert(visits.key[visit], now, this.bytes[visits.kind[visit]]);
    }
    site.answer(visit, outcome, origin);
  }

  abandoned(): void {
    // The command runs on.
  }

  withdraw(visit: number): void {
    const isHere = this.threads.isWaiting(visit) || this.site.sim.visits.workUntil[visit] > 0;
    if (isHere) this.threads.withdraw(visit);
  }

  crashed(): void {
    this.threads.clear();
    this.contents.clear();
  }

  flush(): void {
    this.contents.clear();
  }

  get entries(): number {
    return this.contents.entries;
  }

  /** To the store behind it, or home where there is none. */
  private passOn(visit: number, otherwise: number): void {
    const { site } = this;
    const { visits } = site.sim;
    const behind = site.component.plans[visits.kind[visit] * 2 + (visits.op[visit] === Op.read ? 0 : 1)][0]?.calls[0];
    if (behind === undefined) site.answer(visit, otherwise, 0);
    else site.links[behind.link].call(visit, 0, visits.kind[visit], visits.key[visit], behind.op, -1);
  }

  private warm(): void {
    const { kinds } = this.site.requests;
    // Keys are one space: the largest set that reads ask for is what a long-running cache has seen.
    const widest = kinds
      .filter((kind) => !kind.isWrite && kind.popularity !== undefined)
      .sort((a, b) => (b.popularity?.count ?? 0) - (a.popularity?.count ?? 0))[0];
    if (widest?.popularity !== undefined)
      this.contents.warm(widest.popularity.count, widest.spec.response, this.site.stream('warm'));
  }
}
