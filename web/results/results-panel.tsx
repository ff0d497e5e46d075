import { Activity, Play } from 'lucide-react';
import { startRun, useRun, useRunLock } from '../run/index.ts';
import { useCompiled } from '../state/compiled.ts';
import { Button, EmptyState } from '../ui/index.ts';
import { RunNotice } from './notices.tsx';
import { Report } from './report.tsx';
import styles from './results.module.css';

/** What the last run measured, the verdict first. */
export function ResultsPanel() {
  const result = useRun((run) => run.result);
  const previous = useRun((run) => run.previous);
  return (
    <section className={styles['panel']} aria-label="Results" data-tour="results">
      <RunNotice />
      {result === undefined ? <NeverRan /> : <Report result={result} previous={previous} />}
    </section>
  );
}

function NeverRan() {
  const running = useRun((run) => run.status === 'running');
  const problem = useRun((run) => (run.status === 'failed' ? run.problem?.kind : undefined));
  const lock = useRunLock();
  const runnable = useCompiled().model !== undefined;
  // Then the notice above says it all.
  if (running || problem === 'crash' || (problem === 'design' && !runnable)) return null;
  return (
    <EmptyState
      icon={<Activity aria-hidden />}
      title="Nothing has been measured yet"
      actions={
        <Button
          variant="primary"
          icon={<Play aria-hidden />}
          isDisabled={!runnable || lock !== undefined}
          onPress={startRun}
        >
          Run the simulation
        </Button>
      }
    >
      {lock ??
        (runnable
          ? 'A run shows which objectives are met, percentiles of response time, throughput against offered load, what failed and why, and the component that limits the design.'
          : 'The design cannot run yet: the Problems tab says what it lacks.')}
    </EmptyState>
  );
}
