import { Plus, X } from 'lucide-react';
import type { Field } from '../../simulator/index.ts';
import { Button, IconButton, MenuButton } from '../ui/index.ts';
import styles from './fields.module.css';
import { LawField, problemWith } from './law-field.tsx';
import { lawForms } from './laws.ts';

interface WorkFieldProps {
  readonly field: Field;
  readonly raw: unknown;
  /** Names of the workload's requests. */
  readonly requests: readonly string[];
  readonly onChange: (raw: unknown) => void;
  readonly onFocus: () => void;
}

const laws = new Set(lawForms.map(({ law }) => law));

/** Service times by request, or undefined where one law holds for all. */
function tableOf(raw: unknown): Readonly<Record<string, unknown>> | undefined {
  if (typeof raw !== 'object' || raw === null) return undefined;
  const keys = Object.keys(raw);
  return keys.length === 1 && laws.has(keys[0] ?? '') ? undefined : (raw as Record<string, unknown>);
}

function titleOf(request: string): string {
  if (request === 'read') return 'reads';
  return request === 'write' ? 'writes' : request;
}

/** The component's own service time: one law for all requests, or others for some of them. */
export function WorkField({ field, raw, requests, onChange, onFocus }: WorkFieldProps) {
  const shown = raw ?? field.default;
  const table = tableOf(shown);
  const check = (law: unknown): string | undefined => problemWith(field.schema, law);
  const text = { help: field.description, check, onFocus };
  const names = Object.keys(table ?? {}).filter((name) => name !== '*');
  const free = [...new Set([...requests, 'read', 'write'])].filter((name) => !names.includes(name));
  const others = table === undefined ? shown : table['*'];
  // What a request that gets a time of its own begins with.
  const first = others ?? Object.values(table ?? {})[0];

  const remove = (name: string): void => {
    const { [name]: _, ...rest } = table ?? {};
    const left = Object.keys(rest);
    onChange(left.length === 0 || (left.length === 1 && left[0] === '*') ? rest['*'] : rest);
  };

  return (
    <div className={styles['work']}>
      {table === undefined && (
        <LawField label={field.title} raw={raw} fallback={field.default} onChange={onChange} {...text} />
      )}
      {table !== undefined && Object.hasOwn(table, '*') && (
        <LawField
          label={`${field.title}, all others`}
          raw={others}
          fallback={others}
          onChange={(law) => onChange({ ...table, '*': law ?? others })}
          {...text}
        />
      )}
      {names.map((name) => (
        <div key={name} className={styles['special']}>
          <LawField
            label={`${field.title}, ${titleOf(name)}`}
            raw={table?.[name]}
            fallback={table?.[name]}
            onChange={(law) => onChange({ ...table, [name]: law ?? table?.[name] })}
            {...text}
          />
          <IconButton label={`Same time for ${titleOf(name)} as for others`} size="small" onPress={() => remove(name)}>
            <X />
          </IconButton>
        </div>
      ))}
      {free.length > 0 && (
        <MenuButton
          label="Requests with a time of their own"
          button={
            <Button variant="quiet" size="small" icon={<Plus aria-hidden />}>
              Differs for…
            </Button>
          }
          groups={() => [
            {
              id: 'requests',
              entries: free.map((name) => ({
                id: name,
                label: titleOf(name),
                run: () => onChange({ ...(table ?? { '*': others }), [name]: first }),
              })),
            },
          ]}
        />
      )}
    </div>
  );
}
