import type { CompiledComponent, Takes } from './model.ts';
import { Op } from './outcome.ts';
import { failoverOf } from './parts/failover.ts';
import { type Places, regionOf, type ZoneSpec, zoneRoundTrip } from './places.ts';
import type { ComponentSpec, Topology } from './topology.ts';

/** Number of no zone at all. */
export const NOWHERE = -1;

/** What lies between two zones. */
export const Border = { none: 0, zone: 1, region: 2 } as const;

/** The zones of a design by number, and how far they are from one another. */
export interface Geography {
  readonly zones: readonly string[];
  /** By zone. */
  readonly regions: readonly string[];
  /** Zones × zones: round trips [s], NaN where one of the two is not described. */
  readonly roundTrips: Float64Array;
  /** Zones × zones: what lies between them. */
  readonly borders: Uint8Array;
}

/** A standby "in a second zone" of which no more is said is in one without a name; no id has a space. */
const beside = (zone: string) => `${zone} neighbor`;

/**
 * Where the copy is that can take an instance's place: in the zone of the next instance, or with a standby in a second
 * zone of which no more is said in one without a name. Where a backup is restored it stands there too. Undefined where there is
 * neither, or no zone.
 */
function standbyZone({ zone, ...spec }: ComponentSpec, instance: number): string | undefined {
  const isReplaced = failoverOf(spec) !== undefined || spec['backup'] !== undefined;
  if (!isReplaced || zone === undefined) return undefined;
  if (zone.length > 1) return zone[(instance + 1) % zone.length];
  return spec['multiZone'] === true ? beside(zone[0]) : zone[0];
}

/** All zones that are named, in the order of their names: that in which somebody wrote them leaves no trace. */
export function geographyOf(topology: Topology): Geography {
  const described: Record<string, ZoneSpec> = { ...topology.zones };
  const named = new Set(Object.keys(described));
  for (const spec of topology.components) {
    const standby = standbyZone(spec, 0);
    for (const zone of spec.zone ?? []) {
      named.add(zone);
      // As far from the others as the zone that it is beside.
      if (standby !== beside(zone)) continue;
      named.add(standby);
      const { region } = described[zone] ?? {};
      if (described[zone] !== undefined) described[standby] = region === undefined ? {} : { region };
    }
  }
  const places: Places = { zones: described, regions: topology.regions };
  const zones = [...named].sort();
  const regions = zones.map((zone) => regionOf(places, zone));
  const pairs = zones.flatMap((_, from) => zones.map((_zone, to) => [from, to] as const));
  return {
    zones,
    regions,
    roundTrips: Float64Array.from(pairs, ([from, to]) => zoneRoundTrip(places, zones[from], zones[to]) ?? Number.NaN),
    borders: Uint8Array.from(pairs, ([from, to]) =>
      from === to ? Border.none : regions[from] === regions[to] ? Border.zone : Border.region,
    ),
  };
}

/** By instance, the number of the zone that it stands in: those of a list in turn. */
export function zonesOfInstances({ zones }: Geography, { zone }: ComponentSpec, instances: number): Int32Array {
  return Int32Array.from({ length: instances }, (_, instance) =>
    zone === undefined ? NOWHERE : zones.indexOf(zone[instance % zone.length]),
  );
}

/** Where the instances of a component stand: each in a zone, or with what is regional in all of several. */
export function zonesOf(
  geography: Geography,
  spec: ComponentSpec,
  instances: number,
  isRegional: boolean,
): Pick<CompiledComponent, 'zones' | 'footprint'> {
  const named = [...new Set(spec.zone)];
  if (!isRegional || named.length < 2) return { zones: zonesOfInstances(geography, spec, instances) };
  const footprint = named.map((zone) => geography.zones.indexOf(zone));
  return { zones: new Int32Array(instances).fill(NOWHERE), footprint };
}

/** Of the zones that two are in, those that are nearest to one another: the first of each where nobody knows how far they are. */
export function nearest(
  geography: Geography,
  from: readonly number[],
  to: readonly number[],
): { readonly from: number; readonly to: number } {
  let best = { from: from[0], to: to[0] };
  let least = Number.POSITIVE_INFINITY;
  for (const home of from) {
    for (const there of to) {
      if (!areFar(geography, home, there)) continue;
      const roundTrip = geography.roundTrips[home * geography.zones.length + there];
      if (roundTrip >= least) continue;
      least = roundTrip;
      best = { from: home, to: there };
    }
  }
  return best;
}

/** By instance, the number of the zone of the copy that can take its place; NOWHERE where there is none. */
export function standbysOf({ zones }: Geography, spec: ComponentSpec, takes: readonly Takes[]): Int32Array {
  return Int32Array.from(takes, (of, instance) =>
    of === 'reads' ? NOWHERE : zones.indexOf(standbyZone(spec, instance) ?? ''),
  );
}

/** Whether it is known how far two zones are from one another. */
export function areFar({ zones, roundTrips }: Geography, from: number, to: number): boolean {
  return from !== NOWHERE && to !== NOWHERE && !Number.isNaN(roundTrips[from * zones.length + to]);
}

/**
 * From one instance of a component to each of the others and to itself: half of the round trip between their zones, 0 within
 * one [s]. Undefined where it is the same zone for all, or not known how far they are from one another.
 */
export function waysToPeers({ geography, zones }: CompiledComponent, instance: number): Float64Array | undefined {
  const ways = Float64Array.from(zones, (zone) =>
    zone !== zones[instance] && areFar(geography, zones[instance], zone)
      ? geography.roundTrips[zones[instance] * geography.zones.length + zone] / 2
      : 0,
  );
  return ways.some((way) => way > 0) ? ways : undefined;
}

/**
 * From the primary of a component to each of its other members, half of the round trip between their zones [s], which all take
 * in turn but the one that can take its place. Undefined where all stand in one zone, or where it is not known how far they are.
 */
export function waysToMembers(
  { geography, spec }: CompiledComponent,
  { zone, standbyZone }: { readonly zone: number; readonly standbyZone: number },
  members: number,
): Float64Array | undefined {
  const { zones, roundTrips } = geography;
  const others = zonesOfInstances(geography, spec, members).slice(1);
  if (others.length > 0) others[0] = standbyZone;
  const ways = Float64Array.from(others, (other) =>
    other !== zone && areFar(geography, zone, other) ? roundTrips[zone * zones.length + other] / 2 : 0,
  );
  return ways.some((way) => way > 0) ? ways : undefined;
}

/** A call in the mean over the instances that may make it and that may get it, all alike. */
export interface MeanHop {
  /** [s] */
  readonly roundTrip: number;
  /** Shares of the calls that leave the zone but not the region, and that leave the region. */
  readonly crossZone: number;
  readonly crossRegion: number;
}

/**
 * Means of a connection's calls of one kind; undefined where it is not known of any two instances how far they are from one another.
 * `otherwise` is the round trip where it is not [s]. Whoever prefers its own zone goes elsewhere only where nobody is there.
 */
export function meanHop(
  geography: Geography,
  from: Pick<CompiledComponent, 'zones' | 'footprint' | 'spec'>,
  to: Pick<CompiledComponent, 'zones' | 'footprint' | 'takes'>,
  op: number,
  otherwise: number,
): MeanHop | undefined {
  const { zones, roundTrips, borders } = geography;
  if (geography.zones.length === 0) return undefined;
  const wanted = op === Op.read ? 'reads' : 'writes';
  const callers = grouped(from, () => true);
  const able = grouped(to, (i) => to.takes[i] === 'all' || to.takes[i] === wanted);
  let isKnown = false;
  let sum = 0;
  const crossed = [0, 0, 0];
  for (const { zones: homes, count: calling } of callers) {
    const [own] = homes;
    const isOwn = ({ zones: theirs }: Group) => theirs.includes(own);
    const isLocal = from.spec['zoneAware'] === true && own !== NOWHERE && able.some(isOwn);
    const asked = isLocal ? able.filter(isOwn) : able;
    const total = asked.reduce((all, { count }) => all + count, 0);
    for (const { zones: theirs, count } of asked) {
      const share = (calling / from.zones.length) * (count / total);
      const { from: home, to: there } = nearest(geography, homes, theirs);
      const pair = home * zones.length + there;
      const isFar = areFar(geography, home, there);
      isKnown ||= isFar;
      sum += share * (isFar ? roundTrips[pair] : otherwise);
      crossed[isFar ? borders[pair] : Border.none] += share;
    }
  }
  return isKnown ? { roundTrip: sum, crossZone: crossed[Border.zone], crossRegion: crossed[Border.region] } : undefined;
}

/** Instances that stand alike, and how many they are. */
interface Group {
  readonly zones: readonly number[];
  readonly count: number;
}

/** The instances of which `counts` is true, by where they stand. */
function grouped(
  { zones, footprint }: Pick<CompiledComponent, 'zones' | 'footprint'>,
  counts: (instance: number) => boolean,
): Group[] {
  const counted = new Map<number, number>();
  zones.forEach((zone, instance) => {
    if (counts(instance)) counted.set(zone, (counted.get(zone) ?? 0) + 1);
  });
  return [...counted].map(([zone, count]) => ({ zones: footprint ?? [zone], count }));
}
