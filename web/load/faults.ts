import {
  type AnyFault,
  actsAs,
  connectionSchema,
  type DesignAround,
  definitionOf,
  faultOf,
  readQuantity,
} from '../../simulator/index.ts';
import { type DesignDocument, type RawFault, zonesOf } from '../../src/index.ts';

/** Faults as a design writes them, seen from the timeline they lie on. */

export interface PlacedFault {
  /** Place in the design's list. */
  readonly index: number;
  readonly definition: AnyFault;
  /** In a few words: `db crash`. */
  readonly label: string;
  /** Start [s]. */
  readonly at: number;
  /** Length [s]; undefined for a fault of one moment, or one that lasts to the end. */
  readonly length: number | undefined;
  /** Row on the track, so that faults at the same time do not lie over each other. */
  readonly lane: number;
}

/** What a fault may strike: ids of components, `from->to` of connections, zones, names of requests, or nothing to choose. */
export interface FaultTargetOption {
  readonly value: string;
  readonly title: string;
}

export function definitionOfFault(fault: RawFault): AnyFault | undefined {
  const kind = Object.keys(fault).find((key) => key !== 'at' && key !== 'for');
  return kind === undefined ? undefined : faultOf(kind);
}

/** What a file writes under the fault's name. */
export function configOf(fault: RawFault, { kind }: AnyFault): Readonly<Record<string, unknown>> {
  const config = fault[kind];
  return typeof config === 'object' && config !== null ? (config as Record<string, unknown>) : {};
}

function seconds(raw: unknown): number | undefined {
  const reading = readQuantity(raw, 'time');
  return reading.ok ? reading.value : undefined;
}

function labelOf(fault: RawFault, definition: AnyFault): string {
  const parsed = definition.config.safeParse(configOf(fault, definition));
  return parsed.success ? definition.label(parsed.data) : definition.title;
}

/** All faults of a design with their places; one of an unknown kind has none, and the Problems tab speaks of it. */
export function placedFaults(faults: readonly RawFault[], horizon: number): PlacedFault[] {
  const ends: number[] = [];
  return faults.flatMap((fault, index) => {
    const definition = definitionOfFault(fault);
    if (definition === undefined) return [];
    const at = seconds(fault.at) ?? 0;
    const length = seconds(fault.for);
    // A fault of one moment still has a mark that takes room.
    const lasts = definition.end !== undefined || definition.always === true;
    const until = length ?? (lasts ? horizon - at : horizon * 0.03);
    let lane = ends.findIndex((end) => end <= at);
    if (lane === -1) lane = ends.length;
    ends[lane] = at + until;
    return [{ index, definition, label: labelOf(fault, definition), at, length, lane }];
  });
}

/** Before the name of a place where something else can be chosen too, and between the names of two; no id has such signs. */
const ZONE = 'zone:';
const REGION = 'region:';
const BOTH = '<>';

/** Zones in which something stands, and the regions of these. */
function placesIn({ components, zones = {} }: DesignDocument): {
  readonly zones: readonly string[];
  readonly regions: readonly string[];
} {
  const standing = [...new Set(components.flatMap(zonesOf))];
  return { zones: standing, regions: [...new Set(standing.flatMap((zone) => zones[zone]?.region ?? []))] };
}

/** Zones under their bare names, regions with a mark: a zone and a region may be called the same. */
function placeOptions(document: DesignDocument): FaultTargetOption[] {
  const { zones, regions } = placesIn(document);
  return [
    ...zones.map((zone) => ({ value: `${ZONE}${zone}`, title: `Zone ${zone}` })),
    ...regions.map((region) => ({ value: `${REGION}${region}`, title: `Region ${region}` })),
  ];
}

function pairs(names: readonly string[]): [string, string][] {
  return names.flatMap((first, at) => names.slice(at + 1).map((second): [string, string] => [first, second]));
}

function pairOptions(document: DesignDocument): FaultTargetOption[] {
  const { zones, regions } = placesIn(document);
  const alone = placeOptions(document).filter(({ value }) => (value.startsWith(ZONE) ? zones : regions).length > 1);
  return [
    ...alone.map(({ value, title }) => ({ value, title: `${title} and all others` })),
    ...pairs(zones).map(([a, b]) => ({ value: `${ZONE}${a}${BOTH}${b}`, title: `Zones ${a} and ${b}` })),
    ...pairs(regions).map(([a, b]) => ({ value: `${REGION}${a}${BOTH}${b}`, title: `Regions ${a} and ${b}` })),
  ];
}

/** What a fault of this kind can strike in this design, in the design's order. */
export function targetsOf(definition: AnyFault, document: DesignDocument): FaultTargetOption[] {
  const candidates = candidatesFor(definition, document);
  if (definition.unsuited === undefined) return candidates;
  const around = designAround(document);
  return candidates.filter(({ value }) => {
    const config = definition.config.safeParse(targetConfig(definition, value));
    return !config.success || definition.unsuited?.(config.data as never, around) === undefined;
  });
}

/** The design as the definitions of faults look at it: parameters parsed, those of a component in error as far as defaults go. */
function designAround(document: DesignDocument): DesignAround {
  const find = (id: string) => document.components.find((component) => component.id === id);
  const definition = (id: string) => definitionOf(find(id)?.type ?? '');
  return {
    definition,
    spec: (id) => {
      const { id: _, type, name: __, ...parameters } = find(id) ?? { id, type: '' };
      const parsed = definition(id)?.config.safeParse(parameters);
      return { ...(parsed?.success ? parsed.data : parameters), id, type };
    },
    connection: (from, to) => {
      const found = document.connections.find((connection) => connection.from === from && connection.to === to);
      return found === undefined ? undefined : connectionSchema.safeParse(found).data;
    },
  };
}

/** What its target and roles allow. */
function candidatesFor({ target, roles }: AnyFault, document: DesignDocument): FaultTargetOption[] {
  const components = (): FaultTargetOption[] =>
    document.components
      .filter(({ type }) => {
        const of = definitionOf(type);
        return of !== undefined && (roles === undefined || roles.some((role) => actsAs(of, role)));
      })
      .map(({ id, name }) => ({ value: id, title: name === undefined ? id : `${name} (${id})` }));
  const connections = (): FaultTargetOption[] =>
    document.connections.map(({ from, to }) => ({ value: `${from}->${to}`, title: `${from} → ${to}` }));
  if (target === 'component') return components();
  if (target === 'component-or-zone') return [...components(), ...placeOptions(document)];
  if (target === 'connection') return connections();
  if (target === 'connection-or-zone') return [...connections(), ...pairOptions(document)];
  if (target === 'zone') return placeOptions(document);
  if (target === 'request') {
    const requests = (document.workload?.streams ?? []).flatMap((stream) => Object.entries(stream.requests));
    // A write without keys makes an item of its own each time.
    return requests
      .filter(([, { kind, keys }]) => kind !== 'write' || keys !== undefined)
      .map(([name]) => ({ value: name, title: name }));
  }
  return [];
}

/** Fields of a fault that say what it strikes. */
const TARGET_FIELDS = [
  'component',
  'request',
  'from',
  'to',
  'zone',
  'region',
  'fromZone',
  'toZone',
  'fromRegion',
  'toRegion',
] as const;
type TargetConfig = Partial<Record<(typeof TARGET_FIELDS)[number], string>>;

/** What a fault strikes, as an option's value. */
export function targetOf(fault: RawFault, definition: AnyFault): string | undefined {
  const config = configOf(fault, definition);
  const of = Object.fromEntries(
    TARGET_FIELDS.flatMap((field) => (typeof config[field] === 'string' ? [[field, config[field]]] : [])),
  ) as TargetConfig;
  const pair = (mark: string, first: string, second: string | undefined) =>
    second === undefined ? `${mark}${first}` : `${mark}${first}${BOTH}${second}`;
  if (of.fromZone !== undefined) return pair(ZONE, of.fromZone, of.toZone);
  if (of.fromRegion !== undefined) return pair(REGION, of.fromRegion, of.toRegion);
  if (of.zone !== undefined) return `${ZONE}${of.zone}`;
  if (of.region !== undefined) return `${REGION}${of.region}`;
  if (of.from !== undefined || of.to !== undefined) return `${of.from}->${of.to}`;
  return of.component ?? of.request;
}

/** What a file writes for a target: `{ component }`, `{ zone }`, `{ request }`, `{ from, to }`, `{ fromZone, toZone }`. */
export function targetConfig({ target }: AnyFault, value: string): TargetConfig {
  const [mark, places] = value.startsWith(ZONE)
    ? ['zone' as const, value.slice(ZONE.length)]
    : value.startsWith(REGION)
      ? ['region' as const, value.slice(REGION.length)]
      : [undefined, ''];
  if (mark !== undefined && target === 'connection-or-zone') {
    const [first = '', second] = places.split(BOTH);
    const [from, to] = mark === 'zone' ? (['fromZone', 'toZone'] as const) : (['fromRegion', 'toRegion'] as const);
    return { [from]: first, ...(second !== undefined && { [to]: second }) };
  }
  if (mark !== undefined) return { [mark]: places };
  if (target === 'component' || target === 'component-or-zone') return { component: value };
  if (target === 'request') return { request: value };
  if (target === 'load') return {};
  const [from = '', to = ''] = value.split('->');
  return { from, to };
}

/** A fault's parameters with another target. */
export function withTarget(
  config: Readonly<Record<string, unknown>>,
  definition: AnyFault,
  value: string,
): Readonly<Record<string, unknown>> {
  const others = Object.entries(config).filter(([field]) => !(TARGET_FIELDS as readonly string[]).includes(field));
  return { ...targetConfig(definition, value), ...Object.fromEntries(others) };
}

/** Whether the design has anything for this kind of fault to strike. */
export function canPlace(definition: AnyFault, document: DesignDocument): boolean {
  return definition.target === 'load' || targetsOf(definition, document).length > 0;
}

/** Roles in the order in which a newcomer learns most from breaking them. */
const INSTRUCTIVE = ['store', 'cache', 'external', 'compute', 'queue', 'worker', 'router'];

/** The target of a fresh fault: what is selected where that makes sense, else the most instructive. */
function firstTarget(definition: AnyFault, document: DesignDocument, selected: readonly string[]): string {
  const options = targetsOf(definition, document).map(({ value }) => value);
  const zones = document.components.filter(({ id }) => selected.includes(id)).flatMap(zonesOf);
  const wanted = options.find(
    (value) => selected.includes(value) || (definition.target === 'zone' && value === `${ZONE}${zones[0]}`),
  );
  if (wanted !== undefined) return wanted;
  if (definition.target === 'component' || definition.target === 'component-or-zone') {
    for (const role of INSTRUCTIVE) {
      const found = options.find((id) => {
        const component = document.components.find((candidate) => candidate.id === id);
        return component !== undefined && definitionOf(component.type)?.role === role;
      });
      if (found !== undefined) return found;
    }
  }
  return options[0] ?? '';
}

/** A fault as it comes from its button: at that time, a fifth of the run long where it has a length at all. */
export function freshFault(
  definition: AnyFault,
  document: DesignDocument,
  where: { readonly at: number; readonly horizon: number; readonly selected: readonly string[] },
): RawFault {
  const { at, horizon, selected } = where;
  const config = targetConfig(definition, firstTarget(definition, document, selected));
  const length = snap(Math.min(horizon / 5, horizon - at), horizon);
  return {
    ...(definition.always === true ? {} : { at: timeRaw(at) }),
    ...(definition.end === undefined ? {} : { for: timeRaw(length) }),
    [definition.kind]: config,
  };
}

/** The grid of the timeline [s]: 1, 2 or 5 of a decade, about a hundredth of the run. */
export function gridOf(horizon: number): number {
  const rough = horizon / 100;
  const decade = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].find((candidate) => candidate * decade >= rough * 0.999) ?? 10;
  return step * decade;
}

/** The nearest time on the grid; never zero for what was more than zero. */
export function snap(time: number, horizon: number): number {
  const grid = gridOf(horizon);
  return Math.max(time > 0 ? grid : 0, Math.round(time / grid) * grid);
}

/** A time as a file has it. */
export function timeRaw(time: number): string {
  return `${Number(time.toPrecision(9))} s`;
}
