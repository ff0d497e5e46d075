import { Play, RotateCcw, Square } from 'lucide-react';
import { lockOf } from '../../src/interview/index.ts';
import { cancelRun, startRun, useRun } from '../run/index.ts';
import { useCompiled } from '../state/compiled.ts';
import { useDocument } from '../state/document-store.ts';
import { Button } from '../ui/index.ts';
import { restoreLoad } from './examiner.ts';
import type { Interview } from './interview-store.ts';
import styles from './rail.module.css';

/** The run that a committed prediction unlocks; or what keeps it locked, and what to do about it. */
export function RunStep({ interview: { open, scenario } }: { readonly interview: Interview }) {
  const running = useRun((run) => run.status === 'running');
  const fraction = useRun((run) => Math.floor((run.progress?.fraction ?? 0) * 100));
  const lock = useDocument(
    (document) => lockOf(open, document, scenario),
    (a, b) => a?.code === b?.code,
  );
  const runnable = useCompiled().model !== undefined;
  if (running) {
    return (
      <div className={styles['run']}>
        <Button icon={<Square aria-hidden />} onPress={cancelRun}>
          Cancel
        </Button>
        <span className={styles['note']}>{fraction} % of the run is measured.</span>
      </div>
    );
  }
  if (lock?.code === 'other-load') {
    return (
      <div className={styles['run']}>
        <Button icon={<RotateCcw aria-hidden />} onPress={restoreLoad}>
          Restore the load
        </Button>
        <span className={styles['note']}>{lock.says}</span>
      </div>
    );
  }
  return (
    <div className={styles['run']}>
      <Button
        variant="primary"
        icon={<Play aria-hidden />}
        isDisabled={lock !== undefined || !runnable}
        onPress={startRun}
      >
        Run the design
      </Button>
      {lock !== undefined && <span className={styles['note']}>{lock.says}</span>}
      {lock === undefined && !runnable && (
        <span className={styles['note']}>The design cannot run yet: the Problems tab says what it lacks.</span>
      )}
    </div>
  );
}
