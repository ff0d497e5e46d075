import type { Between, ProbeReport, ProbeVerdict } from '../../../simulator/index.ts';
import { fitted, greatest, mean, sparkline } from './bar.ts';
import type { Style, Tone } from './paint.ts';
import { amount, NONE, plusMinus, rate, time } from './quantities.ts';
import { headline, partialLines, sections } from './study.ts';
import { flow, hang, pad, plain, plural } from './text.ts';

const LABEL = 10;
const FIGURE = 16;

const SAYS: Readonly<Record<ProbeVerdict, (report: ProbeReport) => string>> = {
  recovers: ({ recovery }) => `it recovers by itself${recovery === undefined ? '' : `, in ${time(recovery.mean)}`}`,
  sticks: () => 'it does not recover: the trigger is gone, and the failure stays',
  mixed: ({ stuck, run }) => `it does not always recover: ${stuck} of ${run.replications} runs stayed down`,
  slow: ({ run }) => `it was still recovering after ${time(run.watch)}`,
  overloaded: () => 'it fails before any trigger: the load is more than it can do',
};

const TONES: Readonly<Record<ProbeVerdict, Tone>> = {
  recovers: 'good',
  sticks: 'bad',
  mixed: 'bad',
  slow: 'warn',
  overloaded: 'bad',
};

/** Whether a design recovers, for a person to read. */
export function probeReport(name: string, report: ProbeReport, style: Style): string {
  const { paint, width } = style;
  const { verdict, before, after, notes, partial } = report;
  const says = `after “${plain(report.trigger.label)}”${report.trigger.for === undefined ? '' : ` for ${time(report.trigger.for)}`} ${SAYS[verdict](report)}`;
  const p95 = (value: number | null) => (value === null ? NONE : time(value));
  const interval = plusMinus(after.ci95, rate);
  return sections([
    [
      ...headline(name, says, style),
      ...hang('  ', `Before: goodput ${rate(before.goodput)}, p95 ${p95(before.p95)}.`, width),
      ...hang(
        '  ',
        `In the last third of the ${time(report.run.watch)} after it: goodput ${`${rate(after.goodput)} ${interval}`.trim()}, p95 ${p95(after.p95)}.`,
        width,
      ).map(paint[TONES[verdict]]),
      ...partialLines(partial, style),
    ],
    chart(report, style),
    [...searched(report), ...notes].flatMap((text) => hang('  · ', plain(text), width)),
    provenance(report, style),
  ]);
}

function chart({ timeline }: ProbeReport, { width, paint }: Style): string[] {
  const { offered, goodput, step, trigger } = timeline;
  const columns = width - 2 - LABEL - FIGURE;
  const top = greatest([...offered, ...goodput]);
  const line = (label: string, values: readonly number[], tone: Tone) =>
    `  ${pad(label, LABEL)}${paint[tone](sparkline(fitted(values, columns, mean), top))} ${paint.faint(`≤ ${rate(greatest(values))}`)}`;
  const used = fitted(offered, columns, mean).length;
  const columnOf = (moment: number) => Math.round((moment / (offered.length * step)) * used);
  const [from, to] = [columnOf(trigger[0]), columnOf(trigger[1])];
  const mark = trigger[1] > trigger[0] ? '━'.repeat(Math.max(1, to - from)) : '▲';
  return [
    line('offered', offered, 'accent'),
    line('goodput', goodput, 'good'),
    `${' '.repeat(2 + LABEL + from)}${paint.bad(mark)} trigger`,
  ];
}

function searched({ smallest, load, trigger }: ProbeReport): string[] {
  const limit = ({ recovers, sticks }: Between, show: (value: number) => string) =>
    recovers === undefined ? `even ${show(sticks)} sticks` : `${show(sticks)} sticks, ${show(recovers)} does not`;
  const times = (value: number) => `×${Number(value.toPrecision(3))}`;
  return [
    ...(smallest?.size === undefined
      ? []
      : [
          `Smallest trigger${trigger.for === undefined ? '' : ` of ${time(trigger.for)}`}: ${limit(smallest.size, times)}.`,
        ]),
    ...(smallest?.length === undefined ? [] : [`Shortest trigger: ${limit(smallest.length, time)}.`]),
    ...(load?.vulnerable === undefined
      ? []
      : [
          load.vulnerable.recovers === undefined
            ? `Vulnerable already at ${times(load.vulnerable.sticks)} of this load.`
            : `Vulnerable from ${times(load.vulnerable.sticks)} of this load on; at ${times(load.vulnerable.recovers)} it recovers.`,
        ]),
    ...(load?.overloaded === undefined
      ? []
      : [`At ${times(load.overloaded)} of this load it fails without a trigger.`]),
  ];
}

function provenance({ run }: ProbeReport, { paint, width }: Style): string[] {
  const { seed, replications, experiments, events, digest, settle, baseline, watch } = run;
  const parts = [
    `seed ${seed}`,
    `${plural(experiments, 'experiment')}, the first of ${plural(replications, 'replication')}`,
    `${time(settle)} to settle, ${time(baseline)} before, ${time(watch)} after`,
    `${amount(events)} events`,
    `digest ${digest}`,
  ];
  return flow(parts, width - 2).map((line) => paint.faint(`  ${line}`));
}
