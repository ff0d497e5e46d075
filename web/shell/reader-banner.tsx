import { useState } from 'react';
import { takeOver, useOwnership } from '../state/tab-lock.ts';
import { Button } from '../ui/index.ts';
import styles from './shell.module.css';

/** Says that another tab has the design, and takes it over. */
export function ReaderBanner() {
  const reader = useOwnership() === 'reader';
  const [asked, setAsked] = useState(false);
  if (!reader) return null;
  return (
    <div className={styles['banner']} role="status">
      This design is open in another tab. Here it can be read but not changed.
      <Button
        size="small"
        isDisabled={asked}
        onPress={() => {
          setAsked(true);
          void takeOver().finally(() => setAsked(false));
        }}
      >
        {asked ? 'Taking over…' : 'Take over here'}
      </Button>
    </div>
  );
}
