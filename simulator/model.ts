import type { AnyComponent, CallerSide, ResourceSpec } from './component.ts';
import type { ConnectionSpec, NetworkSpec } from './connection.ts';
import type { Distribution, DistributionSpec } from './distribution.ts';
import type { AnyFault } from './fault.ts';
import type { Geography, MeanHop } from './geography.ts';
import type { Popularity } from './parts/popularity.ts';
import type { ComponentSpec, StreamTopology, Topology } from './topology.ts';
import type { Warmup } from './warmup.ts';
import type { RequestSpec } from './workload.ts';

/**
 * The compiled model: indices instead of ids, plans instead of rules. It cannot be wrong; `compile` made it. It holds no
 * state of a run and may be shared by many.
 */

/** One call of a plan. */
export interface PlannedCall {
  /** Position among the component's own connections. */
  readonly link: number;
  readonly op: number;
  /** How often, one after the other. */
  readonly times: number;
  /** Calls that each of these becomes, all at once. */
  readonly branches: number;
  readonly probability: number;
  /** Of calls that exclude one another: where this one's share begins in a draw from [0, 1), and whether it is the one to draw. */
  readonly choice?: { readonly group: number; readonly isFirst: boolean; readonly from: number };
  readonly isAsync: boolean;
  /** Its failure degrades the answer and does not fail it. */
  readonly optional: boolean;
  /** A question to a cache: a failure is a miss. */
  readonly isLookup: boolean;
  /**
   * Of a callee that has something at its callers: the share of the calls that go out to it, the mean time of the others
   * [s], and whether a request waits for what goes out and fails with it.
   */
  readonly atCaller?: {
    readonly goOut: number;
    readonly time: number;
    readonly isAwaited: boolean;
    readonly isNeeded: boolean;
  };
}

/** Calls that are made at the same time. */
export interface PlanStep {
  /** Only where a cache has missed before. */
  readonly onMiss: boolean;
  readonly calls: readonly PlannedCall[];
}

/** A resource of those instances of a component that take the same calls. */
export interface CompiledResource extends ResourceSpec {
  readonly takes: Takes;
  /** The shard whose instances have it; undefined where there are no shards. */
  readonly shard: number | undefined;
  /** How many instances have it. */
  readonly instances: number;
  /** By request kind × OPS + op, where its work is not the component's own. */
  readonly service?: readonly (Distribution | undefined)[];
}

export type Takes = 'all' | 'reads' | 'writes';

export interface CompiledComponent {
  readonly index: number;
  readonly spec: ComponentSpec;
  readonly title: string;
  readonly definition: AnyComponent;
  readonly instances: number;
  /** By instance. */
  readonly takes: readonly Takes[];
  /** By instance; undefined where there are no shards. */
  readonly shards: readonly number[] | undefined;
  /** Of the whole design. */
  readonly geography: Geography;
  /** By instance, the number of its zone; NOWHERE where it is in none. */
  readonly zones: Int32Array;
  /** Numbers of the zones that each of its instances is in at the same time, which then stands in none; absent where each stands in one at most. */
  readonly footprint?: readonly number[];
  /** By instance, the number of the zone of the copy that can take its place; NOWHERE where there is none, or where that is not said. */
  readonly standbys: Int32Array;
  readonly resources: readonly CompiledResource[];
  /** Numbers of its outgoing connections, in the order of their targets' ids. */
  readonly outgoing: readonly number[];
  /** By request kind × 2 + (0 for reads, 1 for writes). */
  readonly plans: readonly (readonly PlanStep[])[];
  /** Own service time by request kind × OPS + op; undefined where there is none. */
  readonly service: readonly (Distribution | undefined)[];
}

export interface CompiledConnection {
  readonly index: number;
  readonly spec: ConnectionSpec;
  readonly from: number;
  readonly to: number;
  /** How many times as fast its network is as its file or its zones say: 1 but in an analysis. */
  readonly networkSpeed: number;
  /** With a round trip in place; for a connection without a network, no time at all. */
  readonly network: NetworkSpec & { readonly rtt: DistributionSpec };
  /** Means over its ends' instances, of reads and of writes, where some of them are in zones that are described; what is not between such has the round trip of `network`. */
  readonly hops?: readonly [MeanHop, MeanHop];
  /** Bytes by request kind. */
  readonly payload: Float64Array;
  readonly response: Float64Array;
  /** 1 by request kind, 0 where nobody knows what a second try would do: it is not idempotent and bears no key. */
  readonly idempotent: Uint8Array;
  /** Size of the connection pool at each caller instance, where the callee has one. */
  readonly pool: number | undefined;
  /** What the callee has at each caller instance. */
  readonly atCaller: CallerSide | undefined;
}

/** One kind of request of one stream. */
export interface RequestKind {
  readonly index: number;
  readonly name: string;
  readonly stream: number;
  readonly isWrite: boolean;
  /** Share within its stream, all of a stream summing to one. */
  readonly share: number;
  readonly spec: RequestSpec;
  /** Undefined where each request is about an item of its own that nobody else asks for. */
  readonly popularity: Popularity | undefined;
}

export interface CompiledStream {
  readonly index: number;
  readonly spec: StreamTopology;
  readonly client: number;
  readonly kinds: readonly RequestKind[];
  /** Mean rate before shapes and surges [1/s]; for a closed stream the rate if answers took no time. */
  readonly rate: number;
}

export interface CompiledFault {
  readonly index: number;
  readonly definition: AnyFault;
  readonly config: unknown;
  readonly from: number;
  /** Infinity where it happens at one moment or never ends. */
  readonly to: number;
  readonly label: string;
}

export interface Model {
  readonly topology: Topology;
  readonly components: readonly CompiledComponent[];
  readonly connections: readonly CompiledConnection[];
  readonly kinds: readonly RequestKind[];
  readonly streams: readonly CompiledStream[];
  readonly faults: readonly CompiledFault[];
  readonly geography: Geography;
  readonly duration: number;
  readonly warmup: Warmup;
}
