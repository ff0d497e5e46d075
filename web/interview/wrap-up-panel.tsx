import { Check, X } from 'lucide-react';
import { useState } from 'react';
import { Label, Radio, RadioGroup, TextArea, TextField } from 'react-aria-components';
import type { DeepDive, TradeOff } from '../../src/scenario/index.ts';
import { announce } from '../state/announce.ts';
import { Button, ChoiceField } from '../ui/index.ts';
import type { Interview } from './interview-store.ts';
import { happen } from './log.ts';
import styles from './rail.module.css';
import { Section } from './section.tsx';
import { useDraft } from './use-draft.ts';

interface WrapUpProps {
  readonly interview: Interview;
}

export function WrapUpPanel({ interview }: WrapUpProps) {
  const { open, scenario } = interview;
  return (
    <>
      <Section title="Trade-offs" note="One answer is best here. The first one counts.">
        {scenario.tradeOffs.map((question) => (
          <Choice key={question.id} question={question} made={open.state.choices[question.id]?.choice} />
        ))}
      </Section>
      {scenario.deepDives.length > 0 && <GoDeep interview={interview} />}
    </>
  );
}

function Choice({ question, made }: { readonly question: TradeOff; readonly made: string | undefined }) {
  const { id, question: text, choices, explanation } = question;
  const [picked, setPicked] = useDraft<string | undefined>(`choice ${id}`, undefined);
  const answered = made !== undefined;
  const commit = (): void => {
    if (picked === undefined || happen({ type: 'choice-made', question: id, choice: picked }) === undefined) return;
    const best = choices.find((choice) => choice.best);
    announce(`${best?.id === picked ? 'Right.' : `Best is: ${best?.text ?? ''}.`} ${explanation}`);
  };
  return (
    <div className={styles['choice']}>
      <RadioGroup
        value={made ?? picked ?? null}
        onChange={setPicked}
        isReadOnly={answered}
        className={styles['radios'] ?? ''}
      >
        <Label>{text}</Label>
        {choices.map((choice) => (
          <Radio
            key={choice.id}
            value={choice.id}
            className={styles['radio'] ?? ''}
            data-best={answered && choice.best}
          >
            <span className={styles['dot']} aria-hidden />
            <span>
              {choice.text}
              {answered && (choice.best || choice.id === made) && (
                <span className={styles['why']}>
                  {choice.best ? (
                    <Check className={styles['small-mark']} aria-label="Best" />
                  ) : (
                    <X className={styles['small-mark']} aria-label="Not the best" />
                  )}{' '}
                  {choice.why}
                </span>
              )}
            </span>
          </Radio>
        ))}
      </RadioGroup>
      {answered ? (
        <p className={styles['note']}>{explanation}</p>
      ) : (
        <div>
          <Button size="small" onPress={commit} isDisabled={picked === undefined}>
            Commit
          </Button>
        </div>
      )}
    </div>
  );
}

function GoDeep({ interview: { open, scenario } }: WrapUpProps) {
  const { reflections } = open.state;
  const written = scenario.deepDives.find(({ id }) => Object.hasOwn(reflections, id));
  const [chosen, setChosen] = useState(written?.id ?? scenario.deepDives[0]?.id ?? '');
  const dive = scenario.deepDives.find(({ id }) => id === chosen);
  return (
    <Section
      title="Go deep"
      note="Choose one and write as you would speak. No machine judges it: afterwards you see what each level says."
    >
      <ChoiceField
        label="Question"
        layout="stack"
        value={chosen}
        options={scenario.deepDives.map(({ id, question }) => ({ value: id, title: question }))}
        onChange={setChosen}
      />
      {dive !== undefined && <Written key={dive.id} dive={dive} text={reflections[dive.id]?.text ?? ''} />}
    </Section>
  );
}

/** Written down when the field is left: a log has answers and no keystrokes. */
function Written({ dive: { id, question }, text }: { readonly dive: DeepDive; readonly text: string }) {
  const [draft, setDraft] = useDraft(`essay ${id}`, text);
  return (
    <TextField
      aria-label={question}
      className={styles['essay'] ?? ''}
      value={draft}
      maxLength={4000}
      onChange={setDraft}
      onBlur={() => {
        const answer = draft.trim();
        if (answer !== '' && answer !== text) happen({ type: 'reflection-written', question: id, text: answer });
      }}
    >
      <TextArea rows={6} placeholder="What you would do, at what price, and what you would not do" />
    </TextField>
  );
}
