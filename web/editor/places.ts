import {
  addPlace,
  type DesignDocument,
  type Position,
  placeIn,
  regionIds,
  setPlace,
  zoneIds,
  zonesOf,
} from '../../src/index.ts';
import { announce } from '../state/announce.ts';
import { edit, getDocument, getSelection } from '../state/document-store.ts';
import { keepFramePlace } from '../state/frame-places.ts';
import { NODE_HEIGHT, NODE_WIDTH, snapped } from '../state/grid.ts';
import { viewport } from '../state/viewport.ts';
import { hasPlace, withPlaces } from './actions.ts';
import { itemsNamed } from './words.ts';

/** Zones and regions as a user adds them: each is one step of history, and is announced. */

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/** A design with one more zone, in the region that was described last unless another is given. */
export function withZone(
  document: DesignDocument,
  region = regionIds(document).at(-1),
): { readonly doc: DesignDocument; readonly id: string } {
  const { length } = zoneIds(document);
  const wanted = `zone-${LETTERS[length] ?? length + 1}`;
  return addPlace(document, 'zones', { wanted, ...(region !== undefined && { region }) });
}

/** Those of some components that stand somewhere: clients do not. */
function placeable(ids: readonly string[]): readonly string[] {
  return getDocument()
    .components.filter((component) => ids.includes(component.id) && hasPlace(component))
    .map(({ id }) => id);
}

/** An empty frame comes to a place, or waits below the design, and is shown. */
function showEmpty(zone: string, at: Position | undefined): void {
  if (at === undefined) requestAnimationFrame(() => viewport()?.fit());
  else keepFramePlace(zone, { x: snapped(at.x - NODE_WIDTH / 2), y: snapped(at.y - NODE_HEIGHT / 2) });
}

/** Adds a zone around components, or an empty one at a place. Without either it is around what is selected. */
export function addZone({
  around = getSelection().components,
  at,
}: {
  around?: readonly string[];
  at?: Position;
} = {}): void {
  const document = getDocument();
  const inside = placeable(around);
  const { doc, id } = withZone(document);
  if (inside.length === 0) showEmpty(id, at);
  const named = inside.length === 0 ? '' : ` around ${itemsNamed(document, inside, [])}`;
  const added = edit(`Add ${id}${named}`, () =>
    inside.reduce((next, component) => placeIn(next, component, [id]), inside.length === 0 ? doc : withPlaces(doc)),
  );
  if (added) announce(`Added ${id}${named === '' ? ', which is empty: drop a component into it' : named}.`);
}

/**
 * Adds a region around zones: those given, or those of what is selected, or those that are in no region yet. Where there
 * is none of these, around a new, empty zone at a place.
 */
export function addRegion({ around, at }: { around?: readonly string[]; at?: Position } = {}): void {
  const document = getDocument();
  const { components } = getSelection();
  const selected = document.components.filter(({ id }) => components.includes(id)).flatMap(zonesOf);
  const free = zoneIds(document).filter((zone) => document.zones?.[zone]?.region === undefined);
  const wanted = around ?? (at === undefined ? [...new Set(selected.length > 0 ? selected : free)] : []);
  const { doc, id } = addPlace(document, 'regions', { wanted: `region-${regionIds(document).length + 1}` });
  if (wanted.length > 0) {
    const into = (next: DesignDocument, zone: string) => setPlace(next, 'zones', zone, ['region'], id);
    if (edit(`Add ${id}`, () => wanted.reduce(into, doc))) announce(`Added ${id} around ${wanted.join(', ')}.`);
    return;
  }
  const zone = withZone(doc, id);
  showEmpty(zone.id, at);
  if (edit(`Add ${id}`, () => zone.doc)) announce(`Added ${id} with ${zone.id}, which is empty.`);
}
