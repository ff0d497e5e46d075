import type { RequestResult } from '../../../simulator/index.ts';
import type { Style } from './paint.ts';
import { errors, plusMinus, plusMinusTime, rate, share, timeOf } from './quantities.ts';
import { type Row, table } from './table.ts';

/** The table of requests: what was offered, what came back, how long it took; intervals on a line below. */
export function requestTable(requests: Readonly<Record<string, RequestResult>>, style: Style): string[] {
  const named = Object.entries(requests).filter(([name]) => name !== '*');
  const all = requests['*'];
  // One kind of request is all of them.
  const rows = named.length === 1 || all === undefined ? named : [...named, ['all', all] as const];
  return table(
    [
      { title: 'Requests', flexible: true },
      { title: 'offered', align: 'right' },
      { title: 'goodput', align: 'right' },
      { title: 'errors', align: 'right' },
      { title: 'mean', align: 'right' },
      { title: 'p50', align: 'right' },
      { title: 'p95', align: 'right' },
      { title: 'p99', align: 'right' },
      { title: 'p99.9', align: 'right' },
    ],
    rows.flatMap(([name, request]) => requestRows(name, request)),
    style,
  );
}

function requestRows(name: string, { offered, goodput, errorRate, latency, ci95 }: RequestResult): Row[] {
  const failed = errors(errorRate);
  const figures: Row = [
    { text: name, tone: 'strong' },
    rate(offered),
    rate(goodput),
    errorRate > 0.001 ? { text: failed, tone: 'bad' } : failed,
    timeOf(latency.count, latency.mean),
    timeOf(latency.count, latency.p50),
    timeOf(latency.count, latency.p95),
    timeOf(latency.count, latency.p99),
    timeOf(latency.count, latency.p999),
  ];
  const intervals = [
    '',
    '',
    plusMinus(ci95?.goodput, rate),
    // An interval around no failure at all says nothing that the zero does not.
    errorRate === 0 ? '' : plusMinus(ci95?.errorRate, share),
    plusMinusTime(latency.ci95?.mean),
    plusMinusTime(latency.ci95?.p50),
    plusMinusTime(latency.ci95?.p95),
    plusMinusTime(latency.ci95?.p99),
    '',
  ];
  if (intervals.every((text) => text === '')) return [figures];
  return [figures, intervals.map((text) => ({ text, tone: 'faint' as const }))];
}
