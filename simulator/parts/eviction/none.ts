import { defineEviction, type EvictionOrder, NOBODY } from './eviction.ts';

export const none = defineEviction({
  value: 'none',
  title: 'None',
  description: 'Nothing goes but what expires or is dropped: a full cache stores no more (Redis: noeviction).',
  keepsPopular: true,
  order: () => new Standstill(),
});

class Standstill implements EvictionOrder {
  readonly movesOnHit = false;

  stored(): void {
    // Stays.
  }

  used(): void {
    // Stays.
  }

  removed(): void {
    // There is room again.
  }

  clear(): void {
    // There is room again.
  }

  victim(): number {
    return NOBODY;
  }
}
