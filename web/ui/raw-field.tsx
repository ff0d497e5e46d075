import { type KeyboardEvent, useId, useRef, useState } from 'react';
import { FieldError, Input, Label, Text, TextField } from 'react-aria-components';
import { classNames } from './class-names.ts';
import styles from './field.module.css';

export interface FieldText {
  readonly label: string;
  /** One or two sentences; read by screen readers with the field. */
  readonly help?: string;
  /** Label beside the control, or above it. */
  readonly layout?: 'row' | 'stack';
}

export interface RawFieldProps extends FieldText {
  /** As the document has it; empty where it has nothing. */
  readonly value: string;
  /** What applies while it is empty. */
  readonly placeholder?: string;
  /** Why this text cannot be taken, in words; undefined where it can. Not asked about an empty text. */
  readonly check: (text: string) => string | undefined;
  /** Takes a text that `check` has passed, or an empty one: at every keystroke. */
  readonly onChange: (text: string) => void;
  /** Called when the field gets the focus: a new burst of typing begins. */
  readonly onFocus?: () => void;
  readonly isDisabled?: boolean;
  /** A text for an arrow key pressed in the field: `steps` is 1, -1, or ten times that with Shift. */
  readonly step?: (text: string, steps: number) => string | undefined;
  /** An empty text is refused with this sentence. */
  readonly required?: string;
}

/**
 * A text that means something: a quantity, a name. What is typed stays as typed; it is taken as soon as it means
 * something, and until then the field says in words what it expects.
 */
export function RawField(props: RawFieldProps) {
  const {
    label,
    help,
    layout = 'row',
    value,
    placeholder,
    check,
    onChange,
    isDisabled = false,
    step,
    required,
  } = props;
  const [draft, setDraft] = useState<string>();
  const [focused, setFocused] = useState(false);
  const atFocus = useRef(value);
  const helpId = useId();

  const text = draft ?? value;
  const judge = (candidate: string): string | undefined =>
    candidate.trim() === '' ? required : check(candidate.trim());
  const problem = judge(text);

  const take = (next: string): void => {
    setDraft(next);
    if (judge(next) === undefined) onChange(next.trim());
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && draft !== undefined && draft !== atFocus.current) {
      event.stopPropagation();
      take(atFocus.current);
    } else if (step !== undefined && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
      const steps = (event.key === 'ArrowUp' ? 1 : -1) * (event.shiftKey ? 10 : 1);
      const next = step(text === '' ? (placeholder ?? '') : text, steps);
      if (next === undefined) return;
      event.preventDefault();
      take(next);
    }
  };

  return (
    <TextField
      className={classNames(styles['field'], styles[layout])}
      value={text}
      isDisabled={isDisabled}
      isInvalid={problem !== undefined && !focused}
      onChange={take}
      onKeyDown={onKeyDown}
      onFocus={() => {
        atFocus.current = value;
        setFocused(true);
        props.onFocus?.();
      }}
      onBlur={() => {
        setFocused(false);
        if (problem === undefined) setDraft(undefined);
      }}
    >
      <Label className={styles['label'] ?? ''}>{label}</Label>
      <Input
        className={styles['input'] ?? ''}
        placeholder={placeholder ?? ''}
        autoComplete="off"
        spellCheck={false}
        {...(help === undefined ? {} : { 'aria-describedby': helpId })}
      />
      {help !== undefined && (
        <span id={helpId} hidden>
          {help}
        </span>
      )}
      {problem !== undefined && focused && draft !== undefined && (
        <Text slot="description" className={styles['hint'] ?? ''}>
          {problem}
        </Text>
      )}
      <FieldError className={styles['error'] ?? ''}>{problem}</FieldError>
    </TextField>
  );
}
