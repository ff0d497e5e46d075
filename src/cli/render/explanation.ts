import type { CheckedFinding, Explanation, FindingVerdict, Trial } from '../../../simulator/index.ts';
import { shown, signedAround } from '../../index.ts';
import type { Style, Tone } from './paint.ts';
import { figureLines, headline, partialLines, sections, studyProvenance } from './study.ts';
import { type Row, table } from './table.ts';
import { hang, plain, plural } from './text.ts';
import { LEGEND, trialCells, trialColumns } from './trials.ts';

const VERDICTS: Readonly<
  Record<FindingVerdict, { readonly mark: string; readonly tone: Tone; readonly says: string }>
> = {
  confirmed: { mark: '✔', tone: 'good', says: 'Confirmed' },
  together: { mark: '✔', tone: 'good', says: 'A cause, with another: neither is seen to help alone, both at once do' },
  protects: { mark: '◆', tone: 'accent', says: 'It protects: without it things are worse' },
  unclear: { mark: '?', tone: 'warn', says: 'Unclear: the intervals leave it open' },
  unchecked: { mark: '·', tone: 'faint', says: 'Seen, and not tried' },
  elsewhere: { mark: '✘', tone: 'faint', says: 'Does not help: the limit is elsewhere' },
};

/** Why a design performs as it does, for a person to read: each finding, and what became of it when it was tried. */
export function explanationReport(name: string, explanation: Explanation, style: Style): string {
  const { findings, before, run, partial } = explanation;
  return sections([
    [...headline(name, summary(findings), style), ...figureLines(before, style), ...partialLines(partial, style)],
    ...findings.map((finding) => findingLines(finding, style)),
    findings.some(({ trials }) => trials.length > 0) ? [style.paint.faint(`  ${LEGEND}`)] : [],
    studyProvenance(run, style),
  ]);
}

function summary(findings: readonly CheckedFinding[]): string {
  if (findings.length === 0) return 'the run shows nothing that limits it';
  const confirmed = findings.filter(({ verdict }) => verdict === 'confirmed' || verdict === 'together');
  const [first] = confirmed;
  const [best] = first?.trials.filter(({ verdict }) => verdict === 'helps') ?? [];
  const count = `${confirmed.length} of ${plural(findings.length, 'finding')} confirmed`;
  return best === undefined ? count : `${count}; first of all ${plain(best.change.says)}`;
}

function findingLines({ verdict, says, trials }: CheckedFinding, style: Style): string[] {
  const { mark, tone, says: word } = VERDICTS[verdict];
  const [first = '', ...rest] = hang(
    `  ${mark} `,
    `${plain(says)} ${word}${trials.length > 0 ? ':' : '.'}`,
    style.width,
  );
  const rows = trials.flatMap((trial): Row[] => [
    trialCells(trial),
    ...(trial.figure === undefined ? [] : [{ remarks: [figureText(trial.figure)] }]),
    ...(trial.partial === undefined ? [] : [{ remarks: [plain(trial.partial)] }]),
  ]);
  return [
    first.replace(mark, style.paint[tone](mark)),
    ...rest,
    ...(rows.length === 0
      ? []
      : table(trialColumns, rows, { ...style, width: style.width - 2 }).map((line) => `  ${line}`)),
  ];
}

const FIGURES: Readonly<Record<string, string>> = {
  duplicates: 'carried out again',
  lostWrites: 'lost',
  staleReads: 'stale',
  outOfOrder: 'out of order',
  oversold: 'oversold',
  halfDone: 'half done',
  lag: 'from published to processed, p99',
};

/** What a finding is about, before and after the change. */
function figureText({ name, a, b, unit, difference, ci95 }: NonNullable<Trial['figure']>): string {
  return `${FIGURES[name] ?? plain(name)} ${shown(a, unit)} → ${shown(b, unit)} (${signedAround(difference, ci95, unit)})`;
}
