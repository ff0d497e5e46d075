import type { Style, Tone } from './paint.ts';
import { cut, displayWidth, flow, pad } from './text.ts';

export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
  /** May be cut where the table is wider than the terminal. */
  readonly flexible?: boolean;
}

/** A text and how it is colored; a plain text has the terminal's own color. */
export type Cell = string | { readonly text: string; readonly tone: Tone };

/** Cells by column, or faint remarks on the row above that span all columns but the first. */
export type Row = readonly Cell[] | { readonly remarks: readonly string[] };

const GAP = 2;
const INDENT = 2;
const NARROWEST = 8;

const textOf = (cell: Cell): string => (typeof cell === 'string' ? cell : cell.text);
const isRemark = (row: Row): row is { readonly remarks: readonly string[] } => !Array.isArray(row);

/**
 * A table without lines: a faint heading, columns as wide as their widest cell. Columns without any text are left out.
 */
export function table(columns: readonly Column[], rows: readonly Row[], { width, paint }: Style): string[] {
  const cells = rows.filter((row) => !isRemark(row)) as (readonly Cell[])[];
  const used = columns.map((_, index) => cells.some((row) => textOf(row[index] ?? '') !== ''));
  const widths = columns.map(({ title }, index) =>
    used[index] ? Math.max(displayWidth(title), ...cells.map((row) => displayWidth(textOf(row[index] ?? '')))) : 0,
  );
  const gaps = (used.filter(Boolean).length - 1) * GAP + INDENT;
  let excess = widths.reduce((sum, each) => sum + each, 0) + gaps - width;
  for (const [index, { flexible }] of columns.entries()) {
    if (flexible !== true || excess <= 0) continue;
    const narrowed = Math.max(NARROWEST, (widths[index] ?? 0) - excess);
    excess -= (widths[index] ?? 0) - narrowed;
    widths[index] = narrowed;
  }
  const line = (row: readonly Cell[]): string => {
    // Blanks at the end of a line are nothing to look at, and would be colored.
    const end = columns.findLastIndex((_, index) => textOf(row[index] ?? '') !== '');
    const parts = columns.slice(0, end + 1).flatMap(({ align }, index) => {
      if (!used[index]) return [];
      const cell = row[index] ?? '';
      const short = cut(textOf(cell), widths[index] ?? 0);
      const text = index === end && align !== 'right' ? short : pad(short, widths[index] ?? 0, align);
      return [typeof cell === 'string' ? text : paint[cell.tone](text)];
    });
    return ' '.repeat(INDENT) + parts.join(' '.repeat(GAP));
  };
  const remarkIndent = INDENT + (widths[0] ?? 0) + GAP;
  const heading = columns.map(({ title }) => ({ text: title, tone: 'faint' as const }));
  const titled = columns.some(({ title }, index) => used[index] && title !== '');
  return [
    ...(titled ? [line(heading)] : []),
    ...rows.flatMap((row) =>
      isRemark(row)
        ? flow(row.remarks, width - remarkIndent).map((text) => ' '.repeat(remarkIndent) + paint.faint(text))
        : [line(row)],
    ),
  ];
}
