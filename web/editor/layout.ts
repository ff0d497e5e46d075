import type { DesignDocument, Position } from '../../src/index.ts';
import { theEngine } from '../engine/index.ts';
import { GRID, NODE_GAP, NODE_HEIGHT, NODE_WIDTH, RANK_GAP, snapped } from '../state/grid.ts';

export type Places = Readonly<Record<string, Position>>;

function derivePlaces(document: DesignDocument): Places {
  const written = document.layout ?? {};
  const missing = document.components.filter(({ id }) => !Object.hasOwn(written, id));
  if (missing.length === 0) return written;
  // Only a document that was read from somewhere has components without places.
  const tidy = theEngine().tidyPlaces(document);
  if (missing.length === document.components.length) return tidy;
  // Below what has a place, in the order that a tidy layout would have.
  const bottom = Math.max(...Object.values(written).map(({ y }) => y)) + NODE_HEIGHT + NODE_GAP;
  const top = Math.min(...missing.map(({ id }) => tidy[id]?.y ?? 0));
  const added = missing.map(({ id }) => [id, { x: tidy[id]?.x ?? 0, y: bottom + (tidy[id]?.y ?? 0) - top }]);
  return { ...Object.fromEntries(added), ...written };
}

/** Places of documents seen: undo comes back to them. */
const known = new WeakMap<DesignDocument, Places>();
let last: DesignDocument | undefined;

function samePlaces(a: DesignDocument, b: DesignDocument): boolean {
  return a.layout === b.layout && a.components === b.components && a.connections === b.connections;
}

/** Where each component is: its written place, or a derived one where the file has none. */
export function placesOf(document: DesignDocument): Places {
  let places = known.get(document);
  if (places !== undefined) return places;
  places = last !== undefined && samePlaces(last, document) ? known.get(last) : undefined;
  places ??= derivePlaces(document);
  known.set(document, places);
  last = document;
  return places;
}

function overlaps(a: Position, b: Position): boolean {
  return Math.abs(a.x - b.x) < NODE_WIDTH + GRID && Math.abs(a.y - b.y) < NODE_HEIGHT + GRID;
}

/** The nearest free place at or below `wanted`, on the grid. */
export function freePlace(document: DesignDocument, wanted: Position): Position {
  const taken = Object.values(placesOf(document));
  const place = { x: snapped(wanted.x), y: snapped(wanted.y) };
  while (taken.some((other) => overlaps(place, other))) place.y += GRID * 2;
  return place;
}

/** Where a component goes that `from` calls: to its right, beside its other callees. */
export function placeBeside(document: DesignDocument, from: string): Position {
  const { x, y } = placesOf(document)[from] ?? { x: 0, y: 0 };
  return freePlace(document, { x: x + NODE_WIDTH + RANK_GAP, y });
}
