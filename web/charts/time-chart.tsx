import { type ComponentType, lazy, Suspense } from 'react';
import { busy } from '../state/idle.ts';
import styles from './time-chart.module.css';
import type { TimeChartProps } from './time-series.ts';

/** The chart itself, once it is here. */
let Loaded: ComponentType<TimeChartProps> | undefined;

async function load(): Promise<{ default: ComponentType<TimeChartProps> }> {
  const done = busy('charts');
  try {
    const view = await import('./time-chart.view.tsx');
    Loaded = view.default;
    return view;
  } finally {
    done();
  }
}

const Later = lazy(load);

/** Loads the plotting library while nothing else is to be done, so that the first result is whole at once. */
export function prepareCharts(): void {
  // What fails now is tried again, and said, when a chart is shown.
  requestIdleCallback(() => void load().catch(() => undefined));
}

/** A chart over simulated time; the plotting library is loaded apart from the studio. */
export function TimeChart(chart: TimeChartProps) {
  if (Loaded !== undefined) return <Loaded {...chart} />;
  return (
    <Suspense fallback={<div className={styles['pending']} aria-hidden="true" />}>
      <Later {...chart} />
    </Suspense>
  );
}
