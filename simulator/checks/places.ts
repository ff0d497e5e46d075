import { sampler } from '../distribution.ts';
import { Border, type Geography, geographyOf, zonesOfInstances } from '../geography.ts';
import { regionOf, regionRoundTrip, UNKNOWN_REGIONS } from '../places.ts';
import type { ComponentSpec, Topology } from '../topology.ts';
import type { Known, Path, Say } from './known.ts';

/** Whether what is said of zones and regions fits together, and whether what is spread over them is spread well. */
export function checkPlaces(topology: Topology, components: Known, warn: Say): void {
  checkNames(topology, warn);
  checkDistances(topology, warn);
  const geography = geographyOf(topology);
  topology.components.forEach((spec, i) => {
    const known = components.get(spec.id);
    if (known === undefined) return;
    const { definition } = known;
    const instances = definition.instances(spec as never);
    if (definition.isRegional?.(spec as never) === true && (spec.zone?.length ?? 0) > 1) return;
    const members = definition.members?.(spec as never);
    checkSpread(
      geography,
      spec,
      { instances, members },
      definition.replicaField !== undefined,
      ['components', i],
      warn,
    );
    checkPreference(spec, ['components', i], warn);
  });
  checkRoundTrips(topology, geography, components, warn);
}

/** A zone that is misspelled is in no place at all. */
function checkNames(topology: Topology, warn: Say): void {
  const zones = topology.zones ?? {};
  const described = Object.keys(zones);
  if (described.length > 0) {
    topology.components.forEach(({ id, zone = [] }, i) => {
      const unknown = zone.filter((name) => !described.includes(name));
      if (unknown.length === 0) return;
      warn(
        'undescribed-zone',
        ['components', i, 'zone'],
        `"${id}" stands in zone "${unknown.join('", "')}", which the design does not describe.`,
        'Nobody knows how far it is from the others: calls there take no time of their own, and are not billed.',
        `Describe it under "zones", or write one of: ${described.slice(0, 12).join(', ')}.`,
      );
    });
  }
  for (const [list, things] of [
    ['zones', zones],
    ['regions', topology.regions ?? {}],
  ] as const) {
    for (const [id, { rtt = {} }] of Object.entries(things)) {
      for (const other of Object.keys(rtt)) {
        // A region need not be described to be called by its code.
        const isThere =
          Object.hasOwn(things, other) ||
          (list === 'regions' && described.some((zone) => regionOf(topology, zone) === other));
        if (!isThere) {
          warn(
            'dangling-distance',
            [list, id, 'rtt', other],
            `"${id}" has a round trip to "${other}", which is not there.`,
            'It is of no effect; perhaps the other one was renamed.',
            'Correct the name, or remove it.',
          );
        } else if (other > id && things[other]?.rtt?.[id] !== undefined && things[other].rtt[id] !== rtt[other]) {
          warn(
            'two-distances',
            [list, other, 'rtt', id],
            `The round trip between "${id}" and "${other}" is written twice, and differently.`,
            'There and back are one round trip; the one that is written where the call starts is taken.',
            'Remove one of them.',
          );
        }
      }
    }
  }
}

/** Pairs of regions that calls cross, and of which nobody knows how far they are apart. */
function checkDistances(topology: Topology, warn: Say): void {
  const zonesOf = new Map(topology.components.map(({ id, zone = [] }) => [id, zone]));
  const said = new Set<string>();
  for (const { from, to, network } of topology.connections) {
    if (network?.rtt !== undefined) continue;
    for (const a of zonesOf.get(from) ?? []) {
      for (const b of zonesOf.get(to) ?? []) {
        const [zoneA, zoneB] = [topology.zones?.[a], topology.zones?.[b]];
        if (zoneA === undefined || zoneB === undefined || zoneA.rtt?.[b] !== undefined || zoneB.rtt?.[a] !== undefined)
          continue;
        const pair = [regionOf(topology, a), regionOf(topology, b)].sort();
        const [one, other] = pair;
        if (one === other || regionRoundTrip(topology, one, other) !== undefined || said.has(pair.join(' '))) continue;
        said.add(pair.join(' '));
        const called = (region: string) => (region === '' ? 'zones without a region' : `region "${region}"`);
        warn(
          'unknown-distance',
          one === '' ? ['zones', regionOf(topology, a) === '' ? a : b] : ['zones'],
          `Nobody knows how far ${called(one)} and ${called(other)} are apart.`,
          `Calls between them are taken to need ${UNKNOWN_REGIONS * 1000} ms there and back.`,
          one === ''
            ? 'Write the region of each zone.'
            : `Write { "regions": { "${one}": { "rtt": { "${other}": … } } } }.`,
        );
      }
    }
  }
}

/** Replicas that fail together are one. `grows`: there can be more of them. */
function checkSpread(
  geography: Geography,
  spec: ComponentSpec,
  { instances, members }: { readonly instances: number; readonly members: number | undefined },
  grows: boolean,
  at: Path,
  warn: Say,
): void {
  const { zone: zones = [] } = spec;
  if (zones.length === 0) return;
  const distinct = new Set(zones);
  if (distinct.size < zones.length) {
    warn(
      'zone-twice',
      [...at, 'zone'],
      `"${spec.id}" lists a zone twice.`,
      'Its instances take the zones in turn: that one gets more of them.',
      'Name each zone once, unless it is to have more.',
    );
  }
  const hasCopy = spec['multiZone'] === true;
  if (zones.length > Math.max(instances, members ?? 0, spec.autoscale?.max ?? 0) + (hasCopy ? 1 : 0)) {
    warn(
      'empty-zone',
      [...at, 'zone'],
      `"${spec.id}" has ${instances === 1 ? 'one instance' : `${instances} instances`} for ${zones.length} zones.`,
      'In the last of them there is none.',
      grows
        ? 'Add replicas, or name fewer zones.'
        : 'Name one zone; or none, if it outlives the loss of any, as managed services do.',
    );
  }
  const others = geography.zones.length > 1;
  if (others && distinct.size === 1 && spec['failover'] !== undefined && spec['multiZone'] !== true) {
    warn(
      'copy-in-same-zone',
      [...at, 'zone'],
      `Primary and replicas of "${spec.id}" stand in zone "${zones[0]}".`,
      'When the zone is lost there is nobody to fail over to: it is down until the zone is back.',
      'Write several zones, or add a standby in a second zone.',
    );
  } else if (others && distinct.size === 1 && instances > 1) {
    warn(
      'one-zone',
      [...at, 'zone'],
      `All ${instances} instances of "${spec.id}" stand in zone "${zones[0]}".`,
      'They fail together when the zone does, however many there are.',
      'Write several zones: its instances take them in turn.',
    );
  }
  const quorum =
    members === undefined ? quorumOf(spec, instances) : { needs: Math.floor(members / 2) + 1, among: members };
  if (quorum === undefined || distinct.size < 2) return;
  const { needs, among } = quorum;
  const [zone, most] = mostInZone(zonesOfInstances(geography, spec, members ?? instances), among);
  if (among - most < needs) {
    warn(
      'quorum-in-zone',
      [...at, 'zone'],
      `Without zone "${geography.zones[zone]}" only ${among - most} of ${among === instances ? `the ${instances} instances of "${spec.id}"` : `${among} ${members === undefined ? 'copies' : 'members'} of "${spec.id}"`} are left, and it needs ${needs}.`,
      'The loss of that zone stops it, though it stands in several.',
      'Spread it so that no zone holds too many: a majority needs three zones.',
    );
  }
}

/** How many instances a component cannot do without, and among how many in a row: of k of n, or of a quorum of N, R and W. */
function quorumOf(spec: ComponentSpec, instances: number): { needs: number; among: number } | undefined {
  if (spec.needs !== undefined) return { needs: spec.needs, among: instances };
  const [n, r, w] = [spec['n'], spec['r'], spec['w']];
  if (typeof n !== 'number' || typeof r !== 'number' || typeof w !== 'number') return undefined;
  return { needs: Math.max(r, w), among: Math.min(n, instances) };
}

/** The zone that has most of so many instances in a row, and how many these are. */
function mostInZone(zones: Int32Array, among: number): [zone: number, most: number] {
  let worst: [number, number] = [zones[0], 0];
  for (const first of zones.keys()) {
    const counts = new Map<number, number>();
    for (let i = first; i < first + among; i++) {
      const zone = zones[i % zones.length];
      const count = (counts.get(zone) ?? 0) + 1;
      counts.set(zone, count);
      if (count > worst[1]) worst = [zone, count];
    }
    if (among === zones.length) break;
  }
  return worst;
}

function checkPreference(spec: ComponentSpec, at: Path, warn: Say): void {
  if (spec['zoneAware'] !== true || spec.zone !== undefined) return;
  warn(
    'zone-aware-nowhere',
    [...at, 'zoneAware'],
    `"${spec.id}" prefers its own zone and stands in none.`,
    'Without a zone it has no neighbors.',
    'Write its zone, or the zones that it has a node in.',
  );
}

/** A written round trip that is shorter than the way between regions is no measurement. */
function checkRoundTrips(topology: Topology, geography: Geography, components: Known, warn: Say): void {
  const { zones, roundTrips, borders } = geography;
  topology.connections.forEach(({ from, to, network }, i) => {
    if (network?.rtt === undefined) return;
    const zonesOf = (id: string) => (components.get(id)?.spec.zone ?? []).map((zone) => zones.indexOf(zone));
    const written = sampler(network.rtt).mean;
    const pairs = zonesOf(from).flatMap((a) => zonesOf(to).map((b) => a * zones.length + b));
    const far = pairs.find((pair) => borders[pair] === Border.region && written < roundTrips[pair] / 2);
    if (far === undefined) return;
    warn(
      'faster-than-distance',
      ['connections', i, 'network', 'rtt'],
      `The round trip from "${from}" to "${to}" is written as ${written * 1000} ms; their regions are ${roundTrips[far] * 1000} ms apart.`,
      'What is written holds, and makes the distance between the regions vanish.',
      'Remove the round trip: then the places decide.',
    );
  });
}
