import { Trash2 } from 'lucide-react';
import { batchSchema, definitionOf, streamSchema } from '../../simulator/index.ts';
import { type RawStream, removeStream, setStream } from '../../src/index.ts';
import { FieldForm, type FieldPath, problemWith } from '../fields/index.ts';
import { edit, useDocument } from '../state/document-store.ts';
import { ChoiceField, IconButton, QuantityField } from '../ui/index.ts';
import { fieldsOfProcess, isOpen, listedIn, parametersOf, processes, processOf, withProcess } from './arrivals.ts';
import { useBurst } from './burst.ts';
import styles from './load.module.css';
import { RequestsEditor } from './requests-editor.tsx';
import { ShapeEditor } from './shape-editor.tsx';

interface StreamEditorProps {
  readonly stream: RawStream;
  /** Place among the workload's streams. */
  readonly index: number;
  /** It is the only one: nothing tells it from others. */
  readonly only: boolean;
}

/** One stream: who sends it, how its requests arrive, how the rate changes over time, and what they are. */
export function StreamEditor({ stream, index, only }: StreamEditorProps) {
  const burst = useBurst();
  const components = useDocument((document) => document.components);
  const clients = components.filter(({ type }) => definitionOf(type)?.role === 'client');
  const change = (label: string, path: FieldPath, raw: unknown): void => {
    edit(label, (document) => setStream(document, index, path, raw), burst.options());
  };
  const process = processOf(stream.arrivals);
  const listed = listedIn(stream.arrivals);
  const batch = stream.arrivals['batch'] as number | string | object | undefined;
  return (
    <fieldset className={styles['stream']}>
      <legend className="visually-hidden">Stream of {stream.client}</legend>
      <div className={styles['column']}>
        <div className={styles['heading']}>
          <h3>{only ? 'Arrivals' : `Arrivals from ${stream.client}`}</h3>
          <IconButton
            label="Remove this stream"
            size="small"
            onPress={() => edit('Remove load', (document) => removeStream(document, index))}
          >
            <Trash2 />
          </IconButton>
        </div>
        {(clients.length > 1 || clients[0]?.id !== stream.client) && (
          <ChoiceField
            label="From"
            value={stream.client}
            options={clients.map(({ id, name }) => ({ value: id, title: name ?? id }))}
            onFocus={burst.begin}
            onChange={(id) => change('Change who sends the load', ['client'], id)}
          />
        )}
        <ChoiceField
          label="Process"
          help="How one arrival follows another."
          value={process}
          options={processes}
          onFocus={burst.begin}
          onChange={(value) => change('Change the arrival process', ['arrivals'], withProcess(stream.arrivals, value))}
        />
        <FieldForm
          key={process}
          fields={fieldsOfProcess(process)}
          raw={parametersOf(stream.arrivals)}
          onFocus={burst.begin}
          onChange={(path, raw) => change('Change the load', ['arrivals', process, ...path], raw)}
        />
        {listed !== undefined && <p>{listed}</p>}
        {isOpen(process) && typeof batch !== 'object' && (
          <QuantityField
            label="At once"
            help="Requests that come at the same moment, at each arrival. The rate then counts batches."
            dimension="count"
            value={batch}
            fallback={1}
            check={(raw) => problemWith(batchSchema.optional(), raw)}
            onFocus={burst.begin}
            onChange={(raw) => change('Change the batch', ['arrivals', 'batch'], raw)}
          />
        )}
        <ShapeEditor
          shape={stream.shape}
          onFocus={burst.begin}
          onChange={(path, raw) => change('Change the shape of the load', ['shape', ...path], raw)}
        />
        <QuantityField
          label="Monthly average"
          help="Mean rate over the month, for the bill. Without it the bill takes this run’s rate for the whole month."
          dimension="rate"
          value={stream.average}
          check={(raw) => problemWith(streamSchema.shape.average, raw)}
          onFocus={burst.begin}
          onChange={(raw) => change('Change the monthly average', ['average'], raw)}
        />
      </div>
      <RequestsEditor
        requests={stream.requests}
        onBegin={burst.begin}
        onChange={(label, path, raw) => change(label, ['requests', ...path], raw)}
      />
    </fieldset>
  );
}
