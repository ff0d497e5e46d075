import { Objectives } from '../scenarios/objectives.tsx';
import { workloadLines } from '../scenarios/workload-text.ts';
import { Disclosure } from '../ui/index.ts';
import styles from './brief.module.css';
import { type Interview, useAnswersHidden, useInterview } from './interview-store.ts';

/**
 * The task as the candidate knows it: the story, what they have agreed, and the load and objectives from the moment on at
 * which these are no longer asked for.
 */
export function InterviewBrief() {
  const interview = useInterview();
  const hidden = useAnswersHidden();
  if (interview === undefined) return null;
  const { scenario } = interview;
  return (
    <article className={styles['brief']} aria-label="Brief">
      <h2>{scenario.title}</h2>
      {scenario.brief.story.split('\n\n').map((paragraph) => (
        <p key={paragraph}>{paragraph}</p>
      ))}
      <Agreed interview={interview} />
      {hidden ? (
        <p className={styles['muted']}>Load and objectives are shown here once you design.</p>
      ) : (
        <>
          <Objectives />
          <section>
            <h3>The load to carry</h3>
            <ul>
              {workloadLines(scenario.workload).map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          </section>
          {scenario.brief.model.length > 0 && (
            <Disclosure title="Where the model simplifies">
              <ul className={styles['list']}>
                {scenario.brief.model.map((line) => (
                  <li key={line}>{line}</li>
                ))}
              </ul>
            </Disclosure>
          )}
        </>
      )}
    </article>
  );
}

/** What the candidate has decided so far. */
function Agreed({ interview: { open, scenario } }: { readonly interview: Interview }) {
  const { sorted, targets, exclusions } = open.state;
  const { functional, nonFunctional } = scenario.requirements;
  const musts = functional.filter(({ id }) => sorted[id]?.as === 'must');
  const out = [
    ...functional.filter(({ id }) => sorted[id]?.as === 'out').map(({ text }) => text),
    ...exclusions.map(({ text }) => text),
  ];
  const numbers = nonFunctional.flatMap(({ id, text }) => {
    const stated = targets[id]?.text;
    return stated === undefined ? [] : [{ id, text, stated }];
  });
  if (musts.length + out.length + numbers.length === 0) return null;
  return (
    <section>
      <h3>What you agreed</h3>
      <ul>
        {musts.map(({ id, text }) => (
          <li key={id}>{text}</li>
        ))}
        {numbers.map(({ id, text, stated }) => (
          <li key={id}>
            {text} <b>{stated}</b>
          </li>
        ))}
        {out.map((text) => (
          <li key={text} className={styles['muted']}>
            Not: {text}
          </li>
        ))}
      </ul>
    </section>
  );
}
