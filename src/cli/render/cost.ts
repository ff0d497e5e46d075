import type { CostResult } from '../../../simulator/index.ts';
import { bar } from './bar.ts';
import type { Style } from './paint.ts';
import { money } from './quantities.ts';
import { table } from './table.ts';

const MOST_LINES = 12;
const BAR = 12;

/** The monthly bill, dearest line first. */
export function costTable({ monthly, lines, prices }: CostResult, style: Style): string[] {
  const charged = lines.filter((line) => line.monthly >= 0.5).sort((a, b) => b.monthly - a.monthly);
  const shown = charged.slice(0, MOST_LINES);
  const rest = monthly - shown.reduce((sum, line) => sum + line.monthly, 0);
  const rows = table(
    [{ title: 'Cost' }, { title: 'a month', align: 'right' }, { title: '' }, { title: 'for', flexible: true }],
    [
      ...shown.map((line) => [
        line.component,
        money(line.monthly),
        { text: bar(line.monthly / monthly, BAR), tone: 'accent' as const },
        line.title,
      ]),
      ...(rest >= 0.5 ? [['others', money(rest), '', '']] : []),
      [{ text: 'total', tone: 'strong' }, { text: money(monthly), tone: 'strong' }, '', ''],
    ],
    style,
  );
  const { name, region, date, missing = [] } = prices;
  const own = missing.length === 0 ? '' : `; not in it, and at the default price: ${missing.join(', ')}`;
  return [...rows, style.paint.faint(`  Prices: ${name}, ${region}, ${date}${own}.`)];
}
