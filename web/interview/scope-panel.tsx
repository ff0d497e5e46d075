import { MessageCircleQuestion, X } from 'lucide-react';
import { Button as AriaButton } from 'react-aria-components';
import { hiddenNames } from '../../src/interview/index.ts';
import type { NonFunctionalRequirement } from '../../src/scenario/index.ts';
import { announce } from '../state/announce.ts';
import { Button, IconButton, QuantityField, RawField } from '../ui/index.ts';
import type { Interview } from './interview-store.ts';
import { happen } from './log.ts';
import styles from './rail.module.css';
import { Section } from './section.tsx';
import { Segments } from './segments.tsx';
import { useDraft } from './use-draft.ts';

interface ScopeProps {
  readonly interview: Interview;
}

export function ScopePanel({ interview }: ScopeProps) {
  const [first] = interview.scenario.brief.story.split('\n\n');
  return (
    <>
      <p className={styles['story']}>{first}</p>
      <Questions interview={interview} />
      <Requirements interview={interview} />
      <Targets interview={interview} />
      <Exclusions interview={interview} />
    </>
  );
}

function Questions({ interview: { open, scenario } }: ScopeProps) {
  const { asked } = open.state;
  return (
    <Section title="Ask" note="Pick what you would ask. Some answers change the design, some only take time.">
      <ul className={styles['questions']}>
        {scenario.clarifications.map(({ id, question, answer }) => (
          <li key={id}>
            {Object.hasOwn(asked, id) ? (
              <div className={styles['answer']}>
                <strong>{question}</strong>
                <p>{answer}</p>
              </div>
            ) : (
              <AriaButton
                className={styles['question'] ?? ''}
                onPress={() => {
                  if (happen({ type: 'clarification-asked', clarification: id }) !== undefined) announce(answer);
                }}
              >
                <MessageCircleQuestion aria-hidden />
                {question}
              </AriaButton>
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
}

const sorts = [
  ['must', 'Must'],
  ['should', 'Later'],
  ['out', 'Left out'],
] as const;

function Requirements({ interview: { open, scenario } }: ScopeProps) {
  const { asked, sorted } = open.state;
  const hidden = hiddenNames(scenario, asked);
  const shown = scenario.requirements.functional.filter(({ id }) => !hidden.has(id));
  return (
    <Section title="Decide" note="What must work in this design, what can come later, and what you leave out.">
      <ul>
        {shown.map(({ id, text }) => (
          <li key={id} className={styles['requirement']}>
            <span>{text}</span>
            <Segments
              label={text}
              value={sorted[id]?.as}
              options={sorts}
              onChange={(as) => happen({ type: 'requirement-sorted', requirement: id, as })}
            />
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Targets({ interview: { open, scenario } }: ScopeProps) {
  const { asked, targets } = open.state;
  const hidden = hiddenNames(scenario, asked);
  const shown = scenario.requirements.nonFunctional.filter(({ id }) => !hidden.has(id));
  return (
    <Section title="Put numbers on it">
      {shown.length === 0 && (
        <p className={styles['note']}>No quality has been talked about yet. Ask for them above.</p>
      )}
      {shown.map((quality) => (
        <Target key={quality.id} quality={quality} stated={targets[quality.id]?.text ?? ''} />
      ))}
    </Section>
  );
}

interface TargetProps {
  readonly quality: NonFunctionalRequirement;
  /** What was stated before; empty where nothing was. */
  readonly stated: string;
}

const examples = { time: '200 ms', rate: '500/s', fraction: '99 %', money: '$1,000', bytes: '2 GB' } as const;

/** Written down when the field is left, so that a log has answers and no keystrokes. */
function Target({ quality: { id, text, dimension }, stated }: TargetProps) {
  const [draft, setDraft] = useDraft<string | undefined>(`target ${id}`, undefined);
  const commit = (): void => {
    if (draft === undefined || draft === '' || draft === stated) return;
    happen({ type: 'target-set', quality: id, text: draft });
    setDraft(undefined);
  };
  return (
    <form
      className={styles['target']}
      onBlur={commit}
      onSubmit={(event) => {
        event.preventDefault();
        commit();
      }}
    >
      <QuantityField
        label={text}
        dimension={dimension}
        value={draft ?? (stated === '' ? undefined : stated)}
        fallback={`such as ${examples[dimension]}`}
        onChange={(raw) => setDraft(raw === undefined ? '' : String(raw))}
      />
    </form>
  );
}

function Exclusions({ interview: { open } }: ScopeProps) {
  const [draft, setDraft] = useDraft('exclusion', '');
  const { exclusions } = open.state;
  const add = (): void => {
    const text = draft.trim();
    if (text === '' || exclusions.some((stated) => stated.text === text)) return;
    if (happen({ type: 'exclusion-stated', text }) !== undefined) setDraft('');
  };
  return (
    <Section title="Leave out aloud" note="Anything else that this design does not do.">
      <ul className={styles['exclusions']}>
        {exclusions.map(({ text }) => (
          <li key={text} className={styles['exclusion']}>
            {text}
            <IconButton
              label={`Withdraw ${text}`}
              size="small"
              onPress={() => happen({ type: 'exclusion-withdrawn', text })}
            >
              <X />
            </IconButton>
          </li>
        ))}
      </ul>
      <form
        className={styles['add']}
        onSubmit={(event) => {
          event.preventDefault();
          add();
        }}
      >
        <RawField
          label="Something else that is left out"
          layout="stack"
          value={draft}
          placeholder="such as analytics per user"
          check={(text) => (text.length > 200 ? 'At most 200 characters.' : undefined)}
          onChange={setDraft}
        />
        <Button type="submit" size="small" isDisabled={draft.trim() === ''}>
          Leave out
        </Button>
      </form>
    </Section>
  );
}
