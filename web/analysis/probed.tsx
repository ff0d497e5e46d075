import { useState } from 'react';
import { type Between, type ProbeReport, type ProbeVerdict, triggerLabel, triggersOf } from '../../simulator/index.ts';
import { shown } from '../../src/index.ts';
import { TimeChart } from '../charts/index.ts';
import { useCompiled } from '../state/compiled.ts';
import { ChoiceField } from '../ui/index.ts';
import styles from './analysis.module.css';
import { AnalysisSection } from './analysis-section.tsx';

/** Whether good service comes back when what struck the design is gone. */
export function Probed() {
  const { topology } = useCompiled();
  const triggers = topology === undefined ? [] : triggersOf(topology);
  const [chosen, choose] = useState(0);
  const trigger = Math.min(chosen, Math.max(0, triggers.length - 1));
  const options = triggers.map((of, number) => ({
    value: String(number),
    title: `${triggerLabel(of)}${of.for === undefined ? '' : ` for ${shown(of.for, 'time')}`}`,
  }));
  return (
    <AnalysisSection
      analysis="probe"
      title="Does it recover?"
      intro="Strikes the design once under a steady load, takes the trigger away, and watches whether good answers come back; then looks for the smallest trigger that sticks."
      start="Probe it"
      trigger={trigger}
      choice={
        options.length > 1 && (
          <div className={styles['choice']}>
            <ChoiceField
              label="Trigger"
              value={String(trigger)}
              options={options}
              onChange={(value) => choose(Number(value))}
            />
          </div>
        )
      }
    >
      {(report) => <ProbeView report={report} />}
    </AnalysisSection>
  );
}

const SAYS: Readonly<Record<ProbeVerdict, (report: ProbeReport) => string>> = {
  recovers: ({ recovery }) =>
    `It recovers by itself${recovery === undefined ? '' : `, in ${shown(recovery.mean, 'time')}`}.`,
  sticks: () => 'It does not recover: the trigger is gone, and the failure stays.',
  mixed: ({ stuck, run }) => `It does not always recover: ${stuck} of ${run.replications} runs stayed down.`,
  slow: ({ run }) => `It was still recovering after ${shown(run.watch, 'time')}.`,
  overloaded: () => 'It fails before any trigger: the load is more than it can do.',
};

function ProbeView({ report }: { readonly report: ProbeReport }) {
  const [instant, setInstant] = useState<number | undefined>(undefined);
  const { verdict, before, after, timeline, trigger, run, smallest, load, notes } = report;
  const says = SAYS[verdict](report);
  const p95 = (value: number | null) => (value === null ? 'no successes' : `p95 ${shown(value, 'time')}`);
  const limits = [
    ...limit('Smallest trigger', smallest?.size, (value) => `×${Number(value.toPrecision(3))}`),
    ...limit('Shortest trigger', smallest?.length, (value) => shown(value, 'time')),
    ...limit('Load', load?.vulnerable, (value) => `×${Number(value.toPrecision(3))} of this load`),
    ...(load?.overloaded === undefined ? [] : [`At ×${load.overloaded} of this load it fails without a trigger.`]),
    ...notes,
  ];
  return (
    <div className={styles['probe']}>
      <div>
        <p className={styles['verdict']} data-verdict={verdict}>
          {says}
        </p>
        <p>
          After “{trigger.label}”{trigger.for === undefined ? '' : ` for ${shown(trigger.for, 'time')}`}: goodput{' '}
          {shown(after.goodput, 'rate')} ({p95(after.p95)}) in the last third of {shown(run.watch, 'time')}; before it{' '}
          {shown(before.goodput, 'rate')} ({p95(before.p95)}).
        </p>
        <ul className={styles['limits']}>
          {limits.map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
        <p className={styles['ground']}>
          {run.experiments} experiments, the first of {run.replications} replications, seed {run.seed}.
        </p>
      </div>
      <TimeChart
        title="Goodput around the trigger"
        summary={says}
        step={timeline.step}
        dimension="rate"
        series={[
          { label: 'Offered', values: timeline.offered, color: '--text-muted', dash: [6, 3] },
          { label: 'Goodput', values: timeline.goodput, color: '--series-3', filled: true },
        ]}
        bands={[{ label: trigger.label, from: timeline.trigger[0], to: timeline.trigger[1], kind: 'fault' }]}
        instant={instant}
        onInstant={setInstant}
      />
    </div>
  );
}

function limit(what: string, between: Between | undefined, show: (value: number) => string): string[] {
  if (between === undefined) return [];
  const { sticks, recovers } = between;
  return [
    recovers === undefined
      ? `${what}: even ${show(sticks)} sticks.`
      : `${what}: ${show(sticks)} sticks, ${show(recovers)} does not.`,
  ];
}
