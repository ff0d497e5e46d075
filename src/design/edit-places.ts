import { isId } from '../../simulator/index.ts';
import type { DesignDocument, RawComponent, RawFault, RawRegion, RawZone } from './document.ts';
import { freshId, type Refused } from './edit.ts';
import { type Path, setIn } from './set-in.ts';

/** What the studio does to a design's zones and regions. The same rules as in `edit.ts`; references follow their names. */

/** Which of the two lists of places. */
export type PlaceKind = 'zones' | 'regions';

/** Fields of a fault that name a zone, and those that name a region. */
const faultFields: Readonly<Record<PlaceKind, readonly string[]>> = {
  zones: ['zone', 'fromZone', 'toZone'],
  regions: ['region', 'fromRegion', 'toRegion'],
};

const nouns: Readonly<Record<PlaceKind, string>> = { zones: 'zone', regions: 'region' };

type RawPlace = RawZone | RawRegion;

/** Zones that a component stands in, as a list. */
export function zonesOf({ zone }: RawComponent): readonly string[] {
  return [zone].flat().filter((id): id is string => typeof id === 'string');
}

/** All zones by id: those described, then those that components only name. */
export function zoneIds({ zones = {}, components }: DesignDocument): readonly string[] {
  return [...new Set([...Object.keys(zones), ...components.flatMap(zonesOf)])];
}

/** All regions by id: those described, then those that zones only name. */
export function regionIds({ zones = {}, regions = {} }: DesignDocument): readonly string[] {
  return [...new Set([...Object.keys(regions), ...Object.values(zones).flatMap(({ region }) => region ?? [])])];
}

function idsOf(document: DesignDocument, kind: PlaceKind): readonly string[] {
  return kind === 'zones' ? zoneIds(document) : regionIds(document);
}

/** Adds a zone or a region under a fresh id. A zone comes into the region that is given. */
export function addPlace(
  document: DesignDocument,
  kind: PlaceKind,
  { wanted, region }: { readonly wanted: string; readonly region?: string },
): { readonly doc: DesignDocument; readonly id: string } {
  const id = freshId(new Set(idsOf(document, kind)), wanted);
  const place = kind === 'zones' && region !== undefined ? { region } : {};
  return { doc: { ...document, [kind]: { ...document[kind], [id]: place } }, id };
}

/**
 * Sets where a component stands: one zone, several that its instances take in turn, or none. Zones that the design does
 * not describe yet are described from now on, so that they have a distance.
 */
export function placeIn(document: DesignDocument, id: string, zones: readonly string[]): DesignDocument {
  const index = document.components.findIndex((component) => component.id === id);
  if (index < 0) throw new Error(`the design has no component ${id}`);
  const [first, ...others] = zones;
  const raw = first === undefined || others.length === 0 ? first : zones;
  const placed = setIn(document, ['components', index, 'zone'], raw);
  const isNew = (zone: string) => isId(zone) && !Object.hasOwn(document.zones ?? {}, zone);
  const fresh = zones.filter(isNew);
  if (fresh.length === 0) return placed;
  return { ...placed, zones: { ...placed.zones, ...Object.fromEntries(fresh.map((zone) => [zone, {}])) } };
}

/** Sets one field of a zone or a region: `['name']`, `['region']`, `['rtt', 'b']`; `undefined` removes it. */
export function setPlace(
  document: DesignDocument,
  kind: PlaceKind,
  id: string,
  path: Path,
  raw: unknown,
): DesignDocument {
  if (path.length === 0) throw new Error('a place is removed by removePlace');
  const described = document[kind]?.[id] === undefined ? setIn(document, [kind, id], {}) : document;
  return setIn(described, [kind, id, ...path], raw);
}

/** Round trip between two zones or regions as it is written, on whichever side. */
export function roundTripOf(
  document: DesignDocument,
  kind: PlaceKind,
  a: string,
  b: string,
): number | string | undefined {
  return document[kind]?.[a]?.rtt?.[b] ?? document[kind]?.[b]?.rtt?.[a];
}

/** Writes the round trip between two, once for both ways; `undefined` removes it. */
export function setRoundTrip(
  document: DesignDocument,
  kind: PlaceKind,
  a: string,
  b: string,
  raw: number | string | undefined,
): DesignDocument {
  return setRtt(setRtt(document, kind, b, a, undefined), kind, a, b, raw);
}

function setRtt(
  document: DesignDocument,
  kind: PlaceKind,
  a: string,
  b: string,
  raw: number | string | undefined,
): DesignDocument {
  const rtt = { ...document[kind]?.[a]?.rtt };
  if (raw === undefined && rtt[b] === undefined) return document;
  delete rtt[b];
  const next = raw === undefined ? rtt : { ...rtt, [b]: raw };
  return setPlace(document, kind, a, ['rtt'], Object.keys(next).length === 0 ? undefined : next);
}

/** Gives a zone or a region another id, wherever it is named; refused where that id is taken or is none. */
export function renamePlace(
  document: DesignDocument,
  kind: PlaceKind,
  id: string,
  wanted: string,
): { readonly doc: DesignDocument } | Refused {
  const next = wanted.trim();
  if (next === id) return { doc: document };
  const taken = idsOf(document, kind);
  if (!taken.includes(id)) throw new Error(`the design has no ${nouns[kind]} ${id}`);
  if (taken.includes(next)) return { refused: `There is a ${nouns[kind]} "${next}" already.` };
  if (!isId(next)) return { refused: 'A name begins with a letter; then come letters, digits, "-" or "_".' };
  return { doc: mapped(document, kind, (name) => (name === id ? next : name)) };
}

/** Removes a zone or a region: what stood there stands nowhere, and faults that strike it are gone. */
export function removePlace(document: DesignDocument, kind: PlaceKind, id: string): DesignDocument {
  return mapped(document, kind, (name) => (name === id ? undefined : name));
}

/** The document with the ids of a kind of place changed wherever they are named, or gone where there is no new one. */
function mapped(document: DesignDocument, kind: PlaceKind, to: (id: string) => string | undefined): DesignDocument {
  const { components, zones, regions, faults, ...rest } = document;
  const places = (list: Readonly<Record<string, RawPlace>> | undefined, own: boolean) =>
    list && Object.fromEntries(Object.entries(list).flatMap(([id, place]) => rewritten(id, place, own, to)));
  const struck = faults?.flatMap((fault) => rewrittenFault(fault, faultFields[kind], to));
  const zonesNow = places(zones, kind === 'zones');
  const regionsNow = places(regions, kind === 'regions');
  return {
    ...rest,
    components: kind === 'zones' ? components.map((component) => rewrittenComponent(component, to)) : components,
    ...(zonesNow && { zones: zonesNow }),
    ...(regionsNow && { regions: regionsNow }),
    ...(struck && { faults: struck }),
  };
}

/** One entry of a list: its own id and the round trips where the list is of the kind that changes, else the region that it names. */
function rewritten(
  id: string,
  place: RawPlace,
  own: boolean,
  to: (id: string) => string | undefined,
): (readonly [string, RawPlace])[] {
  if (!own) {
    const { region, ...others }: RawZone = place;
    const next = region === undefined ? undefined : to(region);
    if (next === region) return [[id, place]];
    return [[id, next === undefined ? others : { ...others, region: next }]];
  }
  const next = to(id);
  if (next === undefined) return [];
  if (place.rtt === undefined) return [[next, place]];
  const rtt = Object.fromEntries(
    Object.entries(place.rtt).flatMap(([other, time]) => {
      const name = to(other);
      return name === undefined ? [] : [[name, time]];
    }),
  );
  return [[next, { ...place, rtt }]];
}

function rewrittenComponent(component: RawComponent, to: (id: string) => string | undefined): RawComponent {
  const zones = zonesOf(component);
  const next = zones.flatMap((zone) => to(zone) ?? []);
  if (zones.length === next.length && zones.every((zone, at) => zone === next[at])) return component;
  const { zone: _, ...others } = component;
  if (next.length === 0) return others;
  return { ...component, zone: next.length === 1 ? next[0] : next };
}

function rewrittenFault(
  fault: RawFault,
  fields: readonly string[],
  to: (id: string) => string | undefined,
): readonly RawFault[] {
  let next = fault;
  for (const [kind, config] of Object.entries(fault)) {
    if (typeof config !== 'object' || config === null) continue;
    for (const field of fields) {
      const named = (config as Readonly<Record<string, unknown>>)[field];
      if (typeof named !== 'string') continue;
      const name = to(named);
      if (name === undefined) return [];
      next = setIn(next, [kind, field], name);
    }
  }
  return [next];
}
