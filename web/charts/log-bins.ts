import type { HistogramBar } from '../../simulator/index.ts';

/** A bin of a histogram drawn on a logarithmic axis: bounds [s] and the share of all samples in it. */
export interface LogBin {
  readonly from: number;
  readonly to: number;
  readonly share: number;
}

export interface LogAxis {
  readonly from: number;
  readonly to: number;
}

/** The decades' thirds (1, 2, 5) that enclose the bars with samples; undefined where there are none. */
export function axisOf(bars: readonly HistogramBar[]): LogAxis | undefined {
  const filled = bars.filter(({ count, to }) => count > 0 && to > 0);
  const [first] = filled;
  const last = filled[filled.length - 1];
  if (first === undefined || last === undefined) return undefined;
  const from = roundDown(first.from > 0 ? first.from : first.to / 2);
  const to = roundUp(last.to);
  return { from, to: to > from ? to : from * 10 };
}

const STEPS = [5, 2, 1] as const;

function roundDown(value: number): number {
  const decade = 10 ** Math.floor(Math.log10(value));
  const step = STEPS.find((candidate) => candidate * decade <= value * 1.000001) ?? 1;
  return step * decade;
}

function roundUp(value: number): number {
  const decade = 10 ** Math.floor(Math.log10(value));
  const step = [1, 2, 5].find((candidate) => candidate * decade >= value * 0.999999) ?? 10;
  return step * decade;
}

/** Ticks at 1, 2 and 5 of each decade, or at the decades alone where those would be too many. */
export function logTicks({ from, to }: LogAxis, most: number): number[] {
  const ticks: number[] = [];
  for (let decade = 10 ** Math.floor(Math.log10(from)); decade <= to * 1.0001; decade *= 10) {
    for (const step of [1, 2, 5]) ticks.push(step * decade);
  }
  const inside = ticks.filter((tick) => tick >= from * 0.9999 && tick <= to * 1.0001);
  if (inside.length <= most) return inside;
  const decades = inside.filter((tick) => Math.abs(Math.log10(tick) - Math.round(Math.log10(tick))) < 1e-6);
  return decades.length > 1 ? decades : inside.filter((_, index) => index % 2 === 0);
}

/** Position of a value on the axis, 0 to 1; values beyond it are at its ends. */
export function logPosition(value: number, { from, to }: LogAxis): number {
  if (value <= from) return 0;
  return Math.min(1, Math.log(value / from) / Math.log(to / from));
}

/** Bars gathered into `count` bins of equal width on the axis; a bar across a border is split in proportion. */
export function logBins(bars: readonly HistogramBar[], axis: LogAxis, count: number): LogBin[] {
  const total = bars.reduce((sum, bar) => sum + bar.count, 0);
  const shares = new Float64Array(count);
  for (const bar of bars) {
    if (bar.count === 0) continue;
    const low = logPosition(bar.from, axis) * count;
    const high = Math.max(low, logPosition(bar.to, axis) * count);
    const first = Math.min(count - 1, Math.floor(low));
    const last = Math.min(count - 1, Math.floor(high));
    for (let bin = first; bin <= last; bin += 1) {
      const overlap = high === low ? 1 : Math.max(0, Math.min(high, bin + 1) - Math.max(low, bin)) / (high - low);
      shares[bin] = (shares[bin] ?? 0) + (bar.count / total) * (last === first ? 1 : overlap);
    }
  }
  const bound = (bin: number): number => axis.from * (axis.to / axis.from) ** (bin / count);
  return Array.from(shares, (share, bin) => ({ from: bound(bin), to: bound(bin + 1), share }));
}
