import { useState } from 'react';
import { formatQuantity } from '../../simulator/index.ts';
import { designDigest, mainRequest } from '../../src/interview/index.ts';
import { useDocument } from '../state/document-store.ts';
import { showRail } from '../state/shell.ts';
import { Button, ChoiceField, QuantityField } from '../ui/index.ts';
import { Arrival } from './arrival.tsx';
import { Committed } from './committed.tsx';
import { Comparison } from './comparison.tsx';
import { predictDesign } from './examiner.ts';
import type { Interview } from './interview-store.ts';
import { nameOf, ownComponents, sameOptions } from './own-components.ts';
import styles from './rail.module.css';
import { RunStep } from './run-step.tsx';
import { Section } from './section.tsx';
import { useDraft } from './use-draft.ts';
import { Verdicts } from './verdicts.tsx';

interface DesignProps {
  readonly interview: Interview;
}

export function DesignPanel({ interview }: DesignProps) {
  const { open } = interview;
  if (open.state.strike !== undefined) {
    return (
      <>
        <p className={styles['note']}>
          The disruption has struck, and the design is judged as it was before. What you change now answers the
          disruption: go on there.
        </p>
        <LastRun interview={interview} />
      </>
    );
  }
  return (
    <>
      <Section title="1. Draw" note="The components are in the palette; the load is the peak that you estimated.">
        <div>
          <Button size="small" onPress={() => showRail('palette')}>
            Open the palette
          </Button>
        </div>
      </Section>
      <Predict interview={interview} />
      <Section title="3. Run">
        <RunStep interview={interview} />
      </Section>
      <LastRun interview={interview} />
    </>
  );
}

function Predict({ interview: { open, scenario } }: DesignProps) {
  const options = useDocument(ownComponents, sameOptions);
  const digest = useDocument(designDigest);
  const { prediction } = open.state;
  const [p99, setP99] = useDraft<string | undefined>('p99', undefined);
  const [bottleneck, setBottleneck] = useDraft<string | undefined>('bottleneck', undefined);
  const chosen = options.some(({ value }) => value === bottleneck) ? bottleneck : undefined;
  const request = mainRequest(scenario);
  const mine = prediction?.digest === digest ? prediction : undefined;
  const changed = prediction !== undefined && mine === undefined;
  const [again, setAgain] = useState(false);
  if (mine !== undefined && !again) {
    return (
      <Section title="2. Predict">
        <Committed onChange={() => setAgain(true)} measured={open.state.designRuns.at(-1)?.digest === digest}>
          p99 of {mine.request} {mine.p99}, limited by {options.find(({ value }) => value === mine.bottleneck)?.title}
        </Committed>
      </Section>
    );
  }
  return (
    <Section
      title="2. Predict"
      note={
        changed
          ? 'The design has changed since your prediction: predict again for this one.'
          : 'Before the run, and for the design as it is drawn now.'
      }
    >
      <form
        className={styles['form']}
        onSubmit={(event) => {
          event.preventDefault();
          if (p99 === undefined || chosen === undefined) return;
          if (!predictDesign(p99, chosen)) return;
          setP99(undefined);
          setBottleneck(undefined);
          setAgain(false);
        }}
      >
        <QuantityField
          label={`p99 of ${request}`}
          dimension="time"
          value={p99}
          fallback="such as 80 ms"
          onChange={(raw) => setP99(raw === undefined ? undefined : String(raw))}
        />
        <ChoiceField
          label="Bottleneck"
          help="The component that is busiest under this load."
          value={chosen ?? ''}
          options={options}
          onChange={setBottleneck}
          isDisabled={options.length === 0}
        />
        <Button type="submit" isDisabled={p99 === undefined || chosen === undefined}>
          {prediction === undefined ? 'Commit the prediction' : 'Commit a new prediction'}
        </Button>
      </form>
    </Section>
  );
}

function LastRun({ interview: { open } }: DesignProps) {
  const document = useDocument((now) => now);
  const run = open.state.designRuns.at(-1);
  if (run === undefined) return null;
  const { predicted, measured } = run;
  const p99 = measured.requests[predicted.request]?.latency;
  const { bottleneck } = measured;
  return (
    <Section title={open.state.designRuns.length === 1 ? 'What came of it' : 'What came of the last run'}>
      <Arrival of={run.at} />
      <Comparison
        rows={[
          {
            what: `p99 of ${predicted.request}`,
            predicted: predicted.p99,
            measured: p99 === undefined || p99.count === 0 ? 'none succeeded' : formatQuantity(p99.p99, 'time'),
          },
          {
            what: 'Bottleneck',
            predicted: nameOf(document, predicted.bottleneck),
            measured:
              bottleneck === undefined
                ? 'nothing is limited'
                : `${nameOf(document, bottleneck.component)}, ${formatQuantity(bottleneck.utilization, 'fraction')} busy`,
          },
        ]}
      />
      <Verdicts label="Objectives" objectives={measured.objectives} />
      {open.state.strike === undefined && (
        <p className={styles['note']}>
          Your first prediction and your last design are judged. Change the design and predict again, or go on.
        </p>
      )}
    </Section>
  );
}
