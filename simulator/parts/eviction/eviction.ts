import type { RandomStream } from '../../kernel/index.ts';
import type { KeyTable } from '../key-table.ts';
import type { WarmKeys } from './warm-keys.ts';

/** In place of a key: nobody goes, and the newcomer is not stored. */
export const NOBODY = Number.NEGATIVE_INFINITY;

/** The order in which a cache's entries go. It is told what happens to them, and asked who is next. */
export interface EvictionOrder {
  /** Whether a hit changes the order, so that a warm key needs an entry of its own from then on. */
  readonly movesOnHit: boolean;
  /** Somebody asks for a key, held or not. */
  asked?(key: number): void;
  stored(entry: number): void;
  used(entry: number): void;
  removed(entry: number): void;
  clear(): void;
  /** The held key that goes so that `newcomer` has room, or NOBODY. Something is held. */
  victim(newcomer: number): number;
}

/** One way to evict, as a design names it. */
export interface Eviction<Value extends string = string> {
  readonly value: Value;
  readonly title: string;
  readonly description: string;
  /** What it holds in the long run is what is asked for most, whether it has expired or not. */
  readonly keepsPopular?: true;
  /** `draws` are for those who leave it to chance. */
  readonly order: (table: KeyTable, warm: WarmKeys, draws: () => RandomStream) => EvictionOrder;
}

/** Keeps the literal name. */
export function defineEviction<const Value extends string>(eviction: Eviction<Value>): Eviction<Value> {
  return eviction;
}
