import { figure, hasPassed, type Judgment, judgmentCells, type Verdict, worst } from '../../validation/index.ts';
import type { Style } from './paint.ts';
import { type Cell, type Column, table } from './table.ts';
import { plural } from './text.ts';

const columns: readonly Column[] = [
  { title: 'Metric', flexible: true },
  { title: 'Truth', align: 'right' },
  { title: 'Measured', align: 'right' },
  { title: 'May be off', align: 'right' },
  { title: 'Is off', align: 'right' },
  { title: '' },
];

/** Numbers beside their truths, one a line under the title of their case, and a sentence that says whether all is well. */
export function verdictLines(verdicts: readonly Verdict[], style: Style): string[] {
  const { paint } = style;
  const numbers = verdicts.flatMap(({ judgments }) => judgments);
  // One table, so that columns align over all cases; its lines are then taken apart again.
  const [heading = '', ...lines] = table(columns, numbers.map(cells), style);
  const sections = verdicts.flatMap(({ case: { id, title }, judgments, problems }) => [
    paint.strong(`${id} ${title}`),
    ...lines.splice(0, judgments.length),
    ...problems.map((problem) => paint.bad(`  ${problem}`)),
  ]);
  return [heading, ...sections, '', summary(verdicts, numbers, style)];
}

function summary(verdicts: readonly Verdict[], numbers: readonly Judgment[], { paint }: Style): string {
  const counted = `${plural(verdicts.length, 'case')}, ${plural(numbers.length, 'number')}`;
  const failed = verdicts.filter((verdict) => !hasPassed(verdict)).map(({ case: { id } }) => id);
  const [furthest] = worst(verdicts, 1);
  const distance =
    furthest?.deviation === undefined
      ? ''
      : ` Furthest off: ${furthest.case}, ${furthest.metric}, by ${Math.abs(furthest.deviation).toFixed(1)} standard errors.`;
  return failed.length === 0
    ? `${paint.good(`✔ ${counted}: all agree with theory and literature.`)}${distance}`
    : `${paint.bad(`✘ ${counted}: ${failed.join(', ')} disagree with theory or literature.`)}${distance}`;
}

function cells(judgment: Judgment): Cell[] {
  const { metric, passed, tolerance, unit } = judgment;
  const { truth, measured, deviation } = judgmentCells(judgment);
  return [
    metric,
    truth,
    measured,
    `± ${figure(Number(tolerance.toPrecision(2)), unit)}`,
    deviation,
    passed ? { text: '✔', tone: 'good' } : { text: '✘', tone: 'bad' },
  ];
}
