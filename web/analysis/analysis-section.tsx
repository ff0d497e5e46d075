import { FlaskConical, History, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { useRunLock } from '../run/index.ts';
import { useCompiled } from '../state/compiled.ts';
import { Button, Progress } from '../ui/index.ts';
import reportStyles from '../ui/report.module.css';
import styles from './analysis.module.css';
import { cancelAnalysis, startAnalysis, useAnalysis } from './conductor.ts';
import type { Analysis, Reports } from './protocol.ts';

interface AnalysisSectionProps<A extends Analysis> {
  readonly analysis: A;
  readonly title: string;
  /** What it does, before it has been done. */
  readonly intro: string;
  readonly start: string;
  /** Trigger of a probe, by number. */
  readonly trigger?: number;
  /** What there is to choose before it starts. */
  readonly choice?: ReactNode;
  readonly children: (report: Reports[A]) => ReactNode;
}

/** An analysis on the page: how to start it, how far it is, and what it has found. */
export function AnalysisSection<A extends Analysis>({
  analysis,
  title,
  intro,
  start,
  trigger,
  choice,
  children,
}: AnalysisSectionProps<A>) {
  const { status, report, progress, problem, stale, anyRunning } = useAnalysis(analysis);
  const lock = useRunLock();
  const isRunnable = useCompiled().model !== undefined && lock === undefined && !anyRunning;
  const partial = report?.partial;
  return (
    <section className={reportStyles['section']} aria-labelledby={analysis}>
      <div className={reportStyles['title']}>
        <h4 id={analysis}>{title}</h4>
        {status !== 'running' && (
          <>
            {choice}
            <Button
              size="small"
              icon={<FlaskConical aria-hidden />}
              isDisabled={!isRunnable}
              onPress={() => startAnalysis(analysis, trigger)}
            >
              {report === undefined ? start : 'Again'}
            </Button>
          </>
        )}
      </div>
      {status === 'running' && <Running fraction={progress?.fraction ?? 0} says={progress?.says ?? ''} />}
      {status === 'failed' && <Remark tone="bad">It broke down. {problem}</Remark>}
      {status === 'canceled' && <Remark tone="info">Canceled before there was anything to tell.</Remark>}
      {report === undefined ? (
        status !== 'running' && <p className={reportStyles['muted']}>{lock ?? intro}</p>
      ) : (
        <>
          {stale && <Remark tone="stale">This is of the previous design, which has been changed since.</Remark>}
          {partial !== undefined && <Remark tone="bad">{partial}</Remark>}
          {children(report)}
        </>
      )}
    </section>
  );
}

function Running({ fraction, says }: { readonly fraction: number; readonly says: string }) {
  return (
    <div className={styles['running']}>
      <Progress label="Analysis" fraction={fraction} />
      <span className={styles['says']}>Trying: {says}</span>
      <Button size="small" onPress={cancelAnalysis}>
        Cancel
      </Button>
    </div>
  );
}

function Remark({ tone, children }: { readonly tone: 'info' | 'bad' | 'stale'; readonly children: ReactNode }) {
  return (
    <p className={styles['remark']} data-tone={tone}>
      {tone === 'stale' ? <History aria-hidden /> : <TriangleAlert aria-hidden />}
      {children}
    </p>
  );
}
