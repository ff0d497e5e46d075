import type { DesignDocument, Position, RawComponent, RawConnection } from './document.ts';
import { freshId, idsOf, type Refused } from './edit.ts';
import { limits } from './limits.ts';

/** A part of a design on its way over the clipboard. */

export const FRAGMENT_FORMAT = 'headroom/fragment@1';

export interface Fragment {
  readonly format: typeof FRAGMENT_FORMAT;
  readonly components: readonly RawComponent[];
  readonly connections: readonly RawConnection[];
  readonly layout: Readonly<Record<string, Position>>;
}

/** The components named, the connections among them, and their places. */
export function copyFragment(document: DesignDocument, ids: readonly string[]): Fragment {
  const wanted = new Set(ids);
  const components = document.components.filter(({ id }) => wanted.has(id));
  const connections = document.connections.filter(({ from, to }) => wanted.has(from) && wanted.has(to));
  const places = Object.entries(document.layout ?? {}).filter(([id]) => wanted.has(id));
  return { format: FRAGMENT_FORMAT, components, connections, layout: Object.fromEntries(places) };
}

/** Distance of a copy from its original where no place is asked for: visible, and on the grid of 8. */
const BESIDE = 32;

function offset(layout: Fragment['layout'], at: Position | undefined): Position {
  const places = Object.values(layout);
  if (at === undefined || places.length === 0) return { x: BESIDE, y: BESIDE };
  return { x: at.x - Math.min(...places.map(({ x }) => x)), y: at.y - Math.min(...places.map(({ y }) => y)) };
}

export interface Pasted {
  readonly doc: DesignDocument;
  /** Ids of what was added. */
  readonly ids: readonly string[];
}

/**
 * Adds a fragment under fresh ids. With `at`, its upper left corner comes there; without, it lies beside its original.
 * Refused where the design would become larger than a design may be.
 */
export function paste(document: DesignDocument, fragment: Fragment, at?: Position): Pasted | Refused {
  const components = document.components.length + fragment.components.length;
  const connections = document.connections.length + fragment.connections.length;
  if (components > limits.components || connections > limits.connections) {
    return { refused: `A design has at most ${limits.components} components and ${limits.connections} connections.` };
  }
  const taken = new Set(idsOf(document));
  const renamed = new Map<string, string>();
  for (const { id } of fragment.components) {
    const fresh = freshId(taken, id);
    taken.add(fresh);
    renamed.set(id, fresh);
  }
  const named = (id: string): string => renamed.get(id) ?? id;
  const by = offset(fragment.layout, at);
  const places = Object.entries(fragment.layout).map(([id, { x, y }]) => [named(id), { x: x + by.x, y: y + by.y }]);
  const doc = {
    ...document,
    components: [
      ...document.components,
      ...fragment.components.map((component) => ({ ...component, id: named(component.id) })),
    ],
    connections: [
      ...document.connections,
      ...fragment.connections.map((connection) => ({
        ...connection,
        from: named(connection.from),
        to: named(connection.to),
      })),
    ],
    layout: { ...document.layout, ...Object.fromEntries(places) },
  };
  return { doc, ids: [...renamed.values()] };
}

/** Copies components beside their originals, with the connections among them. */
export function duplicate(document: DesignDocument, ids: readonly string[]): Pasted | Refused {
  return paste(document, copyFragment(document, ids));
}
