import type { Field } from '../../simulator/index.ts';
import { ChoiceField, QuantityField, RawField } from '../ui/index.ts';
import styles from './fields.module.css';
import { aboutOf, formOf, lawForms, parametersOf } from './laws.ts';

interface LawFieldProps {
  readonly label: string;
  readonly help?: string;
  /** As the document has it; undefined where the default applies. */
  readonly raw: unknown;
  readonly fallback: unknown;
  /** Why a whole law cannot be taken, in words. */
  readonly check: (raw: unknown) => string | undefined;
  readonly onChange: (raw: unknown) => void;
  readonly onFocus?: () => void;
}

/** The first problem that a field's own schema finds with a raw value, as a sentence. */
export function problemWith(schema: Field['schema'], raw: unknown): string | undefined {
  const parsed = schema.safeParse(raw);
  if (parsed.success) return undefined;
  const message = parsed.error.issues[0]?.message ?? 'expected another value';
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}.`;
}

/** What of a law's JSON a person edits: the part under its name. */
function jsonText(raw: unknown): string {
  return JSON.stringify(Object.values(raw as object)[0]);
}

function jsonOf(text: string, law: string): { readonly raw: unknown } | undefined {
  try {
    return { raw: { [law]: JSON.parse(text) } };
  } catch {
    // A text half typed is no JSON yet; the field says so.
    return undefined;
  }
}

/** A time that varies: which law, and its parameters. */
export function LawField({ label, help, raw, fallback, check, onChange, onFocus }: LawFieldProps) {
  const shown = raw ?? fallback;
  const form = formOf(shown);
  const { law } = form;
  const focus = onFocus === undefined ? {} : { onFocus };
  const parameters = parametersOf(shown);
  return (
    <fieldset className={styles['law']}>
      <legend className="visually-hidden">{label}</legend>
      <ChoiceField
        label={label}
        {...(help === undefined ? {} : { help })}
        value={form.id}
        options={lawForms.map(({ id, title, description }) => ({ value: id, title, description }))}
        onChange={(id) => {
          const chosen = lawForms.find((candidate) => candidate.id === id);
          if (chosen !== undefined && chosen !== form) onChange(chosen.starter(aboutOf(shown)));
        }}
        {...focus}
      />
      <div className={styles['parameters']}>
        {law === undefined && (
          <QuantityField
            label="Time"
            dimension="time"
            value={raw as string | number | undefined}
            fallback={fallback as string | number}
            check={check}
            onChange={onChange}
            {...focus}
          />
        )}
        {law !== undefined &&
          form.parameters?.map(({ name, title, help: parameterHelp, dimension = 'count', optional }) => (
            <QuantityField
              key={`${form.id}-${name}`}
              label={title}
              help={parameterHelp}
              dimension={dimension}
              value={parameters[name] as string | number | undefined}
              required={optional !== true}
              check={(value) => check({ [law]: { ...parameters, [name]: value } })}
              onChange={(value) => {
                const { [name]: _, ...others } = parameters;
                onChange({ [law]: value === undefined ? others : { ...parameters, [name]: value } });
              }}
              {...focus}
            />
          ))}
        {law !== undefined && form.parameters === undefined && (
          <RawField
            key={form.id}
            label="As JSON"
            layout="stack"
            value={jsonText(shown)}
            check={(text) => {
              const read = jsonOf(text, law);
              return read === undefined ? 'Expected JSON, as a design file has it.' : check(read.raw);
            }}
            onChange={(text) => {
              const read = jsonOf(text, law);
              if (read !== undefined) onChange(read.raw);
            }}
            required="Expected JSON, as a design file has it."
            {...focus}
          />
        )}
      </div>
    </fieldset>
  );
}
