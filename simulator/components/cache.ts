import { z } from 'zod';
import { defineComponent } from '../component.ts';
import {
  capacityField,
  choice,
  count,
  flag,
  optionalFlag,
  optionalQuantity,
  optionsOf,
  quantity,
  queueField,
  workField,
} from '../field.ts';
import { NO_VISIT, Rank } from '../kernel/index.ts';
import type { PlannedCall } from '../model.ts';
import { isFailure, Op, Outcome } from '../outcome.ts';
import { CacheContents } from '../parts/cache-contents.ts';
import { evictionOf, evictions } from '../parts/eviction/index.ts';
import { type Grantee, ServiceCenter } from '../parts/service-center.ts';
import { SharedFetches } from '../parts/shared-fetches.ts';
import { warmUp } from '../parts/warm-start.ts';
import { WriteBuffer } from '../parts/write-buffer.ts';
import { type ComponentStation, type Site, WORK_DONE } from '../site.ts';

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

/** Part of a node's memory that holds entries: ElastiCache reserves a quarter (`reserved-memory-percent`). */
const USABLE = 0.75;
/** Assumption: a cache smaller than a gibibyte node costs as much as one; smaller nodes are sold, for tests. */
const SMALLEST_NODE = 1_073_741_824;
/** Assumption: bytes of an entry where the capacity is a number of entries, a small JSON document. For the bill only. */
const BILLED_ENTRY = 1100;

function nodeBytes(config: Config): number {
  const bytes = 'bytes' in config.capacity ? config.capacity.bytes : config.capacity.entries * BILLED_ENTRY;
  return Math.max(SMALLEST_NODE, bytes / USABLE);
}

export const cache = defineComponent({
  type: 'cache',
  title: 'Cache',
  category: 'data',
  role: 'cache',
  summary: 'Holds popular items in memory; its hit ratio emerges from what is asked for.',
  help: 'A service that has both a cache and a store asks the cache first, the store on a miss, and then fills the cache; a write goes to the store and drops the entry, unless it writes through. When a popular entry expires, all who ask for it meanwhile fetch it, unless they share the fetch. If the cache dies, everything goes to the store: 1/(1 − hit ratio) times its usual load.',
  misconception:
    'A cache that hides a store which cannot stand alone is a failure waiting for a restart. And at a low hit ratio it only adds a hop.',
  leavesOut: 'Shards, replication, persistence, fragmentation.',
  icon: 'zap',
  config,
  calls: ['store', 'external'],
  wiring:
    'A cache may read through to a store or an external API; otherwise it only answers. Draw the arrow from the service to the cache.',
  instances: () => 1,
  holds: ({ capacity, ttl, ttlRenewedByHit, eviction, start }) => ({ capacity, ttl, ttlRenewedByHit, eviction, start }),
  readsKeys: () => true,
  resources: (config) => [
    { name: 'threads', title: 'Threads', servers: config.threads, queue: config.queue, holdsCalls: false },
  ],
  work: (config) => config.work,
  cost: (config, _usage, prices) => [
    {
      driver: 'hours',
      title: config.standby ? 'Two nodes' : 'Node',
      monthly: prices('cache-memory', nodeBytes(config) * (config.standby ? 2 : 1)),
    },
  ],
  station: (config, site) => new Cache(config, site),
  starter: { capacity: '1 GB', eviction: 'lru', ttl: '10 min' },
});

/** Timers, after WORK_DONE. */
const WAITED_ENOUGH = 1;
const WRITE_BACK = 2;

/** What a call to the store behind is for: the request's own, or the cache's. */
const OWN = 0;
const REFRESH = 1;
const WRITTEN_BACK = 2;

/** Values of `stage`: who waits for a fetch, and who does no more. */
const WAITING = 1;
const TIRED = 2;

class Cache implements ComponentStation, Grantee {
  private readonly site: Site;
  private readonly config: Config;
  private readonly threads: ServiceCenter;
  private readonly contents: CacheContents;
  /** Size of a response by request kind [B]. */
  private readonly bytes: readonly number[];
  /** Only where fetches are shared or stale entries are served. */
  private readonly fetches: SharedFetches | undefined = undefined;
  /** Only where writes go back to the store later. */
  private readonly buffer: WriteBuffer | undefined = undefined;
  /** Crashes so far: a call made before the last one is no longer this cache's affair. */
  private lives = 1;

  constructor(config: Config, site: Site) {
    this.site = site;
    this.config = config;
    const { sim } = site;
    this.threads = new ServiceCenter(sim, site.resources[0], site.door(this), 0, {
      servers: config.threads,
      queue: config.queue,
    });
    this.contents = new CacheContents(
      config.capacity,
      {
        ttl: config.ttl ?? Number.POSITIVE_INFINITY,
        renewedByHit: config.ttlRenewedByHit === true,
        jitter: config.ttlJitter ?? 0,
        stale: config.staleWhileRevalidate ?? 0,
      },
      evictionOf(config.eviction),
      (purpose) => site.stream(purpose),
    );
    this.bytes = site.requests.kinds.map((kind) => kind.spec.response);
    if (config.coalesce === true || config.staleWhileRevalidate !== undefined)
      this.fetches = new SharedFetches(sim, config.coalesceWait);
    if (config.write === 'back') this.buffer = new WriteBuffer(sim, site.id, WRITE_BACK, config.writeBackDelay);
    if (config.start === 'warm') warmUp(this.contents, site.requests.kinds, () => site.stream('warm'));
  }

  arrive(visit: number): void {
    if (!this.threads.request(visit)) this.site.fail(visit, Outcome.rejected);
  }

  granted(_center: number, visit: number): void {
    this.site.serve(visit);
  }

  wake(timer: number, visit: number): void {
    if (timer === WORK_DONE) this.done(visit);
    else if (timer === WRITE_BACK) this.writeBack();
    else this.tire(visit);
  }

  /** The store behind a cache that reads or writes through has answered. */
  answered(visit: number, tag: number, outcome: number, origin: number): void {
    const { site, contents } = this;
    const { visits, now } = site.sim;
    const key = visits.key[visit];
    if (tag === OWN) {
      if (!isFailure(outcome)) {
        if (visits.op[visit] === Op.read) contents.insert(key, now, this.bytesOf(visit));
        else if (this.config.write === 'through') contents.replace(key, now, this.bytesOf(visit));
      }
      if (visits.op[visit] === Op.read) this.fetched(key, outcome, origin);
      site.answer(visit, outcome, origin);
      return;
    }
    const isOfThisLife = visits.mark[visit] === this.lives;
    if (tag === REFRESH && isOfThisLife) {
      if (!isFailure(outcome)) contents.insert(key, now, this.bytesOf(visit));
      this.fetched(key, outcome, origin);
    }
    if (tag === WRITTEN_BACK && isFailure(outcome)) {
      const writes = visits.pending[visit];
      if (isOfThisLife) this.buffer?.add(key, visits.kind[visit], writes);
      else site.book.effects.lose(writes);
    }
    site.sim.answer(visit, Outcome.ok, 0);
  }

  abandoned(): void {
    // The command runs on.
  }

  isWaiting(visit: number): boolean {
    return this.threads.isWaiting(visit);
  }

  /** What is fetched for one may be waited for by others. */
  isShared(visit: number): boolean {
    return this.fetches !== undefined && !this.isHere(visit);
  }

  withdraw(visit: number): void {
    if (this.isHere(visit)) this.threads.withdraw(visit);
  }

  /** Whether it waits for a thread or has one. */
  private isHere(visit: number): boolean {
    return this.threads.holds(visit) || this.site.sim.visits.workUntil[visit] > 0;
  }

  crashed(): void {
    this.lives++;
    this.threads.clear();
    this.flush();
    this.fetches?.clear();
  }

  flush(): void {
    this.contents.clear();
    const { buffer } = this;
    if (buffer === undefined) return;
    const { age } = buffer;
    this.site.book.effects.lose(buffer.lose(), age);
  }

  get entries(): number {
    return this.contents.entries;
  }

  private done(visit: number): void {
    this.threads.release(visit);
    const { site, contents, config } = this;
    const { visits, now } = site.sim;
    const key = visits.key[visit];
    switch (visits.op[visit]) {
      case Op.read:
        this.read(visit, key);
        return;
      case Op.write:
        this.write(visit, key);
        return;
      case Op.fill:
        contents.insert(key, now, this.bytesOf(visit));
        this.fetched(key, Outcome.ok, 0);
        break;
      default:
        if (config.write === 'through') contents.replace(key, now, this.bytesOf(visit));
        else contents.remove(key);
    }
    site.answer(visit, Outcome.ok, 0);
  }

  private read(visit: number, key: number): void {
    const { site, contents, fetches, config } = this;
    const { book, sim } = site;
    if (contents.lookup(key, sim.now) || this.buffer?.holds(key) === true) {
      book.hits++;
      site.answer(visit, Outcome.ok, 0);
    } else if (config.staleWhileRevalidate !== undefined && this.mayServeStale(visit, key)) {
      book.hits++;
      book.staleHits++;
      site.answer(visit, Outcome.ok, 0);
    } else if (config.coalesce === true && fetches?.isUnderWay(key) === true) {
      sim.visits.stage[visit] = WAITING;
      fetches.join(key, visit);
      sim.wakeAfter(site.id, WAITED_ENOUGH, visit, config.coalesceWait, Rank.timer);
    } else {
      fetches?.begin(key);
      this.miss(visit);
    }
  }

  private miss(visit: number): void {
    this.site.book.misses++;
    this.passOn(visit, Outcome.miss);
  }

  /** Whether an expired entry is served: there is one, and somebody else fetches it anew. */
  private mayServeStale(visit: number, key: number): boolean {
    const { site, fetches, contents } = this;
    const { visits, now } = site.sim;
    if (fetches === undefined || !contents.lookupStale(key, now)) return false;
    if (fetches.isUnderWay(key)) return true;
    const kind = visits.kind[visit];
    const behind = this.behind(kind, Op.read);
    if (behind === undefined) return false;
    fetches.begin(key);
    this.call(behind, REFRESH, kind, key, 0);
    return true;
  }

  private write(visit: number, key: number): void {
    const { site, contents, buffer, config } = this;
    const { visits, now } = site.sim;
    if (config.write === 'aside') contents.remove(key);
    if (buffer !== undefined) {
      contents.replace(key, now, this.bytesOf(visit));
      buffer.add(key, visits.kind[visit], 1);
      site.book.effects.promise();
      site.answer(visit, Outcome.ok, 0);
      return;
    }
    if (config.write === 'through' && this.behind(visits.kind[visit], Op.write) === undefined)
      contents.replace(key, now, this.bytesOf(visit));
    this.passOn(visit, Outcome.ok);
  }

  /** A fetch of the key has ended: those who waited for it are answered as it was. */
  private fetched(key: number, outcome: number, origin: number): void {
    const { fetches, site } = this;
    fetches?.release(key, WAITING, (visit) => {
      site.book.delayedHits++;
      site.answer(visit, outcome, origin);
    });
  }

  /** The visit has waited for another's fetch for too long. */
  private tire(visit: number): void {
    const { stage } = this.site.sim.visits;
    if (stage[visit] !== WAITING) return;
    stage[visit] = TIRED;
    this.miss(visit);
  }

  /** What is due goes to the store. */
  private writeBack(): void {
    const { buffer } = this;
    if (buffer === undefined) return;
    for (let key = buffer.take(); !Number.isNaN(key); key = buffer.take()) {
      const behind = this.behind(buffer.kind, Op.write);
      if (behind !== undefined) this.call(behind, WRITTEN_BACK, buffer.kind, key, buffer.writes);
    }
  }

  /** A call of the cache's own, which no request waits for; `pending` is what the answer will want to know. */
  private call({ link, op }: PlannedCall, tag: number, kind: number, key: number, pending: number): void {
    const { site, lives } = this;
    const { sim } = site;
    const errand = sim.open(site.id, NO_VISIT, 0, kind, key, op, -1);
    sim.visits.mark[errand] = lives;
    sim.visits.pending[errand] = pending;
    site.links[link].call(errand, tag, kind, key, op, -1);
  }

  /** To the store behind it, or home where there is none. */
  private passOn(visit: number, otherwise: number): void {
    const { site } = this;
    const { visits } = site.sim;
    const kind = visits.kind[visit];
    const behind = this.behind(kind, visits.op[visit]);
    if (behind === undefined) site.answer(visit, otherwise, 0);
    else site.links[behind.link].call(visit, OWN, kind, visits.key[visit], behind.op, -1);
  }

  /** The call to the store behind it, if there is one. */
  private behind(kind: number, op: number): PlannedCall | undefined {
    return this.site.component.plans[kind * 2 + (op === Op.read ? 0 : 1)][0]?.calls[0];
  }

  private bytesOf(visit: number): number {
    return this.bytes[this.site.sim.visits.kind[visit]];
  }
}
