import { formatQuantity, type Interval, type LatencySummary, type RequestResult } from '../../simulator/index.ts';

/** A measured number with what is known of its uncertainty, ready to be shown. */
export interface Figure {
  readonly label: string;
  readonly value: string;
  /** Its 95 % interval, where there is one. */
  readonly interval?: string;
  /** Too few samples lie beyond it to mean much. */
  readonly weak: boolean;
  /** What it is, for those who ask. */
  readonly help: string;
}

type Dimension = Parameters<typeof formatQuantity>[1];

/** Low and high of a 95 % interval, `1.93–2.68 s`: a plus-minus would hide that those of percentiles are lopsided. */
export function intervalText(interval: Interval | undefined, dimension: Dimension): string | undefined {
  // Where nothing varied there is no interval to speak of.
  if (interval === undefined || interval[0] === interval[1]) return undefined;
  const [low, high] = interval.map((bound) => formatQuantity(bound, dimension)) as [string, string];
  const unit = (text: string): string => text.replace(/^[-\d.]+/, '');
  const shared = unit(low) === unit(high) ? low.slice(0, low.length - unit(low).length) : low;
  return `${shared}–${high}`;
}

function figure(label: string, value: string, interval: string | undefined, help: string, weak = false): Figure {
  return { label, value, weak, help, ...(interval === undefined ? {} : { interval }) };
}

/** Samples that must lie beyond a percentile before it is taken at its word. */
const TAIL = 10;

/** Median to p99.9 of the answers' times. */
export function latencyFigures({ latency }: Pick<RequestResult, 'latency'>): Figure[] {
  const { count, ci95 } = latency;
  const percentile = (label: string, value: number, share: number, interval: Interval | undefined, says: string) =>
    figure(
      label,
      count === 0 ? '–' : formatQuantity(value, 'time'),
      intervalText(interval, 'time'),
      `${says} Response time of good answers, seen by the client.`,
      count * (1 - share) < TAIL,
    );
  return [
    percentile('p50', latency.p50, 0.5, ci95?.p50, 'Half of the requests took no longer.'),
    percentile('p95', latency.p95, 0.95, ci95?.p95, 'One request in 20 took longer.'),
    percentile('p99', latency.p99, 0.99, ci95?.p99, 'One request in 100 took longer.'),
    percentile('p99.9', latency.p999, 0.999, undefined, 'One request in 1000 took longer.'),
  ];
}

/** Offered, good and failed traffic. */
export function trafficFigures(of: RequestResult): Figure[] {
  const { ci95 } = of;
  return [
    figure('Offered', formatQuantity(of.offered, 'rate'), undefined, 'Requests that arrived, whatever became of them.'),
    figure(
      'Goodput',
      formatQuantity(of.goodput, 'rate'),
      intervalText(ci95?.goodput, 'rate'),
      'Good answers that came while someone still waited for them.',
    ),
    figure(
      'Errors',
      formatQuantity(of.errorRate, 'fraction'),
      intervalText(ci95?.errorRate, 'fraction'),
      'Failed share of the answers.',
    ),
  ];
}

/** The distribution in a sentence. */
export function latencySentence(latency: LatencySummary): string {
  if (latency.count === 0) return 'No request was answered well, so there are no response times.';
  const time = (seconds: number): string => formatQuantity(seconds, 'time');
  return (
    `${formatQuantity(latency.count, 'count')} good answers: mean ${time(latency.mean)}, half within ${time(latency.p50)}, ` +
    `99 % within ${time(latency.p99)}, the slowest ${time(latency.max)}.`
  );
}
