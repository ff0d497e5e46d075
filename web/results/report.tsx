import { useRef, useState } from 'react';
import type { JudgedResult } from '../../simulator/index.ts';
import { Explained, NextStep, Probed, Surveyed } from '../analysis/index.ts';
import { ScrollRegion } from '../charts/index.ts';
import { useInterviewOn } from '../interview/index.ts';
import { verdictOf } from '../run/index.ts';
import { ChoiceField } from '../ui/index.ts';
import { Bottleneck } from './bottleneck.tsx';
import { ComponentsTable } from './components-table.tsx';
import { ConnectionsTable } from './connections-table.tsx';
import { CostTable } from './cost-table.tsx';
import { EffectsTable } from './effects-table.tsx';
import { Errors } from './errors.tsx';
import { FigureCards } from './figure-cards.tsx';
import { Group, groups, useGroups } from './groups.tsx';
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

/**
 * A whole result, what matters most first: whether it is good, why not and what would help, the numbers, the bill, and
 * what only some ask for. The request chosen on top decides what traffic, latency, errors and charts are about.
 */
export function Report({ result, previous }: ReportProps) {
  const body = useRef<HTMLElement>(null);
  const { at, show } = useGroups(body);
  const names = Object.keys(result.requests).filter((name) => name !== '*');
  const [chosen, choose] = useState('*');
  // In an interview the cause and its cure are the candidate's to find: no experiments.
  const isInterview = useInterviewOn();
  const request = result.requests[chosen] === undefined ? '*' : chosen;
  const of = result.requests[request];
  if (of === undefined) return null;
  const isBad = verdictOf(result).tone === 'bad' || result.findings.some(({ severity }) => severity === 'critical');
  return (
    <>
      <div className={styles['bar']}>
        <nav aria-label="Parts of the results">
          {groups.map((name) => (
            <button key={name} type="button" aria-current={name === at} onClick={() => show(name)}>
              {name}
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
        <div data-group="Verdict" className={styles['head']}>
          <VerdictView result={result}>{isBad && !isInterview && <NextStep onShow={() => show('Why')} />}</VerdictView>
          <Bottleneck result={result} />
        </div>
        <Group name="Why">
          {result.findings.length === 0 ? (
            <Errors of={of} />
          ) : (
            <div className={styles['pair']}>
              <Remarks result={result} />
              <Errors of={of} />
            </div>
          )}
          {!isInterview && <Explained />}
          <WhereTimeGoes of={of} request={request} digest={result.run.digest} />
        </Group>
        <Group name="Numbers">
          <FigureCards request={request} of={of} />
          <div className={styles['latency']}>
            <Latency of={of} request={request} result={result} previous={previous?.requests[request]} />
          </div>
          <OverTime result={result} previous={previous} request={request} />
          <ComponentsTable result={result} />
          <ConnectionsTable result={result} />
          <EffectsTable result={result} />
        </Group>
        <Group name="Cost">
          <CostTable result={result} />
          {!isInterview && <Surveyed />}
        </Group>
        <Group name="Details">
          {!isInterview && <Probed />}
          <Provenance result={result} />
        </Group>
      </ScrollRegion>
    </>
  );
}
