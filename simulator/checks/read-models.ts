import type { Topology } from '../topology.ts';
import type { Known, Say } from './known.ts';

/** A view that nobody writes from messages, or of whose items nobody can ask twice: no read of it can be found stale. */
export function checkReadModels({ components, connections, streams }: Topology, known: Known, warn: Say): void {
  const requests = streams.flatMap((stream) => Object.values(stream.requests));
  const hasKeys = requests.some(({ kind, keys }) => kind === 'write' && keys !== undefined);
  components.forEach(({ id, readModel }, i) => {
    if (readModel !== true) return;
    const isFed = isWrittenFromMessages(id, connections, known);
    if (isFed && hasKeys) return;
    warn(
      'no-effect',
      ['components', i, 'readModel'],
      `No read of "${id}" can be found stale.`,
      isFed
        ? 'A write without "keys" is about an item of its own, which nobody reads.'
        : 'A read model is written by workers, functions or services that get messages from a queue, a log or the change feed of a store.',
      isFed ? 'Give the requests that write "keys".' : 'Draw who writes it from messages, or remove "readModel".',
    );
  });
}

function isWrittenFromMessages(id: string, connections: Topology['connections'], known: Known): boolean {
  const seen = new Set<string>();
  const open = [id];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (seen.has(at)) continue;
    seen.add(at);
    for (const { from, to } of connections) {
      const definition = known.get(from)?.definition;
      if (to !== at || definition === undefined) continue;
      if (definition.role === 'queue' || definition.tellsOfChanges === true) return true;
      if (definition.role === 'worker' || definition.role === 'compute') open.push(from);
    }
  }
  return false;
}
