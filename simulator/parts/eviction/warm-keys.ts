import { avalanche, type RandomStream } from '../../kernel/index.ts';
import { expiryAtStart, freshShare, type Lifetime } from '../lifetime.ts';

/** What a cache has been asked for before the run begins. */
export interface Past {
  /** Different keys, 0 upwards, the most popular first. */
  readonly keys: number;
  /** How often a key has been asked for here [1/s]. Counts only where entries expire. */
  readonly rateOf: (key: number) => number;
  /** Where keys are spread over several caches: which are here, and their share of all. */
  readonly own?: { readonly has: (key: number) => boolean; readonly share: number };
}

/** Keys that are looked at one by one to count what is held; those beyond are many, and counted by their mean. */
const COUNTED = 65_536;
/** Those beyond are taken in steps of this part of their number. */
const STEP = 1 / 16;

const MIXED = 0x9e3779b9;

/**
 * Keys 0 to n - 1 as a cache would hold them that has run for long, of which nothing has been stored anew or moved since.
 * They have no entries, so that a cache of any size is warm at once: which of them are here, and which have expired, is
 * said by a hash when somebody asks. In any order of age they are older than all entries, the highest key the oldest.
 *
 * With room for all, everything is held that was ever asked for, fresh or expired. With less room the most popular that
 * are fresh are held, as many as fit.
 */
export class WarmKeys {
  /** Keys that are still warm. */
  left = 0;
  /** Keys that were warm at first: those below this number. */
  first = 0;
  /** Of the keys left, those that take room: a mean where they are many. */
  held = 0;
  private end = 0;
  private life: Lifetime = { ttl: Number.POSITIVE_INFINITY };
  private rateOf: Past['rateOf'] = () => Number.POSITIVE_INFINITY;
  private own: Past['own'] = undefined;
  private salt = 0;
  /** Whether what has expired takes room until it is asked for. */
  private keepsExpired = true;
  /** A bit for each key that is warm no more. */
  private cooled = new Uint8Array(0);
  /** Of those whose life has been renewed; NaN for the others [s]. */
  private renewed: Float64Array | undefined = undefined;

  /** As many as fit into `room` entries; `keepsPopular` where the most popular stay, though they have expired. */
  fill({ keys, rateOf, own }: Past, room: number, life: Lifetime, keepsPopular: boolean, draws: RandomStream): void {
    this.salt = draws.integer(0x1_0000_0000);
    this.life = life;
    this.rateOf = rateOf;
    this.own = own;
    this.keepsExpired = keepsPopular || life.ttl === Number.POSITIVE_INFINITY || keys * (own?.share ?? 1) <= room;
    this.first = this.keepsExpired && own === undefined ? this.simply(keys, room) : this.count(keys, room);
    this.left = this.first;
    this.end = this.first;
    this.cooled = new Uint8Array((this.first >> 3) + 1);
  }

  has(key: number): boolean {
    // Keys below zero are items that nobody asked for before.
    return key >= 0 && key < this.end && (this.cooled[key >> 3] & (1 << (key & 7))) === 0;
  }

  /** When the key expires [s]; negative where it is expired from the start, or held elsewhere. */
  expiry(key: number): number {
    const { life, renewed, own } = this;
    if (own !== undefined && !own.has(key)) return Number.NEGATIVE_INFINITY;
    if (life.ttl === Number.POSITIVE_INFINITY) return life.ttl;
    const known = renewed === undefined ? Number.NaN : renewed[key];
    if (known >= 0) return known;
    const hash = avalanche((key | 0) ^ this.salt);
    const second = life.jitter === undefined || life.jitter === 0 ? 0 : uniform(avalanche(hash ^ MIXED));
    return expiryAtStart(life, this.rateOf(key), uniform(hash), second);
  }

  renew(key: number, expiry: number): void {
    this.renewed ??= new Float64Array(this.first).fill(Number.NaN);
    this.renewed[key] = expiry;
  }

  /** The key is warm no more: it gets an entry, or it goes. Returns whether it took room. */
  cool(key: number): boolean {
    const tookRoom = this.isHeld(key);
    this.cooled[key >> 3] |= 1 << (key & 7);
    if (tookRoom) this.held--;
    this.left--;
    return tookRoom;
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
    this.held = 0;
    this.end = 0;
  }

  /** All take room; returns how many there are. */
  private simply(keys: number, room: number): number {
    this.held = Math.min(keys, room);
    return this.held;
  }

  /** Counts those that take room until there is none left; returns how many keys were passed. */
  private count(keys: number, room: number): number {
    const { life, rateOf, own, keepsExpired } = this;
    let key = 0;
    let held = 0;
    for (; key < Math.min(keys, COUNTED) && held < room; key++) if (this.isHeld(key)) held++;
    while (key < keys && held < room) {
      const step = Math.min(keys - key, Math.ceil(key * STEP));
      const fresh = keepsExpired ? 1 : freshShare(life, rateOf(key + (step >> 1)));
      const more = step * fresh * (own?.share ?? 1);
      const part = Math.min(1, (room - held) / more);
      held += part * more;
      key += Math.ceil(part * step);
    }
    this.held = held;
    return key;
  }

  private isHeld(key: number): boolean {
    if (this.keepsExpired) return this.own === undefined || this.own.has(key);
    return this.expiry(key) + (this.life.stale ?? 0) > 0;
  }
}

/** Of a hash of 32 bits: a number in [0, 1). */
function uniform(hash: number): number {
  return (hash >>> 0) / 0x1_0000_0000;
}
