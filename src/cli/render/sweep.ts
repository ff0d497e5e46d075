import { type SweepPoint, type SweepReport, shownValue } from '../../index.ts';
import type { Style } from './paint.ts';
import { errors, money, plusMinus, plusMinusTime, rate, share, time } from './quantities.ts';
import { headline, partialLines, sections } from './study.ts';
import { type Cell, table } from './table.ts';
import { flow, plain, plural } from './text.ts';

/** A sweep for a person to read: how much it carries, where it bends, and every point. */
export function sweepReport(name: string, report: SweepReport, style: Style): string {
  const { vary, points, run, partial } = report;
  const provenance = [
    `seed ${run.seed}`,
    `${plural(points.length, 'point')}`,
    ...(run.replications > 1 ? [`${run.replications} replications`] : []),
    time(run.duration),
  ];
  return sections([
    [...headline(name, summary(report), style), ...partialLines(partial, style)],
    table(
      [
        ...vary.map(({ path }) => ({ title: plain(path), align: 'right' as const })),
        { title: 'goodput', align: 'right' },
        { title: '', align: 'right' },
        { title: 'p99', align: 'right' },
        { title: '', align: 'right' },
        { title: 'errors', align: 'right' },
        { title: 'cost', align: 'right' },
        { title: 'busiest', flexible: true },
        { title: 'objectives' },
      ],
      points.map((point) => row(report, point)),
      style,
    ),
    flow(provenance, style.width - 2).map((line) => style.paint.faint(`  ${line}`)),
  ]);
}

function summary({ vary: [first], knee, capacity }: SweepReport): string {
  if (first === undefined) return '';
  const show = (value: number) => shownValue(Number(value.toPrecision(3)), first.unit);
  const carries =
    capacity === undefined
      ? []
      : capacity.good === undefined
        ? ['even the least of these loads is too much']
        : capacity.bad === undefined
          ? [`it carries all of these loads, up to ${show(capacity.good)}`]
          : [`it carries ${show(capacity.good)}, and ${show(capacity.bad)} no longer`];
  const bend = knee === undefined ? [] : [`p99 bends at ${show(knee.value)} (${time(knee.p99)})`];
  return [...carries, ...bend].join('; ') || 'no bend to be seen';
}

function row({ vary }: SweepReport, point: SweepPoint): Cell[] {
  const { at, goodput, p99, errorRate, cost, ci95, bottleneck, objectives, good, partial } = point;
  const met = objectives.filter((objective) => objective.met).length;
  return [
    ...vary.map(({ path, unit }): Cell => ({ text: shownValue(at[path] ?? 0, unit), tone: 'strong' })),
    rate(goodput),
    plusMinus(ci95?.goodput, rate),
    time(p99),
    plusMinusTime(ci95?.p99),
    errors(errorRate),
    money(cost),
    bottleneck === undefined ? '' : `${plain(bottleneck.component)} ${share(bottleneck.utilization)}`,
    partial !== undefined
      ? { text: 'ended early', tone: 'warn' }
      : objectives.length === 0
        ? { text: good ? '' : 'too many fail', tone: 'bad' }
        : { text: `${good ? '✔' : '✘'} ${met} of ${objectives.length}`, tone: good ? 'good' : 'bad' },
  ];
}

/** The points as comma-separated values, in base units: seconds, per second, USD per month. */
export function sweepCsv(_name: string, { vary, points }: SweepReport): string {
  const head = [
    ...vary.map(({ path }) => path),
    'goodput',
    'p99',
    'errorRate',
    'cost',
    'busiest',
    'utilization',
    'good',
  ];
  const lines = points.map(({ at, goodput, p99, errorRate, cost, bottleneck, good }) => [
    ...vary.map(({ path }) => at[path] ?? 0),
    goodput,
    p99,
    errorRate,
    cost,
    bottleneck?.component ?? '',
    bottleneck?.utilization ?? '',
    good,
  ]);
  return `${[head, ...lines].map((cells) => cells.join(',')).join('\n')}\n`;
}
