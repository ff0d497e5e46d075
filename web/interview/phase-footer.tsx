import { ArrowRight, Flag } from 'lucide-react';
import { type Phase, phases, phaseTexts } from '../../src/interview/index.ts';
import { Button } from '../ui/index.ts';
import { enterPhase } from './conduct.ts';
import { finishInterview } from './lifecycle.ts';
import styles from './rail.module.css';

/** The way on: the next phase, or the end. */
export function PhaseFooter({ phase }: { readonly phase: Phase }) {
  const next = phases[phases.indexOf(phase) + 1];
  return (
    <footer className={styles['footer']}>
      {next === undefined ? (
        <Button variant="primary" icon={<Flag aria-hidden />} onPress={finishInterview}>
          Finish and see the scorecard
        </Button>
      ) : (
        <Button icon={<ArrowRight aria-hidden />} onPress={() => enterPhase(next)}>
          Go on to {phaseTexts[next].title}
        </Button>
      )}
    </footer>
  );
}
