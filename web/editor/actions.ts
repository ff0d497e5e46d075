import { definitionOf, policies } from '../../simulator/index.ts';
import {
  addComponent,
  connect,
  connectionKey,
  type DesignDocument,
  dropPolicy,
  duplicate,
  move,
  type Position,
  placeIn,
  type RawComponent,
  type Refused,
  removeItems,
} from '../../src/index.ts';
import { getEngine } from '../engine/index.ts';
import { announce } from '../state/announce.ts';
import { edit, getDocument, getSelection, select } from '../state/document-store.ts';
import { GRID, NODE_HEIGHT, NODE_WIDTH } from '../state/grid.ts';
import { viewport } from '../state/viewport.ts';
import { toast } from '../ui/index.ts';
import { freePlace, placeBeside, placesOf } from './layout.ts';
import { connectionByKey, connectionName, counted, itemsNamed, nameById, typeTitle } from './words.ts';

/**
 * What a user does to the design, whatever by: pointer, key, menu, outline. Each is one step of history, is announced,
 * and leaves the selection where the next command is expected.
 */

/** Says why something was not done, to eyes and ears. */
export function refuse(reason: string): void {
  toast({ tone: 'info', title: reason });
  announce(reason);
}

/**
 * Puts a new component at a place, or at a free one near the middle of what is seen, and into a zone where one is given;
 * returns its id.
 */
export function place(type: string, at?: Position, zone?: string): string | undefined {
  const wanted = at ?? viewport()?.center() ?? { x: 0, y: 0 };
  const corner = { x: wanted.x - NODE_WIDTH / 2, y: wanted.y - NODE_HEIGHT / 2 };
  let added: string | undefined;
  edit(`Add ${typeTitle(type)}`, (document) => {
    const { doc, id } = addComponent(document, type, freePlace(document, corner));
    added = id;
    return zone === undefined ? doc : placeIn(doc, id, [zone]);
  });
  if (added === undefined) return undefined;
  select({ components: [added] });
  announce(
    `Added ${typeTitle(type)}${zone === undefined ? '' : ` in zone ${zone}`}. ${counted(getDocument().components.length, 'component')}.`,
  );
  return added;
}

/** Adds a component that `from` calls, in one step: at a place, or beside it. */
export function placeCalled(type: string, from: string, at?: Position): string | undefined {
  let added: string | undefined;
  let refused: string | undefined;
  edit(`Add ${typeTitle(type)} called by ${nameById(getDocument(), from)}`, (document) => {
    const corner =
      at === undefined ? placeBeside(document, from) : freePlace(document, { x: at.x, y: at.y - NODE_HEIGHT / 2 });
    const { doc, id } = addComponent(document, type, corner);
    added = id;
    const connected = connect(doc, from, id);
    if ('doc' in connected) return connected.doc;
    refused = connected.refused;
    return doc;
  });
  if (added === undefined) return undefined;
  select({ components: [added] });
  const said = refused ?? `${nameById(getDocument(), from)} now calls it.`;
  announce(`Added ${typeTitle(type)}. ${said}`);
  return added;
}

/** Draws a call, or says why it may not be. */
export function connectComponents(from: string, to: string): boolean {
  const document = getDocument();
  const names = `${nameById(document, from)} to ${nameById(document, to)}`;
  const connected = connect(document, from, to);
  if ('refused' in connected) {
    refuse(connected.refused);
    return false;
  }
  if (!edit(`Connect ${names}`, () => connected.doc)) return false;
  select({ connections: [connectionKey({ from, to })] });
  announce(`Connected ${names}.`);
  return true;
}

/** Deletes components with their connections, or connections; by default what is selected. */
export function remove(items = getSelection()): void {
  const document = getDocument();
  if (items.components.length + items.connections.length === 0) return;
  const named = itemsNamed(document, items.components, items.connections);
  if (edit(`Delete ${named}`, (doc) => removeItems(doc, items))) announce(`Deleted ${named}.`);
}

export function duplicateSelection(): void {
  const { components } = getSelection();
  if (components.length === 0) return;
  const named = itemsNamed(getDocument(), components, []);
  const made = duplicate(withPlaces(getDocument()), components);
  if ('refused' in made) {
    refuse(made.refused);
    return;
  }
  if (!edit(`Duplicate ${named}`, () => made.doc)) return;
  select({ components: made.ids });
  announce(`Duplicated ${named}.`);
}

/** The document with every place written, derived ones too: before something is put relative to them. */
export function withPlaces(document: DesignDocument): DesignDocument {
  return move(document, placesOf(document));
}

/** Whether a component stands somewhere: a client is wherever its users are. */
export function hasPlace({ type }: Pick<RawComponent, 'type'>): boolean {
  const role = definitionOf(type)?.role;
  return role !== undefined && role !== 'client';
}

/** Moves components to places: the end of a drag, which may put some of them into zones. */
export function moveTo(
  places: Readonly<Record<string, Position>>,
  zones: ReadonlyMap<string, string> = new Map(),
): void {
  const now = placesOf(getDocument());
  if (Object.entries(places).every(([id, { x, y }]) => now[id]?.x === x && now[id].y === y)) return;
  const named = itemsNamed(getDocument(), Object.keys(places), []);
  const into = [...new Set(zones.values())].map((zone) => ` into zone ${zone}`).join('');
  edit(`Move ${named}${into}`, (document) => {
    const moved = move(withPlaces(document), places);
    return [...zones].reduce((doc, [id, zone]) => placeIn(doc, id, [zone]), moved);
  });
  if (into !== '') announce(`Moved ${named}${into}.`);
}

let nudges = 0;
let nudged: readonly string[] = [];
let nudgedAt = 0;

/** Pause [ms] after which another press of an arrow key is a new step of history. */
const BURST = 1000;

/** Moves the selected components by grid steps; presses in a row are one step of history. */
export function nudge(dx: number, dy: number): void {
  const { components } = getSelection();
  if (components.length === 0) return;
  const now = performance.now();
  if (components !== nudged || now - nudgedAt > BURST) nudges += 1;
  nudged = components;
  nudgedAt = now;
  const named = itemsNamed(getDocument(), components, []);
  const moved = edit(
    `Move ${named}`,
    (document) => {
      const places = placesOf(document);
      const next = components.map((id) => {
        const { x, y } = places[id] ?? { x: 0, y: 0 };
        return [id, { x: x + dx * GRID, y: y + dy * GRID }];
      });
      return move(withPlaces(document), Object.fromEntries(next));
    },
    { transaction: `nudge-${nudges}` },
  );
  const [id] = components;
  if (!moved || id === undefined) return;
  const at = placesOf(getDocument())[id];
  if (at !== undefined) announce(`Moved ${named} to ${at.x}, ${at.y}.`);
}

/** Puts a call policy onto a connection, or says why it may not be. */
export function applyPolicy(name: string, key: string): boolean {
  const document = getDocument();
  const found = connectionByKey(document, key);
  const policy = policies.find((candidate) => candidate.name === name);
  if (found === undefined || policy === undefined) return false;
  const calls = connectionName(document, found.connection);
  const dropped = dropPolicy(document, found.index, name);
  if ('refused' in dropped) {
    select({ connections: [key] });
    refuse(dropped.refused);
    return false;
  }
  if (!edit(`Add ${policy.title.toLowerCase()} to ${calls}`, () => dropped.doc)) return false;
  select({ connections: [key] });
  announce(`${policy.title} added to the call from ${calls}.`);
  return true;
}

/** The design with one replica more, or why not. */
export function withReplica(id: string): { readonly doc: DesignDocument } | Refused {
  const refused = 'The studio is still loading: try again in a moment.';
  return getEngine()?.addReplica(getDocument(), id) ?? { refused };
}

/** One replica more, or why not. */
export function applyReplica(id: string): boolean {
  const document = getDocument();
  const added = withReplica(id);
  if ('refused' in added) {
    refuse(added.refused);
    return false;
  }
  if (!edit(`Add replica to ${nameById(document, id)}`, () => added.doc)) return false;
  select({ components: [id] });
  announce(`Added a replica to ${nameById(document, id)}.`);
  return true;
}

export function selectAll(): void {
  const { components, connections } = getDocument();
  select({ components: components.map(({ id }) => id), connections: connections.map(connectionKey) });
  announce(`Selected ${counted(components.length, 'component')}.`);
}
