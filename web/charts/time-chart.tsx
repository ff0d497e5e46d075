import { later } from '../ui/index.ts';
import styles from './time-chart.module.css';

/** A chart over simulated time; the plotting library is loaded apart from the studio. */
export const TimeChart = later(
  'charts',
  async () => (await import('./time-chart.view.tsx')).default,
  <div className={styles['pending']} aria-hidden="true" />,
);
