import { useRef, useState } from 'react';
import type { JudgedResult } from '../../simulator/index.ts';
import { Explained, Probed, Surveyed } from '../analysis/index.ts';
import { ScrollRegion } from '../charts/index.ts';
import { useInterviewOn } from '../interview/index.ts';
import { ChoiceField } from '../ui/index.ts';
import { Bottleneck } from './bottleneck.tsx';
import { ComponentsTable } from './components-table.tsx';
import { ConnectionsTable } from './connections-table.tsx';
import { CostTable } from './cost-table.tsx';
import { EffectsTable } from './effects-table.tsx';
import { Errors } from './errors.tsx';
import { Latency } from './latency.tsx';
import { OverTime } from './over-time.tsx';
import { Provenance } from './provenance.tsx';
import { Remarks } from './remarks.tsx';
import styles from './results.module.css';
import { VerdictView } from './verdict-view.tsx';
import { WhereTimeGoes } from './where-time-goes.tsx';

interface ReportProps {
  readonly result: JudgedResult;
  readonly previous: JudgedResult | undefined;
}

/** They name the cause and its cure, which in an interview is the candidate's to find. */
const experiments: readonly string[] = ['Why', 'What buys most', 'Recovery'];

const sections = [
  'Verdict',
  'Why',
  'Latency',
  'Where time goes',
  'Over time',
  'Components',
  'Connections',
  'What buys most',
  'Recovery',
  'Cost',
  'This run',
] as const;

/** A whole result. The request chosen on top decides what traffic, latency, errors and charts are about. */
export function Report({ result, previous }: ReportProps) {
  const body = useRef<HTMLElement>(null);
  const names = Object.keys(result.requests).filter((name) => name !== '*');
  const [chosen, choose] = useState('*');
  const isInterview = useInterviewOn();
  const request = result.requests[chosen] === undefined ? '*' : chosen;
  const of = result.requests[request];
  if (of === undefined) return null;
  const show = (section: string): void => {
    body.current?.querySelector(`[data-section="${section}"]`)?.scrollIntoView({ block: 'start', behavior: 'smooth' });
  };
  return (
    <>
      <div className={styles['bar']}>
        <nav aria-label="Parts of the results">
          {sections
            .filter((section) => !isInterview || !experiments.includes(section))
            .map((section) => (
              <button key={section} type="button" onClick={() => show(section)}>
                {section}
              </button>
            ))}
        </nav>
        {names.length > 1 && (
          <div className={styles['request']}>
            <ChoiceField
              label="Requests"
              value={request}
              options={[{ value: '*', title: 'All requests' }, ...names.map((name) => ({ value: name, title: name }))]}
              onChange={choose}
            />
          </div>
        )}
      </div>
      <ScrollRegion ref={body} className={styles['report']} label="Measured results">
        <div data-section="Verdict" className={styles['head']}>
          <VerdictView result={result} request={request} of={of} />
          <Bottleneck result={result} />
        </div>
        <Remarks result={result} />
        {!isInterview && <Explained />}
        <div data-section="Latency" className={styles['pair']}>
          <Latency of={of} request={request} result={result} previous={previous?.requests[request]} />
          <Errors of={of} />
        </div>
        <WhereTimeGoes of={of} request={request} digest={result.run.digest} />
        <EffectsTable result={result} />
        <OverTime result={result} previous={previous} request={request} />
        <ComponentsTable result={result} />
        <ConnectionsTable result={result} />
        {!isInterview && <Surveyed />}
        {!isInterview && <Probed />}
        <div className={styles['pair']}>
          <CostTable result={result} />
          <Provenance result={result} />
        </div>
      </ScrollRegion>
    </>
  );
}
