import type { DesignDocument } from '../../src/index.ts';
import { type Places, placesOf } from './layout.ts';

/** The order in which components are read and walked: callers before callees, upper before lower. */

function byHeight(places: Places): (a: string, b: string) => number {
  return (a, b) => (places[a]?.y ?? 0) - (places[b]?.y ?? 0) || (places[a]?.x ?? 0) - (places[b]?.x ?? 0);
}

export function calleesOf(document: DesignDocument, id: string): readonly string[] {
  const callees = document.connections.filter(({ from }) => from === id).map(({ to }) => to);
  return callees.sort(byHeight(placesOf(document)));
}

export function callersOf(document: DesignDocument, id: string): readonly string[] {
  const callers = document.connections.filter(({ to }) => to === id).map(({ from }) => from);
  return callers.sort(byHeight(placesOf(document)));
}

/** All components, breadth first from those that nobody calls; what lies on a circle only comes last. */
export function readingOrder(document: DesignDocument): readonly string[] {
  const ids = document.components.map(({ id }) => id).sort(byHeight(placesOf(document)));
  const roots = ids.filter((id) => !document.connections.some(({ to }) => to === id));
  const order = new Set<string>();
  for (const start of [...roots, ...ids]) {
    if (order.has(start)) continue;
    // A set is walked in the order of insertion, what is added on the way included.
    const component = new Set([start]);
    for (const id of component) for (const callee of calleesOf(document, id)) component.add(callee);
    for (const id of component) order.add(id);
  }
  return [...order];
}

export type Direction = 'up' | 'down' | 'left' | 'right';

/**
 * The component to go to from `id`: right along its calls, left back along them, up and down among the callees of its
 * caller, or among all where it has no such siblings. Stays where there is nowhere to go.
 */
export function neighbor(document: DesignDocument, id: string, direction: Direction): string {
  if (direction === 'right') return calleesOf(document, id)[0] ?? id;
  if (direction === 'left') return callersOf(document, id)[0] ?? id;
  const caller = callersOf(document, id)[0];
  const siblings = caller === undefined ? [] : calleesOf(document, caller);
  const walk = siblings.length > 1 ? siblings : readingOrder(document);
  const at = walk.indexOf(id) + (direction === 'down' ? 1 : -1);
  return walk[(at + walk.length) % walk.length] ?? id;
}
