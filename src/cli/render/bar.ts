import type { Tone } from './paint.ts';

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const;
export const HEIGHTS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

/**
 * A share of 1 as a bar of so many columns, to an eighth of a column. A second share, taken from the end of the first,
 * is drawn lighter: the part of the work that was for nothing.
 */
export function bar(share: number, columns: number, lighter = 0): string {
  const full = Math.min(1, Math.max(0, share));
  const light = Math.round(Math.min(full, Math.max(0, lighter)) * columns);
  // Where there is a lighter part both parts end on whole columns: a block of an eighth cannot be lighter.
  if (light > 0) {
    const filled = Math.max(light, Math.round(full * columns));
    return '█'.repeat(filled - light) + '▒'.repeat(light) + '·'.repeat(columns - filled);
  }
  const eighths = Math.round(full * columns * 8);
  // What is not nothing is seen.
  const shown = full > 0 ? Math.max(1, eighths) : 0;
  const filled = '█'.repeat(Math.floor(shown / 8)) + (EIGHTHS[shown % 8] ?? '');
  return filled + '·'.repeat(columns - filled.length);
}

/** Columns of a utilization bar: what a table of components can spare, 18 at most. */
export const barColumns = (width: number): number => Math.max(8, Math.min(18, width - 78));

/** Color of a utilization: waits grow fast beyond 80 %, and without bound at 100 %. */
export function utilizationTone(utilization: number): Tone {
  if (utilization >= 0.95) return 'bad';
  return utilization >= 0.8 ? 'warn' : 'good';
}

/** Values as a row of blocks, the greatest as high as a line; nothing, measured or not, is a gap. */
export function sparkline(values: readonly (number | null)[], top: number): string {
  return values
    .map((value) => {
      if (value === null || value <= 0) return ' ';
      return HEIGHTS[Math.min(7, Math.floor((value / top) * 8 - 1e-9))] ?? HEIGHTS[0];
    })
    .join('');
}

/**
 * Values for a line of at most so many columns: where there are more, neighbors are combined; where there are far fewer,
 * each takes several columns.
 */
export function fitted(
  values: readonly (number | null)[],
  columns: number,
  combine: (values: readonly number[]) => number,
): (number | null)[] {
  const repeat = Math.max(1, Math.floor(columns / values.length));
  const size = Math.ceil(values.length / columns);
  const groups: (number | null)[] = [];
  for (let start = 0; start < values.length; start += size) {
    const group = values.slice(start, start + size).filter((value) => value !== null);
    for (let k = 0; k < repeat; k++) groups.push(group.length === 0 ? null : combine(group));
  }
  return groups;
}

export const greatest = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b), 0);
export const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((a, b) => a + b, 0) / values.length;
