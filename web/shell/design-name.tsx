import { useState } from 'react';
import { Input, TextField } from 'react-aria-components';
import { renameDesign } from '../../src/index.ts';
import { edit, useDocument } from '../state/document-store.ts';
import styles from './shell.module.css';

const LONGEST_NAME = 120;

/** The name of the design, changed in place: Enter or leaving takes it, Escape does not. */
export function DesignName() {
  const name = useDocument((document) => document.name);
  const [draft, setDraft] = useState<string>();
  const take = (): void => {
    if (draft !== undefined && draft.trim() !== name)
      edit('Rename the design', (document) => renameDesign(document, draft));
    setDraft(undefined);
  };
  return (
    <TextField
      aria-label="Name of the design"
      value={draft ?? name}
      onChange={setDraft}
      maxLength={LONGEST_NAME}
      className={styles['name'] ?? ''}
    >
      <Input
        className={styles['name-input'] ?? ''}
        spellCheck={false}
        autoComplete="off"
        onBlur={take}
        onKeyDown={(event) => {
          if (event.key === 'Escape') setDraft(undefined);
          if (event.key === 'Enter' || event.key === 'Escape') event.currentTarget.blur();
        }}
      />
    </TextField>
  );
}
