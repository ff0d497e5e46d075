import type { Capacity } from '../field.ts';
import { NO_VISIT, Rank } from '../kernel/index.ts';
import type { PlannedCall } from '../model.ts';
import { isFailure, Op, Outcome } from '../outcome.ts';
import { type ComponentStation, type Site, WORK_DONE } from '../site.ts';
import { CacheContents } from './cache-contents.ts';
import { CacheReplica, type ReplicaSpec } from './cache-replica.ts';
import { evictionOf } from './eviction/index.ts';
import { Freshness } from './freshness.ts';
import { type Grantee, ServiceCenter } from './service-center.ts';
import { SharedFetches } from './shared-fetches.ts';
import { type LongRun, warmUp } from './warm-start.ts';
import { WriteBuffer } from './write-buffer.ts';

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

/** What one node of a cache is told to do. */
export interface CacheOptions {
  readonly capacity: Capacity;
  readonly eviction: Parameters<typeof evictionOf>[0];
  readonly ttl?: number | undefined;
  readonly ttlRenewedByHit?: boolean | undefined;
  readonly ttlJitter?: number | undefined;
  readonly negativeTtl?: number | undefined;
  readonly staleWhileRevalidate?: number | undefined;
  readonly coalesce?: boolean | undefined;
  readonly coalesceWait: number;
  readonly write: 'aside' | 'through' | 'back';
  readonly writeBackDelay: number;
  readonly start: 'cold' | 'warm';
  readonly threads: number;
  readonly queue: number;
  /** A replica that takes the node's place; without one a crash forgets all. */
  readonly failover?: ReplicaSpec | undefined;
}

/** One node of a cache: entries, and the threads that commands run on. */
export class CacheNode implements ComponentStation, Grantee {
  private readonly site: Site;
  private readonly config: CacheOptions;
  private readonly threads: ServiceCenter;
  private readonly contents: CacheContents;
  /** Size of a response by request kind [B]. */
  private readonly bytes: readonly number[];
  /** Only where fetches are shared or stale entries are served. */
  private readonly fetches: SharedFetches | undefined = undefined;
  /** Only where writes go back to the store later. */
  private readonly buffer: WriteBuffer | undefined = undefined;
  private readonly replica: CacheReplica | undefined = undefined;
  /** Only where items that it holds are written. */
  private readonly freshness: Freshness | undefined;
  /** Crashes so far: a call made before the last one is no longer this cache's affair. */
  private lives = 1;

  /** What of the requests to all instances it sees: a share of each item, or some of the items. */
  constructor(config: CacheOptions, site: Site, seen: Pick<LongRun, 'sites' | 'own'> = {}) {
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
        absentTtl: config.negativeTtl,
        stale: config.staleWhileRevalidate ?? 0,
      },
      evictionOf(config.eviction),
      (purpose) => site.stream(purpose),
    );
    this.freshness = site.lastWrites === undefined ? undefined : new Freshness(site.lastWrites);
    this.bytes = site.requests.kinds.map((kind) => kind.spec.response);
    if (config.coalesce === true || config.staleWhileRevalidate !== undefined)
      this.fetches = new SharedFetches(sim, config.coalesceWait);
    if (config.write === 'back') this.buffer = new WriteBuffer(sim, site.id, WRITE_BACK, config.writeBackDelay);
    if (config.failover !== undefined) this.replica = new CacheReplica(site, this.contents, config.failover);
    if (config.start === 'warm') {
      const longRun = { kinds: site.requests.kinds, rates: site.longRunRates, ...seen };
      warmUp(this.contents, longRun, () => site.stream('warm'));
    }
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
    const { site } = this;
    const { visits } = site.sim;
    const key = visits.key[visit];
    if (tag === OWN) {
      if (!isFailure(outcome)) {
        // A cache behind it may have missed too, with nobody behind it.
        if (visits.op[visit] === Op.read) {
          if (outcome !== Outcome.miss) this.insert(visit);
        } else if (this.config.write === 'through') this.replace(visit);
      }
      if (visits.op[visit] === Op.read) this.fetched(key, outcome, origin);
      site.answer(visit, outcome, origin);
      return;
    }
    const isOfThisLife = visits.mark[visit] === this.lives;
    if (tag === REFRESH && isOfThisLife) {
      if (!isFailure(outcome) && outcome !== Outcome.miss) this.insert(visit);
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
    this.fetches?.clear();
    if (this.replica === undefined) this.contents.clear();
    else this.replica.crashed();
    this.loseBuffer();
  }

  restored(): void {
    this.replica?.restored();
  }

  flush(): void {
    this.contents.clear();
    this.loseBuffer();
  }

  private loseBuffer(): void {
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
    const { visits } = site.sim;
    const key = visits.key[visit];
    switch (visits.op[visit]) {
      case Op.read:
        this.read(visit, key);
        return;
      case Op.write:
        this.write(visit, key);
        return;
      case Op.fill:
        this.insert(visit);
        this.fetched(key, Outcome.ok, 0);
        break;
      default:
        if (config.write === 'through') this.replace(visit);
        else contents.remove(key);
        if (this.tellsCacheBehind(visit)) return;
    }
    site.answer(visit, Outcome.ok, 0);
  }

  private insert(visit: number): void {
    const { contents, site, replica } = this;
    const { visits, now } = site.sim;
    contents.insert(visits.key[visit], now, this.bytesOf(visit));
    this.freshness?.fill(visits.key[visit], now);
    replica?.stored(visits.key[visit]);
  }

  private replace(visit: number): void {
    const { contents, site, replica } = this;
    const { visits, now } = site.sim;
    contents.replace(visits.key[visit], now, this.bytesOf(visit));
    this.freshness?.fill(visits.key[visit], now);
    replica?.stored(visits.key[visit]);
  }

  private read(visit: number, key: number): void {
    const { site, contents, fetches, config } = this;
    const { book, sim } = site;
    if (contents.lookup(key, sim.now) || this.buffer?.holds(key) === true) {
      book.hits++;
      if (this.freshness !== undefined) this.judge(visit, this.freshness);
      site.answer(visit, Outcome.ok, 0);
    } else if (config.staleWhileRevalidate !== undefined && this.mayServeStale(visit, key)) {
      book.hits++;
      book.staleHits++;
      if (this.freshness !== undefined) this.judge(visit, this.freshness);
      site.answer(visit, Outcome.ok, 0);
    } else if (config.coalesce === true && fetches?.isUnderWay(key) === true && !this.waitsForItself(fetches, visit)) {
      sim.visits.stage[visit] = WAITING;
      fetches.join(key, visit);
      sim.wakeAfter(site.id, WAITED_ENOUGH, visit, config.coalesceWait, Rank.timer);
    } else {
      fetches?.begin(key, visit);
      this.miss(visit);
    }
  }

  /** Beside a store its own request fetches, once all that it asks the cache is answered. */
  private waitsForItself(fetches: SharedFetches, visit: number): boolean {
    const { kind, key } = this.site.sim.visits;
    return this.behind(kind[visit], Op.read) === undefined && fetches.isOwn(key[visit], visit);
  }

  /** What is answered from here may be older than a write that its reader could know of. */
  private judge(visit: number, freshness: Freshness): void {
    const { book, sim } = this.site;
    const { key, arrivedAt } = sim.visits;
    book.effects.judge(freshness.isStale(key[visit], arrivedAt[visit]) ? 1 : 0, 0);
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
    fetches.begin(key, visit);
    this.call(behind, REFRESH, kind, key, 0);
    return true;
  }

  private write(visit: number, key: number): void {
    const { site, contents, buffer, config } = this;
    const { visits } = site.sim;
    if (config.write === 'aside') contents.remove(key);
    if (buffer !== undefined) {
      this.replace(visit);
      buffer.add(key, visits.kind[visit], 1);
      site.book.effects.promise();
      site.answer(visit, Outcome.ok, 0);
      return;
    }
    if (config.write === 'through' && this.behind(visits.kind[visit], Op.write) === undefined) {
      this.replace(visit);
      this.replica?.acknowledge();
    }
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

  /** Its caller has written the store, and a cache behind this one is to forget the item too. */
  private tellsCacheBehind(visit: number): boolean {
    const { site } = this;
    const { visits } = site.sim;
    const kind = visits.kind[visit];
    const behind = this.behind(kind, Op.write);
    const link = behind && site.links[behind.link];
    if (link?.targets[0].component.definition.role !== 'cache') return false;
    link.call(visit, OWN, kind, visits.key[visit], Op.invalidate, -1);
    return true;
  }

  /** The call to the store behind it, if there is one. */
  private behind(kind: number, op: number): PlannedCall | undefined {
    return this.site.component.plans[kind * 2 + (op === Op.read ? 0 : 1)][0]?.calls[0];
  }

  private bytesOf(visit: number): number {
    return this.bytes[this.site.sim.visits.kind[visit]];
  }
}
