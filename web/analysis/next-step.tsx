import { FlaskConical } from 'lucide-react';
import type { Explanation, Trial } from '../../simulator/index.ts';
import { shown } from '../../src/index.ts';
import { useRunLock } from '../run/index.ts';
import { useCompiled } from '../state/compiled.ts';
import { Button } from '../ui/index.ts';
import styles from './analysis.module.css';
import { startAnalysis, useAnalysis } from './conductor.ts';
import { Make } from './trial-table.tsx';

/** The first change that helps, of a finding that is confirmed by it. */
function helpful({ findings }: Explanation): Trial | undefined {
  return findings
    .filter(({ verdict }) => verdict === 'confirmed' || verdict === 'together')
    .flatMap(({ trials }) => trials)
    .find(({ verdict }) => verdict === 'helps');
}

/** What to do about a result that is not good: have changes tried, then make one that helps. */
export function NextStep({ onShow }: { readonly onShow: () => void }) {
  const { status, progress, report, stale, anyRunning } = useAnalysis('explain');
  const lock = useRunLock();
  const isRunnable = useCompiled().model !== undefined && lock === undefined && !anyRunning;
  if (status === 'running') return <p className={styles['next']}>Trying: {progress?.says ?? 'what would help'}…</p>;
  const tried = stale ? undefined : report;
  const change = tried && helpful(tried);
  if (tried !== undefined && change === undefined)
    return (
      <p className={styles['next']}>
        <span>No single change that was tried helps for sure.</span>
        <Button size="small" onPress={onShow}>
          What was tried
        </Button>
      </p>
    );
  if (change !== undefined)
    return (
      <p className={styles['next']}>
        <span>
          <b>Would help:</b> {change.change.says}. Goodput becomes {shown(change.goodput.b, 'rate')}
          {change.p99 !== undefined && `, p99 ${shown(change.p99.b, 'time')}`}.
        </span>
        <Make change={change.change} variant="default" />
        <Button size="small" variant="quiet" onPress={onShow}>
          All that was tried
        </Button>
      </p>
    );
  return (
    <p className={styles['next']}>
      <span>What would help? Changes are tried one by one, on the same random numbers.</span>
      <Button
        size="small"
        icon={<FlaskConical aria-hidden />}
        isDisabled={!isRunnable}
        onPress={() => startAnalysis('explain')}
      >
        Find out
      </Button>
    </p>
  );
}
