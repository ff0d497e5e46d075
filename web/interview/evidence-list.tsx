import { Activity, Box, Quote } from 'lucide-react';
import { Button as AriaButton } from 'react-aria-components';
import { type Evidence, type Session, timesOf } from '../../src/interview/index.ts';
import { getDocument, select } from '../state/document-store.ts';
import { showDock } from '../state/shell.ts';
import { clockText } from './clock-text.ts';
import type { Interview } from './interview-store.ts';
import styles from './scorecard.module.css';

interface EvidenceListProps {
  readonly evidence: readonly Evidence[];
  readonly interview: Interview;
}

const SHOWN = 8;

/** What a point rests on. A component is selected on the canvas when pressed, a metric opens the results. */
export function EvidenceList({ evidence, interview }: EvidenceListProps) {
  if (evidence.length === 0) return null;
  return (
    <ul className={styles['evidence']}>
      {evidence.slice(0, SHOWN).map((one, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a finished session's evidence never changes its order
        <li key={index}>
          <Cited evidence={one} interview={interview} />
        </li>
      ))}
      {evidence.length > SHOWN && <li>and {evidence.length - SHOWN} more</li>}
    </ul>
  );
}

/** The component that a metric belongs to, where it belongs to one. */
function componentOf(path: readonly (string | number)[]): string | undefined {
  const at = path.indexOf('components');
  const id = at < 0 ? undefined : path[at + 1];
  return typeof id === 'string' ? id : undefined;
}

function show(id: string | undefined): void {
  if (id !== undefined && getDocument().components.some((component) => component.id === id)) {
    select({ components: [id] });
  }
}

let known: { readonly session: Session; readonly times: readonly number[] } | undefined;

/** Time on the interview's clock at which an event happened. A log is read once for all that cite it. */
function timeOf({ open: { session } }: Interview, event: number): string {
  if (known?.session !== session) known = { session, times: timesOf(session) };
  return clockText(known.times[event] ?? 0);
}

function Cited({ evidence, interview }: { readonly evidence: Evidence; readonly interview: Interview }) {
  switch (evidence.kind) {
    case 'answer':
      return (
        <span className={styles['cited']}>
          <Quote className={styles['source']} aria-hidden />
          {evidence.text} <span className={styles['when']}>at {timeOf(interview, evidence.event)}</span>
        </span>
      );
    case 'node':
      return (
        <AriaButton className={styles['cited'] ?? ''} onPress={() => show(evidence.id)}>
          <Box className={styles['source']} aria-hidden />
          {evidence.text}
        </AriaButton>
      );
    case 'metric':
      return (
        <AriaButton
          className={styles['cited'] ?? ''}
          onPress={() => {
            show(componentOf(evidence.path));
            showDock('results');
          }}
        >
          <Activity className={styles['source']} aria-hidden />
          {evidence.text}
        </AriaButton>
      );
  }
}
