/**
 * The design document as its author wrote it: texts with units stay as typed, defaults stay unwritten. It is what the
 * studio edits and what a file holds. `parseDesign` turns it into a topology.
 */

export const DESIGN_FORMAT = 'headroom/design@1';

/** One component: its parameters lie beside `id` and `type`. */
export interface RawComponent {
  readonly id: string;
  readonly type: string;
  readonly name?: string;
  readonly [parameter: string]: unknown;
}

/** One call from a component to another: its call plan and policies lie beside `from` and `to`. */
export interface RawConnection {
  readonly from: string;
  readonly to: string;
  readonly [parameter: string]: unknown;
}

export type RawRequest = Readonly<Record<string, unknown>>;

export interface RawStream {
  readonly client: string;
  /** Exactly one arrival process by its name: `{ "poisson": { "rate": "8000/s" } }`. */
  readonly arrivals: Readonly<Record<string, unknown>>;
  readonly shape?: Readonly<Record<string, unknown>>;
  readonly average?: number | string;
  readonly requests: Readonly<Record<string, RawRequest>>;
}

export interface RawWorkload {
  readonly streams: readonly RawStream[];
}

/** When, for how long, and under its kind's name what: `{ "at": "120 s", "for": "30 s", "crash": { "component": "db" } }`. */
export interface RawFault {
  /** Absent where the kind is there all the time. */
  readonly at?: number | string;
  readonly for?: number | string;
  readonly [kind: string]: unknown;
}

export interface RawObjective {
  readonly name: string;
  readonly require: string;
}

export interface RawRun {
  readonly duration?: number | string;
  readonly warmup?: number | string;
  readonly seed?: number;
  readonly replications?: number;
  readonly seeds?: readonly number[];
  readonly precision?: number | string;
}

/** A place that fails as a whole; round trips to other zones by id. */
export interface RawZone {
  readonly name?: string;
  readonly region?: string;
  readonly rtt?: Readonly<Record<string, number | string>>;
}

/** Zones near one another; round trips to other regions by id. */
export interface RawRegion {
  readonly name?: string;
  readonly rtt?: Readonly<Record<string, number | string>>;
}

/** A place on the canvas, in its units, growing right and down. */
export interface Position {
  readonly x: number;
  readonly y: number;
}

/**
 * A design that can be opened: ids are unique and well formed, types are of the catalogue, connections lead from and to
 * components that are there, and no two connections join the same pair in the same direction.
 */
export interface DesignDocument {
  readonly format: typeof DESIGN_FORMAT;
  readonly name: string;
  /** Id of the scenario that workload, faults, objectives and run come from where the design has none. */
  readonly scenario?: string;
  readonly components: readonly RawComponent[];
  readonly connections: readonly RawConnection[];
  readonly zones?: Readonly<Record<string, RawZone>>;
  readonly regions?: Readonly<Record<string, RawRegion>>;
  readonly layout?: Readonly<Record<string, Position>>;
  readonly workload?: RawWorkload;
  readonly faults?: readonly RawFault[];
  readonly objectives?: readonly RawObjective[];
  readonly run?: RawRun;
  /** A price list as its file holds it, in place of the one that comes with the product. */
  readonly prices?: Readonly<Record<string, unknown>>;
}

/** Names a connection across edits, and in results: `api->db`. */
export function connectionKey(connection: { readonly from: string; readonly to: string }): string {
  return `${connection.from}->${connection.to}`;
}
