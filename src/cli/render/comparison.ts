import type { Compared, ComparisonResult } from '../../../simulator/index.ts';
import { shown, signed, signedInterval } from '../../index.ts';
import type { Style, Tone } from './paint.ts';
import { time } from './quantities.ts';
import { type Cell, type Row, table } from './table.ts';
import { flow, hang, plain, plural } from './text.ts';

/** Two designs for a person to read: what differs and how surely, then every number. */
export function comparisonReport(result: ComparisonResult, style: Style): string {
  const { paint, width } = style;
  const { a, b, run } = result;
  const [first = '', ...rest] = hang('• ', headline(result), width);
  const warnings = [a, b].flatMap(({ name, doubts = [], partial }) =>
    [...doubts, ...(partial === undefined ? [] : [partial])].map(({ says }) => `${plain(name)}: ${plain(says)}`),
  );
  const provenance = [
    `seed ${run.seed}`,
    `${plural(run.replications, 'pair')} of runs on the same random numbers`,
    `${time(run.duration)} with ${time(run.warmup)} of warm-up`,
    `digests ${a.digest} and ${b.digest}`,
  ];
  const sections = [
    [first, ...rest].map((line) => paint.strong(paint.accent(line))),
    warnings.flatMap((text) => hang('  ▲ ', text, width).map(paint.warn)),
    metricTable(result, style),
    flow(provenance, width - 2).map((line) => paint.faint(`  ${line}`)),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

/** What the second has over the first in one sentence: all requests together, and the bill. */
function headline({ a, b, metrics }: ComparisonResult): string {
  const of = (name: string): Compared | undefined => metrics.find(({ metric }) => metric === name);
  const spoken = [
    [of('requests.*.latency.mean'), 'mean response'],
    [of('requests.*.latency.p99'), 'p99'],
    [of('requests.*.goodput'), 'goodput'],
    [of('requests.*.errorRate'), 'errors'],
    [of('cost.monthly'), 'cost'],
  ] as const;
  const clear = spoken.flatMap(([found, name]) =>
    found === undefined || (found.verdict !== 'less' && found.verdict !== 'more')
      ? []
      : [`${name} ${signed(found.difference, found.unit)}${relative(found)}`],
  );
  const unclear = spoken.flatMap(([found, name]) => (found?.verdict === 'unclear' ? [name] : []));
  const against = `${plain(b.name)} against ${plain(a.name)}`;
  const changes = clear.length === 0 ? 'no difference can be shown' : clear.join(', ');
  const rest = clear.length === 0 || unclear.length === 0 ? '' : `; no clear difference in ${unclear.join(', ')}`;
  return `${against}: ${changes}${rest}`;
}

function relative({ a, difference }: Compared): string {
  return a === 0 ? '' : ` (${signed(difference / a, 'fraction')})`;
}

function metricTable({ metrics }: ComparisonResult, style: Style): string[] {
  const names = new Set(metrics.map(({ metric }) => metric.split('.').slice(0, -1).join('.')));
  // One kind of request is all of them.
  const single = [...names].filter((name) => name.startsWith('requests.') && name.endsWith('.latency')).length === 2;
  const shown = metrics.filter(({ metric }) => !(single && metric.startsWith('requests.*.')));
  return table(
    [
      { title: 'Measured', flexible: true },
      { title: 'a', align: 'right' },
      { title: 'b', align: 'right' },
      { title: 'b − a', align: 'right' },
      { title: '95 % interval', align: 'right' },
      { title: '' },
    ],
    shown.map(metricRow),
    style,
  );
}

function metricRow(compared: Compared): Row {
  const { metric, unit, a, b, difference, ci95, verdict } = compared;
  const words: Readonly<Record<Compared['verdict'], Cell>> = {
    less: { text: 'less', tone: toneOf(compared, -1) },
    more: { text: 'more', tone: toneOf(compared, 1) },
    same: { text: 'the same', tone: 'faint' },
    unclear: { text: ci95 === undefined ? 'no interval' : 'unclear', tone: 'faint' },
  };
  return [
    { text: plain(metric.replace(/^requests\.|^components\./, '').replaceAll('.', ' ')), tone: 'strong' },
    shown(a, unit),
    shown(b, unit),
    verdict === 'same' ? '' : signed(difference, unit),
    ci95 === undefined ? '' : signedInterval(ci95, unit),
    words[verdict],
  ];
}

/** More goodput is good, more of all else is not; utilization is neither. */
function toneOf({ metric, unit }: Compared, direction: 1 | -1): Tone {
  if (metric.endsWith('.utilization')) return 'accent';
  return (unit === 'rate') === direction > 0 ? 'good' : 'bad';
}
