import { Disclosure } from '../ui/index.ts';
import type { Interview } from './interview-store.ts';
import styles from './scorecard.module.css';

/** The free questions, what was written, and what each level says: to compare by oneself. */
export function ModelAnswers({ interview: { open, scenario } }: { readonly interview: Interview }) {
  if (scenario.deepDives.length === 0) return null;
  const { reflections } = open.state;
  return (
    <section className={styles['models']}>
      <h3>To compare by yourself</h3>
      {scenario.deepDives.map(({ id, question, mid, senior, staff }) => (
        <Disclosure key={id} title={question}>
          <dl>
            {reflections[id] !== undefined && (
              <>
                <dt>You</dt>
                <dd className={styles['mine']}>{reflections[id].text}</dd>
              </>
            )}
            <dt>Mid</dt>
            <dd>{mid}</dd>
            <dt>Senior adds</dt>
            <dd>{senior}</dd>
            <dt>Staff adds</dt>
            <dd>{staff}</dd>
          </dl>
        </Disclosure>
      ))}
    </section>
  );
}
