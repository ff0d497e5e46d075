import type { Sensitivity, SensitivityRow } from '../../../simulator/index.ts';
import { signed } from '../../index.ts';
import type { Style } from './paint.ts';
import { figureLines, headline, partialLines, sections, studyProvenance } from './study.ts';
import { table } from './table.ts';
import { hang, plain } from './text.ts';
import { LEGEND, trialCells, trialColumns } from './trials.ts';

/** What a hundred dollars a month more are worth is easier to grasp than what one is. */
const DOLLARS = 100;

/** What buys most, for a person to read. */
export function sensitivityReport(name: string, report: Sensitivity, style: Style): string {
  const { rows, skipped, before, run, partial } = report;
  return sections([
    [...headline(name, summary(rows), style), ...figureLines(before, style), ...partialLines(partial, style)],
    table(
      [...trialColumns, { title: `for $${DOLLARS}`, align: 'right' }],
      rows.map((row) => [...trialCells(row), perDollar(row)]),
      style,
    ),
    skipped.flatMap(({ components, connections = [], says }) =>
      hang('  · ', plain(`${[...components, ...connections.map(connected)].join(', ')}: ${says}`), style.width).map(
        style.paint.faint,
      ),
    ),
    rows.length === 0 ? [] : [style.paint.faint(`  ${LEGEND}`)],
    studyProvenance(run, style),
  ]);
}

function connected(connection: string): string {
  return connection.replace('->', ' → ');
}

function summary(rows: readonly SensitivityRow[]): string {
  const [first] = rows.filter(({ verdict }) => verdict === 'helps');
  if (first === undefined) return 'no component or connection, faster or bought more of, makes a notable difference';
  const bought = rows.find(({ kind, verdict }) => kind === 'purchase' && verdict === 'helps');
  const best = `most is gained by ${plain(first.change.says)}`;
  return bought === undefined || bought === first
    ? best
    : `${best}; of what can be bought, by ${plain(bought.change.says)}`;
}

function perDollar({ perDollar: of }: SensitivityRow): string {
  if (of?.goodput !== undefined) return signed(of.goodput * DOLLARS, 'rate');
  return of?.p99 === undefined ? '' : signed(of.p99 * DOLLARS, 'time');
}
