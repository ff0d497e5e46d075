import { actsAs } from '../component.ts';
import type { AnyFault } from '../fault.ts';
import { faultOf } from '../fault-catalogue.ts';
import { regionOf } from '../places.ts';
import type { FaultSpec, Topology } from '../topology.ts';
import type { Known, Path, Say } from './known.ts';

/** Whom a fault names, as far as its kind does. */
interface Named {
  readonly component?: string;
  readonly replicas?: number;
  readonly from?: string;
  readonly to?: string;
  readonly zone?: string;
  readonly region?: string;
  readonly fromZone?: string;
  readonly toZone?: string;
  readonly fromRegion?: string;
  readonly toRegion?: string;
  readonly request?: string;
  readonly requests?: readonly string[];
  readonly client?: string;
}

/** Faults that strike something that is there and can suffer them. */
export function checkFaults(topology: Topology, components: Known, error: Say, warn: Say): void {
  const living = new Set<string>();
  topology.faults.forEach((fault, i) => {
    const at: Path = ['faults', i];
    const definition = faultOf(fault.kind);
    if (definition === undefined) {
      error(
        'unknown-fault',
        at,
        `There is no fault "${fault.kind}".`,
        'The simulator knows what each fault does.',
        'Use one of those that `headroom list` names.',
      );
      return;
    }
    checkTarget(topology, components, definition, fault, at, error);
    if (hasTarget(topology, components, fault)) checkSuited(topology, components, definition, fault, at, error);
    checkNames(topology, components, fault, at, error);
    checkTime(topology, definition, fault, at, error, warn);
    if (definition.target !== 'component-or-zone') return;
    const { component, zone, region } = fault.config as Named;
    const name = component ?? zone ?? region ?? '';
    if (living.has(name)) {
      error(
        'duplicate-lifetimes',
        [...at, fault.kind],
        `"${name}" has lifetimes already.`,
        'What fails at random has one law of times up and one of times down.',
        'Remove one of them.',
      );
    }
    living.add(name);
  });
}

/** Whether all that it names is there. */
function hasTarget({ connections }: Topology, components: Known, { config }: FaultSpec): boolean {
  const { component, from, to } = config as Named;
  if (from !== undefined) return connections.some((c) => c.from === from && c.to === to);
  return component === undefined || components.has(component);
}

function checkSuited(
  topology: Topology,
  components: Known,
  { unsuited, help }: AnyFault,
  fault: FaultSpec,
  at: Path,
  error: Say,
): void {
  const why = unsuited?.(fault.config, {
    spec: (id) => components.get(id)?.spec,
    definition: (id) => components.get(id)?.definition,
    connection: (from, to) => topology.connections.find((c) => c.from === from && c.to === to),
  });
  if (why !== undefined)
    error('fault-target', [...at, fault.kind], why, help, 'Choose something else to strike, or another fault.');
}

/** Requests and clients that it picks out. */
function checkNames(topology: Topology, components: Known, fault: FaultSpec, at: Path, error: Say): void {
  const { requests = [], client } = fault.config as Named;
  const known = ['read', 'write', ...topology.streams.flatMap((stream) => Object.keys(stream.requests))];
  for (const name of requests) {
    if (known.includes(name)) continue;
    error(
      'dangling-fault',
      [...at, fault.kind, 'requests'],
      `There is no request "${name}".`,
      'The fault strikes requests of the workload.',
      `Use some of: ${known.slice(0, 12).join(', ')}.`,
    );
  }
  if (client === undefined || components.get(client)?.definition.role === 'client') return;
  const clients = [...components.values()].filter(({ definition }) => definition.role === 'client');
  error(
    'dangling-fault',
    [...at, fault.kind, 'client'],
    `There is no client "${client}".`,
    'The load that grows is that of a client.',
    `Use one of: ${clients.map(({ spec }) => spec.id).join(', ')}.`,
  );
}

function checkTarget(
  topology: Topology,
  components: Known,
  definition: AnyFault,
  fault: FaultSpec,
  at: Path,
  error: Say,
): void {
  const named = fault.config as Named;
  const { component, from, to, zone, region } = named;
  const { target } = definition;
  const dangling = (what: string, todo: string) =>
    error('dangling-fault', [...at, fault.kind], what, 'A fault strikes a part of the design.', todo);
  if (target === 'request') {
    checkRequest(topology, fault, at, error);
  } else if (target === 'component') {
    checkComponent(components, definition, fault, at, error);
  } else if (target === 'zone' || target === 'component-or-zone') {
    const choices = target === 'zone' ? [zone, region] : [component, zone, region];
    const words = target === 'zone' ? ['a zone', 'a region'] : ['a component', 'a zone', 'a region'];
    if (!isOneOf(choices, words, fault, at, error)) return;
    if (component !== undefined) checkComponent(components, definition, fault, at, error);
    else checkPlace(topology, zone === undefined ? 'region' : 'zone', fault, at, error);
  } else if (target === 'connection' || target === 'connection-or-zone') {
    const { fromZone, toZone, fromRegion, toRegion } = named;
    const choices = [from ?? to, fromZone ?? toZone, fromRegion ?? toRegion];
    if (!isOneOf(choices, ['a connection', 'zones', 'regions'], fault, at, error)) return;
    if (choices[0] !== undefined) {
      if (from === undefined || to === undefined)
        dangling(`"${fault.kind}" names one end of a connection.`, 'Name both: "from" and "to".');
      else if (!topology.connections.some((c) => c.from === from && c.to === to))
        dangling(`"${from}" is not connected to "${to}".`, 'Name the two ends of a connection.');
      return;
    }
    if (fromZone === undefined && fromRegion === undefined) {
      dangling('The partition names only its far side.', 'Name the first side: "fromZone" or "fromRegion".');
      return;
    }
    checkPlace(topology, fromZone === undefined ? 'fromRegion' : 'fromZone', fault, at, error);
    if (toZone !== undefined) checkPlace(topology, 'toZone', fault, at, error);
    if (toRegion !== undefined) checkPlace(topology, 'toRegion', fault, at, error);
    const isInside = (zone: string) =>
      fromZone === undefined ? regionOf(topology, zone) === fromRegion : zone === fromZone;
    const isAlone = toZone === undefined && toRegion === undefined;
    if (isAlone && topology.components.every((spec) => (spec.zone ?? []).every(isInside)))
      dangling(
        `Nothing stands in a zone outside of "${fromZone ?? fromRegion}".`,
        'Name two places, or put something elsewhere.',
      );
    if (fromZone === toZone && fromRegion === toRegion)
      dangling('The partition lies between a place and itself.', 'Name two places.');
  }
}

/** Whether exactly one of several ways to name something is used. */
function isOneOf(
  choices: readonly (string | undefined)[],
  words: readonly string[],
  fault: FaultSpec,
  at: Path,
  error: Say,
): boolean {
  const count = choices.filter((name) => name !== undefined).length;
  if (count === 1) return true;
  const either = `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
  error(
    'fault-target',
    [...at, fault.kind],
    `"${fault.kind}" names ${count === 0 ? 'nothing that it could strike' : 'more than one thing'}.`,
    'It must be clear what it strikes.',
    `Write either ${either}.`,
  );
  return false;
}

/** Somebody stands in the zone that a field names, or in a zone of the region. */
function checkPlace(
  topology: Topology,
  field: 'zone' | 'region' | 'fromZone' | 'toZone' | 'fromRegion' | 'toRegion',
  fault: FaultSpec,
  at: Path,
  error: Say,
): void {
  const name = (fault.config as Named)[field] ?? '';
  const isZone = field.toLowerCase().endsWith('zone');
  const isThere = (zone: string) => (isZone ? zone : regionOf(topology, zone)) === name;
  if (topology.components.some((spec) => spec.zone?.some(isThere))) return;
  error(
    'dangling-fault',
    [...at, fault.kind, field],
    isZone ? `No component is in zone "${name}".` : `No component is in a zone of region "${name}".`,
    'A fault of a place strikes the components whose field "zone" names it, or a zone in it.',
    'Write the zone at the components that stand in it.',
  );
}

function checkRequest(topology: Topology, fault: FaultSpec, at: Path, error: Say): void {
  const { request } = fault.config as Named;
  const requests = new Map(topology.streams.flatMap((stream) => Object.entries(stream.requests)));
  const struck = requests.get(request ?? '');
  if (struck === undefined) {
    error(
      'dangling-fault',
      [...at, fault.kind, 'request'],
      `There is no request "${request}".`,
      'The fault strikes a request of the workload.',
      `Use one of: ${[...requests.keys()].slice(0, 12).join(', ')}.`,
    );
  } else if (struck.kind === 'write' && struck.keys === undefined) {
    error(
      'fault-target',
      [...at, fault.kind, 'request'],
      `"${request}" makes an item of its own each time.`,
      'Where no two requests ask for the same item, none can be hot.',
      'Give the request "keys", or choose another.',
    );
  }
}

function checkComponent(components: Known, definition: AnyFault, fault: FaultSpec, at: Path, error: Say): void {
  const { component, replicas } = fault.config as Named;
  const struck = components.get(component ?? '');
  if (struck === undefined) {
    error(
      'dangling-fault',
      [...at, fault.kind, 'component'],
      `There is no component "${component}".`,
      'A fault strikes a component of the design.',
      `Use one of: ${[...components.keys()].slice(0, 12).join(', ')}.`,
    );
    return;
  }
  const instances = struck.definition.instances(struck.spec as never);
  if (definition.roles !== undefined && !definition.roles.some((role) => actsAs(struck.definition, role))) {
    error(
      'fault-target',
      [...at, fault.kind, 'component'],
      `A ${struck.definition.title.toLowerCase()} cannot suffer "${fault.kind}".`,
      definition.help,
      `Choose another component or another fault.`,
    );
  } else if (replicas !== undefined && replicas > instances) {
    error(
      'fault-replicas',
      [...at, fault.kind, 'replicas'],
      `"${component}" has no ${replicas} instances.`,
      'Only instances that exist can fail.',
      `Use at most ${instances}.`,
    );
  }
}

function checkTime(topology: Topology, definition: AnyFault, fault: FaultSpec, at: Path, error: Say, warn: Say): void {
  if (definition.end === undefined && fault.for !== undefined) {
    error(
      'momentary-fault',
      [...at, 'for'],
      `"${fault.kind}" happens at one moment.`,
      'It has no duration.',
      'Remove "for".',
    );
  }
  if (fault.at >= topology.run.duration) {
    warn(
      'late-fault',
      [...at, 'at'],
      `"${definition.label(fault.config as never)}" comes after the end of the run.`,
      'It will not be seen.',
      'Move it forward or make the run longer.',
    );
  }
}
