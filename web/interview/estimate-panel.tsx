import { Check, CircleDashed, X } from 'lucide-react';
import type { Calculator } from '../../src/index.ts';
import { hiddenNames, judgeEstimate } from '../../src/interview/index.ts';
import type { Estimate } from '../../src/scenario/index.ts';
import { announce } from '../state/announce.ts';
import { Button, RawField } from '../ui/index.ts';
import type { Interview } from './interview-store.ts';
import { happen } from './log.ts';
import styles from './rail.module.css';
import { Section } from './section.tsx';
import { useCalculator } from './use-calculator.ts';
import { useDraft } from './use-draft.ts';

interface EstimateProps {
  readonly interview: Interview;
}

export function EstimatePanel({ interview }: EstimateProps) {
  const { open, scenario } = interview;
  const calculator = useCalculator();
  return (
    <>
      <Givens interview={interview} />
      <Section
        title="Work out"
        note="Write a number with its unit, or the arithmetic: 300M req/day * 2. An answer is final once committed."
      >
        {scenario.estimates.map((estimate) => (
          <Question
            key={estimate.id}
            interview={interview}
            estimate={estimate}
            committed={open.state.estimates[estimate.id]?.text}
            calculator={calculator}
          />
        ))}
      </Section>
    </>
  );
}

/** `360e6 req/day` as one says it: `360M req/day`. */
function spoken(value: string): string {
  return value.replace(/(\d)e6\b/g, '$1M').replace(/(\d)e9\b/g, '$1 billion');
}

function Givens({ interview: { open, scenario } }: EstimateProps) {
  const hidden = hiddenNames(scenario, open.state.asked);
  const known = scenario.givens.filter(({ name }) => !hidden.has(name));
  const unknown = scenario.givens.length - known.length;
  return (
    <Section title="Given">
      <dl className={styles['givens']}>
        {known.map(({ name, title, value, source }) => (
          <div key={name} title={source}>
            <dt>{title}</dt>
            <dd>{spoken(value)}</dd>
          </div>
        ))}
      </dl>
      {unknown > 0 && (
        <p className={styles['note']}>
          {unknown === 1 ? 'One number is' : `${unknown} numbers are`} known to who asks. Until then, assume.
        </p>
      )}
    </Section>
  );
}

interface QuestionProps {
  readonly interview: Interview;
  readonly estimate: Estimate;
  readonly committed: string | undefined;
  readonly calculator: Calculator | undefined;
}

function Question(props: QuestionProps) {
  return props.committed === undefined ? <Open {...props} /> : <Answered {...props} committed={props.committed} />;
}

/** Longer than any arithmetic that is done in the head. */
const LONGEST = 300;

function Open({ interview: { scenario }, estimate, calculator }: QuestionProps) {
  const { id, question, unit } = estimate;
  const [draft, setDraft] = useDraft(`estimate ${id}`, '');
  const reading = draft === '' || calculator === undefined ? undefined : calculator.calculate(draft, {}, unit);
  // Whether the unit is of the right kind may be told; how near the number is may not.
  const kind =
    calculator === undefined || reading === undefined || reading.problem !== undefined
      ? undefined
      : judgeEstimate(calculator, scenario, estimate, draft);
  const problem = reading?.problem ?? (kind?.verdict === 'wrong-unit' ? kind.says : undefined);
  const fits = reading !== undefined && reading.problem === undefined && problem === undefined;
  const shown = reading?.problem === undefined && problem === undefined ? `= ${reading?.text ?? ''}` : problem;
  const commit = (): void => {
    if (!fits || calculator === undefined) return;
    if (happen({ type: 'estimate-committed', estimate: id, text: draft }) === undefined) return;
    const judged = judgeEstimate(calculator, scenario, estimate, draft);
    announce(judged.mistake ?? judged.says);
  };
  return (
    <form
      className={styles['estimate']}
      onSubmit={(event) => {
        event.preventDefault();
        commit();
      }}
    >
      <RawField
        label={question}
        layout="stack"
        value={draft}
        placeholder={calculator === undefined ? 'Loading the calculator' : unit === '' ? 'a number' : `in ${unit}`}
        check={(text) => (text.length > LONGEST ? `At most ${LONGEST} characters.` : undefined)}
        onChange={setDraft}
        isDisabled={calculator === undefined}
      />
      <Button type="submit" size="small" isDisabled={!fits}>
        Commit
      </Button>
      <output data-fits={fits} hidden={draft === ''}>
        {shown}
      </output>
    </form>
  );
}

const icons = [X, CircleDashed, Check] as const;
const words = ['Off', 'Near', 'Right'] as const;

function Answered({
  interview: { scenario },
  estimate,
  committed,
  calculator,
}: QuestionProps & { readonly committed: string }) {
  if (calculator === undefined) return <p className={styles['note']}>{estimate.question}</p>;
  const judged = judgeEstimate(calculator, scenario, estimate, committed);
  const step = judged.points * 2;
  const Icon = icons[step] ?? X;
  return (
    <div className={styles['judged']} data-points={judged.points}>
      <p className={styles['asked']}>{estimate.question}</p>
      <p className={styles['verdict']}>
        <Icon className={styles['verdict-mark']} aria-hidden />
        <strong>{words[step]}.</strong> You said {committed}; the reference is {estimate.answer}.
      </p>
      <p>{judged.mistake ?? estimate.explanation}</p>
    </div>
  );
}
