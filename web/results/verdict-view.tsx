import { Check, CircleHelp, X } from 'lucide-react';
import type { ReactNode } from 'react';
import type { JudgedResult, ObjectiveResult } from '../../simulator/index.ts';
import { verdictOf } from '../run/index.ts';
import { doubt, measured } from './format.ts';
import styles from './verdict.module.css';

/** The verdict, what to do about it, and the objectives it rests on. */
export function VerdictView({ result, children }: { readonly result: JudgedResult; readonly children: ReactNode }) {
  const verdict = verdictOf(result);
  return (
    <section className={styles['verdict']} aria-labelledby="verdict">
      <h3 id="verdict" className={styles['says']} data-tone={verdict.tone}>
        {verdict.says}
      </h3>
      {verdict.detail !== undefined && <p className={styles['detail']}>{verdict.detail}</p>}
      {children}
      {result.objectives.length > 0 && (
        <ul className={styles['objectives']} aria-label="Objectives">
          {result.objectives.map((objective) => (
            <Objective key={objective.name} objective={objective} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Objective({ objective }: { readonly objective: ObjectiveResult }) {
  const { name, met, problem } = objective;
  const Icon = problem !== undefined ? CircleHelp : met ? Check : X;
  const word = problem !== undefined ? 'Not judged' : met ? 'Met' : 'Missed';
  return (
    <li data-met={problem === undefined && met}>
      <Icon aria-hidden />
      <span className={styles['word']}>{word}</span>
      <span className={styles['name']} title={objective.require}>
        {name}
      </span>
      <span className={styles['measured']}>
        {problem ?? [measured(objective), doubt(objective)].filter(Boolean).join(', ')}
      </span>
    </li>
  );
}
