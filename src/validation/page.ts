import type { Unit } from './case.ts';
import { hasPassed, type Judgment, type Verdict, worst } from './judge.ts';

/** The report as Markdown. No date and no machine is in it: the same engine and seed write the same page. */
export interface Page {
  readonly verdicts: readonly Verdict[];
  readonly seed: number;
  readonly isQuick: boolean;
  /** What is written below: the part about mutants, which another program measures. */
  readonly appendix?: string;
}

const SHOWN = 6;
const WORST = 5;

const unitNames: Readonly<Partial<Record<Unit, string>>> = { share: '' };

/** A number to six digits, with its unit. */
export function figure(value: number, unit: Unit): string {
  const name = unitNames[unit] ?? unit;
  const digits = Number.isFinite(value) ? String(Number(value.toPrecision(SHOWN))) : 'none';
  return name === '' ? digits : `${digits} ${name}`;
}

/** What every table says of a judgment: truth, measured, how far it may be off, how far it is. */
export function judgmentCells({ unit, truth, measured, standardError, tolerance, deviation, passed }: Judgment) {
  return {
    truth: figure(truth, unit),
    measured: figure(measured, unit),
    error:
      standardError === undefined
        ? `± ${Number(tolerance.toPrecision(2))}`
        : `s.e. ${Number(standardError.toPrecision(2))}`,
    deviation: deviation === undefined ? '' : `${deviation < 0 ? '−' : '+'}${Math.abs(deviation).toFixed(1)} s.e.`,
    verdict: passed ? 'ok' : 'MISS',
  };
}

const cell = (text: string): string => text.replaceAll('|', '\\|');
const row = (...cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;

function judgmentRows(judgments: readonly Judgment[], withCase: boolean): string[] {
  const heads = ['metric', 'truth', 'measured', 'sample', 's.e. or tolerance', 'deviation', ''];
  const titles = withCase ? ['case', ...heads] : heads;
  return [
    row(...titles),
    `|${'---|'.repeat(titles.length)}`,
    ...judgments.map((judgment) => {
      const { truth, measured, error, deviation, verdict } = judgmentCells(judgment);
      const cells = [judgment.metric, truth, measured, judgment.sample ?? '', error, deviation, verdict];
      return row(...(withCase ? [judgment.case, ...cells] : cells));
    }),
    '',
  ];
}

function caseSection({ case: { id, title, model, source, note }, judgments, problems }: Verdict): string[] {
  return [
    `### ${id} ${title}`,
    '',
    `${model} *Truth:* ${source.replace(/\.$/, '')}.${note === undefined ? '' : ` ${note}`}`,
    '',
    ...problems.flatMap((problem) => [`**Not measured:** ${problem}`, '']),
    ...judgmentRows(judgments, false),
  ];
}

export function validationPage({ verdicts, seed, isQuick, appendix }: Page): string {
  const numbers = verdicts.flatMap(({ judgments }) => judgments);
  const missed = numbers.filter(({ passed }) => !passed).length;
  const failed = verdicts.filter((verdict) => !hasPassed(verdict)).length;
  return [
    '# Validation',
    '',
    'Models whose answers are theorems, published tables or published experiments, run through the parser, the checks and the',
    'simulator that every design goes through. Made by a program; do not edit:',
    '',
    `    npx headroom validate${isQuick ? ' --quick' : ''} --seed ${seed}`,
    '',
    `${verdicts.length} cases, ${numbers.length} numbers: ` +
      `${missed === 0 && failed === 0 ? 'all agree' : `${missed} disagree, in ${failed} cases`}.`,
    '',
    'How a number is judged: it may be off by four standard errors, but is never judged more finely than 0.2 % of the value (of',
    'the complement for probabilities above one half). The standard error is the standard deviation of the metric over',
    'independent runs, measured by another simulator and scaled to the length of this run; a right simulator misses a given row',
    'about once in 16,000 runs. Percentiles may be off by the error of the histogram too, 1/256 of the value. Where no chance is',
    'left, the tolerance is 0.1 %, or the one that is stated.',
    '',
    'Requests are counted by arrival after a warm-up of a twentieth of their number (20,000 at least), and followed to their end.',
    '',
    `## The ${WORST} furthest off`,
    '',
    ...judgmentRows(worst(verdicts, WORST), true),
    '## Cases',
    '',
    ...verdicts.flatMap(caseSection),
    ...(appendix === undefined ? [] : [appendix]),
  ].join('\n');
}
