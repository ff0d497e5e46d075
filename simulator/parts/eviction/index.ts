import type { Eviction } from './eviction.ts';
import { fifo } from './fifo.ts';
import { lfu } from './lfu.ts';
import { lru } from './lru.ts';
import { none } from './none.ts';
import { random } from './random.ts';

export { type Eviction, type EvictionOrder, NOBODY } from './eviction.ts';
export { type Past, WarmKeys } from './warm-keys.ts';

/** What may go when a cache is full. */
export const evictions = [lru, fifo, lfu, random, none] as const satisfies readonly Eviction[];

export function evictionOf(value: (typeof evictions)[number]['value']): Eviction {
  return evictions.find((eviction) => eviction.value === value) ?? lru;
}
