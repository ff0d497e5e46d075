import { Graph, layout as runDagre } from '@dagrejs/dagre';
import { type DesignDocument, type Position, zonesOf } from '../../src/index.ts';

/** Size of a component on the canvas, in its units. Fixed, so that a layout needs no screen. */
export const NODE_WIDTH = 208;
export const NODE_HEIGHT = 84;

/** Everything on the canvas sits on this grid. */
export const GRID = 8;

const RANK_GAP = 88;
const NODE_GAP = 40;

export type Places = Readonly<Record<string, Position>>;

export function snapped(value: number): number {
  return Math.round(value / GRID) * GRID;
}

/** Places for all components, calls going from left to right. The same design gives the same places. */
export function tidyPlaces(document: DesignDocument): Places {
  const graph = new Graph({ compound: document.components.some((component) => zonesOf(component).length === 1) });
  graph.setGraph({ rankdir: 'LR', ranksep: RANK_GAP, nodesep: NODE_GAP });
  graph.setDefaultEdgeLabel(() => ({}));
  graph.setDefaultNodeLabel(() => ({}));
  for (const { id } of document.components) graph.setNode(id, { width: NODE_WIDTH, height: NODE_HEIGHT });
  for (const { from, to } of document.connections) graph.setEdge(from, to);
  groupByZone(graph, document);
  runDagre(graph);
  const places: Record<string, Position> = {};
  for (const { id } of document.components) {
    // Dagre places centers.
    const { x, y } = graph.node(id) as Position;
    places[id] = { x: snapped(x - NODE_WIDTH / 2), y: snapped(y - NODE_HEIGHT / 2) };
  }
  return places;
}

/** What stands in one zone stays together (in a compound graph), and so do the zones of a region. Names of groups have a colon, which ids have not. */
function groupByZone(graph: Graph, { components, zones = {} }: DesignDocument): void {
  for (const component of components) {
    const [zone, ...others] = zonesOf(component);
    if (zone === undefined || others.length > 0) continue;
    const region = zones[zone]?.region;
    graph.setParent(component.id, `zone:${zone}`);
    if (region !== undefined) graph.setParent(`zone:${zone}`, `region:${region}`);
  }
}

function derivePlaces(document: DesignDocument): Places {
  const written = document.layout ?? {};
  const missing = document.components.filter(({ id }) => !Object.hasOwn(written, id));
  if (missing.length === 0) return written;
  const tidy = tidyPlaces(document);
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
