import { definitionOf } from './catalogue.ts';
import { type ConnectionSpec, connectionSchema } from './connection.ts';
import { fieldsOf } from './field.ts';
import type { CompiledComponent, CompiledResource } from './model.ts';
import { formatQuantity } from './quantity.ts';
import type { ComponentSpec, StreamTopology, Topology } from './topology.ts';

/**
 * A change of a design, as data: an analysis can run it, and a screen can make it in the document. Values are written as a
 * file writes them; an absent one takes the field away, so that its default holds.
 */
export type Edit =
  | { readonly component: string; readonly field: string; readonly value?: unknown }
  | { readonly from: string; readonly to: string; readonly field: string; readonly value?: unknown }
  /** Work takes so many times as long from the start: 0.5 is twice as fast. It stands in no price list. */
  | { readonly component: string; readonly slowness: number }
  /** The network of a connection is so many times as fast from the start: its round trips, jitter and bandwidth. */
  | { readonly from: string; readonly to: string; readonly networkSpeed: number }
  /** Requests of this name ask for all of their items alike from the start. Nobody sells that either. */
  | { readonly request: string; readonly keys: 'even' }
  /** Takes the fault with this number away. */
  | { readonly fault: number };

export interface Change {
  /** What is done, for a sentence or a table: `db: cores 4 → 8`. */
  readonly says: string;
  readonly edits: readonly Edit[];
}

/** A topology with a change made. The change must be of what is there: findings and analyses make no other. */
export function changed(topology: Topology, { edits }: Change): Topology {
  const gone = new Set(edits.flatMap((edit) => ('fault' in edit ? [edit.fault] : [])));
  const kept = { ...topology, faults: topology.faults.filter((_, number) => !gone.has(number)) };
  return edits.reduce(edited, kept);
}

function edited(topology: Topology, edit: Edit): Topology {
  if ('fault' in edit) return topology;
  if ('request' in edit)
    return { ...topology, streams: topology.streams.map((stream) => evened(stream, edit.request)) };
  if ('slowness' in edit) {
    const { component, slowness: factor } = edit;
    return { ...topology, faults: [...topology.faults, { at: 0, kind: 'slow', config: { component, factor } }] };
  }
  if ('networkSpeed' in edit) {
    const key = `${edit.from}->${edit.to}`;
    return { ...topology, networkSpeeds: { ...topology.networkSpeeds, [key]: edit.networkSpeed } };
  }
  if ('from' in edit) {
    const shape = connectionSchema.shape as Readonly<Record<string, { parse: (value: unknown) => unknown }>>;
    const connections = topology.connections.map((connection) =>
      connection.from === edit.from && connection.to === edit.to
        ? { ...connection, [edit.field]: shape[edit.field].parse(edit.value) }
        : connection,
    );
    return { ...topology, connections };
  }
  const components = topology.components.map((spec) =>
    spec.id === edit.component ? { ...spec, [edit.field]: parsed(spec, edit.field, edit.value) } : spec,
  );
  return { ...topology, components };
}

function evened(stream: StreamTopology, request: string): StreamTopology {
  const { keys } = stream.requests[request] ?? {};
  if (keys === undefined) return stream;
  const even = { count: keys.weights?.length ?? keys.count, zipf: 0 };
  return { ...stream, requests: { ...stream.requests, [request]: { ...stream.requests[request], keys: even } } };
}

function parsed({ type }: ComponentSpec, field: string, value: unknown): unknown {
  const shape = definitionOf(type)?.config.shape as Readonly<Record<string, { parse: (value: unknown) => unknown }>>;
  return shape[field].parse(value);
}

/** Twice as many of something that a component's file counts; undefined where there is no such field, or it ends below. */
function doubledField({ spec, definition }: CompiledComponent, name: string, now: number): Change | undefined {
  const field = fieldsOf(definition.config).find((of) => of.name === name);
  if (field === undefined || !Number.isFinite(now)) return undefined;
  const value = now === 0 ? 1 : 2 * now;
  if (!field.schema.safeParse(value).success) return undefined;
  const title = field.title.toLowerCase();
  return { says: `${spec.id}: ${title} ${now} → ${value}`, edits: [{ component: spec.id, field: name, value }] };
}

/** Twice as many instances, where a file says how many there are. */
export function doubledReplicas(component: CompiledComponent): Change | undefined {
  return moreReplicas(component, (now) => (now === 0 ? 1 : 2 * now));
}

/** One instance more. */
export function oneMoreReplica(component: CompiledComponent): Change | undefined {
  return moreReplicas(component, (now) => now + 1);
}

function moreReplicas(component: CompiledComponent, grown: (now: number) => number): Change | undefined {
  const { spec, definition } = component;
  const name = definition.replicaField;
  // What scales itself starts from this number and does not stay there.
  if (name === undefined || spec.autoscale !== undefined) return undefined;
  const field = fieldsOf(definition.config).find((of) => of.name === name);
  const now = Number(spec[name] ?? definition.instances(spec as never));
  if (field === undefined || !field.schema.safeParse(grown(now)).success) return undefined;
  const edit = { component: spec.id, field: name, value: grown(now) };
  return { says: `${spec.id}: ${field.title.toLowerCase()} ${now} → ${grown(now)}`, edits: [edit] };
}

/** Work of a component that takes `1 / times` as long. */
export function faster(component: string, times: number): Change {
  return { says: `${component}: ${speedOf(times)}`, edits: [{ component, slowness: 1 / times }] };
}

/** A network whose round trips take `1 / times` as long. */
export function fasterNetwork({ from, to }: { readonly from: string; readonly to: string }, times: number): Change {
  return { says: `${from} → ${to}: ${speedOf(times)}`, edits: [{ from, to, networkSpeed: times }] };
}

function speedOf(times: number): string {
  return times < 2 ? `${Math.round((times - 1) * 100)} % faster` : `${times}× as fast`;
}

type Wanted = Pick<CompiledResource, 'name' | 'servers'> & Partial<Pick<CompiledResource, 'takes' | 'relief'>>;

/** Twice as much of a resource: of the field that counts it, else of the instances that have it, else of their speed. */
export function doubled(component: CompiledComponent, { name, servers, takes, relief }: Wanted): Change {
  const { id } = component.spec;
  if (relief !== undefined) {
    const { field, value, says } = relief;
    return { says: `${id}: ${says}`, edits: [{ component: id, field, value }] };
  }
  // Of a database the resources of shards, primary and replicas are told apart, and come from one field.
  const field = name.replace(/^(shard-\d+-)?((primary|replica)-)?/, '');
  // More replicas take reads and leave the primary as busy with writes as it was.
  const more = takes === 'writes' ? undefined : doubledReplicas(component);
  return doubledField(component, field, servers) ?? more ?? faster(id, 2);
}

/** One field of a connection set or, without a value, taken away. */
export function onConnection(
  connection: { readonly from: string; readonly to: string },
  field: string,
  says: string,
  value?: unknown,
): Change {
  const { from, to } = connection;
  const edit = { from, to, field, ...(value === undefined ? {} : { value }) };
  return { says: `${from} → ${to}: ${says}`, edits: [edit] };
}

/** Twice as long until a caller gives up, where it ever does. */
export function doubledTimeout(spec: ConnectionSpec): Change[] {
  const { timeout } = spec;
  if (timeout === undefined) return [];
  const says = `timeout ${formatQuantity(timeout, 'time')} → ${formatQuantity(2 * timeout, 'time')}`;
  return [onConnection(spec, 'timeout', says, 2 * timeout)];
}

/** One field of a component set or, without a value, taken away. */
export function onComponent(component: string, field: string, says: string, value?: unknown): Change {
  const edit = { component, field, ...(value === undefined ? {} : { value }) };
  return { says: `${component}: ${says}`, edits: [edit] };
}

/** Every item asked for as often as any other; undefined where no request has items. */
export function evenKeys({ streams }: Topology): Change | undefined {
  const names = new Set(
    streams.flatMap(({ requests }) => Object.keys(requests).filter((name) => requests[name].keys !== undefined)),
  );
  if (names.size === 0) return undefined;
  return { says: 'all items asked for alike', edits: [...names].map((request) => ({ request, keys: 'even' })) };
}

/** Without one of the faults. */
export function withoutFault(fault: number, label: string): Change {
  return { says: `without the fault “${label}”`, edits: [{ fault }] };
}
