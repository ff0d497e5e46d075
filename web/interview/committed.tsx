import type { ReactNode } from 'react';
import { Button } from '../ui/index.ts';
import styles from './rail.module.css';

interface CommittedProps {
  readonly children: ReactNode;
  /** The run that it was made for has been seen: changing it now would be no prediction. */
  readonly measured: boolean;
  readonly onChange: () => void;
}

/** A prediction that stands until its run. */
export function Committed({ children, measured, onChange }: CommittedProps) {
  return (
    <div className={styles['committed']}>
      <p>
        <strong>Committed:</strong> {children}.
      </p>
      {measured ? (
        <p className={styles['note']}>Measured. Change the design, and you can predict again.</p>
      ) : (
        <Button size="small" onPress={onChange}>
          Change
        </Button>
      )}
    </div>
  );
}
