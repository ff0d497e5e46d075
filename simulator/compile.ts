import { processOf } from './arrival-catalogue.ts';
import { recordedWeights, type TraceRows } from './arrivals/trace.ts';
import { definitionOf } from './catalogue.ts';
import { checkTopology } from './check.ts';
import { isPush, type ResourceSpec } from './component.ts';
import type { ConnectionSpec } from './connection.ts';
import { type Distribution, sampler, scaled } from './distribution.ts';
import { faultOf } from './fault-catalogue.ts';
import type { Work } from './field.ts';
import { type Finding, hasErrors } from './finding.ts';
import { type Geography, geographyOf, type MeanHop, meanHop, standbysOf, zonesOf } from './geography.ts';
import { assert } from './kernel/index.ts';
import type {
  CompiledComponent,
  CompiledConnection,
  CompiledFault,
  CompiledResource,
  CompiledStream,
  Model,
  RequestKind,
  Takes,
} from './model.ts';
import { OPS, Op } from './outcome.ts';
import { meanBatch } from './parts/batch.ts';
import { type Popularity, popularity } from './parts/popularity.ts';
import { type PlannerConnection, plan } from './plans.ts';
import { roundTripOf, speedUp } from './policies/network.ts';
import type { StreamTopology, Topology } from './topology.ts';
import { warmupOf } from './warmup.ts';
import { popularityDefaults, type RequestSpec } from './workload.ts';

export interface Compilation {
  /** Absent where a finding is an error. */
  readonly model?: Model;
  readonly findings: readonly Finding[];
}

/** Turns a topology into a model, or says what is wrong with it as a whole. */
export function compile(topology: Topology): Compilation {
  const findings = checkTopology(topology);
  return hasErrors(findings) ? { findings } : { model: build(topology), findings };
}

/**
 * Components and connections are numbered by name, not by place in the file: the order in which somebody drew them must
 * not change a result.
 */
function build(topology: Topology): Model {
  const { duration } = topology.run;
  const warmup = warmupOf(topology);
  const specs = [...topology.components].sort((a, b) => compareText(a.id, b.id));
  const indexOf = new Map(specs.map((spec, index) => [spec.id, index]));
  const at = (id: string): number => {
    const index = indexOf.get(id);
    assert(index !== undefined, 'a checked topology has no dangling ids');
    return index;
  };
  const streams = buildStreams(topology, at);
  const kinds = streams.flatMap((stream) => stream.kinds);
  const connectionSpecs = [...topology.connections].sort(
    (a, b) => compareText(a.from, b.from) || compareText(a.to, b.to),
  );
  const geography = geographyOf(topology);
  const outgoingOf = (index: number) =>
    connectionSpecs.flatMap((spec, number) => (at(spec.from) === index ? [number] : []));
  const components = specs.map((spec, index): CompiledComponent => {
    const definition = definitionOf(spec.type);
    assert(definition !== undefined, 'a checked topology has no unknown types');
    const config = spec as never;
    // Of what is scaled as many are built as there may ever be.
    const instances = Math.max(definition.instances(config), spec.autoscale?.max ?? 0);
    const takes = Array.from({ length: instances }, (_, i) => definition.takes?.(config, i) ?? 'all');
    const shards = definition.sharding && takes.map((_, i) => definition.sharding?.of(config, i) ?? 0);
    const outgoing = outgoingOf(index);
    const connections = outgoing.map((number, link) => planner(connectionSpecs[number], link, topology));
    return {
      index,
      spec,
      title: spec.name ?? spec.id,
      definition,
      instances,
      takes,
      shards,
      geography,
      ...zonesOf(geography, spec, instances, definition.isRegional?.(config) === true),
      standbys: standbysOf(geography, spec, takes),
      resources: resourcesOf(definition.resources(config), takes, shards, kinds),
      outgoing,
      plans: kinds.flatMap(({ name }) =>
        (['read', 'write'] as const).map((op) =>
          definition.passesOn?.(config, name, op) === 0 ? [] : plan(connections, name, op === 'write'),
        ),
      ),
      service: serviceTimes(definition.work(config), kinds, definition.pushes?.(config)),
    };
  });
  const connections = connectionSpecs.map((spec, index): CompiledConnection => {
    const [from, to] = [components[at(spec.from)], components[at(spec.to)]];
    const networkSpeed = topology.networkSpeeds?.[`${spec.from}->${spec.to}`] ?? 1;
    const written = { ...spec.network, rtt: roundTripOf(spec.network) };
    const network = networkSpeed === 1 ? written : speedUp(written, networkSpeed);
    return {
      index,
      spec,
      from: from.index,
      to: to.index,
      networkSpeed,
      network,
      ...hopsBetween(geography, from, to, sampler(written.rtt).mean, networkSpeed),
      payload: Float64Array.from(kinds, (kind) => kind.spec.payload),
      response: Float64Array.from(kinds, (kind) => kind.spec.response),
      idempotent: Uint8Array.from(kinds, (kind) => (kind.spec.idempotent || spec.idempotencyKey ? 1 : 0)),
      pool: to.definition.pool?.(to.spec as never),
      // A balancer only hands on.
      atCaller:
        components[at(spec.from)].definition.choosesOne === true
          ? undefined
          : to.definition.atCaller?.(to.spec as never),
    };
  });
  const faults = buildFaults(topology);
  return { topology, components, connections, kinds, streams, faults, geography, duration, warmup };
}

function hopsBetween(
  geography: Geography,
  from: CompiledComponent,
  to: CompiledComponent,
  otherwise: number,
  networkSpeed: number,
): Pick<CompiledConnection, 'hops'> {
  const [read, write] = [Op.read, Op.write].map((op) => meanHop(geography, from, to, op, otherwise));
  if (read === undefined || write === undefined) return {};
  const faster = (hop: MeanHop): MeanHop => ({ ...hop, roundTrip: hop.roundTrip / networkSpeed });
  return { hops: [faster(read), faster(write)] };
}

/**
 * Instances that take different calls have resources of their own, and so have those that hold different items: a full
 * replica must not hide behind an idle primary, nor a hot shard behind cold ones.
 */
function resourcesOf(
  specs: readonly ResourceSpec[],
  takes: readonly Takes[],
  shards: readonly number[] | undefined,
  kinds: readonly RequestKind[],
): CompiledResource[] {
  const groups = [...new Set(takes)];
  return [...new Set(shards ?? [undefined])].flatMap((shard) =>
    groups.flatMap((group) =>
      specs
        .filter(({ held }) => group !== 'reads' || held?.('read').share !== 0)
        .map((spec): CompiledResource => {
          const instances = takes.filter((of, i) => of === group && shards?.[i] === shard).length;
          const role = groups.length === 1 ? [] : [group === 'writes' ? 'Primary' : 'Replica'];
          const words = [...(shard === undefined ? [] : [`Shard ${shard + 1}`]), ...role, spec.title];
          const name = [...words.slice(0, -1).map((word) => word.toLowerCase().replace(' ', '-')), spec.name].join('-');
          const title = words.map((word, i) => (i === 0 ? word : word.toLowerCase())).join(' ');
          const service = spec.work === undefined ? {} : { service: serviceTimes(spec.work, kinds, undefined) };
          return { ...spec, name, title, takes: group, shard, instances, ...service };
        }),
    ),
  );
}

export function planner(spec: ConnectionSpec, link: number, topology: Topology): PlannerConnection {
  const to = topology.components.find((component) => component.id === spec.to);
  const callee = definitionOf(to?.type ?? '');
  assert(to !== undefined && callee !== undefined, 'a checked topology has no unknown types');
  const from = topology.components.find((component) => component.id === spec.from);
  const caller = definitionOf(from?.type ?? '');
  return {
    link,
    spec: caller?.callsLater === true ? { ...spec, mode: 'async' } : spec,
    callee,
    isPush: isPush(caller, callee),
    tellsOfChanges: caller?.tellsOfChanges === true,
    calleeCalls: topology.connections.some((connection) => connection.from === spec.to),
    atCaller: caller?.choosesOne === true ? undefined : callee.atCaller?.(to as never),
  };
}

function buildStreams(topology: Topology, at: (id: string) => number): CompiledStream[] {
  // Numbered by client and first request, so that the order in the file does not matter.
  const name = (stream: StreamTopology) => `${stream.client} ${Object.keys(stream.requests).sort()[0]}`;
  const ordered = [...topology.streams].sort((a, b) => compareText(name(a), name(b)));
  let next = 0;
  return ordered.map((spec, index): CompiledStream => {
    const names = Object.keys(spec.requests).sort(compareText);
    const total = names.reduce((sum, request) => sum + spec.requests[request].share, 0);
    const { rows: recorded } = (spec.arrivals['trace'] ?? {}) as { rows?: TraceRows };
    const kinds = names.map((request): RequestKind => {
      const of = spec.requests[request];
      return {
        index: next++,
        name: request,
        stream: index,
        isWrite: of.kind === 'write',
        share: of.share / total,
        spec: of,
        popularity: popularityOf(request, of, recorded),
      };
    });
    return { index, spec, client: at(spec.client), kinds, rate: meanRate(spec, topology.run.duration) };
  });
}

/** What a trace has recorded, or else what the request says: reads ask for items that others ask for too; a write without keys makes an item of its own. */
function popularityOf(
  name: string,
  { kind, keys }: RequestSpec,
  recorded: TraceRows | undefined,
): Popularity | undefined {
  const counts = recorded === undefined ? undefined : recordedWeights(recorded, name);
  if (counts !== undefined) return popularity({ kind: 'weights', weights: counts });
  if (keys === undefined && kind === 'write') return undefined;
  const asked: NonNullable<RequestSpec['keys']> = keys ?? popularityDefaults;
  const { count, zipf = popularityDefaults.zipf, weights, hotSet } = asked;
  // Sorted, since ranks begin with the most popular; which item is which nobody can tell.
  if (weights !== undefined) return popularity({ kind: 'weights', weights: weights.toSorted((a, b) => b - a) });
  if (hotSet !== undefined) {
    const hotKeys = Math.max(1, Math.round(hotSet.items * count));
    return popularity({ kind: 'hot-set', count, hotKeys, hotShare: hotSet.traffic });
  }
  return popularity({ kind: 'zipf', count, exponent: zipf });
}

/** Requests per second in the long run, batches unpacked. */
function meanRate({ arrivals }: StreamTopology, duration: number): number {
  const { definition, config } = processOf(arrivals);
  return definition.rate(config as never, duration) * meanBatch(arrivals.batch);
}

/** By request kind × OPS + op: the law written for the request, for what it does, or for all others. */
function serviceTimes(
  work: Work,
  kinds: readonly RequestKind[],
  pushes: number | undefined,
): (Distribution | undefined)[] {
  const laws = new Map(Object.keys(work).map((name) => [name, sampler(work[name])]));
  const pushed = new Map(Object.keys(work).map((name) => [name, sampler(scaled(work[name], pushes ?? 1))]));
  const times: (Distribution | undefined)[] = [];
  for (const kind of kinds) {
    for (let op = 0; op < OPS; op++) {
      const own = pushes !== undefined && op === Op.fill ? pushed : laws;
      times.push(own.get(kind.name) ?? own.get(op === Op.read ? 'read' : 'write') ?? own.get('*'));
    }
  }
  return times;
}

function buildFaults(topology: Topology): CompiledFault[] {
  return topology.faults.map((fault, index): CompiledFault => {
    const definition = faultOf(fault.kind);
    assert(definition !== undefined, 'a checked topology has no unknown faults');
    return {
      index,
      definition,
      config: fault.config,
      from: fault.at,
      to: definition.end === undefined || fault.for === undefined ? Number.POSITIVE_INFINITY : fault.at + fault.for,
      label: definition.label(fault.config as never),
    };
  });
}

/** By code units: no locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
