import { type Dimension, shapeSchema } from '../../simulator/index.ts';
import { type FieldPath, problemWith } from '../fields/index.ts';
import { ChoiceField, QuantityField, RawField } from '../ui/index.ts';
import { useRunLength } from './run-length.ts';
import { freshShape, type RawShape, readSteps, type Shape, shapeOf, shapes, stepsText } from './shapes.ts';

interface ShapeEditorProps {
  readonly shape: RawShape | undefined;
  readonly onFocus: () => void;
  /** Path from the shape on; the whole shape where it is empty. */
  readonly onChange: (path: FieldPath, raw: unknown) => void;
}

interface Parameter {
  readonly name: string;
  readonly title: string;
  readonly help: string;
  readonly dimension: Dimension;
  readonly fallback?: string | number;
}

/** The shapes that are a few named numbers. */
const parameters: Readonly<Partial<Record<Shape, readonly Parameter[]>>> = {
  ramp: [
    { name: 'at', title: 'Begins at', help: 'When the rate begins to change.', dimension: 'time' },
    { name: 'for', title: 'Takes', help: 'How long the change takes.', dimension: 'time' },
    { name: 'from', title: 'From factor', help: 'Times the rate before.', dimension: 'count', fallback: 1 },
    { name: 'to', title: 'To factor', help: 'Times the rate after.', dimension: 'count' },
  ],
  spike: [
    { name: 'at', title: 'Begins at', help: 'When the rate jumps up.', dimension: 'time' },
    { name: 'for', title: 'Lasts', help: 'When it falls back.', dimension: 'time' },
    { name: 'factor', title: 'Factor', help: 'Times the rate meanwhile.', dimension: 'count' },
  ],
  diurnal: [
    {
      name: 'period',
      title: 'Period',
      help: 'One day, or a shorter one to see it at all.',
      dimension: 'time',
      fallback: '24 h',
    },
    {
      name: 'peakToMean',
      title: 'Peak to mean',
      help: 'Height of the peak over the mean, 1 to 2.',
      dimension: 'count',
      fallback: 2,
    },
  ],
};

/** How the rate changes over the run. */
export function ShapeEditor({ shape, onFocus, onChange }: ShapeEditorProps) {
  const horizon = useRunLength();
  const kind = shapeOf(shape);
  const written = (shape?.[kind] ?? {}) as Readonly<Record<string, string | number | undefined>>;
  return (
    <>
      <ChoiceField
        label="Over time"
        help="How the rate changes over the run."
        value={kind}
        options={shapes}
        onFocus={onFocus}
        onChange={(value) => onChange([], freshShape(value as Shape, horizon))}
      />
      {parameters[kind]?.map(({ name, title, help, dimension, fallback }) => (
        <QuantityField
          key={`${kind}-${name}`}
          label={title}
          help={help}
          dimension={dimension}
          value={written[name]}
          {...(fallback === undefined ? { required: true } : { fallback })}
          check={(raw) => problemWith(shapeSchema, { [kind]: { ...written, [name]: raw } })}
          onFocus={onFocus}
          onChange={(raw) => onChange([kind, name], raw)}
        />
      ))}
      {kind === 'steps' && (
        <RawField
          label="Steps"
          help="Moments and factors of the rate, such as 0 s ×1, 20 s ×10, 40 s ×1."
          layout="stack"
          value={stepsText(shape?.['steps'])}
          required="Give at least one step."
          check={(text) => {
            const read = readSteps(text);
            return 'problem' in read ? read.problem : undefined;
          }}
          onFocus={onFocus}
          onChange={(text) => {
            const read = readSteps(text);
            if ('steps' in read) onChange(['steps'], read.steps);
          }}
        />
      )}
      {kind === 'expression' && (
        <RawField
          label="Factor"
          help="A formula in t, the time in seconds since the start. It multiplies the rate."
          layout="stack"
          value={String(shape?.['expression'] ?? '')}
          required="Give a formula such as 1 + t / 60."
          check={(text) => (text.length > 500 ? 'Expected at most 500 characters.' : undefined)}
          onFocus={onFocus}
          onChange={(text) => onChange(['expression'], text)}
        />
      )}
    </>
  );
}
