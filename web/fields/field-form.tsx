import { applies, type Field } from '../../simulator/index.ts';
import { ChoiceField, ChoicesField, Disclosure, QuantityField, RawField, Toggle } from '../ui/index.ts';
import styles from './fields.module.css';
import { LawField, problemWith } from './law-field.tsx';
import { numberOrText, pairsOf, pairsText } from './pairs.ts';
import { WorkField } from './work-field.tsx';

/** Place of a field inside its component, connection or fault: `['retry', 'backoff', 'base']`. */
export type FieldPath = readonly (string | number)[];

export interface FormContext {
  /** Writes a field as a file would have it; undefined removes it, so that its default applies. */
  readonly onChange: (path: FieldPath, raw: unknown) => void;
  /** A field gets the focus: a new burst of typing begins, and its help can be shown. */
  readonly onFocus?: (field: Field, path: FieldPath) => void;
  /** Names of the workload's requests, for fields that differ by request. */
  readonly requests?: readonly string[];
  /** Zones that there are, for fields that name some. */
  readonly zones?: readonly string[];
  /** What an optional group writes when it is turned on; an empty object where nothing is said. */
  readonly starters?: Readonly<Record<string, unknown>>;
}

interface FieldInputProps extends FormContext {
  readonly field: Field;
  /** As the document has it; undefined where the default applies. */
  readonly raw: unknown;
  readonly path: FieldPath;
}

/** A choice that a file may leave open needs an entry for that; no named choice is empty. */
const UNWRITTEN = '';

function record(raw: unknown): Readonly<Record<string, unknown>> {
  return typeof raw === 'object' && raw !== null ? (raw as Record<string, unknown>) : {};
}

/** Ids as a file has them: one, several, or none. */
function placesOf(text: string): string | readonly string[] | undefined {
  const [first, ...others] = text.split(/[\s,]+/).filter((id) => id !== '');
  return first === undefined || others.length === 0 ? first : [first, ...others];
}

function placesText(raw: unknown): string {
  return raw === undefined ? '' : [raw].flat().map(String).join(', ');
}

/** A group that always applies; others are off unless written. */
function alwaysApplies(field: Field): boolean {
  const parsed = field.schema.safeParse(undefined);
  return parsed.success && parsed.data !== undefined;
}

/** The input for one field, by its kind. */
export function FieldInput({ field, raw, path, ...context }: FieldInputProps) {
  const change = (value: unknown): void => context.onChange(path, value);
  const focus = (): void => context.onFocus?.(field, path);
  const text = { label: field.title, help: field.description };
  const check = (value: unknown): string | undefined => problemWith(field.schema, value);

  switch (field.kind) {
    case 'quantity':
      return (
        <QuantityField
          {...text}
          dimension={field.dimension ?? 'count'}
          value={raw as string | number | undefined}
          {...(field.default === undefined ? {} : { fallback: field.default as string | number })}
          required={field.required}
          check={check}
          onChange={change}
          onFocus={focus}
        />
      );
    case 'choice': {
      const optional = field.default === undefined && !field.required;
      const options = [
        ...(optional ? [{ value: UNWRITTEN, title: 'Automatic', description: field.description }] : []),
        ...(field.options ?? []),
      ];
      return (
        <ChoiceField
          {...text}
          value={String(raw ?? field.default ?? UNWRITTEN)}
          options={options}
          onChange={(value) => change(value === UNWRITTEN ? undefined : value)}
          onFocus={focus}
        />
      );
    }
    case 'choices':
      return (
        <ChoicesField
          {...text}
          value={(raw ?? field.default ?? []) as readonly string[]}
          options={field.options ?? []}
          onChange={(values) => change(values.length === 0 ? undefined : values)}
          onFocus={focus}
        />
      );
    case 'names':
      return (
        <ChoicesField
          {...text}
          // Four empty boxes read as none, and mean all.
          label={raw === undefined ? `${field.title}: all, unless some are chosen` : field.title}
          value={typeof raw === 'string' ? [raw] : ((raw ?? []) as readonly string[])}
          options={[...new Set(['read', 'write', ...(context.requests ?? [])])].map((name) => ({
            value: name,
            title: name,
          }))}
          onChange={(names) => change(names.length === 0 ? undefined : names)}
          onFocus={focus}
        />
      );
    case 'name':
      return (
        <RawField
          {...text}
          value={raw === undefined ? '' : String(raw)}
          placeholder=""
          check={(typed) => check(typed === '' ? undefined : typed)}
          onChange={(typed) => change(typed === '' ? undefined : typed)}
          onFocus={focus}
        />
      );
    case 'places':
      return context.zones !== undefined && context.zones.length > 0 ? (
        <ChoicesField
          {...text}
          value={[raw].flat().filter((zone) => typeof zone === 'string')}
          options={context.zones.map((zone) => ({ value: zone, title: zone }))}
          onChange={(zones) => change(zones.length <= 1 ? zones[0] : zones)}
          onFocus={focus}
        />
      ) : (
        <RawField
          {...text}
          value={placesText(raw)}
          placeholder="none"
          check={(typed) => check(placesOf(typed))}
          onChange={(typed) => change(placesOf(typed))}
          onFocus={focus}
        />
      );
    case 'pairs':
      return (
        <RawField
          {...text}
          value={pairsText(raw)}
          placeholder={pairsText(field.default)}
          check={(typed) => check(pairsOf(typed))}
          onChange={(typed) => change(typed === '' ? undefined : pairsOf(typed))}
          onFocus={focus}
        />
      );
    case 'flag':
      return (
        <Toggle
          label={field.title}
          help={field.description}
          isSelected={(raw ?? field.default ?? false) === true}
          onChange={change}
          onFocus={focus}
        />
      );
    case 'capacity':
    case 'queue':
      return (
        <RawField
          {...text}
          value={raw === undefined ? '' : String(raw)}
          placeholder={String(field.default ?? '')}
          check={(typed) => check(numberOrText(typed))}
          onChange={(typed) => change(typed === '' ? undefined : numberOrText(typed))}
          onFocus={focus}
        />
      );
    case 'distribution':
      if (raw === undefined && field.default === undefined && !field.required) {
        return (
          <Toggle
            label={field.title}
            help={field.description}
            isSelected={false}
            onChange={() => change('1 s')}
            onFocus={focus}
          />
        );
      }
      return (
        <>
          {field.default === undefined && !field.required && (
            <Toggle
              label={field.title}
              help={field.description}
              isSelected
              onChange={() => change(undefined)}
              onFocus={focus}
            />
          )}
          <LawField
            {...text}
            raw={raw}
            fallback={field.default ?? '1 s'}
            check={check}
            onChange={change}
            onFocus={focus}
          />
        </>
      );
    case 'work':
      return <WorkField field={field} raw={raw} requests={context.requests ?? []} onChange={change} onFocus={focus} />;
    case 'group': {
      const always = alwaysApplies(field);
      const on = always || raw !== undefined;
      return (
        <fieldset className={styles['group']} data-on={on}>
          <legend className="visually-hidden">{field.title}</legend>
          {always ? (
            <div className={styles['group-title']}>{field.title}</div>
          ) : (
            <Toggle
              label={<strong>{field.title}</strong>}
              help={field.description}
              isSelected={on}
              onChange={(turnedOn) => change(turnedOn ? (context.starters?.[field.name] ?? {}) : undefined)}
              onFocus={focus}
            />
          )}
          {on && (
            <div className={styles['inside']}>
              <FieldForm {...context} fields={field.fields ?? []} raw={record(raw)} path={path} />
            </div>
          )}
        </fieldset>
      );
    }
  }
}

interface FieldFormProps extends FormContext {
  readonly fields: readonly Field[];
  /** The object that has the fields, as a file would have it. */
  readonly raw: Readonly<Record<string, unknown>>;
  /** Where that object is. */
  readonly path?: FieldPath;
}

/** A form for any object made of fields; what is rarely needed is folded away. */
export function FieldForm({ fields, raw, path = [], ...context }: FieldFormProps) {
  const input = (field: Field) => (
    <FieldInput key={field.name} field={field} raw={raw[field.name]} path={[...path, field.name]} {...context} />
  );
  const siblingOf = (name: string) => raw[name] ?? fields.find((field) => field.name === name)?.default;
  // What is written stays to be seen and removed, though it has no effect.
  const shown = fields.filter((field) => raw[field.name] !== undefined || applies(field, siblingOf));
  const plain = shown.filter(({ advanced }) => advanced !== true);
  const advanced = shown.filter((field) => field.advanced === true);
  const written = advanced.filter(({ name }) => raw[name] !== undefined).length;
  return (
    <div className={styles['form']}>
      {plain.map(input)}
      {advanced.length > 0 && (
        <Disclosure title={written === 0 ? 'More settings' : `More settings (${written} set)`}>
          <div className={styles['form']}>{advanced.map(input)}</div>
        </Disclosure>
      )}
    </div>
  );
}
