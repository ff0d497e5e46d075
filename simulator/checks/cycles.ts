import type { Topology } from '../topology.ts';
import type { Say } from './known.ts';

/** A request that comes back to where it was would circle without end. */
export function checkCycles(topology: Topology, error: Say): void {
  const next = new Map<string, { to: string; index: number }[]>();
  topology.connections.forEach(({ from, to }, index) => {
    next.set(from, [...(next.get(from) ?? []), { to, index }]);
  });
  const done = new Set<string>();
  for (const start of next.keys()) {
    // Depth first with an explicit path: a design may be as deep as it has components.
    const path: string[] = [];
    const stack: { id: string; at: number }[] = [{ id: start, at: 0 }];
    path.push(start);
    while (stack.length > 0) {
      const top = stack[stack.length - 1];
      const edge = (next.get(top.id) ?? [])[top.at++];
      if (edge === undefined) {
        done.add(top.id);
        stack.pop();
        path.pop();
      } else if (path.includes(edge.to)) {
        const loop = [...path.slice(path.indexOf(edge.to)), edge.to].join(' → ');
        error(
          'cycle',
          ['connections', edge.index],
          `The calls go in a circle: ${loop}.`,
          'Each request would call itself again and never be answered.',
          'Remove one of these connections.',
        );
        return;
      } else if (!done.has(edge.to)) {
        stack.push({ id: edge.to, at: 0 });
        path.push(edge.to);
      }
    }
  }
}
