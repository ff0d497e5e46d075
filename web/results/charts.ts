import { formatQuantity, type JudgedResult, type RequestSeries } from '../../simulator/index.ts';
import type { ChartBand, ChartSeries, TimeChartProps } from '../charts/index.ts';

/** What a chart shows; who shows it adds the instant. */
export type ChartContent = Omit<TimeChartProps, 'instant' | 'onInstant'>;

/** The warm-up and the faults of a run as stretches of its time. */
export function bandsOf({ run, timeline }: JudgedResult): ChartBand[] {
  const faults = timeline.faults.map(({ label, from, to }): ChartBand => ({ label, from, to, kind: 'fault' }));
  return run.warmup > 0 ? [{ label: 'warm-up', from: 0, to: run.warmup, kind: 'warmup' }, ...faults] : faults;
}

/** The run before, where its windows are those of this run: only then can both be drawn over each other. */
function before(result: JudgedResult, previous: JudgedResult | undefined): JudgedResult | undefined {
  return previous?.timeline.step === result.timeline.step ? previous : undefined;
}

/** Cut to, or filled up to, the windows of this run. */
function fitted(values: readonly (number | null)[], windows: number): (number | null)[] {
  return Array.from({ length: windows }, (_, window) => values[window] ?? null);
}

function ghost(label: string, values: readonly (number | null)[] | undefined, like: ChartSeries): ChartSeries[] {
  if (values === undefined) return [];
  return [{ label, values: fitted(values, like.values.length), color: '--series-5', dash: [2, 3], ghost: true }];
}

function failedShare({ ok, failed }: RequestSeries): (number | null)[] {
  return ok.map((good, window) => {
    const bad = failed[window] ?? 0;
    return good + bad === 0 ? null : bad / (good + bad);
  });
}

/** Window of the greatest value; undefined where there is none above zero. */
function peak(values: readonly (number | null)[]): { readonly window: number; readonly value: number } | undefined {
  let best: { window: number; value: number } | undefined;
  values.forEach((value, window) => {
    if (value !== null && value > (best?.value ?? 0)) best = { window, value };
  });
  return best;
}

function timeOf(window: number, step: number): string {
  return formatQuantity(window * step, 'time');
}

function peakSentence(
  what: string,
  values: readonly (number | null)[],
  dimension: TimeChartProps['dimension'],
  step: number,
): string {
  const top = peak(values);
  if (top === undefined) return `${what} stayed at zero.`;
  return `${what} peaked at ${formatQuantity(top.value, dimension)}, ${timeOf(top.window, step)} into the run.`;
}

/** Charts of the traffic of one kind of request: throughput against offered load, failures, latency. */
export function requestCharts(result: JudgedResult, request: string, previous?: JudgedResult): ChartContent[] {
  const series = result.timeline.requests[request];
  if (series === undefined) return [];
  const { step } = result.timeline;
  const bands = bandsOf(result);
  const old = before(result, previous)?.timeline.requests[request];
  const good: ChartSeries = { label: 'Good answers', values: series.ok, color: '--series-3', filled: true };
  const share: ChartSeries = { label: 'Failed share', values: failedShare(series), color: '--series-2', filled: true };
  const p99: ChartSeries = { label: 'p99', values: series.p99, color: '--series-4' };
  const of = result.requests[request];
  return [
    {
      title: 'Throughput against offered load',
      summary:
        of === undefined
          ? ''
          : `${formatQuantity(of.goodput, 'rate')} of ${formatQuantity(of.offered, 'rate')} offered were answered well, over the counted time.`,
      step,
      dimension: 'rate',
      bands,
      series: [
        { label: 'Offered', values: series.offered, color: '--text-muted', dash: [6, 3] },
        good,
        { label: 'Failed', values: series.failed, color: '--series-2', bursts: true },
        ...ghost('Good, run before', old?.ok, good),
      ],
    },
    {
      title: 'Response time',
      summary: `${peakSentence('The p99', series.p99, 'time', step)} Logarithmic axis.`,
      step,
      dimension: 'time',
      logarithmic: true,
      bands,
      series: [
        p99,
        { label: 'p95', values: series.p95, color: '--series-1', dash: [6, 3] },
        { label: 'p50', values: series.p50, color: '--series-3', dash: [2, 2] },
        ...ghost('p99, run before', old?.p99, p99),
      ],
    },
    {
      title: 'Failures',
      summary: peakSentence('The failed share', share.values, 'fraction', step),
      step,
      dimension: 'fraction',
      bands,
      series: [share, ...ghost('Run before', old === undefined ? undefined : failedShare(old), share)],
    },
  ];
}

/** A share that is one but for rounding. */
const WHOLE = 1 - 1e-6;

/** Charts of one component: how busy, and how much waits. */
export function componentCharts(
  result: JudgedResult,
  id: string,
  name: string,
  previous?: JudgedResult,
): ChartContent[] {
  const series = result.timeline.components[id];
  const of = result.components[id];
  if (series === undefined || of === undefined) return [];
  const { step } = result.timeline;
  const bands = bandsOf(result);
  const old = before(result, previous)?.timeline.components[id];
  const limiting = of.limiting === undefined ? undefined : of.resources[of.limiting]?.title;
  const busy: ChartSeries = { label: 'Utilization', values: series.utilization, color: '--series-1', filled: true };
  const waiting: ChartSeries = { label: 'Waiting', values: series.queue, color: '--load-high', filled: true };
  const up = series.up.some((share) => share < WHOLE)
    ? [{ label: 'Instances up', values: series.up, color: '--series-2', dash: [6, 3] } as const]
    : [];
  const hits =
    series.hitRatio === undefined
      ? []
      : [{ label: 'Hit ratio', values: series.hitRatio, color: '--series-3', dash: [2, 2] } as const];
  const replicas: ChartContent[] =
    series.replicas === undefined
      ? []
      : [
          {
            title: `Replicas of ${name}`,
            summary: peakSentence('What is paid', series.replicas, 'count', step),
            step,
            dimension: 'count',
            bands,
            series: [{ label: 'Replicas', values: series.replicas, color: '--series-1', filled: true }],
          },
        ];
  return [
    {
      title: `Utilization of ${name}`,
      summary: `${peakSentence(limiting === undefined ? 'It' : limiting, series.utilization, 'fraction', step)}`,
      step,
      dimension: 'fraction',
      bands,
      series: [busy, ...hits, ...up, ...ghost('Run before', old?.utilization, busy)],
    },
    {
      title: `Requests at ${name}`,
      summary: peakSentence('The queue', series.queue, 'count', step),
      step,
      dimension: 'count',
      bands,
      series: [
        { label: 'At the component', values: series.inSystem, color: '--series-1', dash: [6, 3] },
        waiting,
        ...ghost('Waiting, run before', old?.queue, waiting),
      ],
    },
    ...replicas,
  ];
}
