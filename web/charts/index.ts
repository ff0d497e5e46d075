export { Histogram, type HistogramMark } from './histogram.tsx';
export { ScrollRegion } from './scroll-region.tsx';
export { TimeChart } from './time-chart.tsx';
export type { ChartBand, ChartSeries, TimeChartProps } from './time-series.ts';
export { useWidth } from './use-width.ts';
