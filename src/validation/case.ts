import type { Availability, EstimateResult, ExactAvailability, RunResult } from '../../simulator/index.ts';

/**
 * The validation suite: models whose answers are theorems, published tables or published experiments, simulated and
 * compared. No value here was read off this program.
 *
 * To add a case, write it into the file of its group under `cases/` and, where the group is new, add a line to
 * `catalogue.ts`:
 *
 * 1. `id` is its number in the catalogue of ground truths; `model` says in words what is asked, `source` whose answer it is.
 * 2. A trial is one experiment. Most are `steady({...})`: a design as a user would write it, without `run`; its rate of
 *    counted requests; the `length` in requests that the standard errors are stated for; and how many requests the quick
 *    form counts (the whole form counts `length` unless `whole` is given).
 * 3. A row is one number: `value` and `se` in its `unit` as published, and `of`, which reads it from the result in base
 *    units (seconds, per second). Without a standard error it has `within`, an absolute tolerance, or `exact: true`.
 * 4. What needs several runs, other seeds or none at all is written as a trial of its own: `rows` without `of`, and
 *    `measure(lab)`, which returns the numbers in the order of the rows, in base units, and the `size` of its sample.
 * 5. `npx vitest run test/validation -t T01` runs the quick form, `npx headroom validate --case T01` the whole one.
 *    Break the mechanism once and see the case fail. A truth is never changed to make a run pass.
 */
export interface Case {
  readonly id: string;
  readonly title: string;
  readonly model: string;
  readonly source: string;
  /** What a reader should know before comparing with the literature. */
  readonly note?: string;
  readonly trials: readonly Trial[];
}

/** One experiment of a case: it yields a number for each row. */
export interface Trial {
  /** Where a case has several: which it is. */
  readonly name?: string;
  /** Size of the sample that the standard errors are stated for: runs, or counted requests. */
  readonly length?: number;
  /** What its sample is counted in; runs unless written. */
  readonly counts?: 'requests' | 'runs';
  readonly rows: readonly Row[];
  readonly measure: (lab: Lab) => Promise<Measurement>;
}

export interface Measurement {
  /** Runs, or counted requests; the standard errors shrink with its root. */
  readonly size?: number;
  /** For each row its value, in base units. */
  readonly values: readonly number[];
}

/** What the unit of a truth is in base units. A `share` is a probability or a ratio between 0 and 1. */
export const units = {
  '': 1,
  share: 1,
  s: 1,
  ms: 1e-3,
  min: 60,
  h: 3600,
  '/s': 1,
  '/min': 1 / 60,
  messages: 1,
} as const;
export type Unit = keyof typeof units;

interface Truth {
  readonly metric: string;
  /** As published, in `unit`. */
  readonly value: number;
  readonly unit: Unit;
  /** Read from a histogram, whose error is added to the tolerance. */
  readonly isPercentile?: boolean;
}

/**
 * How far a measured value may be off, in the unit of its row: by four standard errors (`se`, the standard deviation of
 * the metric over independent runs of the trial's length), by an amount chosen for the case, or, where no randomness is
 * left, by rounding only.
 */
type Bound = { readonly se: number } | { readonly within: number } | { readonly exact: true };

export type Row = Truth & Bound;

/** A row that can read itself from the result of one run. */
export type ReadRow = Row & { readonly of: (result: RunResult) => number };

/** A design as a file has it, without its format, name and run. */
export interface Sketch {
  components: { id: string; type: string; [parameter: string]: unknown }[];
  connections: { from: string; to: string; [field: string]: unknown }[];
  workload: unknown;
  faults?: { [kind: string]: unknown }[];
}

/** How long a sketch is run [s]; the seed is the laboratory's unless given. */
export interface LabRun {
  readonly duration: number;
  readonly warmup: number;
  readonly seed?: number;
}

/** Where trials are run. */
export interface Lab {
  /** Short runs, for every test run; the whole ones have the statistical power to see an error of a fraction of a per cent. */
  readonly isQuick: boolean;
  readonly seed: number;
  /** Runs a sketch through the parser, the checks and the simulator that every design goes through. */
  readonly simulate: (sketch: Sketch, run: LabRun) => Promise<RunResult>;
  /** The closed-form twin's answer, for truths that are formulas. */
  readonly estimate: (sketch: Sketch) => EstimateResult;
  /** Shares of time up from lifetimes alone: by counting, undefined where no formula knows; and simulated through `horizon` [s]. */
  readonly exactAvailability: (sketch: Sketch) => ExactAvailability | undefined;
  readonly simulateAvailability: (sketch: Sketch, horizon: number) => Availability;
}
