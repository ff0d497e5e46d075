import type { Field } from '../../../simulator/index.ts';
import type { Style } from './paint.ts';
import { displayWidth, hang, pad, plain, wrap } from './text.ts';

/** What the catalogue says of itself, for a person to read. */

/** Names with their titles and summaries under a heading; a summary goes on below its beginning. */
export function nameTable(
  heading: string,
  entries: readonly { readonly name: string; readonly summary: string }[],
  { width, paint }: Style,
): string[] {
  const widest = Math.max(...entries.map(({ name }) => displayWidth(name)));
  return [
    paint.strong(heading),
    ...entries.flatMap(({ name, summary }) => {
      const label = `  ${pad(plain(name), widest)}  `;
      const [first = '', ...rest] = hang(label, plain(summary), width);
      return [first.replace(label, paint.accent(label)), ...rest];
    }),
  ];
}

/** A heading and paragraphs below it, blank lines between them. */
export function headedText(heading: string, paragraphs: readonly string[], { width, paint }: Style): string[] {
  return [
    paint.strong(heading),
    ...paragraphs.flatMap((text, index) => [...(index > 0 ? [''] : []), ...wrap(text, width)]),
  ];
}

/** Every field as a file writes it, what it does, its default and where that comes from; inner fields indented. */
export function fieldLines(fields: readonly Field[], style: Style, indent = '  '): string[] {
  const { width, paint } = style;
  return fields.flatMap((field) => {
    const deeper = `${indent}    `;
    const choices = (field.options ?? []).map(({ value, description }) => `"${value}": ${description}`);
    return [
      `${indent}${paint.accent(field.name)} ${paint.faint(presence(field))}`,
      ...wrap(field.description, width - deeper.length).map((line) => deeper + line),
      ...(field.usual === undefined ? [] : [`${deeper}Usual: ${field.usual}.`]),
      ...choices.flatMap((choice) => hang(`${deeper}• `, choice, width)),
      ...(field.source === undefined ? [] : hang(deeper, `Default from: ${field.source}`, width).map(paint.faint)),
      ...fieldLines(field.fields ?? [], style, deeper),
    ];
  });
}

/** What holds where a file does not write the field. */
function presence({ required, default: value, kind }: Field): string {
  if (required) return '(must be written)';
  if (value === undefined) return kind === 'group' ? '(off unless written)' : '(nothing unless written)';
  return `= ${JSON.stringify(value)}`;
}
