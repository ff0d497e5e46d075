import { Check, CircleHelp, Minus, Shield, X } from 'lucide-react';
import type { CheckedFinding, FindingVerdict } from '../../simulator/index.ts';
import type { Tone } from '../ui/index.ts';
import styles from '../ui/report.module.css';
import { AnalysisSection } from './analysis-section.tsx';
import { Ground } from './ground.tsx';
import { TrialTable } from './trial-table.tsx';

const VERDICTS: Readonly<
  Record<FindingVerdict, { readonly icon: typeof Check; readonly tone: Tone; readonly says: string }>
> = {
  confirmed: { icon: Check, tone: 'good', says: 'Confirmed: a change of just that helps.' },
  together: {
    icon: Check,
    tone: 'good',
    says: 'A cause, with another: neither change is seen to help alone, both at once do.',
  },
  protects: { icon: Shield, tone: 'accent', says: 'It protects: without it things are worse. The cause is behind it.' },
  unclear: { icon: CircleHelp, tone: 'warning', says: 'Unclear: the intervals leave it open.' },
  unchecked: { icon: Minus, tone: 'neutral', says: 'Seen, and not tried: no cause is claimed.' },
  elsewhere: { icon: X, tone: 'neutral', says: 'Does not help: the limit is elsewhere.' },
};

/** What limits the design and why; each finding is shown with what became of it when it was tried. */
export function Explained() {
  return (
    <AnalysisSection
      analysis="explain"
      title="Why, and what would help"
      intro="Takes what the run shows for suspicions and tries each: the design with just that changed, on the same random numbers."
      start="Find out why"
    >
      {({ findings, before, run }) => (
        <>
          {findings.length === 0 && <p className={styles['muted']}>The run shows nothing that limits the design.</p>}
          <ul className={styles['list']}>
            {findings.map((finding) => (
              <FindingItem key={`${finding.code} ${finding.says}`} finding={finding} />
            ))}
          </ul>
          <Ground before={before} run={run} />
        </>
      )}
    </AnalysisSection>
  );
}

function FindingItem({ finding: { verdict, says, trials } }: { readonly finding: CheckedFinding }) {
  const { icon: Icon, tone, says: word } = VERDICTS[verdict];
  return (
    <li data-tone={tone}>
      <Icon aria-hidden />
      <div>
        <p>{says}</p>
        <p className={styles['muted']}>{word}</p>
        {trials.length > 0 && <TrialTable label={`Tried: ${says}`} trials={trials} />}
      </div>
    </li>
  );
}
