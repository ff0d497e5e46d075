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
    <ul className={styles['verdicts']} aria-label={label}>
      {objectives.map((objective) => (
        <li key={objective.name} data-met={objective.met}>
          {objective.met ? <Check aria-label="Met" /> : <X aria-label="Missed" />}
          <span>{objective.name}</span>
          <span>{objective.problem ?? measured(objective)}</span>
        </li>
      ))}
    </ul>
  );
}
