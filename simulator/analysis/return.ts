import type { Timeline } from '../result.ts';

/** What the good answers of one replication did after a trigger. */
export interface Return {
  /** From the end of the trigger to the first of three blocks in a row at the level of before [s]; undefined where it does not come. */
  readonly after: number | undefined;
  /** Good answers per second in the last third of the time watched. */
  readonly tail: number;
  /** The same in the third before it. */
  readonly middle: number;
}

/** What good answers were before the trigger, over all replications. */
export interface Level {
  /** Good answers per second. */
  readonly goodput: number;
  /** A block of time with fewer than this is below the level, and a third of the time watched with fewer than that. */
  readonly floor: number;
  readonly tailFloor: number;
}

/** Where the phases of a probe are, in blocks of the timeline. */
export interface Phases {
  /** Windows of the timeline in a block. */
  readonly block: number;
  /** First window that counts, first of the trigger, first after it, and one past the last. */
  readonly from: number;
  readonly begin: number;
  readonly end: number;
  readonly windows: number;
}

/** Requests that a block should hold, so that chance does not decide. */
const REQUESTS = 200;
/** And windows at most. */
const MOST_WINDOWS = 20;
/** A level is not lost for less than this share of it, however steady it was. */
const SLACK = 0.02;
/** Standard deviations of a block that chance alone does not exceed in a thousand blocks. */
const SIGMAS = 3;
/** Blocks in a row at the level: one good moment is no recovery. */
const IN_A_ROW = 3;

export function phasesOf(timeline: Timeline, settle: number, begin: number, end: number): Phases {
  const { step, requests } = timeline;
  const { offered } = requests['*'];
  const [first, start] = [Math.ceil(settle / step), Math.floor(begin / step)];
  const rate = mean(offered, first, start);
  const block = Math.min(MOST_WINDOWS, Math.max(1, Math.ceil(REQUESTS / Math.max(rate * step, 1e-9))));
  return { block, from: first, begin: start, end: Math.ceil(end / step), windows: offered.length };
}

export function mean(values: readonly number[], from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += values[i];
  return to > from ? sum / (to - from) : 0;
}

/** Means of consecutive blocks of windows. */
function blocks(values: readonly number[], from: number, to: number, length: number): number[] {
  return Array.from({ length: Math.max(0, Math.floor((to - from) / length)) }, (_, i) =>
    mean(values, from + i * length, from + (i + 1) * length),
  );
}

/**
 * The level before the trigger: its mean, and how far a block goes below it by chance alone (three standard deviations of
 * the blocks of all replications, at least 2 %).
 */
export function levelOf(timelines: readonly Timeline[], { block, from, begin, end, windows }: Phases): Level {
  const all = timelines.flatMap(({ requests }) => blocks(requests['*'].ok, from, begin, block));
  const goodput = mean(all, 0, all.length);
  const squares = all.reduce((sum, value) => sum + (value - goodput) * (value - goodput), 0);
  const deviation = all.length < 2 ? 0 : Math.sqrt(squares / (all.length - 1));
  const inTail = Math.max(1, (windows - end) / 3 / block);
  const off = (sigma: number) => goodput - Math.max(SIGMAS * sigma, SLACK * goodput);
  return { goodput, floor: off(deviation), tailFloor: off(deviation / Math.sqrt(inTail)) };
}

/** Whether, and when, good answers came back in one replication. */
export function returnOf({ step, requests }: Timeline, { block, end, windows }: Phases, level: Level): Return {
  const { ok } = requests['*'];
  const third = Math.floor((windows - end) / 3);
  const tail = mean(ok, windows - third, windows);
  const middle = mean(ok, windows - 2 * third, windows - third);
  const after = blocks(ok, end, windows, block);
  const back = after.findIndex((_, i) => after.slice(i, i + IN_A_ROW).every((value) => value >= level.floor));
  const isBack = tail >= level.tailFloor && back >= 0 && back + IN_A_ROW <= after.length;
  return { after: isBack ? back * block * step : undefined, tail, middle };
}
