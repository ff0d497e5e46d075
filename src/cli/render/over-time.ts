import type { Timeline } from '../../../simulator/index.ts';
import { fitted, greatest, mean, sparkline } from './bar.ts';
import type { Style, Tone } from './paint.ts';
import { rate, time } from './quantities.ts';
import { cut, displayWidth, pad } from './text.ts';

const INDENT = 2;
const LABEL = 10;
const FIGURE = 16;
/** Fewer windows than this make no curve. */
const SHORTEST = 10;

/** Offered load, goodput, failures and p99 over the run as a line of blocks each, with the faults below them. */
export function overTime({ step, requests, faults }: Timeline, warmup: number, style: Style): string[] {
  const { paint, width } = style;
  const all = requests['*'];
  if (all === undefined || all.offered.length < SHORTEST) return [];
  const columns = width - INDENT - LABEL - FIGURE;
  const used = fitted(all.offered, columns, mean).length;
  const most = greatest([...all.offered, ...all.ok]);
  const p99 = fitted(all.p99, columns, greatest);
  const slowest = greatest(p99.filter((value) => value !== null));
  const failing = greatest(all.failed);
  const line = (label: string, values: readonly (number | null)[], top: number, figure: string, tone: Tone): string =>
    `${' '.repeat(INDENT)}${pad(label, LABEL)}${paint[tone](sparkline(values, top))} ${paint.faint(`≤ ${figure}`)}`;
  const rates = (label: string, values: readonly number[], tone: Tone): string =>
    line(label, fitted(values, columns, mean), most, rate(greatest(values)), tone);
  const uncounted = warmup > 0 ? `, the first ${time(warmup)} not counted` : '';
  const from = ' '.repeat(INDENT + LABEL);
  return [
    paint.faint(`${' '.repeat(INDENT)}Over time: 0 to ${time(all.offered.length * step)}${uncounted}`),
    rates('offered', all.offered, 'accent'),
    rates('goodput', all.ok, 'good'),
    ...(failing > 0 ? [rates('failed', all.failed, 'bad')] : []),
    ...(slowest > 0 ? [line('p99', p99, slowest, time(slowest), 'warn')] : []),
    ...faults.map((fault) => {
      const columnOf = (moment: number): number => (moment / (all.offered.length * step)) * used;
      const start = Math.min(used - 1, Math.max(0, Math.floor(columnOf(fault.from))));
      const end = Math.min(used, Math.max(start + 1, Math.ceil(columnOf(fault.to))));
      // A moment has no length.
      const stretch = fault.to > fault.from ? '━'.repeat(end - start) : '▲';
      const room = width - displayWidth(from) - start - displayWidth(stretch) - 1;
      return `${from}${' '.repeat(start)}${paint.bad(stretch)} ${cut(fault.label, Math.max(room, FIGURE))}`;
    }),
  ];
}
