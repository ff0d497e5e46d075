import type { Capacity } from '../field.ts';
import { grown, type RandomStream } from '../kernel/index.ts';
import { isAbsent } from './absent-keys.ts';
import { type Eviction, type EvictionOrder, NOBODY, type Past, WarmKeys } from './eviction/index.ts';
import { KeyTable, NONE } from './key-table.ts';
import type { Lifetime } from './lifetime.ts';

/**
 * Memory that an entry costs beside its value: hash slot, pointers, header [B]. The Redis FAQ counts 85 MB for a million
 * small pairs, keys and values included.
 */
export const ENTRY_OVERHEAD = 80;

/**
 * What a cache really holds: entries by key, each with its time of expiry. Who goes when it is full is the eviction's
 * affair. Grows with what it holds, not with what it may hold.
 */
export class CacheContents {
  private readonly life: Lifetime;
  private readonly stale: number;
  private readonly draws: RandomStream | undefined;
  private readonly order: EvictionOrder;
  private readonly keepsPopular: boolean;
  private readonly room: number;
  private readonly countsBytes: boolean;
  private readonly table = new KeyTable();
  private readonly warmKeys = new WarmKeys();
  private warmSize = 0;
  private warmBytes = 0;
  private used = 0;
  /** By entry: expiry [s], and the room it takes. */
  private expiries = new Float64Array(64);
  private sizes = new Float64Array(64);

  /** `stream` gives streams of random numbers by purpose. */
  constructor(capacity: Capacity, life: Lifetime, eviction: Eviction, stream: (purpose: string) => RandomStream) {
    this.life = life;
    this.stale = life.stale ?? 0;
    this.draws = (life.jitter ?? 0) > 0 ? stream('ttl') : undefined;
    this.order = eviction.order(this.table, this.warmKeys, () => stream('eviction'));
    this.keepsPopular = eviction.keepsPopular === true;
    this.countsBytes = 'bytes' in capacity;
    this.room = 'bytes' in capacity ? capacity.bytes : capacity.entries;
  }

  /** Held, fresh or not. */
  get entries(): number {
    return this.table.size + Math.round(this.warmKeys.held);
  }

  /** Whether the key is held and not expired now. What is of no use to anybody any more is dropped. */
  lookup(key: number, now: number): boolean {
    this.order.asked?.(key);
    return this.use(key, now, 0);
  }

  /** Whether an expired entry of the key may still be served. */
  lookupStale(key: number, now: number): boolean {
    return this.use(key, now, this.stale);
  }

  /**
   * Holds the key from now on, evicting as many others as it takes. `bytes` is the size of its value. An entry that is
   * held and has not expired keeps its age: of several fetches at the same time the first one counts.
   */
  insert(key: number, now: number, bytes: number): void {
    if (isAbsent(key)) {
      if (this.life.absentTtl !== undefined) this.insertAbsence(key, now, this.life.absentTtl);
      return;
    }
    if (this.warmKeys.has(key)) {
      if (this.warmKeys.expiry(key) > now) {
        this.useWarm(key);
        return;
      }
      this.remove(key);
    }
    if (this.isHeldAnew(key, now)) return;
    this.add(key, this.expiryAt(now), bytes);
  }

  /** Holds from now on that there is no such item: a key without a value. */
  private insertAbsence(key: number, now: number, ttl: number): void {
    if (this.isHeldAnew(key, now)) return;
    this.add(key, now + ttl, 0);
  }

  /** Whether an entry of the key is there and has not expired: it has been used once more. One that has expired is gone. */
  private isHeldAnew(key: number, now: number): boolean {
    const held = this.table.find(key);
    if (held === NONE) return false;
    const isFresh = this.expiries[held] > now;
    if (isFresh) this.order.used(held);
    else this.drop(held);
    return isFresh;
  }

  /** Holds a new value of the key from now on, in place of what was held. */
  replace(key: number, now: number, bytes: number): void {
    this.remove(key);
    this.add(key, this.expiryAt(now), bytes);
  }

  remove(key: number): void {
    if (this.warmKeys.has(key)) {
      this.cool(key);
      return;
    }
    const entry = this.table.find(key);
    if (entry !== NONE) this.drop(entry);
  }

  clear(): void {
    this.table.clear();
    this.warmKeys.clear();
    this.order.clear();
    this.used = 0;
  }

  /**
   * Fills an empty cache with keys of its past, as one holds them that has run for long: the most popular the newest and
   * the most asked for, and fresh as often as they would be. `bytes` is the size of a value.
   */
  warm(past: Past, bytes: number, draws: RandomStream): void {
    const { warmKeys } = this;
    this.warmBytes = bytes;
    this.warmSize = this.sizeOf(bytes);
    warmKeys.fill(past, Math.floor(this.room / this.warmSize), this.life, this.keepsPopular, draws);
    this.used += warmKeys.held * this.warmSize;
  }

  /** Uses the key's entry if it expired less than `grace` ago, or has not. */
  private use(key: number, now: number, grace: number): boolean {
    const { warmKeys, order } = this;
    const isWarm = warmKeys.has(key);
    const entry = isWarm ? NONE : this.table.find(key);
    if (!isWarm && entry === NONE) return false;
    const expiry = isWarm ? warmKeys.expiry(key) : this.expiries[entry];
    if (expiry + grace <= now) {
      if (expiry + this.stale <= now) this.remove(key);
      return false;
    }
    if (this.life.renewedByHit === true && expiry > now && !isAbsent(key)) this.renew(key, entry, now);
    if (isWarm) this.useWarm(key);
    else order.used(entry);
    return true;
  }

  private useWarm(key: number): void {
    if (!this.order.movesOnHit) return;
    const expiry = this.warmKeys.expiry(key);
    this.cool(key);
    this.add(key, expiry, this.warmBytes);
  }

  private renew(key: number, entry: number, now: number): void {
    if (entry === NONE) this.warmKeys.renew(key, this.expiryAt(now));
    else this.expiries[entry] = this.expiryAt(now);
  }

  private expiryAt(now: number): number {
    const { life, draws } = this;
    if (draws === undefined) return now + life.ttl;
    return now + life.ttl * (1 + (life.jitter ?? 0) * (2 * draws.uniform() - 1));
  }

  private cool(key: number): void {
    const { warmKeys } = this;
    if (warmKeys.cool(key)) this.used -= this.warmSize;
    if (warmKeys.left > 0) return;
    // What was counted by its mean need not come out even.
    this.used -= warmKeys.held * this.warmSize;
    warmKeys.held = 0;
  }

  private drop(entry: number): void {
    this.order.removed(entry);
    this.used -= this.sizes[entry];
    this.table.remove(entry);
  }

  /** What a value of so many bytes takes of the room. */
  private sizeOf(bytes: number): number {
    return this.countsBytes ? bytes + ENTRY_OVERHEAD : 1;
  }

  /** Holds a key that is not held, until `expiry` [s]. */
  private add(key: number, expiry: number, bytes: number): void {
    const size = this.sizeOf(bytes);
    if (size > this.room) return; // too large to be held at all
    while (this.used + size > this.room) {
      const victim = this.order.victim(key);
      if (victim === NOBODY) return;
      this.remove(victim);
    }
    const entry = this.table.add(key);
    if (entry === this.expiries.length) {
      this.expiries = grown(this.expiries, entry * 2);
      this.sizes = grown(this.sizes, entry * 2);
    }
    this.expiries[entry] = expiry;
    this.sizes[entry] = size;
    this.used += size;
    this.order.stored(entry);
  }
}
