import { definitionOf, policies, wiring } from '../../simulator/index.ts';
import {
  connectionKey,
  type DesignDocument,
  type Position,
  type RawComponent,
  type RawConnection,
} from './document.ts';
import { getIn, type Path, setIn } from './set-in.ts';

/**
 * What the studio does to a design. Every function returns a new document that shares what it left alone, and the very
 * same document where nothing changes. An edit that the user may not make is refused in words; a call that makes no
 * sense (an id that is not there) is a bug of the caller and throws.
 */

/** Why an edit was not made, as a sentence for the person who tried. */
export interface Refused {
  readonly refused: string;
}

/** Items to act on; connections by `connectionKey`. */
export interface Items {
  readonly components?: readonly string[];
  readonly connections?: readonly string[];
}

/** What a new connection writes: a call over a wire takes time, that of a data center unless the zones of its ends say more. */
const FRESH_CONNECTION = { network: {} } as const;

const LONGEST_ID = 64;

/** An id that no component has: `wanted`, or `wanted-2`, `wanted-3`, … */
export function freshId(taken: ReadonlySet<string>, wanted: string): string {
  if (!taken.has(wanted)) return wanted;
  const stem = wanted.replace(/-\d+$/, '').slice(0, LONGEST_ID - 6);
  let number = 2;
  while (taken.has(`${stem}-${number}`)) number += 1;
  return `${stem}-${number}`;
}

export function idsOf(document: DesignDocument): ReadonlySet<string> {
  return new Set(document.components.map(({ id }) => id));
}

export function indexOf(document: DesignDocument, id: string): number {
  const index = document.components.findIndex((component) => component.id === id);
  if (index < 0) throw new Error(`the design has no component ${id}`);
  return index;
}

/** How a component is called in a sentence. */
export function called(component: RawComponent): string {
  return component.name ?? component.id;
}

/** Adds a component of a catalogue type with that type's first configuration. */
export function addComponent(
  document: DesignDocument,
  type: string,
  at: Position,
): { readonly doc: DesignDocument; readonly id: string } {
  const definition = definitionOf(type);
  if (definition === undefined) throw new Error(`the catalogue has no type ${type}`);
  const id = freshId(idsOf(document), type);
  const component: RawComponent = { id, type, ...definition.starter };
  const doc = {
    ...document,
    components: [...document.components, component],
    layout: { ...document.layout, [id]: { x: at.x, y: at.y } },
  };
  return { doc, id };
}

/** Why `from` may not call `to`, or undefined where it may. */
export function refusal(document: DesignDocument, from: string, to: string): string | undefined {
  const caller = document.components[indexOf(document, from)];
  const callee = document.components[indexOf(document, to)];
  if (caller === undefined || callee === undefined) return undefined;
  if (from === to) return `${called(caller)} cannot call itself: draw the component that it calls.`;
  if (document.connections.some((connection) => connection.from === from && connection.to === to)) {
    return `${called(caller)} already calls ${called(callee)}: select that connection to change it.`;
  }
  const [callerType, calleeType] = [definitionOf(caller.type), definitionOf(callee.type)];
  return callerType === undefined || calleeType === undefined ? undefined : wiring(callerType, calleeType);
}

/** Draws a call, with the delay of a wire; refused where it exists already or the wiring rules forbid it. */
export function connect(
  document: DesignDocument,
  from: string,
  to: string,
): { readonly doc: DesignDocument; readonly index: number } | Refused {
  const refused = refusal(document, from, to);
  if (refused !== undefined) return { refused };
  const connections = [...document.connections, { from, to, ...FRESH_CONNECTION }];
  return { doc: { ...document, connections }, index: connections.length - 1 };
}

/** The component or connection that a fault strikes, wherever its kind keeps it. */
function strikes(fault: object, gone: (id: string) => boolean): boolean {
  return Object.values(fault).some((config) =>
    ['component', 'from', 'to'].some((role) => {
      const id = getIn(config, [role]);
      return typeof id === 'string' && gone(id);
    }),
  );
}

/**
 * Removes components with their connections, their places and the faults that strike them, and connections. Streams
 * stay: their client may be drawn again, and the load is work that one does not lose with it.
 */
export function removeItems(document: DesignDocument, items: Items): DesignDocument {
  const present = idsOf(document);
  const components = new Set((items.components ?? []).filter((id) => present.has(id)));
  const keys = new Set(items.connections ?? []);
  const kept = document.connections.filter(
    (connection) =>
      !keys.has(connectionKey(connection)) && !components.has(connection.from) && !components.has(connection.to),
  );
  if (components.size === 0 && kept.length === document.connections.length) return document;
  const { layout, faults } = document;
  const gone = (id: string) => components.has(id);
  return {
    ...document,
    components: document.components.filter(({ id }) => !components.has(id)),
    connections: kept,
    ...(layout && { layout: Object.fromEntries(Object.entries(layout).filter(([id]) => !components.has(id))) }),
    ...(faults && { faults: faults.filter((fault) => !strikes(fault, gone)) }),
  };
}

/** Sets one parameter of a component as a file would write it; `undefined` removes it, so that its default applies. */
export function setParameter(document: DesignDocument, id: string, path: Path, raw: unknown): DesignDocument {
  if (path.length === 0 || path[0] === 'id' || path[0] === 'type') throw new Error('identity is no parameter');
  return setIn(document, ['components', indexOf(document, id), ...path], raw);
}

/** Sets one field of a connection as a file would write it; `undefined` removes it. */
export function setConnection(document: DesignDocument, index: number, path: Path, raw: unknown): DesignDocument {
  if (document.connections[index] === undefined) throw new Error(`the design has no connection ${index}`);
  if (path.length === 0 || path[0] === 'from' || path[0] === 'to')
    throw new Error('ends of a connection do not change');
  return setIn(document, ['connections', index, ...path], raw);
}

/** Gives a component the name that is shown; an empty one removes it, and the id is shown. */
export function rename(document: DesignDocument, id: string, name: string): DesignDocument {
  return setParameter(document, id, ['name'], name.trim() === '' ? undefined : name.trim());
}

export function renameDesign(document: DesignDocument, name: string): DesignDocument {
  return setIn(document, ['name'], name.trim() === '' ? document.name : name.trim());
}

/** Puts components at places on the canvas; ids that are not in the design are left out. */
export function move(document: DesignDocument, places: Readonly<Record<string, Position>>): DesignDocument {
  const present = idsOf(document);
  const layout: Record<string, Position> = { ...document.layout };
  let moved = false;
  for (const [id, { x, y }] of Object.entries(places)) {
    const before = layout[id];
    if (!present.has(id) || (before?.x === x && before.y === y)) continue;
    layout[id] = { x, y };
    moved = true;
  }
  return moved ? { ...document, layout } : document;
}

/** Puts a call policy onto a connection with its first configuration; refused where it is there already. */
export function dropPolicy(
  document: DesignDocument,
  index: number,
  policyName: string,
): { readonly doc: DesignDocument } | Refused {
  const policy = policies.find(({ name }) => name === policyName);
  const connection: RawConnection | undefined = document.connections[index];
  if (policy === undefined || connection === undefined)
    throw new Error(`no policy ${policyName} or connection ${index}`);
  if (connection[policy.field] !== undefined) {
    return { refused: `This connection already has a ${policy.title.toLowerCase()}: select it to change it.` };
  }
  return { doc: setConnection(document, index, [policy.field], policy.starter) };
}
