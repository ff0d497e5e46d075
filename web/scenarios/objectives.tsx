import { Check, Circle, X } from 'lucide-react';
import { useRun } from '../run/index.ts';
import { useDocument } from '../state/document-store.ts';
import styles from './brief.module.css';

/** The design's objectives, each with how the last run of this design fared. */
export function Objectives() {
  const objectives = useDocument((document) => document.objectives);
  const judged = useRun((run) => (run.stale ? undefined : run.result?.objectives));
  if (objectives === undefined || objectives.length === 0) return null;
  return (
    <section>
      <h3>Objectives</h3>
      <ul className={styles['plain']}>
        {objectives.map(({ name, require }) => {
          const met = judged?.find((objective) => objective.name === name)?.met;
          const Icon = met === undefined ? Circle : met ? Check : X;
          return (
            <li key={name} className={styles['objective']} data-met={met}>
              <Icon aria-hidden />
              <span>
                {name} {met !== undefined && <b>{met ? '(met)' : '(missed)'}</b>}
                <code>{require}</code>
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
