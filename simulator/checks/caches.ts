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
    if (spec['near'] !== undefined) checkNear(topology, components, i, warn);
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
  checkMisses(topology, components, warn);
}

/** Calls that are to be made after a miss where nothing can miss. A cache calls what is behind it on a miss anyway. */
function checkMisses({ connections }: Topology, components: Known, warn: Say): void {
  const roleOf = (id: string) => components.get(id)?.definition.role;
  connections.forEach(({ from, to, on }, i) => {
    if (on !== 'miss' || roleOf(from) === undefined || roleOf(from) === 'cache') return;
    const asksCache = connections.some((other) => other.from === from && roleOf(other.to) === 'cache');
    if (asksCache && roleOf(to) !== 'cache') return;
    warn(
      'no-miss',
      ['connections', i, 'on'],
      `The call "${from}->${to}" waits for a miss that never comes.`,
      asksCache ? 'It is itself the call to a cache.' : `"${from}" asks no cache.`,
      asksCache ? 'Remove "on".' : 'Remove "on", or connect the caller to a cache.',
    );
  });
}

/** A near cache is in the process of its caller: there is one for each instance, and nobody else's. */
function checkNear(topology: Topology, components: Known, i: number, warn: Say): void {
  const spec = topology.components[i];
  const callers = topology.connections.filter(({ to }) => to === spec.id).map(({ from }) => components.get(from));
  const [only] = callers;
  const instances =
    only === undefined ? 0 : Math.max(only.definition.instances(only.spec as never), only.spec.autoscale?.max ?? 0);
  if (callers.length !== 1 || instances !== spec['near']) {
    warn(
      'near-cache-instances',
      ['components', i, 'near'],
      `The near cache "${spec.id}" has ${spec['near']} instances, and its caller${callers.length === 1 ? ` ${instances}` : 's are several or none'}.`,
      'It stands in the process of its caller: each instance of one caller has its own.',
      callers.length === 1 ? `Set "near" to ${instances}.` : 'Draw one near cache for each component that calls.',
    );
  }
  if (spec['standby'] === true) {
    warn(
      'no-effect',
      ['components', i, 'standby'],
      `"standby" of "${spec.id}" has no effect.`,
      'A near cache has no nodes of its own.',
      'Remove "standby".',
    );
  }
}
