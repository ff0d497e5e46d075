import type { Interval } from '../result.ts';

/**
 * How a design takes a trigger that passes. `recovers`: good answers come back to what they were. `sticks`: they do not,
 * though what caused it is gone: the failure is metastable. `mixed`: in some replications. `slow`: still coming back when
 * the time was over. `overloaded`: they were not there before the trigger either.
 */
export type ProbeVerdict = 'recovers' | 'sticks' | 'mixed' | 'slow' | 'overloaded';

/** Two tried values between which a limit lies; without the first, where the least that was tried sticks too. */
export interface Between {
  readonly recovers?: number;
  readonly sticks: number;
}

/** `headroom/probe@1` */
export interface ProbeReport {
  readonly format: 'headroom/probe@1';
  readonly run: {
    readonly seed: number;
    readonly replications: number;
    readonly experiments: number;
    readonly events: number;
    readonly digest: string;
    /** [s] Not counted, watched before the trigger, and after it. */
    readonly settle: number;
    readonly baseline: number;
    readonly watch: number;
  };
  readonly trigger: { readonly label: string; readonly kind: string; readonly size?: number; readonly for?: number };
  readonly verdict: ProbeVerdict;
  /** Replications in which good answers did not come back. */
  readonly stuck: number;
  readonly before: { readonly goodput: number; readonly floor: number; readonly p95: number | null };
  /** In the last third of the time watched. */
  readonly after: { readonly goodput: number; readonly p95: number | null; readonly ci95?: Interval };
  /** From the end of the trigger until good answers were back, over the replications where they came back [s]. */
  readonly recovery?: { readonly mean: number; readonly longest: number };
  /** Mean of the replications, per second; the trigger lasts from `trigger[0]` to `trigger[1]`. */
  readonly timeline: {
    readonly step: number;
    readonly offered: readonly number[];
    readonly goodput: readonly number[];
    readonly trigger: readonly [number, number];
  };
  /** The smallest that sticks, by size at this length and by length at this size; absent where none was found. */
  readonly smallest?: { readonly size?: Between; readonly length?: Between };
  /** Loads as factors of the design's: from where the trigger sticks, and from where no trigger is needed. */
  readonly load?: { readonly vulnerable?: Between; readonly overloaded?: number };
  /** What was tried in vain, or could not be. */
  readonly notes: readonly string[];
  readonly partial?: string;
}
