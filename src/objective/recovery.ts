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

/** The run around a fault: its windows, how it was before, and how many windows are looked at together. */
interface Around {
  readonly series: RequestSeries;
  readonly step: number;
  readonly before: Health;
  readonly block: number;
}

type Fault = Timeline['faults'][number];

/** Slack for moments that are whole windows but for rounding. */
const SLACK = 1e-9;

function around(timeline: Timeline, fault: Fault, warmup: number): Around | { readonly problem: string } {
  const series = timeline.requests['*'];
  if (series === undefined) return { problem: 'The run recorded no requests over time.' };
  const { step } = timeline;
  const [first, last] = [Math.ceil(warmup / step - SLACK), Math.floor(fault.from / step + SLACK)];
  const before = health(series, first, last);
  if (before.offered === 0 || before.goodShare === undefined) {
    return {
      problem: 'Nothing was measured between the warm-up and the fault, so that there is nothing to return to.',
    };
  }
  const perWindow = (before.offered * step) / (last - first);
  const block = Math.min(MOST_WINDOWS_IN_BLOCK, Math.ceil(REQUESTS_IN_BLOCK / perWindow));
  return { series, step, before, block };
}

const isWellAt = ({ series, before, block }: Around, window: number) =>
  isWell(health(series, window, window + block), before);

/** The first window from `start` on from which it is well for some blocks in a row; Infinity where there is none. */
function wellFrom(run: Around, start: number): number {
  for (let window = start; window + BLOCKS * run.block <= run.series.offered.length; window += 1) {
    if (Array.from({ length: BLOCKS }, (_, i) => window + i * run.block).every((at) => isWellAt(run, at)))
      return window;
  }
  return Number.POSITIVE_INFINITY;
}

/** Seconds from a moment to the beginning of a window: a sum of windows is exact but for rounding. */
function since(moment: number, window: number, { step }: Around): number {
  return Math.max(0, Math.round((window * step - moment) * 1e9) / 1e9);
}

function recoveryOf(run: Around, fault: Fault): number {
  return since(fault.to, wellFrom(run, Math.ceil(fault.to / run.step - SLACK)), run);
}

/** From the first block during the fault, or right behind it, in which it was not well. */
function outageOf(run: Around, fault: Fault): number {
  const { series, step, block } = run;
  const last = Math.min(series.offered.length - block, Math.ceil(fault.to / step - SLACK) + block);
  for (let window = Math.floor(fault.from / step + SLACK); window <= last; window += 1)
    if (!isWellAt(run, window)) return since(fault.from, wellFrom(run, window), run);
  return 0;
}

/** The longest over all faults with this label. */
function longest(result: RunResult, label: string, of: (run: Around, fault: Fault) => number): Measured {
  const faults = result.timeline.faults.filter((fault) => fault.label === label);
  if (faults.length === 0) return { problem: `The run had no fault "${label}".` };
  let value = 0;
  for (const fault of faults) {
    const run = around(result.timeline, fault, result.run.warmup);
    if ('problem' in run) return run;
    value = Math.max(value, of(run, fault));
  }
  return { value };
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
  return longest(result, label, recoveryOf);
}

/**
 * Recovery time of the whole outage [s]: from the beginning of the fault with this label to the first moment from which the
 * system is well again, in the same sense, after it has been unwell; zero where it has been well all the time. With a failover
 * it may end before the fault does.
 */
export function outageTime(result: RunResult, label: string): Measured {
  return longest(result, label, outageOf);
}
