import { Download, ListTree } from 'lucide-react';
import { useState } from 'react';
import { type RequestTrace, traceReasons } from '../../simulator/index.ts';
import { otlp } from '../../src/otlp/index.ts';
import { tracesOf } from '../run/index.ts';
import { announce } from '../state/announce.ts';
import { busy } from '../state/idle.ts';
import { saveFile } from '../state/save-file.ts';
import { Button, ChoiceField } from '../ui/index.ts';
import reportStyles from '../ui/report.module.css';
import { time } from './format.ts';
import { Waterfall } from './waterfall.tsx';
import styles from './where-time-goes.module.css';

type Loading =
  | { readonly status: 'idle' | 'running' | 'gone' }
  | { readonly status: 'failed'; readonly message: string }
  | { readonly status: 'done'; readonly traces: readonly RequestTrace[] };

const why = { slow: 'one of the slowest', failed: 'failed', any: 'picked at random' } as const;

/** Single requests of the run: asked for, since the run does not keep them; one is shown at a time. */
export function Traces({ digest }: { readonly digest: string }) {
  const [loading, setLoading] = useState<Loading>({ status: 'idle' });
  const [chosen, choose] = useState('0');
  const load = async (): Promise<void> => {
    const done = busy('traces');
    setLoading({ status: 'running' });
    try {
      const traces = await tracesOf(digest);
      setLoading(traces === undefined ? { status: 'gone' } : { status: 'done', traces: traces.toSorted(byInterest) });
      announce(traces === undefined ? 'The run is gone.' : `${traces.length} requests traced.`);
    } catch (error) {
      // The worker broke down: the page says so and goes on.
      setLoading({ status: 'failed', message: error instanceof Error ? error.message : String(error) });
    } finally {
      done();
    }
  };
  const traces = loading.status === 'done' ? loading.traces : [];
  const shown = traces[Number(chosen)];
  return (
    <div className={styles['traces']}>
      <div className={styles['controls']}>
        {shown === undefined ? (
          <Button size="small" icon={<ListTree aria-hidden />} isDisabled={loading.status === 'running'} onPress={load}>
            {loading.status === 'running' ? 'Tracing…' : 'Trace single requests'}
          </Button>
        ) : (
          <>
            <div className={styles['choice']}>
              <ChoiceField label="Request" value={chosen} options={traces.map(optionOf)} onChange={choose} />
            </div>
            <Button size="small" icon={<Download aria-hidden />} onPress={() => save(traces, digest)}>
              Download traces (OTLP)
            </Button>
          </>
        )}
      </div>
      {loading.status === 'running' && (
        <p className={reportStyles['muted']}>
          The run is repeated, the same to the last digit, and a few requests are recorded.
        </p>
      )}
      {loading.status === 'gone' && (
        <p className={reportStyles['muted']}>Only the last run can be traced: run the design again.</p>
      )}
      {loading.status === 'failed' && <p className={reportStyles['muted']}>Tracing broke down: {loading.message}</p>}
      {loading.status === 'done' && traces.length === 0 && (
        <p className={reportStyles['muted']}>No counted request has ended.</p>
      )}
      {shown !== undefined && <Waterfall key={shown.number} trace={shown} />}
    </div>
  );
}

/** The slowest first, then failures, then others; the longest of each first. */
function byInterest(a: RequestTrace, b: RequestTrace): number {
  return traceReasons.indexOf(a.why) - traceReasons.indexOf(b.why) || b.to - b.from - (a.to - a.from);
}

function optionOf(trace: RequestTrace, i: number): { value: string; title: string; description: string } {
  const ending = trace.outcome === 'ok' ? '' : `, ${trace.outcome} at ${trace.failedAt ?? '?'}`;
  return {
    value: String(i),
    title: `${trace.request} #${trace.number}: ${time(trace.to - trace.from)}${ending}`,
    description: `${why[trace.why]}, sent at ${time(trace.from)}`,
  };
}

function save(traces: readonly RequestTrace[], digest: string): void {
  saveFile('headroom-traces.json', JSON.stringify(otlp(traces, digest)));
  announce('Saved headroom-traces.json.');
}
