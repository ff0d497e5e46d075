export { Histogram, type HistogramMark } from './histogram.tsx';
export { type Pressure, pressureOf, ShareBar } from './share-bar.tsx';
export { TimeChart } from './time-chart.tsx';
export type { ChartBand, ChartSeries, TimeChartProps } from './time-series.ts';
export { useWidth } from './use-width.ts';
