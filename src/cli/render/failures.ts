import type { RequestResult, ResultFinding } from '../../../simulator/index.ts';
import type { Style, Tone } from './paint.ts';
import { amount, errors } from './quantities.ts';
import { table } from './table.ts';
import { hang, plain } from './text.ts';

const MOST_PLACES = 8;

/** Which failures there were and where they began, most frequent first. */
export function failureTable(requests: Readonly<Record<string, RequestResult>>, style: Style): string[] {
  const all = requests['*'];
  if (all === undefined || all.failures.length === 0) return [];
  const { succeeded, failed } = all.counts;
  const answered = succeeded + Object.values(failed).reduce((sum, count) => sum + count, 0);
  const shown = all.failures.slice(0, MOST_PLACES);
  const rest = all.failures.slice(MOST_PLACES).reduce((sum, { count }) => sum + count, 0);
  const row = (reason: string, at: string, count: number) => [
    { text: reason, tone: 'bad' as const },
    at,
    amount(count),
    answered === 0 ? '' : errors(count / answered),
  ];
  return table(
    [
      { title: 'Failures' },
      { title: 'began at', flexible: true },
      { title: 'requests', align: 'right' },
      { title: 'of all', align: 'right' },
    ],
    [...shown.map(({ reason, at, count }) => row(reason, at, count)), ...(rest > 0 ? [row('others', '', rest)] : [])],
    style,
  );
}

const marks: Readonly<Record<ResultFinding['severity'], readonly [string, Tone]>> = {
  critical: ['✘', 'bad'],
  warning: ['▲', 'warn'],
  info: ['•', 'accent'],
};

/** What the run shows, in sentences, the worst first. */
export function findingLines(findings: readonly ResultFinding[], { width, paint }: Style): string[] {
  const rank = Object.keys(marks);
  return [...findings]
    .sort((a, b) => rank.indexOf(a.severity) - rank.indexOf(b.severity))
    .flatMap(({ severity, says }) => {
      const [mark, tone] = marks[severity];
      const [first = '', ...rest] = hang(`  ${mark} `, plain(says), width);
      return [first.replace(mark, paint[tone](mark)), ...rest];
    });
}
