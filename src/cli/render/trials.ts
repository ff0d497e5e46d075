import type { Effect, Trial, TrialVerdict } from '../../../simulator/index.ts';
import { shown, signed, signedAround } from '../../index.ts';
import type { Tone } from './paint.ts';
import type { Cell, Column } from './table.ts';
import { plain } from './text.ts';

/** Columns of a table of changes that were tried, filled by `trialCells`. */
export const trialColumns: readonly Column[] = [
  { title: '' },
  { title: 'Change', flexible: true },
  { title: 'goodput', align: 'right' },
  { title: '', align: 'right' },
  { title: 'p99', align: 'right' },
  { title: '', align: 'right' },
  { title: 'cost', align: 'right' },
];

const MARKS: Readonly<Record<TrialVerdict, Cell>> = {
  helps: { text: '✔', tone: 'good' },
  none: { text: '·', tone: 'faint' },
  worse: { text: '✘', tone: 'bad' },
  unclear: { text: '?', tone: 'warn' },
};

export function trialCells({ change, goodput, p99, cost, verdict }: Trial): Cell[] {
  return [
    MARKS[verdict],
    { text: plain(change.says), tone: 'strong' },
    ...beforeAndAfter(goodput),
    ...(p99 === undefined ? ['', ''] : beforeAndAfter(p99)),
    cost.difference === 0 ? '' : signed(cost.difference, 'money'),
  ];
}

/** What it becomes, and by how much that is more or less. */
function beforeAndAfter({ b, unit, ci95, difference, verdict }: Effect): Cell[] {
  if (verdict === 'same') return [shown(b, unit), ''];
  const tone: Tone = verdict === 'unclear' ? 'faint' : difference > 0 === (unit === 'rate') ? 'good' : 'bad';
  return [shown(b, unit), { text: signedAround(difference, ci95, unit), tone }];
}

/** What the marks of a table of changes mean. */
export const LEGEND = '✔ helps  ✘ makes it worse  · no notable effect  ? the intervals leave it open';
