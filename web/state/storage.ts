import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { DesignDocument } from '../../src/index.ts';

/** A design as it was kept. */
export interface Kept {
  readonly document: DesignDocument;
  /** When [ms since 1970]. */
  readonly at: number;
}

/** What is kept beside the design, and can be lost without harm: its steps, and what its last run measured. */
export type WorkKey = 'history' | 'result';

interface Schema extends DBSchema {
  readonly designs: { readonly key: string; readonly value: Kept };
  readonly work: { readonly key: WorkKey; readonly value: unknown };
}

/** The design at work. Copies that could not be read are kept beside it under their time. */
const CURRENT = 'current';

let opened: Promise<IDBPDatabase<Schema>> | undefined;

function database(): Promise<IDBPDatabase<Schema>> {
  opened ??= openDB<Schema>('headroom-designs', 2, {
    upgrade: (db, before) => {
      if (before < 1) db.createObjectStore('designs');
      db.createObjectStore('work');
    },
    // A later version of the studio in another tab wants to change the database: it must not wait for this one.
    blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
  });
  return opened;
}

export async function keep(document: DesignDocument): Promise<number> {
  const at = Date.now();
  await (await database()).put('designs', { document, at }, CURRENT);
  return at;
}

/** What was kept last; its document has been through no check. */
export async function kept(): Promise<Kept | undefined> {
  return (await database()).get('designs', CURRENT);
}

/** Puts a kept document aside that this version cannot read, so that the next save does not destroy it. */
export async function putAside(unreadable: Kept): Promise<void> {
  await (await database()).put('designs', unreadable, `unreadable-${unreadable.at}`);
}

/** Keeps a value that structured cloning can copy; `undefined` forgets it. */
export async function keepWork(key: WorkKey, value: unknown): Promise<void> {
  const db = await database();
  if (value === undefined) await db.delete('work', key);
  else await db.put('work', value, key);
}

/** What was kept under that key, which has been through no check. */
export async function keptWork(key: WorkKey): Promise<unknown> {
  return (await database()).get('work', key);
}
