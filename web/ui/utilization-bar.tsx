import styles from './utilization-bar.module.css';

/** At 70 % waiting begins to be felt, at 90 % it dominates: the usual alert levels, and for M/M/1 waits of 2.3 and 9 service times. */
export function loadLevel(utilization: number): 'low' | 'high' | 'full' {
  if (utilization >= 0.9) return 'full';
  return utilization >= 0.7 ? 'high' : 'low';
}

/** A share of capacity in use, as a bar. The number stands beside it, so a screen reader does not hear it twice. */
export function UtilizationBar({ utilization }: { readonly utilization: number }) {
  const width = `${Math.min(1, Math.max(0, utilization)) * 100}%`;
  return (
    <span className={styles['track']} data-level={loadLevel(utilization)} aria-hidden>
      <span className={styles['fill']} style={{ width }} />
    </span>
  );
}
