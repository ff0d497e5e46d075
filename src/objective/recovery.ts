import type { RequestSeries, RunResult, Timeline } from '../../simulator/index.ts';
import type { Measured } from './measures.ts';

/** Goodput over offered load must be back to this part of what it was. */
const GOODPUT_SHARE = 0.99;
/** The 95th percentile may be this many times what it was. */
const LATENCY_FACTOR = 1.5;
/** Windows in a row that must be well: one good second is no recovery. */
const WINDOWS = 3;

interface Baseline {
  /** Goodput over offered load. */
  readonly goodShare: number;
  /** Mean of the windows' 95th percentiles [s]; undefined where nothing succeeded. */
  readonly p95: number | undefined;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** How the system was in the windows `[from, to)`; undefined where nothing was asked of it. */
function baseline(series: RequestSeries, from: number, to: number): Baseline | undefined {
  const offered = sum(series.offered.slice(from, to));
  if (offered === 0) return undefined;
  const p95 = series.p95.slice(from, to).filter((value) => value !== null);
  return {
    goodShare: sum(series.ok.slice(from, to)) / offered,
    p95: p95.length === 0 ? undefined : sum(p95) / p95.length,
  };
}

function isWell(series: RequestSeries, window: number, before: Baseline): boolean {
  const offered = series.offered[window] ?? 0;
  // Nothing was asked, so that nothing went wrong.
  if (offered === 0) return true;
  if ((series.ok[window] ?? 0) / offered < GOODPUT_SHARE * before.goodShare) return false;
  const p95 = series.p95[window] ?? null;
  return before.p95 === undefined || (p95 !== null && p95 <= LATENCY_FACTOR * before.p95);
}

function recoveryOf(timeline: Timeline, fault: Timeline['faults'][number], warmup: number): Measured {
  const series = timeline.requests['*'];
  if (series === undefined) return { problem: 'The run recorded no requests over time.' };
  const { step } = timeline;
  // Slack for moments that are whole windows but for rounding.
  const slack = 1e-9;
  const before = baseline(series, Math.ceil(warmup / step - slack), Math.floor(fault.from / step + slack));
  if (before === undefined)
    return { problem: 'Nothing was measured before the fault, so that there is nothing to return to.' };
  const windows = series.offered.length;
  for (let window = Math.ceil(fault.to / step - slack); window + WINDOWS <= windows; window += 1) {
    const well = Array.from({ length: WINDOWS }, (_, i) => isWell(series, window + i, before)).every(Boolean);
    if (well) return { value: Math.max(0, window * step - fault.to) };
  }
  return { value: Number.POSITIVE_INFINITY };
}

/**
 * Time [s] from the end of the fault with this label (from its moment where it is momentary) to the beginning of the
 * first of three windows in a row in which the system is well: goodput over offered load at least 99 % of its mean
 * before the fault, and the 95th percentile at most 1.5 times its mean before. Before means after the warm-up and before
 * the fault; all requests count together. Infinity where it does not recover within the run; the longest where several
 * faults have the label. The answer is as fine as the timeline's windows.
 */
export function recoveryTime(result: RunResult, label: string): Measured {
  const faults = result.timeline.faults.filter((fault) => fault.label === label);
  if (faults.length === 0) return { problem: `The run had no fault "${label}".` };
  let longest = 0;
  for (const fault of faults) {
    const measured = recoveryOf(result.timeline, fault, result.run.warmup);
    if (measured.problem !== undefined) return measured;
    longest = Math.max(longest, measured.value);
  }
  return { value: longest };
}
