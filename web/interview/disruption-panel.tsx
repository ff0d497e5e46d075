import { Zap } from 'lucide-react';
import { useState } from 'react';
import { formatQuantity } from '../../simulator/index.ts';
import { curveballOf, designDigest, mostFailures } from '../../src/interview/index.ts';
import { select, useDocument } from '../state/document-store.ts';
import { Button, ChoiceField, QuantityField, Toggle } from '../ui/index.ts';
import { Arrival } from './arrival.tsx';
import { Committed } from './committed.tsx';
import { Comparison } from './comparison.tsx';
import { enterPhase } from './conduct.ts';
import { measuredAsDrawn, predictDisruption, strike } from './examiner.ts';
import type { Interview } from './interview-store.ts';
import { nameOf, ownComponents, sameOptions } from './own-components.ts';
import styles from './rail.module.css';
import { RunStep } from './run-step.tsx';
import { Section } from './section.tsx';
import { useDraft } from './use-draft.ts';
import { Verdicts } from './verdicts.tsx';

interface DisruptionProps {
  readonly interview: Interview;
}

export function DisruptionPanel({ interview }: DisruptionProps) {
  if (interview.open.state.strike === undefined) return <Before interview={interview} />;
  return (
    <>
      <Announcement interview={interview} />
      <Predict interview={interview} />
      <Section title="2. Run">
        <RunStep interview={interview} />
      </Section>
      <Outcome interview={interview} />
    </>
  );
}

function Before({ interview }: DisruptionProps) {
  const ready = useDocument((document) => measuredAsDrawn(interview, document));
  const [harmless, setHarmless] = useState(false);
  if (!ready) {
    return (
      <Section title="Not yet">
        <p className={styles['note']}>
          {interview.open.state.designRuns.length === 0
            ? 'A disruption strikes a design that has been measured, where it carries traffic. Predict and run yours first.'
            : 'The design on the canvas is not the one that you measured last. Predict and run it, or undo the change.'}
        </p>
        <div>
          <Button onPress={() => enterPhase('design')}>Back to Design</Button>
        </div>
      </Section>
    );
  }
  return (
    <Section
      title="Ready?"
      note="Something in the design that you have just measured will go wrong, in a place that carries traffic."
    >
      <div>
        <Button variant="primary" icon={<Zap aria-hidden />} onPress={() => setHarmless(!strike())}>
          Let it happen
        </Button>
      </div>
      {harmless && <p className={styles['note']}>This scenario has nothing that could strike this design. Go on.</p>}
    </Section>
  );
}

function Announcement({ interview: { open, scenario } }: DisruptionProps) {
  const { strike: struck } = open.state;
  const curveball = struck === undefined ? undefined : curveballOf(scenario, struck.curveball);
  const component = struck?.component;
  const name = useDocument((document) => (component === undefined ? undefined : nameOf(document, component)));
  if (curveball === undefined) return null;
  return (
    <article className={styles['curveball']}>
      <h3>
        <Zap className={styles['bolt']} aria-hidden /> {curveball.title}
      </h3>
      <p>{curveball.announce}</p>
      <p>
        <strong>{curveball.predict}</strong>
      </p>
      {component !== undefined && (
        <div>
          <Button size="small" onPress={() => select({ components: [component] })}>
            Show {name} on the canvas
          </Button>
        </div>
      )}
    </article>
  );
}

const NOWHERE = '(nowhere)';

interface Draft {
  readonly goodput?: string;
  readonly recovery?: string;
  readonly where?: string;
  /** It is not well again within the run. */
  readonly never?: boolean;
}

function Predict({ interview: { open } }: DisruptionProps) {
  const components = useDocument(ownComponents, sameOptions);
  const options = [{ value: NOWHERE, title: 'Nowhere', description: 'No request fails' }, ...components];
  const digest = useDocument(designDigest);
  const [draft, setDraft] = useDraft<Draft>('disruption', {});
  const { disruptionPrediction: committed, disruptionRuns } = open.state;
  const mine = committed?.digest === digest ? committed : undefined;
  const where = options.some(({ value }) => value === draft.where) ? draft.where : undefined;
  const { goodput, never = false } = draft;
  const recovery = never ? undefined : draft.recovery;
  const complete = goodput !== undefined && (recovery !== undefined || never) && where !== undefined;
  const take = (key: 'goodput' | 'recovery') => (raw: string | number | undefined) => {
    const { [key]: _, ...rest } = draft;
    setDraft(raw === undefined ? rest : { ...rest, [key]: String(raw) });
  };
  const changed = committed !== undefined && mine === undefined;
  const [again, setAgain] = useState(false);
  if (mine !== undefined && !again) {
    const at = components.find(({ value }) => value === mine.fails)?.title ?? 'nowhere';
    return (
      <Section title="1. Predict">
        <Committed onChange={() => setAgain(true)} measured={disruptionRuns.at(-1)?.digest === digest}>
          {mine.goodput} answered well, failures begin at {at},{' '}
          {mine.recovery === undefined ? 'not well again within the run' : `well again after ${mine.recovery}`}
        </Committed>
      </Section>
    );
  }
  return (
    <Section
      title="1. Predict"
      note={
        changed
          ? 'The design has changed since your prediction: predict again for this one.'
          : disruptionRuns.length > 0
            ? 'You may mend the design and predict again. What it stands only after that counts half.'
            : 'Before you measure it, for the design as it is.'
      }
    >
      <form
        className={styles['form']}
        onSubmit={(event) => {
          event.preventDefault();
          if (!complete) return;
          const fails = where === NOWHERE ? undefined : where;
          if (!predictDisruption({ goodput, recovery, fails })) return;
          setDraft({});
          setAgain(false);
        }}
      >
        <QuantityField
          label="Answered well while it lasts"
          dimension="fraction"
          value={goodput}
          fallback="such as 80 %"
          check={(raw) => {
            const share = typeof raw === 'number' ? raw : Number.parseFloat(raw) / 100;
            return share < 0 || share > 1 ? 'A share of all requests, from 0 to 100 %.' : undefined;
          }}
          onChange={take('goodput')}
        />
        <ChoiceField
          label="Most failures begin at"
          value={where ?? ''}
          options={options}
          onChange={(value) => setDraft({ ...draft, where: value })}
        />
        <QuantityField
          label="Well again, after its end, in"
          dimension="time"
          help="Goodput at 99 % of what it was, and p95 at most half longer than it was."
          value={recovery}
          fallback={never ? 'never' : 'such as 10 s'}
          isDisabled={never}
          onChange={take('recovery')}
        />
        <Toggle
          label="Not well again within the run"
          isSelected={never}
          onChange={(on) => setDraft({ ...draft, never: on })}
        />
        <Button type="submit" isDisabled={!complete}>
          {committed === undefined ? 'Commit the prediction' : 'Commit a new prediction'}
        </Button>
      </form>
    </Section>
  );
}

function Outcome({ interview: { open, scenario } }: DisruptionProps) {
  const document = useDocument((now) => now);
  const run = open.state.disruptionRuns.at(-1);
  const curveball = curveballOf(scenario, open.state.strike?.curveball ?? '');
  if (run === undefined || curveball === undefined) return null;
  const { predicted, measured, impact } = run;
  const [most] = mostFailures(measured);
  const named = (id: string | undefined) => (id === undefined ? 'nowhere' : nameOf(document, id));
  return (
    <Section title="What came of it">
      <Arrival of={run.at} />
      <Comparison
        rows={[
          {
            what: 'Answered well',
            predicted: predicted.goodput,
            measured: `${formatQuantity(impact.goodput, 'fraction')}, at worst ${formatQuantity(impact.worst, 'fraction')}`,
          },
          {
            what: 'Failures begin at',
            predicted: named(predicted.fails),
            measured: most === undefined ? 'nowhere' : `${named(most.component)} (${most.reason})`,
          },
          {
            what: 'Well again after',
            predicted: predicted.recovery ?? 'not within the run',
            measured: impact.recovery === null ? 'not within the run' : formatQuantity(impact.recovery, 'time'),
          },
        ]}
      />
      <Verdicts label="Expectations" objectives={impact.expectations} />
      <p>{curveball.explanation}</p>
    </Section>
  );
}
