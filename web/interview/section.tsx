import { type ReactNode, useId } from 'react';
import styles from './rail.module.css';

interface SectionProps {
  readonly title: string;
  readonly note?: string;
  readonly children: ReactNode;
}

/** A part of a phase, with a heading and a sentence. */
export function Section({ title, note, children }: SectionProps) {
  const id = useId();
  return (
    <section className={styles['section']} aria-labelledby={id}>
      <h3 id={id}>{title}</h3>
      {note !== undefined && <p className={styles['note']}>{note}</p>}
      {children}
    </section>
  );
}
