import type { ConnectionSpec } from './connection.ts';
import type { AutoscaleSpec } from './parts/autoscale.ts';
import type { StockSpec } from './parts/stock.ts';
import type { Places } from './places.ts';
import type { PriceList } from './price-list.ts';
import type { RunSpec, ShapePoints, StreamSpec } from './workload.ts';

/**
 * What the simulator needs to be given: a design as parsed, quantities in base units, defaults in place. It may still be
 * wrong as a whole (a connection to nowhere, a loop that takes no time); `compile` says so.
 */

/** One component: its parsed parameters lie beside `id` and `type`, as in the file. */
export interface ComponentSpec {
  readonly id: string;
  readonly type: string;
  readonly name?: string | undefined;
  /** The zones that its instances stand in, in turn. */
  readonly zone?: readonly string[] | undefined;
  /** How many of its instances must be up for it to serve. */
  readonly needs?: number | undefined;
  /** How long it remembers idempotency keys [s]; absent where it ignores them. */
  readonly dedupeWindow?: number | undefined;
  /** Units that writes take; absent where nothing is counted. */
  readonly stock?: StockSpec | undefined;
  /** It is written from messages about what others have taken, and its reads are judged by that. */
  readonly readModel?: boolean | undefined;
  /** How its instances come and go. */
  readonly autoscale?: AutoscaleSpec | undefined;
  readonly [parameter: string]: unknown;
}

export type StreamTopology = Omit<StreamSpec, 'shape'> & { readonly shape?: ShapePoints | undefined };

/** One fault: when, for how long (absent for a momentary one), which kind, and its parsed parameters. */
export interface FaultSpec {
  readonly at: number;
  readonly for?: number | undefined;
  readonly kind: string;
  readonly config: unknown;
}

export interface Topology extends Places {
  readonly components: readonly ComponentSpec[];
  readonly connections: readonly ConnectionSpec[];
  readonly streams: readonly StreamTopology[];
  readonly faults: readonly FaultSpec[];
  readonly run: RunSpec;
  /** How many times as fast the network of a connection is as it says, by `from->to`: for analyses, and in no file. */
  readonly networkSpeeds?: Readonly<Record<string, number>>;
  /** What the bill is made from; the list that comes with the product where absent. */
  readonly prices?: PriceList | undefined;
}
