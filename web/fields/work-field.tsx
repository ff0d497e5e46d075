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
  if (request === 'read') return 'All reads';
  return request === 'write' ? 'All writes' : `Request ${request}`;
}

/** The component's own service time: one law for all requests, or others for some of them. */
export function WorkField({ field, raw, requests, onChange, onFocus }: WorkFieldProps) {
  const table = tableOf(raw);
  const fallback = tableOf(field.default)?.['*'] ?? field.default;
  const rest = table === undefined ? raw : table['*'];
  const special = Object.entries(table ?? {}).filter(([name]) => name !== '*');
  const free = [...requests, 'read', 'write'].filter((name) => table === undefined || !Object.hasOwn(table, name));

  const write = (entries: readonly (readonly [string, unknown])[], others: unknown): void => {
    const all = others === undefined ? entries : [...entries, ['*', others] as const];
    onChange(entries.length === 0 ? others : Object.fromEntries(all));
  };

  return (
    <div className={styles['work']}>
      <LawField
        label={special.length > 0 ? `${field.title}, all others` : field.title}
        help={field.description}
        raw={rest}
        fallback={fallback}
        check={(law) => problemWith(field.schema, law)}
        onChange={(law) => write(special, law)}
        onFocus={onFocus}
      />
      {special.map(([name, law]) => (
        <div key={name} className={styles['special']}>
          <LawField
            label={titleOf(name)}
            raw={law}
            fallback={fallback}
            check={(next) => problemWith(field.schema, next)}
            onChange={(next) =>
              write(
                special.map((entry) => (entry[0] === name ? [name, next ?? fallback] : entry)),
                rest,
              )
            }
            onFocus={onFocus}
          />
          <IconButton
            label={`Remove ${titleOf(name)}`}
            size="small"
            onPress={() =>
              write(
                special.filter((entry) => entry[0] !== name),
                rest,
              )
            }
          >
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
                run: () => write([...special, [name, rest ?? fallback]], rest ?? fallback),
              })),
            },
          ]}
        />
      )}
    </div>
  );
}
