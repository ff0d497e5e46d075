import { type Dimension, formatQuantity } from '../../simulator/index.ts';
import type { ColorToken } from './colors.ts';

/** One line of a chart over simulated time: a value for each window of the timeline. */
export interface ChartSeries {
  readonly label: string;
  readonly values: readonly (number | null)[];
  readonly color: ColorToken;
  /** Lines differ by their dashes too, not by color alone. */
  readonly dash?: readonly number[];
  /** Drawn thin and faint behind the others: the run before. */
  readonly ghost?: boolean;
  /** Tinted down to zero. */
  readonly filled?: boolean;
  /** A burst of it may leave the plot at its top, so that the other series stay readable. */
  readonly bursts?: boolean;
}

/** A stretch of simulated time that something happened in. */
export interface ChartBand {
  readonly label: string;
  readonly from: number;
  readonly to: number;
  readonly kind: 'fault' | 'warmup';
}

export interface TimeChartProps {
  readonly title: string;
  /** What the chart shows, in a sentence: for those who do not see it, and for those in a hurry. */
  readonly summary: string;
  /** Length of a window [s]. */
  readonly step: number;
  readonly dimension: Dimension;
  readonly series: readonly ChartSeries[];
  readonly bands: readonly ChartBand[];
  /** Logarithmic value axis; values that are not positive are left out. */
  readonly logarithmic?: boolean;
  /** Window that is marked, and how the user marks another. */
  readonly instant: number | undefined;
  readonly onInstant: (window: number | undefined) => void;
}

/** A value as the reader sees it; a gap is a dash. */
export function valueText(value: number | null | undefined, dimension: Dimension): string {
  return value === null || value === undefined ? '–' : formatQuantity(value, dimension);
}

/** Start and end of a window, `12 s–13 s`. */
export function windowText(window: number, step: number): string {
  return `${timeText(window * step)}–${timeText((window + 1) * step)}`;
}

function timeText(seconds: number): string {
  return formatQuantity(Number(seconds.toPrecision(6)), 'time', 4);
}

/** All values at a window in one line, for the slider's spoken value. */
export function readingText(
  window: number,
  chart: Pick<TimeChartProps, 'series' | 'step' | 'dimension' | 'bands'>,
): string {
  const values = chart.series
    .filter((series) => series.ghost !== true)
    .map((series) => `${series.label} ${valueText(series.values[window], chart.dimension)}`);
  const middle = (window + 0.5) * chart.step;
  const during = chart.bands.filter((band) => band.from <= middle && middle < band.to).map((band) => band.label);
  return [windowText(window, chart.step), ...values, ...during].join(', ');
}

/** Bounds of a value axis that starts at zero and leaves a little air; of a logarithmic one, whole decades. */
export function valueRange(
  series: readonly ChartSeries[],
  logarithmic: boolean,
  top: number | undefined,
): [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = 0;
  for (const { values } of series) {
    for (const value of values) {
      if (value === null || value <= 0) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  if (high === 0) return logarithmic ? [0.001, 1] : [0, top ?? 1];
  if (!logarithmic) return [0, top ?? high * 1.08];
  const from = 10 ** Math.floor(Math.log10(low));
  const to = 10 ** Math.ceil(Math.log10(high));
  return [from, to > from ? to : from * 10];
}
