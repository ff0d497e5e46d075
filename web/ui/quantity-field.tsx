import { type Dimension, readQuantity } from '../../simulator/index.ts';
import { type FieldText, RawField } from './raw-field.tsx';

export type RawQuantity = string | number;

interface QuantityFieldProps extends FieldText {
  readonly dimension: Dimension;
  /** As the document has it: a number in base units or a text with its unit. */
  readonly value: RawQuantity | undefined;
  /** What applies while the document says nothing. */
  readonly fallback?: RawQuantity;
  /** Bounds or other conditions beyond the dimension: why this value cannot be taken. */
  readonly check?: (raw: RawQuantity) => string | undefined;
  /** Undefined where the field was emptied. */
  readonly onChange: (raw: RawQuantity | undefined) => void;
  readonly onFocus?: () => void;
  readonly isDisabled?: boolean;
  readonly required?: boolean;
}

/** Dimensions in which a bare number needs no unit, so that a file has a number and not a text. */
const unitless: ReadonlySet<Dimension> = new Set(['count', 'fraction', 'money']);

/** A typed text as a file has it. */
export function rawOf(text: string, dimension: Dimension): RawQuantity {
  return unitless.has(dimension) && /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : text;
}

/** A raw quantity as a field shows it. A bare number in a file is in base units, and a person must see which. */
export function textOf(raw: RawQuantity | undefined, dimension: Dimension): string {
  if (raw === undefined) return '';
  if (typeof raw === 'string' || unitless.has(dimension)) return String(raw);
  const base: Partial<Record<Dimension, string>> = { time: ' s', rate: '/s', bytes: ' B', bandwidth: ' B/s' };
  return `${raw}${base[dimension] ?? ''}`;
}

/** Moves the number in front of the unit; refuses to leave zero behind. */
function stepped(text: string, steps: number): string | undefined {
  const match = /^(\$?)(\d+)(\D.*)?$/.exec(text.trim());
  if (match === null) return undefined;
  const [, sign = '', digits = '', unit = ''] = match;
  const next = Number(digits) + steps;
  return next < 1 ? undefined : `${sign}${next}${unit}`;
}

/** A quantity with its unit: `200 ms`, `8000/s`, `2 GiB`, `99.9 %`. */
export function QuantityField({ dimension, value, fallback, check, onChange, required, ...rest }: QuantityFieldProps) {
  return (
    <RawField
      {...rest}
      value={textOf(value, dimension)}
      placeholder={fallback === undefined && required !== true ? 'not set' : textOf(fallback, dimension)}
      step={stepped}
      check={(text) => {
        const raw = rawOf(text, dimension);
        const reading = readQuantity(raw, dimension);
        if (!reading.ok) return `Expected ${reading.expected}.`;
        return check?.(raw);
      }}
      onChange={(text) => onChange(text === '' ? undefined : rawOf(text, dimension))}
      {...(required === true ? { required: 'This must be given.' } : {})}
    />
  );
}
