import { Check } from 'lucide-react';
import { type ReactNode, useId } from 'react';
import { Checkbox, CheckboxGroup, Label, Switch } from 'react-aria-components';
import type { ChoiceOption } from './choice-field.tsx';
import { classNames } from './class-names.ts';
import styles from './field.module.css';
import type { FieldText } from './raw-field.tsx';

interface ToggleProps {
  readonly label: ReactNode;
  readonly isSelected: boolean;
  readonly onChange: (on: boolean) => void;
  readonly onFocus?: () => void;
  readonly help?: string;
  readonly isDisabled?: boolean;
}

/** On or off, at once. */
export function Toggle({ label, help, ...rest }: ToggleProps) {
  const helpId = useId();
  return (
    <Switch
      {...rest}
      className={styles['switch'] ?? ''}
      {...(help === undefined ? {} : { 'aria-describedby': helpId })}
    >
      <span className={styles['toggle-label']}>{label}</span>
      <span className={styles['track']} aria-hidden />
      {help !== undefined && (
        <span id={helpId} hidden>
          {help}
        </span>
      )}
    </Switch>
  );
}

interface ChoicesFieldProps extends FieldText {
  readonly value: readonly string[];
  readonly options: readonly ChoiceOption[];
  readonly onChange: (values: string[]) => void;
  readonly onFocus?: () => void;
}

/** Any of a few named things. */
export function ChoicesField({ label, layout = 'row', value, options, onChange, onFocus }: ChoicesFieldProps) {
  return (
    <CheckboxGroup
      className={classNames(styles['field'], styles[layout])}
      value={[...value]}
      onChange={onChange}
      {...(onFocus === undefined ? {} : { onFocus })}
    >
      <Label className={styles['label'] ?? ''}>{label}</Label>
      <div className={styles['checks']}>
        {options.map((option) => (
          <Checkbox key={option.value} value={option.value} className={styles['checkbox'] ?? ''}>
            {({ isSelected }) => (
              <>
                <span className={styles['box']}>{isSelected && <Check aria-hidden />}</span>
                {option.title}
              </>
            )}
          </Checkbox>
        ))}
      </div>
    </CheckboxGroup>
  );
}
