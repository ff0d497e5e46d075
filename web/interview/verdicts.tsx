import { Check, X } from 'lucide-react';
import type { Measurement } from '../../src/interview/index.ts';
import { measured } from '../results/format.ts';
import styles from './rail.module.css';

interface VerdictsProps {
  readonly label: string;
  readonly objectives: Measurement['objectives'];
}

/** Requirements met and missed, with the numbers. */
export function Verdicts({ label, objectives }: VerdictsProps) {
  return (
    <ul aria-label={label}>
      {objectives.map((objective) => (
        <li key={objective.name} className={styles['objective']} data-met={objective.met}>
          {objective.met ? (
            <Check className={styles['mark']} aria-label="Met" />
          ) : (
            <X className={styles['mark']} aria-label="Missed" />
          )}
          <span>{objective.name}</span>
          <span className={styles['figure']}>{objective.problem ?? measured(objective)}</span>
        </li>
      ))}
    </ul>
  );
}
