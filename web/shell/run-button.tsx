import { Play, Square } from 'lucide-react';
import { ProgressBar } from 'react-aria-components';
import { commandById } from '../editor/commands.ts';
import { cancelRun, useRun, useRunLock } from '../run/index.ts';
import { useCompiled } from '../state/compiled.ts';
import { useOwnership } from '../state/tab-lock.ts';
import { Button, Tooltip } from '../ui/index.ts';
import styles from './shell.module.css';

/** Starts a run; while one goes on, shows how far it is and cancels it. */
export function RunButton() {
  const running = useRun((run) => run.status === 'running');
  const fraction = useRun((run) => run.progress?.fraction ?? 0);
  const lock = useRunLock();
  const runnable = useCompiled().model !== undefined;
  const reader = useOwnership() === 'reader';
  if (running) {
    return (
      <div className={styles['running']} data-tour="run">
        <ProgressBar aria-label="Run" value={fraction * 100} className={styles['progress'] ?? ''}>
          {({ percentage = 0, valueText }) => (
            <>
              <span className={styles['percent']}>{valueText}</span>
              <span className={styles['track']}>
                <span className={styles['fill']} style={{ width: `${percentage}%` }} />
              </span>
            </>
          )}
        </ProgressBar>
        <Button icon={<Square aria-hidden />} onPress={cancelRun}>
          Cancel
        </Button>
      </div>
    );
  }
  const reason = lock ?? (runnable ? undefined : 'The design cannot run yet: see its problems.');
  return (
    <div data-tour="run">
      <Tooltip text={reason ?? 'Simulate the load on this design'} keys="Mod+Enter" placement="bottom">
        <Button
          variant="primary"
          icon={<Play aria-hidden />}
          // A design that cannot run does not disable it: pressed, it says in the results what is missing.
          isDisabled={lock !== undefined || reader}
          onPress={commandById('run').run}
        >
          Run
        </Button>
      </Tooltip>
    </div>
  );
}
