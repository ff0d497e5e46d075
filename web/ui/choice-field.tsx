import { Check, ChevronDown } from 'lucide-react';
import { useId } from 'react';
import { Button, Label, ListBox, ListBoxItem, Popover, Select, SelectValue, Text } from 'react-aria-components';
import { classNames } from './class-names.ts';
import styles from './field.module.css';
import type { FieldText } from './raw-field.tsx';

export interface ChoiceOption {
  readonly value: string;
  readonly title: string;
  readonly description?: string;
}

interface ChoiceFieldProps extends FieldText {
  readonly value: string;
  readonly options: readonly ChoiceOption[];
  readonly onChange: (value: string) => void;
  readonly onFocus?: () => void;
  readonly isDisabled?: boolean;
}

/** One of a few named things, each with a sentence. */
export function ChoiceField({
  label,
  help,
  layout = 'row',
  value,
  options,
  onChange,
  onFocus,
  isDisabled = false,
}: ChoiceFieldProps) {
  const helpId = useId();
  return (
    <Select
      className={classNames(styles['field'], styles[layout])}
      value={value}
      isDisabled={isDisabled}
      onChange={(key) => {
        if (key !== null) onChange(String(key));
      }}
      {...(onFocus === undefined ? {} : { onFocus })}
    >
      <Label className={styles['label'] ?? ''}>{label}</Label>
      <Button className={styles['select'] ?? ''} {...(help === undefined ? {} : { 'aria-describedby': helpId })}>
        <SelectValue className={styles['chosen'] ?? ''}>{({ selectedText }) => selectedText}</SelectValue>
        <ChevronDown aria-hidden />
      </Button>
      {help !== undefined && (
        <span id={helpId} hidden>
          {help}
        </span>
      )}
      <Popover className={styles['popover'] ?? ''} offset={2}>
        <ListBox className={styles['options'] ?? ''} items={options}>
          {(option) => (
            <ListBoxItem id={option.value} textValue={option.title} className={styles['option'] ?? ''}>
              {({ isSelected }) => (
                <>
                  <span className={styles['tick']}>{isSelected && <Check aria-hidden />}</span>
                  <span>
                    <Text slot="label">{option.title}</Text>
                    {option.description !== undefined && (
                      <Text slot="description" className={styles['detail'] ?? ''}>
                        {option.description}
                      </Text>
                    )}
                  </span>
                </>
              )}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </Select>
  );
}
