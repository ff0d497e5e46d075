import type { Topology } from '../topology.ts';
import type { Known, Say } from './known.ts';

/** What a cache is told to do and cannot, or need not. */
export function checkCaches(topology: Topology, components: Known, error: Say, warn: Say): void {
  topology.components.forEach((spec, i) => {
    if (components.get(spec.id)?.definition.role !== 'cache') return;
    const isReadThrough = topology.connections.some(({ from }) => from === spec.id);
    if (spec['write'] === 'back' && !isReadThrough) {
      error(
        'write-back-without-store',
        ['components', i, 'write'],
        `"${spec.id}" is to write back and has no store to write to.`,
        'Beside a store it is the caller that writes, to the store and not to the cache.',
        'Connect the cache to the store, and its callers only to the cache; or choose "aside" or "through".',
      );
    }
    if (spec['ttl'] !== undefined) return;
    for (const field of ['ttlRenewedByHit', 'ttlJitter', 'staleWhileRevalidate']) {
      if (spec[field] === undefined || spec[field] === false) continue;
      warn(
        'no-effect',
        ['components', i, field],
        `"${field}" of "${spec.id}" has no effect.`,
        'Its entries have no time to live: none ever expires.',
        `Remove "${field}", or give a "ttl".`,
      );
    }
  });
}
