import type { Field } from '../../simulator/index.ts';
import { formatQuantity } from '../../simulator/index.ts';
import styles from './inspector.module.css';

/** A default as a person reads it. */
function defaultText({ default: value, dimension, kind, options }: Field): string | undefined {
  if (value === undefined) return undefined;
  if (kind === 'choice') return options?.find((option) => option.value === value)?.title ?? String(value);
  if (typeof value === 'number' && dimension !== undefined && dimension !== 'count')
    return formatQuantity(value, dimension);
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** What the field at hand means: always at the same place, so that nothing moves while one fills in a form. */
export function HelpPane({ field }: { readonly field: Field | undefined }) {
  const byDefault = field === undefined ? undefined : defaultText(field);
  return (
    <aside className={styles['help']} aria-label="About the field">
      {field === undefined ? (
        <p>Choose a field to read what it means and where its default comes from.</p>
      ) : (
        <>
          <h4>{field.title}</h4>
          <p>{field.description}</p>
          {field.usual !== undefined && (
            <p>
              Usual: <strong>{field.usual}</strong>.
            </p>
          )}
          {byDefault !== undefined && (
            <p>
              Default <strong>{byDefault}</strong>. {field.source}
            </p>
          )}
        </>
      )}
    </aside>
  );
}
