import { lazy, Suspense } from 'react';
import { busy } from '../state/idle.ts';
import styles from './time-chart.module.css';
import type { TimeChartProps } from './time-series.ts';

const Plotted = lazy(() => {
  const done = busy('charts');
  return import('./time-chart.view.tsx').finally(done);
});

/** A chart over simulated time; the plotting library is loaded with the first one. */
export function TimeChart(chart: TimeChartProps) {
  return (
    <Suspense fallback={<div className={styles['pending']} aria-hidden="true" />}>
      <Plotted {...chart} />
    </Suspense>
  );
}
