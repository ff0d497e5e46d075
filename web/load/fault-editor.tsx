import { Trash2, X } from 'lucide-react';
import { fieldsOf, runSchema } from '../../simulator/index.ts';
import { setFault } from '../../src/index.ts';
import { FieldForm, type FieldPath, problemWith } from '../fields/index.ts';
import { edit, useDocument } from '../state/document-store.ts';
import { ChoiceField, IconButton, QuantityField } from '../ui/index.ts';
import { useBurst } from './burst.ts';
import { configOf, type PlacedFault, targetOf, targetsOf, withTarget } from './faults.ts';
import styles from './timeline.module.css';

interface FaultEditorProps {
  readonly fault: PlacedFault;
  readonly onClose: () => void;
  readonly onRemove: () => void;
}

/** The chosen fault in numbers: what it strikes, when, for how long, how hard. */
export function FaultEditor({ fault, onClose, onRemove }: FaultEditorProps) {
  const { definition, index, label } = fault;
  const raw = useDocument((document) => document.faults?.[index]);
  const document = useDocument((whole) => whole);
  const burst = useBurst();
  if (raw === undefined) return null;
  const change = (path: FieldPath, value: unknown): void => {
    edit(`Change fault: ${definition.title}`, (before) => setFault(before, index, path, value), burst.options());
  };
  const config = configOf(raw, definition);
  const targets = targetsOf(definition, document);
  const target = targetOf(raw, definition);
  return (
    <section className={styles['editor']} aria-label={`Fault: ${label}`}>
      <div className={styles['what']}>
        <h3>{definition.title}</h3>
        <p>{definition.help}</p>
      </div>
      <div className={styles['fields']}>
        {definition.target !== 'load' && (
          <ChoiceField
            label="Strikes"
            value={target ?? ''}
            options={targets}
            onFocus={burst.begin}
            onChange={(value) => change([definition.kind], withTarget(config, definition, value))}
          />
        )}
        {definition.always !== true && (
          <QuantityField
            label="At"
            help="Simulated time at which it begins."
            dimension="time"
            value={raw.at}
            required
            check={(value) => problemWith(runSchema.shape.warmup, value)}
            onFocus={burst.begin}
            onChange={(value) => change(['at'], value)}
          />
        )}
        {definition.end !== undefined && (
          <QuantityField
            label="For"
            help="How long it lasts; to the end of the run if empty."
            dimension="time"
            value={raw.for}
            fallback="to the end"
            check={(value) => problemWith(runSchema.shape.duration, value)}
            onFocus={burst.begin}
            onChange={(value) => change(['for'], value)}
          />
        )}
        <FieldForm
          fields={fieldsOf(definition.config)}
          raw={config}
          onFocus={burst.begin}
          onChange={(path, value) => change([definition.kind, ...path], value)}
        />
      </div>
      <div className={styles['actions']}>
        <IconButton label="Remove this fault" size="small" onPress={onRemove}>
          <Trash2 />
        </IconButton>
        <IconButton label="Close" size="small" onPress={onClose}>
          <X />
        </IconButton>
      </div>
    </section>
  );
}
