import { Radio, RadioGroup } from 'react-aria-components';
import styles from './rail.module.css';

interface SegmentsProps<T extends string> {
  readonly label: string;
  readonly value: T | undefined;
  readonly options: readonly (readonly [value: T, title: string])[];
  readonly onChange: (value: T) => void;
}

/** One of a few short words, all of them in sight. */
export function Segments<T extends string>({ label, value, options, onChange }: SegmentsProps<T>) {
  return (
    <RadioGroup
      aria-label={label}
      className={styles['segments'] ?? ''}
      orientation="horizontal"
      value={value ?? null}
      onChange={(chosen) => onChange(chosen as T)}
    >
      {options.map(([option, title]) => (
        <Radio key={option} value={option} className={styles['segment'] ?? ''}>
          {title}
        </Radio>
      ))}
    </RadioGroup>
  );
}
