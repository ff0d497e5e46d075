import { type Finding, pathText } from '../../../simulator/index.ts';
import { locator, type PlacedFinding, type TextPlace } from '../../index.ts';
import type { Style, Tone } from './paint.ts';
import { hang, plain, plural } from './text.ts';

/** More are counted only: the first ones are often the reason for the others. */
const MOST_SHOWN = 20;

/** Where a text is that is no JSON at all. */
const start: TextPlace = { line: 1, column: 1 };

/** Problems and the file they are about. */
export interface Problems {
  readonly file: string;
  readonly text: string;
  readonly findings: readonly PlacedFinding[];
}

const tones: Readonly<Record<Finding['severity'], Tone>> = { error: 'bad', warning: 'warn', note: 'accent' };

/**
 * Findings about files, each with file, line, column and path, what is wrong, why it matters and what to do; then how
 * many of them there are.
 */
export function problemLines(problems: readonly Problems[], style: Style): string[] {
  const { paint } = style;
  const all = problems.flatMap(({ file, text, findings }) => {
    const locate = locator(text);
    return findings.map((finding) => ({ file, finding, place: finding.place ?? locate(finding.path) ?? start }));
  });
  const ranks = Object.keys(tones);
  // The gravest first, then as the file has them.
  const offset = ({ line, column }: TextPlace): number => line * 1e7 + column;
  all.sort(
    (a, b) =>
      ranks.indexOf(a.finding.severity) - ranks.indexOf(b.finding.severity) || offset(a.place) - offset(b.place),
  );
  const lines = all.slice(0, MOST_SHOWN).flatMap(({ file, finding, place }) => {
    const { severity, path, what, why, todo } = finding;
    const position = `:${place.line}:${place.column}`;
    return [
      `${paint[tones[severity]](severity)} ${paint.strong(plain(file) + position)} ${paint.accent(plain(pathText(path)))}`,
      ...hang('  ', plain(what), style.width),
      ...hang('  ', plain(why), style.width).map(paint.faint),
      ...hang('  → ', plain(todo), style.width),
      '',
    ];
  });
  const hidden = all.length - MOST_SHOWN;
  return [...lines, ...(hidden > 0 ? [`… and ${hidden} more.`, ''] : []), total(all.map(({ finding }) => finding))];
}

/** `3 errors, 1 warning`. */
function total(findings: readonly Finding[]): string {
  return Object.keys(tones)
    .flatMap((severity) => {
      const count = findings.filter((finding) => finding.severity === severity).length;
      return count === 0 ? [] : [plural(count, severity)];
    })
    .join(', ');
}

/** What keeps a command from working, in a sentence. */
export function refusalLines(message: string, { width }: Style): string[] {
  return hang('headroom: ', plain(message), width);
}
