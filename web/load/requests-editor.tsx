import { Plus } from 'lucide-react';
import { useRef } from 'react';
import { Label, Slider, SliderOutput, SliderThumb, SliderTrack } from 'react-aria-components';
import { fieldsOf, formatQuantity, idSchema, requestSchema } from '../../simulator/index.ts';
import type { RawRequest } from '../../src/index.ts';
import { FieldForm, type FieldPath, problemWith } from '../fields/index.ts';
import { Badge, Button, Disclosure, RawField } from '../ui/index.ts';
import styles from './load.module.css';
import { freeName, isRead, parts, readPart, renamed, withReadPart } from './mix.ts';

interface RequestsEditorProps {
  readonly requests: Readonly<Record<string, RawRequest>>;
  /** A new burst of edits begins. */
  readonly onBegin: () => void;
  /** Path from the requests on; all of them where it is empty. */
  readonly onChange: (label: string, path: FieldPath, raw: unknown) => void;
}

const fields = fieldsOf(requestSchema);

/** The kinds of request in a stream: their mix, and for each what it asks for and how large it is. */
export function RequestsEditor({ requests, onBegin, onChange }: RequestsEditorProps) {
  const names = Object.keys(requests);
  const part = parts(requests);
  const reads = readPart(requests);
  const add = (): void => {
    onBegin();
    const name = freeName(requests, 'request');
    onChange('Add a request', [], { ...requests, [name]: { kind: 'read', share: 0.1 } });
  };
  return (
    <div className={styles['column']}>
      <div className={styles['heading']}>
        <h3>Requests</h3>
        <Button size="small" variant="quiet" icon={<Plus aria-hidden />} onPress={add}>
          Add
        </Button>
      </div>
      {reads !== undefined && (
        <Mix
          reads={reads}
          onBegin={onBegin}
          onChange={(to) => onChange('Change the read–write mix', [], withReadPart(requests, to))}
        />
      )}
      {names.map((name, index) => (
        <Disclosure
          // biome-ignore lint/suspicious/noArrayIndexKey: a renamed request is the same one
          key={index}
          defaultExpanded={names.length === 1}
          title={
            <span className={styles['request']}>
              {name}
              <Badge tone={isRead(requests[name] ?? {}) ? 'neutral' : 'accent'}>
                {isRead(requests[name] ?? {}) ? 'read' : 'write'}
              </Badge>
              <b>{formatQuantity(part[name] ?? 0, 'fraction')}</b>
            </span>
          }
        >
          <Name
            name={name}
            taken={names}
            onBegin={onBegin}
            onChange={(to) => onChange('Rename a request', [], renamed(requests, name, to))}
          />
          <FieldForm
            fields={fields}
            raw={requests[name] ?? {}}
            onFocus={onBegin}
            onChange={(path, raw) => onChange(`Change ${name}`, [name, ...path], raw)}
          />
          {names.length > 1 && (
            <Button
              size="small"
              variant="danger"
              onPress={() => {
                onBegin();
                onChange(`Remove ${name}`, [name], undefined);
              }}
            >
              Remove {name}
            </Button>
          )}
        </Disclosure>
      ))}
    </div>
  );
}

interface MixProps {
  readonly reads: number;
  readonly onBegin: () => void;
  readonly onChange: (reads: number) => void;
}

/** The slider's grid, in parts of the whole. */
const STEP = 0.005;

function Mix({ reads, onBegin, onChange }: MixProps) {
  const says = `${formatQuantity(reads, 'fraction')} read, ${formatQuantity(1 - reads, 'fraction')} write`;
  return (
    <Slider
      className={styles['mix'] ?? ''}
      value={reads}
      minValue={STEP}
      maxValue={1 - STEP}
      step={STEP}
      formatOptions={{ style: 'percent', maximumFractionDigits: 1 }}
      onChange={onChange}
      onChangeEnd={onBegin}
    >
      <Label>Reads and writes</Label>
      <SliderOutput>{says}</SliderOutput>
      <SliderTrack className={styles['mix-track'] ?? ''} style={{ '--part': `${reads * 100}%` } as React.CSSProperties}>
        <SliderThumb className={styles['mix-thumb'] ?? ''} aria-label="Part of reads" />
      </SliderTrack>
    </Slider>
  );
}

interface NameProps {
  readonly name: string;
  readonly taken: readonly string[];
  readonly onBegin: () => void;
  readonly onChange: (name: string) => void;
}

/** A request's name. It is taken when the field is left: each keystroke would be another request. */
function Name({ name, taken, onBegin, onChange }: NameProps) {
  const typed = useRef(name);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only hears of the blur that bubbles up from its field
    <div
      onBlur={() => {
        if (typed.current !== '' && typed.current !== name) onChange(typed.current);
      }}
    >
      <RawField
        label="Name"
        value={name}
        required="A request needs a name."
        check={(text) => {
          if (text !== name && taken.includes(text)) return 'Another request has this name.';
          return problemWith(idSchema, text);
        }}
        onFocus={onBegin}
        onChange={(text) => {
          typed.current = text;
        }}
      />
    </div>
  );
}
