import { CircleAlert, CircleX, History, LoaderCircle, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Doubt } from '../../simulator/index.ts';
import { cancelRun, type RunProblem, startRun, useRun, useRunLock } from '../run/index.ts';
import { useCompiled } from '../state/compiled.ts';
import { Button, Progress, toast } from '../ui/index.ts';
import { count, share, time } from './format.ts';
import styles from './notices.module.css';

/** What must be known before the numbers are read: a run under way, a failed, partial, canceled or outdated one. */
export function RunNotice() {
  const status = useRun((run) => run.status);
  const stale = useRun((run) => run.stale);
  const result = useRun((run) => run.result);
  const problem = useRun((run) => run.problem);
  const lock = useRunLock();
  const partial = result?.run.partial;
  const again = (
    <Button size="small" onPress={startRun} isDisabled={lock !== undefined}>
      Run again
    </Button>
  );
  if (status === 'running') return <Running />;
  return (
    <>
      {status === 'failed' && problem !== undefined && <Failed problem={problem} />}
      {status === 'canceled' && partial === undefined && (
        <Notice
          tone="info"
          icon={<CircleX />}
          title="The run was canceled before anything was measured"
          actions={again}
        >
          {result === undefined ? null : 'Below are the results of the run before.'}
        </Notice>
      )}
      {stale && (
        <Notice tone="info" icon={<History />} title="These results are of the previous design" actions={again}>
          The design has been changed since they were measured.
        </Notice>
      )}
      {partial !== undefined && status !== 'failed' && (
        <Notice
          tone="warning"
          icon={<TriangleAlert />}
          title={PARTIAL_TITLES[partial.guard] ?? 'Partial results: the run was stopped early'}
          actions={partial.guard === 'canceled' && !stale ? again : undefined}
        >
          {partial.guard === 'canceled' ? '' : `${partial.says} `}
          {partial.guard === 'precision'
            ? ''
            : `They cover the first ${time(partial.at)} of ${time(result?.run.duration ?? 0)}.`}
        </Notice>
      )}
      {status !== 'failed' && result?.run.doubts !== undefined && <Doubts doubts={result.run.doubts} />}
    </>
  );
}

const PARTIAL_TITLES: Readonly<Record<string, string>> = {
  canceled: 'Partial results: the run was canceled',
  precision: 'Not as precise as asked',
};

/** Why a longer run might say something else. That one run has no intervals is no warning, and is said with the run. */
function Doubts({ doubts }: { readonly doubts: readonly Doubt[] }) {
  if (doubts.every(({ code }) => code === 'one-run')) return null;
  return (
    <Notice tone="warning" icon={<TriangleAlert />} title="These numbers have not settled">
      {doubts.map(({ says }) => says).join(' ')}
    </Notice>
  );
}

interface NoticeProps {
  readonly tone: 'info' | 'warning' | 'bad';
  readonly icon: ReactNode;
  readonly title: string;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
}

function Notice({ tone, icon, title, children, actions }: NoticeProps) {
  return (
    <div className={styles['notice']} data-tone={tone} role={tone === 'bad' ? 'alert' : undefined}>
      <span className={styles['icon']} aria-hidden="true">
        {icon}
      </span>
      <div className={styles['text']}>
        <strong>{title}</strong>
        {children !== null && children !== undefined && <div>{children}</div>}
      </div>
      {actions !== undefined && <div className={styles['actions']}>{actions}</div>}
    </div>
  );
}

function Running() {
  const progress = useRun((run) => run.progress);
  const before = useRun((run) => run.result !== undefined);
  const fraction = progress?.fraction ?? 0;
  return (
    <div className={styles['notice']} data-tone="info">
      <span className={styles['icon']} aria-hidden="true">
        <LoaderCircle className={styles['turning']} />
      </span>
      <div className={styles['text']}>
        <strong>Running</strong>
        <Progress label="Run" fraction={fraction} />
        <div>
          {time(progress?.simulated ?? 0)} simulated, {count(progress?.requests ?? 0)} requests,{' '}
          {count(progress?.events ?? 0)} events ({share(Math.floor(fraction * 100) / 100)})
          {before && '. Below are the results of the run before.'}
        </div>
      </div>
      <div className={styles['actions']}>
        <Button size="small" onPress={cancelRun}>
          Cancel
        </Button>
      </div>
    </div>
  );
}

/** What keeps the design from running as it is now: since it was refused it may have been mended, or another opened. */
function Refused() {
  const errors = useCompiled().findings.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return null;
  return (
    <Notice tone="bad" icon={<CircleAlert />} title="The design cannot run">
      <ul className={styles['list']}>
        {errors.map((finding) => (
          <li key={`${finding.code} ${finding.path.join('.')}`}>
            {finding.what} {finding.todo}
          </li>
        ))}
      </ul>
    </Notice>
  );
}

function Failed({ problem }: { readonly problem: RunProblem }) {
  if (problem.kind === 'design') return <Refused />;
  const copy = (): void => {
    navigator.clipboard.writeText(`${problem.message}\n\n${problem.details}`).then(
      () => toast({ tone: 'good', title: 'Details copied' }),
      // Permission can be withheld; the details are on the screen and can be selected.
      () =>
        toast({ tone: 'bad', title: 'The browser did not allow copying', detail: 'Select the details and copy them.' }),
    );
  };
  return (
    <Notice
      tone="bad"
      icon={<CircleAlert />}
      title="The run broke down; your design is untouched"
      actions={
        <>
          <Button size="small" onPress={copy}>
            Copy details
          </Button>
          <Button size="small" onPress={startRun}>
            Try again
          </Button>
        </>
      }
    >
      {problem.message} This is a fault of Headroom, not of your design. The details hold the seed and the design that
      repeat it.
      <details className={styles['details']}>
        <summary>Details</summary>
        <pre>{problem.details}</pre>
      </details>
    </Notice>
  );
}
