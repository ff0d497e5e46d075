import type { ComponentType } from 'react';
import type { Phase } from '../../src/interview/index.ts';
import { EmptyState } from '../ui/index.ts';
import './conduct.ts';
import { DesignPanel } from './design-panel.tsx';
import { DisruptionPanel } from './disruption-panel.tsx';
import { EstimatePanel } from './estimate-panel.tsx';
import { type Interview, useInterview } from './interview-store.ts';
import { Paused } from './paused.tsx';
import { PhaseFooter } from './phase-footer.tsx';
import { PhaseHeader } from './phase-header.tsx';
import styles from './rail.module.css';
import { ScopePanel } from './scope-panel.tsx';
import { ScorecardView } from './scorecard-view.tsx';
import { WrapUpPanel } from './wrap-up-panel.tsx';

const panels: Readonly<Record<Phase, ComponentType<{ readonly interview: Interview }>>> = {
  scope: ScopePanel,
  estimate: EstimatePanel,
  design: DesignPanel,
  disruption: DisruptionPanel,
  'wrap-up': WrapUpPanel,
};

export default function Rail() {
  const interview = useInterview();
  if (interview === undefined) {
    return <EmptyState title="No interview">Begin one with the button “Interview” above.</EmptyState>;
  }
  const { open } = interview;
  if (open.finished) return <ScorecardView interview={interview} />;
  const { phase } = open.state.clock;
  const Panel = panels[phase];
  return (
    <section className={styles['rail']} aria-label="Interview">
      <PhaseHeader interview={interview} />
      <div className={styles['body']} key={phase}>
        {open.paused ? <Paused /> : <Panel interview={interview} />}
      </div>
      {!open.paused && <PhaseFooter phase={phase} />}
    </section>
  );
}
