import type { Topology } from '../topology.ts';
import type { Known, Say } from './known.ts';

/** A stock that no request can run down: writes that are not about items of a known set take each its own. */
export function checkStock(topology: Topology, _components: Known, warn: Say): void {
  const requests = topology.streams.flatMap((stream) => Object.entries(stream.requests));
  topology.components.forEach(({ id, stock }, i) => {
    if (stock === undefined) return;
    const takers = requests.filter(([name, { kind }]) => kind === 'write' && stock.for?.includes(name) !== false);
    const unkeyed = takers.filter(([, { keys }]) => keys === undefined).map(([name]) => `"${name}"`);
    if (takers.length > 0 && unkeyed.length === 0) return;
    warn(
      'stock-without-items',
      ['components', i, 'stock'],
      takers.length === 0 ? `Nothing takes a unit of the stock of "${id}".` : `${unkeyed.join(', ')} never runs out.`,
      takers.length === 0
        ? 'A unit is taken by a write of a request that the stock is for.'
        : 'A write without "keys" is about an item of its own, which has all its units.',
      takers.length === 0 ? 'Name a request that writes in "for", or remove the stock.' : 'Give the request "keys".',
    );
  });
}
