import { Copy, Download } from 'lucide-react';
import type { JudgedResult } from '../../simulator/index.ts';
import { useRun } from '../run/index.ts';
import { saveFile } from '../state/save-file.ts';
import { Button, toast } from '../ui/index.ts';
import reportStyles from '../ui/report.module.css';
import { count, share, time } from './format.ts';
import styles from './provenance.module.css';

/** Where the numbers come from, and how anyone gets the same ones. */
export function Provenance({ result }: { readonly result: JudgedResult }) {
  const took = useRun((run) => run.took);
  const { run } = result;
  const facts: [string, string][] = [
    ['Seed', String(run.seed)],
    ['Simulated', `${time(run.duration)}, ${warmupText(run)}`],
    ['Replications', String(run.replications)],
    ...precisionFacts(run),
    ...(run.doubts ?? [])
      .filter(({ code }) => code === 'one-run')
      .map(({ says }): [string, string] => ['Intervals', says]),
    ['Requests', run.requests.toLocaleString('en-US')],
    ['Events', run.events.toLocaleString('en-US')],
    ...(took === undefined
      ? []
      : [['Took', `${time(took)} (${count(run.events / took)} events/s)`] as [string, string]]),
  ];
  return (
    <section className={styles['provenance']} aria-labelledby="this-run">
      <h4 id="this-run">This run</h4>
      <dl>
        {facts.map(([term, value]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{value}</dd>
          </div>
        ))}
        <div>
          <dt>Digest</dt>
          <dd>
            <code data-digest>{run.digest}</code>
          </dd>
        </div>
      </dl>
      <p>The same design and seed give this digest in every browser and on the command line.</p>
      <div className={reportStyles['actions']}>
        <Button size="small" icon={<Copy aria-hidden />} onPress={() => copy(run.digest)}>
          Copy digest
        </Button>
        <Button
          size="small"
          icon={<Download aria-hidden />}
          onPress={() => saveFile(`result-seed-${run.seed}.json`, JSON.stringify(result, undefined, 2))}
        >
          Download result (JSON)
        </Button>
      </div>
    </section>
  );
}

function warmupText({ warmup, warmupRule }: JudgedResult['run']): string {
  const counted = warmup === 0 ? 'all of it counted' : `the first ${time(warmup)} not counted`;
  return warmupRule === 'detected' ? `${counted} (warm-up detected)` : counted;
}

function precisionFacts({ precision }: JudgedResult['run']): [string, string][] {
  if (precision?.mean === undefined || precision.p99 === undefined) return [];
  return [['Precision', `mean ±${share(precision.mean)}, p99 ±${share(precision.p99)}`]];
}

function copy(text: string): void {
  navigator.clipboard.writeText(text).then(
    () => toast({ tone: 'good', title: 'Digest copied' }),
    // Permission can be withheld; the digest is on the screen and can be selected.
    () => toast({ tone: 'bad', title: 'The browser did not allow copying' }),
  );
}
