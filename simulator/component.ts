import type { z } from 'zod';
import { type ConnectionSpec, idSchema } from './connection.ts';
import type { Distribution } from './distribution.ts';
import { type Capacity, optionalQuantity, placesField, type Work } from './field.ts';
import type { Finding } from './finding.ts';
import type { LayerContext } from './layers.ts';
import type { Chooser, Layer } from './link.ts';
import { autoscaleField } from './parts/autoscale.ts';
import { readModelField } from './parts/read-model.ts';
import type { Placement } from './parts/shards.ts';
import { stockField } from './parts/stock.ts';
import type { RateLimitSpec } from './policies/rate-limit.ts';
import type { Prices } from './prices.ts';
import type { ComponentStation, Site } from './site.ts';

/** Drawer of the palette. */
export type Category =
  | 'clients'
  | 'edge'
  | 'compute'
  | 'data'
  | 'messaging'
  | 'coordination'
  | 'operations'
  | 'external'
  | 'generic';

/** The part a component plays in a call plan and in the wiring rules. */
export type Role = 'client' | 'router' | 'compute' | 'cache' | 'store' | 'queue' | 'worker' | 'external' | 'support';

/**
 * A set of servers with one waiting line: what a request can wait for, what can run out, what has a utilization.
 * Declared by a component so that the recorder, the closed-form estimate and the screens know it by name.
 */
export interface ResourceSpec {
  /** Key in results: `threads`, `cores`. */
  readonly name: string;
  readonly title: string;
  /** Servers in one instance; Infinity where nobody waits. */
  readonly servers: number;
  /** Waiting places in one instance without those in service; Infinity where unbounded. */
  readonly queue: number;
  /** Whether a server stays held while the request waits for the components it calls. */
  readonly holdsCalls: boolean;
  /** Whether all who are there share the servers, whatever the discipline of the component. */
  readonly isShared?: true;
  /** Where not every call takes it for as long as its work: which share of them does, and for how long beside their work [s]. */
  readonly held?: (op: 'read' | 'write') => { readonly share: number; readonly beside: number };
  /** Work at this resource by request, where it is not the component's own. */
  readonly work?: Work;
  /** Messages that an instance takes from a queue beyond its servers; none if absent. */
  readonly ahead?: number;
  /** What halves the load on each, where that is no matter of more of them: a field, its new value, and in words. */
  readonly relief?: { readonly field: string; readonly value: unknown; readonly says: string };
}

/** Of a component whose instances hold different items: a full shard must not hide behind idle ones. */
export interface Sharding<Config> {
  readonly placement: (config: Config) => Placement;
  /** The shard that an instance holds. */
  readonly of: (config: Config, instance: number) => number;
  /** How often a shard works on each call, on average, if this share of the calls is about its items. */
  readonly visits: (config: Config, op: 'read' | 'write', share: number) => number;
}

/** What only components of one type measure: how often something happens there, or how long something takes. */
export interface MeasureSpec {
  /** Key in results: `coldStarts`. */
  readonly name: string;
  /** For people, in lower case: it stands behind a number. */
  readonly title: string;
  /** Counted and told as a share of the arrivals, counted alone, or timed [s]. */
  readonly kind: 'count' | 'total' | 'time';
}

/** Bytes that a request sends, and that it is answered with. */
export interface Sizes {
  readonly payload: number;
  readonly response: number;
}

/** What the machines of one component send each other for a call. */
export interface Replication {
  /** Machines, which stand in the zones of the component in turn. */
  readonly machines: number;
  /** Who sends to whom: any of them to any, each to the next `copies` in a row, or the first to all others. */
  readonly by: 'any' | 'next' | 'first';
  /** How many of them are sent what a write brings, and answer a read with what they have. */
  readonly writes: number;
  readonly reads: number;
  /** Item of the price list for what passes between zones, at each end. */
  readonly price: string;
}

/** What a component is asked in a steady state, and how large the call is that somebody wants to know of. */
export interface Load extends Sizes {
  /** Requests that reach it [1/s]. */
  readonly rate: number;
}

/** A target of a component that chooses one, as far as its share of the requests depends on it. */
export interface WeighedTarget {
  readonly connection: ConnectionSpec;
  readonly instances: number;
}

/** One line of the monthly bill. */
export interface CostLine {
  readonly driver: 'hours' | 'requests' | 'traffic' | 'transfer' | 'storage';
  readonly title: string;
  /** USD per month. */
  readonly monthly: number;
}

/** Long-run load that the bill is made from: the month's average, not the run's peak. */
export interface Usage {
  /** Requests per second that reach the component. */
  readonly requestRate: number;
  /** Bytes per second that it is sent, and that it answers with; of a client those that come to it at the egress price. */
  readonly payloadRate: number;
  readonly responseRate: number;
  /** The same by what is asked: each kind of request that reads or writes here, with its rate [1/s] and sizes. */
  readonly calls: readonly ({ readonly rate: number; readonly isWrite: boolean } & Sizes)[];
  /** Mean time that a request is in the component, calls included: of the run, or of the closed form without one [s]. */
  readonly meanTime: number;
  /** Components that it is connected to. */
  readonly targets: number;
}

/** What of a configuration decides how often something that holds copies of answers can give them itself. */
export interface Holdings {
  readonly capacity: Capacity;
  /** [s]; undefined where nothing expires. */
  readonly ttl?: number | undefined;
  readonly ttlRenewedByHit?: boolean | undefined;
  /** Of what does not exist [s]; undefined where that is not remembered. */
  readonly negativeTtl?: number | undefined;
  readonly eviction: 'lru' | 'lfu' | 'fifo' | 'random' | 'none';
  readonly start: 'cold' | 'warm';
  /** Separate caches over which requests spread evenly at random; one if absent. */
  readonly sites?: number;
  /** Whether requests of this name are looked up at all; absent where all reads are. */
  readonly looksUp?: (request: string) => boolean;
}

/** What a component has at each instance that calls it: its keys, its settings. Balancers have none of it. */
export interface CallerSide {
  /** Share of the calls of a request that go out to the component, in the long run. */
  readonly goOut: (request: string, op: 'read' | 'write') => number;
  /** Mean time of a call that is answered at the caller [s]. */
  readonly time: number;
  /** Whether requests wait for what goes out, and fail with it; they do if it is not said. */
  readonly isAwaited?: boolean;
  readonly isNeeded?: boolean;
  /** Stands between the caller and the policies of the connection. */
  readonly layer: (context: LayerContext, below: Layer | undefined) => Layer;
}

/** A sensible first configuration for a component fresh from the palette, as a file would write it. */
export type Starter = Readonly<Record<string, unknown>>;

/**
 * One type of component. Everything that lists, draws, checks, documents, runs or prices components derives from this.
 * A field is admitted when three types need it.
 */
export interface ComponentDefinition<Config = never> {
  /** As a file writes it, kebab-case. */
  readonly type: string;
  readonly title: string;
  readonly category: Category;
  readonly role: Role;
  /** Products and other names that people look for and that this type stands for: `Redis`. */
  readonly alsoKnownAs?: readonly string[];
  /** One sentence for the palette. */
  readonly summary: string;
  /** What it does here, how it behaves when overloaded and when it fails, in a few sentences. */
  readonly help: string;
  /** The mistaken belief that this model shows to be mistaken. */
  readonly misconception: string;
  /** What the model leaves out, in a sentence. */
  readonly leavesOut: string;
  /** Name of its glyph in the studio. */
  readonly icon: string;
  /** Parameters: an object schema made of the fields of `field.ts`. */
  readonly config: z.ZodObject;
  /** Roles that it may call, and what to say when someone draws another. */
  readonly calls: readonly Role[];
  /** Who may call one of these roles may call it too: a function takes messages as a worker does. */
  readonly standsInFor?: readonly Role[];
  readonly wiring: string;
  /** Instances (replicas) with queues of their own. */
  readonly instances: (config: Config) => number;
  /** The one field that says how many instances there are, so that the studio can add one; absent where there is always one. */
  readonly replicaField?: string;
  /** What it calls it calls after it has answered, and nobody waits for it. */
  readonly callsLater?: true;
  /** Its connections tell of what has been written here: a change feed (`parts/change-feed.ts`). */
  readonly tellsOfChanges?: true;
  /** A request goes on to one of its targets, not to each: a balancer, a queue with competing workers. */
  readonly choosesOne?: true;
  /** What it does is done to the world outside: done twice it does harm, whatever the request says of itself. */
  readonly irrevocable?: true;
  /** A connection from it may take a share of what it passes on: a subscription with a filter. */
  readonly filters?: true;
  /** Whether it hands a request only to an instance with a free place: a call then has its place from the moment it is made. */
  readonly handsOutPlaces?: (config: Config) => boolean;
  /** Whether it notices which instances of its callees fail, and calls the others. */
  readonly watchesHealth?: (config: Config) => boolean;
  /** Of a component that chooses one: the share that a target gets relative to the others; its instances if absent. */
  readonly weightOf?: (config: Config, target: WeighedTarget, all: readonly WeighedTarget[]) => number;
  /** It holds copies of answers: it can be asked, flushed and measured like a cache, whatever its role. */
  readonly holds?: (config: Config) => Holdings;
  /** Share of the requests of a name that it passes on at all, of those that nothing it holds answers; all if absent. */
  readonly passesOn?: (config: Config, request: string, op: 'read' | 'write') => number;
  /** For so long [s] it gathers requests about one item, and then makes its calls once for all of them; no request waits for these. */
  readonly gathersFor?: (config: Config) => number | undefined;
  /** Of a log: in how many lines each connection from it is read, each line one message after the other. */
  readonly readInLines?: (config: Config) => number;
  /** A call from a service or a worker goes out to so many others and no further, and is so many times the work. */
  readonly pushes?: (config: Config) => number;
  /** What an instance works on by itself beside requests: bundles per second, each of so much work [s]. */
  readonly background?: (config: Config) => { readonly rate: number; readonly work: number };
  /** Whether it may ask for the same once more by itself, beside what its connections say about retries. */
  readonly repeats?: (config: Config) => boolean;
  /** Whether it matters to it which item a request asks for. Where nobody in a design looks at keys, none are drawn. */
  readonly readsKeys?: (config: Config) => boolean;
  /** Whether what it does depends on what time its instances take it to be. */
  readonly readsClock?: (config: Config) => boolean;
  /** Machines that elect a primary among them by majority, whether they are instances or only follow it; absent where none vote. */
  readonly members?: (config: Config) => number | undefined;
  /** Whether its provider runs it in all zones that are named, so that it goes on while one of them is left and is called in the nearest. */
  readonly isRegional?: (config: Config) => boolean;
  /** Which calls an instance takes; absent where each takes all. The first instance of a replicated database takes the writes. */
  readonly takes?: (config: Config, instance: number) => 'all' | 'reads' | 'writes';
  /** Who chooses among its instances for a caller, where it is more than taking turns; a balancer before it comes first. */
  readonly chooser?: (config: Config, instances: readonly Site[]) => Chooser | undefined;
  /** Where instances hold different items. */
  readonly sharding?: Sharding<Config>;
  /** How many instances work on each call; absent where one does, and where there are shards. */
  readonly copies?: (config: Config, op: 'read' | 'write') => number;
  /** Mean time of a call beyond its wait and its work at one instance: a commit, the messages between instances, the bytes that it moves [s]. */
  readonly beyond?: (config: Config, op: 'read' | 'write', work: Distribution | undefined, load: Load) => number;
  /** Values that do not go together, by paths below the component. */
  readonly check?: (config: Config) => readonly Omit<Finding, 'code'>[];
  /** The rate limit at the door of each instance; absent where there is none. */
  readonly rateLimit?: (config: Config) => RateLimitSpec | undefined;
  /** What the closed forms leave out of it, after its name and a colon; absent where they leave out nothing. */
  readonly caveat?: (config: Config) => string | undefined;
  readonly resources: (config: Config) => readonly ResourceSpec[];
  /** Own service time by request, which occupies the first resource that does work; absent where there is none. */
  readonly work: (config: Config) => Work;
  /** Calls that each caller instance may have open at once: a connection pool; absent where there is no such limit. */
  readonly pool?: (config: Config) => number;
  /** What stands at each caller instance before its calls and answers some of them there; absent where all calls go out. */
  readonly atCaller?: (config: Config) => CallerSide | undefined;
  /** Its cost has the traffic to the internet in it: what it delivers is no egress of the client's any more. */
  readonly billsEgress?: true;
  /** What it measures beside what is measured of all; the station writes into `book.own`, in this order. */
  readonly measures?: readonly MeasureSpec[];
  /** What its machines send each other, for the bill; absent where they send nothing. */
  readonly replication?: (config: Config) => Replication | undefined;
  /** What it costs, at the prices of the list that the design is priced by. */
  readonly cost: (config: Config, usage: Usage, prices: Prices) => readonly CostLine[];
  readonly station: (config: Config, site: Site) => ComponentStation;
  /** What a fresh one from the palette has. */
  readonly starter: Starter;
}

/** A definition whose configuration is of some type that only its own file knows. */
// biome-ignore lint/suspicious/noExplicitAny: the catalogue holds definitions of different configurations; each is parsed by its own schema before use
export type AnyComponent = ComponentDefinition<any>;

/**
 * Whether a type can be treated as one of this role: what holds copies is a cache to whoever flushes or measures it. A type
 * may be named by itself: of the clients a scheduler can crash, and people cannot.
 */
export function actsAs(definition: AnyComponent, role: string): boolean {
  return definition.role === role || definition.type === role || (role === 'cache' && definition.holds !== undefined);
}

/** Whether a call from one type to another is a push, which goes out from there and no further. */
export function isPush(caller: AnyComponent | undefined, callee: AnyComponent): boolean {
  return callee.pushes !== undefined && caller !== undefined && caller.role !== 'client' && caller.role !== 'router';
}

/** Fields of every component that stands somewhere. */
const placeFields = {
  zone: placesField(idSchema, {
    title: 'Zone',
    help: 'Where it stands; several zones take its instances in turn. What stands in one zone fails together when the zone does, and calls take as long as the zones described in the design are apart. Empty: in no zone.',
  }),
};

/** What every component that stands somewhere has beside its own fields. */
export interface Placed {
  readonly zone?: readonly string[] | undefined;
}

/** Of what has replicas that are all alike. */
const replicaFields = {
  needs: optionalQuantity('count', {
    title: 'Needs',
    help: 'It serves while so many of its instances are up, and answers nobody while fewer are: a quorum of k of n. One is enough if empty.',
    min: 1,
    max: 1000,
    integer: true,
    advanced: true,
  }),
  autoscale: autoscaleField,
};

/** Of what carries out effects, or passes on what does. */
const dedupeFields = {
  dedupeWindow: optionalQuantity('time', {
    title: 'Remembers keys',
    help: 'A write that comes again with the same idempotency key within this time is answered from the record and not done again; while the first is under way it is refused. Keys come over connections that send them. Empty: keys are ignored.',
    above: 0,
    max: 31_536_000,
    advanced: true,
  }),
};

const dedupingRoles: ReadonlySet<Role> = new Set<Role>(['compute', 'store', 'worker', 'external']);

/** Of what keeps data. */
const storeFields = { stock: stockField, readModel: readModelField };

/** Keeps the configuration's type between the schema and the functions of one definition. */
export function defineComponent<Schema extends z.ZodObject>(
  definition: Omit<ComponentDefinition<z.output<Schema>>, 'config'> & { config: Schema },
): AnyComponent {
  const { role } = definition;
  const isDeduping = dedupingRoles.has(role) && !('dedupeWindow' in definition.config.shape);
  const honoring = isDeduping ? definition.config.extend(dedupeFields) : definition.config;
  const keeping = role === 'store' ? honoring.extend(storeFields) : honoring;
  const placed = role === 'client' ? keeping : keeping.extend(placeFields);
  const config = definition.replicaField === 'replicas' ? placed.extend(replicaFields) : placed;
  return { ...definition, config };
}
