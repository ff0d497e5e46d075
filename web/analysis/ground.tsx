import type { Figures, StudyRun } from '../../simulator/index.ts';
import { shown } from '../../src/index.ts';
import styles from './analysis.module.css';

/** What the differences are from, and how many runs they rest on. */
export function Ground({ before, run }: { readonly before: Figures; readonly run: StudyRun }) {
  const { goodput, p99, errorRate, cost } = before;
  return (
    <p className={styles['ground']}>
      As it is: goodput {shown(goodput, 'rate')}, p99 {shown(p99, 'time')}, errors {shown(errorRate, 'fraction')},{' '}
      {shown(cost, 'money')} a month. {run.experiments} experiments of {run.replications} replications each, seed{' '}
      {run.seed}; differences with 95 % intervals from pairs on the same random numbers.
    </p>
  );
}
