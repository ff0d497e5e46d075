import { avalanche, type RandomStream } from '../../kernel/index.ts';

/**
 * Keys 0 to n - 1 that a cache holds from the start and that have not been stored anew or moved since: the most popular
 * ones, as a long-running cache would hold them. They have no entries, so that a cache of any size is warm at once. In
 * any order of age they are older than all entries, the highest key the oldest.
 */
export class WarmKeys {
  /** Keys that are still warm. */
  left = 0;
  /** Keys that were warm at first: those below this number. */
  first = 0;
  private end = 0;
  private ttl = Number.POSITIVE_INFINITY;
  private salt = 0;
  /** A bit for each key that is warm no more. */
  private cooled = new Uint8Array(0);
  /** Of those whose life has been renewed; NaN for the others [s]. */
  private renewed: Float64Array | undefined = undefined;

  /** Of the time to live [s] a random part is gone, so that not all expire at once. */
  fill(count: number, ttl: number, draws: RandomStream): void {
    this.left = count;
    this.first = count;
    this.end = count;
    this.ttl = ttl;
    this.salt = draws.integer(0x1_0000_0000);
    this.cooled = new Uint8Array((count >> 3) + 1);
  }

  has(key: number): boolean {
    // Keys below zero are items that nobody asked for before.
    return key >= 0 && key < this.end && (this.cooled[key >> 3] & (1 << (key & 7))) === 0;
  }

  /** When the key expires [s]. */
  expiry(key: number): number {
    const { ttl, renewed } = this;
    if (ttl === Number.POSITIVE_INFINITY) return ttl;
    const known = renewed === undefined ? Number.NaN : renewed[key];
    return known >= 0 ? known : (ttl * (avalanche((key | 0) ^ this.salt) >>> 0)) / 0x1_0000_0000;
  }

  renew(key: number, expiry: number): void {
    this.renewed ??= new Float64Array(this.first).fill(Number.NaN);
    this.renewed[key] = expiry;
  }

  /** The key is warm no more: it gets an entry, or it goes. */
  cool(key: number): void {
    this.cooled[key >> 3] |= 1 << (key & 7);
    this.left--;
  }

  /** The highest that is left; there is one. */
  highest(): number {
    while (!this.has(this.end - 1)) this.end--;
    return this.end - 1;
  }

  /** Any of those left, all alike; there is one. */
  any(draws: RandomStream): number {
    const { end } = this;
    // The fewer are left, the more draws it takes, and the less often anybody asks: one draw per eviction on average.
    let key = draws.integer(end);
    while (!this.has(key)) key = draws.integer(end);
    return key;
  }

  clear(): void {
    this.left = 0;
    this.first = 0;
    this.end = 0;
  }
}
