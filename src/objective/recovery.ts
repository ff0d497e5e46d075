import type { RequestSeries, RunResult, Timeline } from '../../simulator/index.ts';
import type { Measured } from './measures.ts';

/** The good share of answers must be back to this part of what it was. */
const GOOD_SHARE = 0.99;
/** The 95th percentile may be this many times what it was. */
const LATENCY_FACTOR = 1.5;
/** Blocks in a row that must be well: one good moment is no recovery. */
const BLOCKS = 3;
/** Requests that a block should hold, so that a single failure does not decide. */
const REQUESTS_IN_BLOCK = 100;
/** Windows in a block at most: a run of little load is judged on few requests rather than not at all. */
const MOST_WINDOWS_IN_BLOCK = 10;

/** How the system was over a block of windows. */
interface Health {
  /** Requests per second, over the windows. */
  readonly offered: number;
  /** Good share of the answered; undefined where nothing was answered. */
  readonly goodShare: number | undefined;
  /** Mean of the windows' 95th percentiles [s]; undefined where nothing succeeded. */
  readonly p95: number | undefined;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function health(series: RequestSeries, from: number, to: number): Health {
  const [ok, failed] = [sum(series.ok.slice(from, to)), sum(series.failed.slice(from, to))];
  const p95 = series.p95.slice(from, to).filter((value) => value !== null);
  return {
    offered: sum(series.offered.slice(from, to)),
    goodShare: ok + failed === 0 ? undefined : ok / (ok + failed),
    p95: p95.length === 0 ? undefined : sum(p95) / p95.length,
  };
}

function isWell(now: Health, before: Health): boolean {
  // Nothing was asked, so that nothing went wrong.
  if (now.offered === 0) return true;
  if (now.goodShare === undefined || now.goodShare < GOOD_SHARE * (before.goodShare ?? 1)) return false;
  return before.p95 === undefined || (now.p95 !== undefined && now.p95 <= LATENCY_FACTOR * before.p95);
}

function recoveryOf(timeline: Timeline, fault: Timeline['faults'][number], warmup: number): Measured {
  const series = timeline.requests['*'];
  if (series === undefined) return { problem: 'The run recorded no requests over time.' };
  const { step } = timeline;
  // Slack for moments that are whole windows but for rounding.
  const slack = 1e-9;
  const [first, last] = [Math.ceil(warmup / step - slack), Math.floor(fault.from / step + slack)];
  const before = health(series, first, last);
  if (before.offered === 0 || before.goodShare === undefined) {
    return {
      problem: 'Nothing was measured between the warm-up and the fault, so that there is nothing to return to.',
    };
  }
  const perWindow = (before.offered * step) / (last - first);
  const block = Math.min(MOST_WINDOWS_IN_BLOCK, Math.ceil(REQUESTS_IN_BLOCK / perWindow));
  const windows = series.offered.length;
  for (let start = Math.ceil(fault.to / step - slack); start + BLOCKS * block <= windows; start += 1) {
    const starts = Array.from({ length: BLOCKS }, (_, i) => start + i * block);
    if (starts.every((from) => isWell(health(series, from, from + block), before))) {
      // A sum of windows is exact but for rounding.
      return { value: Math.max(0, Math.round((start * step - fault.to) * 1e9) / 1e9) };
    }
  }
  return { value: Number.POSITIVE_INFINITY };
}

/**
 * Time [s] from the end of the fault with this label (from its moment where it is momentary) to the first moment from
 * which the system is well for three blocks in a row: the good share of answers is at least 99 % of what it was before
 * the fault, and the 95th percentile at most 1.5 times its mean before. Before means after the warm-up and before the
 * fault; all requests count together. A block is as many of the timeline's windows as hold 100 requests, ten at most.
 *
 * Good answers are compared with answers and not with arrivals: a window's arrivals are answered partly in the next one,
 * which alone moves their ratio by several percent. Requests that pile up unanswered show in the 95th percentile.
 *
 * Infinity where the system does not recover within the run; the longest where several faults have the label.
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
