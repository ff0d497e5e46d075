import { formatQuantity, type HistogramBar } from '../../../simulator/index.ts';
import { HEIGHTS } from './bar.ts';
import type { Style, Tone } from './paint.ts';
import { displayWidth } from './text.ts';

/** A value to be pointed at below the plot: `p99` and its time. */
export interface Mark {
  readonly label: string;
  /** [s] */
  readonly value: number;
}

const ROWS = 6;
const INDENT = 2;
/** The axis spans at least this ratio: a constant time is a spike and no wall. */
const NARROWEST = 4;

/**
 * A latency distribution on a logarithmic axis: the height of a column is the share of requests in it, and what is too
 * rare for its height still shows as a line. Columns beyond p95 and p99 have their own color.
 */
export function histogram(bars: readonly HistogramBar[], marks: readonly Mark[], style: Style): string[] {
  const counted = bars.filter(({ count }) => count > 0);
  const first = counted[0];
  const last = counted[counted.length - 1];
  if (first === undefined || last === undefined || last.to <= 0) return [];
  const columns = style.width - 2 * INDENT;
  const axis = new LogAxis(first.from > 0 ? first.from : first.to / 2, last.to, columns);
  const counts = new Array<number>(columns).fill(0);
  for (const { from, to, count } of counted) {
    const start = from > 0 ? axis.position(from) : 0;
    const end = Math.max(axis.position(to), start + 1e-9);
    // A bar that spans several columns is spread over them.
    for (let column = Math.floor(start); column < Math.min(columns, Math.ceil(end)); column++) {
      const share = (Math.min(end, column + 1) - Math.max(start, column)) / (end - start);
      counts[column] = (counts[column] ?? 0) + count * share;
    }
  }
  const tallest = counts.reduce((a, b) => Math.max(a, b), 0);
  const levels = counts.map((count) =>
    count <= 0 ? 0 : Math.max(1, Math.round((count / tallest) * ROWS * HEIGHTS.length)),
  );
  const p95 = marks.find(({ label }) => label === 'p95');
  const p99 = marks.find(({ label }) => label === 'p99');
  const toneOf = (column: number): Tone => {
    if (p99 !== undefined && column > axis.column(p99.value)) return 'bad';
    return p95 !== undefined && column > axis.column(p95.value) ? 'warn' : 'accent';
  };
  const lines: string[] = [];
  for (let row = ROWS - 1; row >= 0; row--) {
    const glyphs = levels.map((level) => {
      const height = Math.min(HEIGHTS.length, level - row * HEIGHTS.length);
      return height <= 0 ? ' ' : (HEIGHTS[height - 1] ?? ' ');
    });
    const line = painted(glyphs, toneOf, style);
    if (line !== '') lines.push(' '.repeat(INDENT) + line);
  }
  const under = [axis.line(), axis.labels()].map((line) => ' '.repeat(INDENT) + style.paint.faint(line.trimEnd()));
  const pointers = pointerRows(marks, axis, columns).map((line) => ' '.repeat(INDENT) + line);
  return [...lines, ...under, ...pointers];
}

/** Glyphs with one color code for each run of equal color. */
function painted(glyphs: readonly string[], toneOf: (column: number) => Tone, { paint }: Style): string {
  const end = glyphs.findLastIndex((glyph) => glyph !== ' ') + 1;
  let line = '';
  let run = '';
  for (let column = 0; column < end; column++) {
    run += glyphs[column];
    if (column + 1 === end || toneOf(column + 1) !== toneOf(column)) {
      line += paint[toneOf(column)](run);
      run = '';
    }
  }
  return line;
}

/** Pointers and their labels, in as few rows as they fit without touching. */
function pointerRows(marks: readonly Mark[], axis: LogAxis, columns: number): string[] {
  const rows: string[] = [];
  for (const { label, value } of marks) {
    const column = axis.column(value);
    const right = `▲ ${label} ${formatQuantity(value, 'time')}`;
    const left = `${label} ${formatQuantity(value, 'time')} ▲`;
    const fits = column + displayWidth(right) <= columns;
    const text = fits ? right : left;
    const start = fits ? column : Math.max(0, column + 1 - displayWidth(left));
    const free = rows.findIndex((row) => displayWidth(row) + 2 <= start);
    const row = free === -1 ? rows.length : free;
    rows[row] = (rows[row] ?? '').padEnd(start) + text;
  }
  return rows;
}

/** Columns of a logarithmic axis of times. */
class LogAxis {
  readonly #low: number;
  readonly #perColumn: number;
  readonly #columns: number;

  constructor(low: number, high: number, columns: number) {
    const widen = Math.sqrt(Math.max(1, NARROWEST / (high / low)));
    this.#low = Math.log10(low / widen);
    this.#perColumn = (Math.log10(high * widen) - this.#low) / columns;
    this.#columns = columns;
  }

  /** Distance from the left edge, in columns. */
  position(time: number): number {
    return Math.min(this.#columns, Math.max(0, (Math.log10(time) - this.#low) / this.#perColumn));
  }

  /** The column a time falls into. */
  column(time: number): number {
    return time <= 0 ? 0 : Math.min(this.#columns - 1, Math.floor(this.position(time)));
  }

  line(): string {
    const glyphs = new Array<string>(this.#columns).fill('─');
    for (const tick of this.#ticks()) glyphs[this.column(tick)] = '┴';
    return glyphs.join('');
  }

  labels(): string {
    let line = '';
    for (const tick of this.#ticks()) {
      const label = formatQuantity(tick, 'time');
      const start = Math.max(0, this.column(tick) - Math.floor(label.length / 2));
      const clear = line === '' || displayWidth(line) + 1 < start;
      if (clear && start + label.length <= this.#columns) line = line.padEnd(start) + label;
    }
    return line;
  }

  /** Powers of ten, with 2 and 5 between where there are few of them. */
  #ticks(): number[] {
    const decades = this.#perColumn * this.#columns;
    const steps = decades > 3 ? [1] : [1, 2, 5];
    const ticks: number[] = [];
    for (let power = Math.floor(this.#low); power <= Math.ceil(this.#low + decades); power++) {
      // A negative power of ten is not exact; a division by the positive one is.
      for (const step of steps) ticks.push(power < 0 ? step / 10 ** -power : step * 10 ** power);
    }
    return ticks.filter((tick) => Math.log10(tick) >= this.#low && Math.log10(tick) < this.#low + decades);
  }
}
