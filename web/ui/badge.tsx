import type { ReactNode } from 'react';
import styles from './badge.module.css';
import { classNames } from './class-names.ts';

export type Tone = 'neutral' | 'accent' | 'good' | 'warning' | 'bad';

/** A small mark with a few characters. */
export function Badge({
  tone = 'neutral',
  children,
  label,
}: {
  readonly tone?: Tone;
  readonly children: ReactNode;
  readonly label?: string;
}) {
  return (
    <span className={classNames(styles['badge'], styles[tone])} {...(label === undefined ? {} : { title: label })}>
      {children}
      {label !== undefined && <span className="visually-hidden">{label}</span>}
    </span>
  );
}
