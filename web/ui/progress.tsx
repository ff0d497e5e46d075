import { ProgressBar } from 'react-aria-components';
import styles from './progress.module.css';

/** How far something is, as a bar alone. */
export function Progress({ label, fraction }: { readonly label: string; readonly fraction: number }) {
  return (
    <ProgressBar className={styles['progress'] ?? ''} aria-label={label} value={fraction * 100}>
      <span className={styles['track']}>
        <span style={{ width: `${fraction * 100}%` }} />
      </span>
    </ProgressBar>
  );
}
