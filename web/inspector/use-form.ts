import { useRef, useState } from 'react';
import type { Field } from '../../simulator/index.ts';
import type { DesignDocument } from '../../src/index.ts';
import type { FieldPath } from '../fields/index.ts';
import { edit, useDocument } from '../state/document-store.ts';

/** Ordinal of the burst of typing, over all forms: each is one step of history. */
let bursts = 0;

/**
 * Connects a form to the document: what is typed in one visit to a field is one step of history, named after the field.
 */
export function useForm(
  subject: string,
  set: (document: DesignDocument, path: FieldPath, raw: unknown) => DesignDocument,
) {
  const [focused, setFocused] = useState<Field>();
  const burst = useRef({ path: '', ordinal: 0 });
  return {
    focused,
    onFocus: (field: Field, path: FieldPath): void => {
      bursts += 1;
      burst.current = { path: path.join('.'), ordinal: bursts };
      setFocused(field);
    },
    onChange: (path: FieldPath, raw: unknown): void => {
      const name = path.join('.');
      if (burst.current.path !== name) {
        bursts += 1;
        burst.current = { path: name, ordinal: bursts };
      }
      const title =
        focused !== undefined && name.endsWith(focused.name) ? focused.title.toLowerCase() : String(path.at(-1));
      edit(`Change ${title} of ${subject}`, (document) => set(document, path, raw), {
        transaction: `field-${burst.current.ordinal}`,
      });
    },
  };
}

/** Names of all requests of the workload. */
export function useRequestNames(): readonly string[] {
  const text = useDocument((document) => {
    const streams = document.workload?.streams ?? [];
    return JSON.stringify([...new Set(streams.flatMap(({ requests }) => Object.keys(requests)))]);
  });
  return JSON.parse(text) as string[];
}
