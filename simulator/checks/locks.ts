import type { Topology } from '../topology.ts';
import type { Known, Say } from './known.ts';

/**
 * A lock is held until the request that took it has been answered, its later calls included: whoever is called meanwhile
 * and waits for the same lock waits for ever, or until a lease runs out.
 */
export function checkLocks({ connections }: Topology, components: Known, warn: Say): void {
  const waited = connections.filter(({ mode }) => mode !== 'async');
  const targetsOf = (id: string) => waited.filter(({ from }) => from === id).map(({ to }) => to);
  connections.forEach((connection, i) => {
    if (components.get(connection.to)?.definition.type !== 'lock-service' || connection.mode === 'async') return;
    const takesToo = new Set(waited.filter(({ to }) => to === connection.to).map(({ from }) => from));
    const reached = new Set<string>();
    const open = targetsOf(connection.from);
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (reached.has(at) || components.get(at)?.definition.role === 'queue') continue;
      reached.add(at);
      open.push(...targetsOf(at));
    }
    const nested = [...reached].find((id) => takesToo.has(id));
    if (nested === undefined) return;
    warn(
      'nested-lock',
      ['connections', i],
      `"${connection.from}" may hold a lock of "${connection.to}" while it calls "${nested}", which takes one of the same.`,
      'About the same item the second waits for the first, and the first for the second: a deadlock, until somebody gives up.',
      `Take the lock in one place, or give the call to "${connection.to}" a timeout.`,
    );
  });
}
