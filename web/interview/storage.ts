import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { DesignDocument } from '../../src/index.ts';
import type { InterviewEvent, Session } from '../../src/interview/index.ts';

/** A session as the list shows it. */
export interface SessionRow {
  readonly id: string;
  readonly scenario: string;
  /** [ms since 1970] */
  readonly startedAt: number;
  readonly finishedAt?: number;
  /** The canvas when the session was last worked on, so that it can be taken up again after other work. */
  readonly document?: DesignDocument;
}

interface Schema extends DBSchema {
  readonly sessions: { readonly key: string; readonly value: SessionRow };
  /** Events by session and place in its log: a log is appended to and never rewritten. */
  readonly events: { readonly key: [string, number]; readonly value: InterviewEvent };
}

let opened: Promise<IDBPDatabase<Schema>> | undefined;

function database(): Promise<IDBPDatabase<Schema>> {
  opened ??= openDB<Schema>('headroom-interviews', 1, {
    upgrade: (db) => {
      db.createObjectStore('sessions', { keyPath: 'id' });
      db.createObjectStore('events');
    },
    // A later version of the studio in another tab wants to change the database: it must not wait for this one.
    blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
  });
  return opened;
}

function eventsOf(id: string): IDBKeyRange {
  return IDBKeyRange.bound([id, 0], [id, Number.MAX_SAFE_INTEGER]);
}

/** Writes a whole session: a new one, or one from a file. */
export async function keepSession(row: SessionRow, events: readonly InterviewEvent[]): Promise<void> {
  const transaction = (await database()).transaction(['sessions', 'events'], 'readwrite');
  const kept = transaction.objectStore('events');
  await kept.delete(eventsOf(row.id));
  await Promise.all([
    transaction.objectStore('sessions').put(row),
    ...events.map((event, index) => kept.put(event, [row.id, index])),
    transaction.done,
  ]);
}

/** Adds one event at its place in the log. An event that is already there is not overwritten, and this rejects. */
export async function keepEvent(id: string, index: number, event: InterviewEvent): Promise<void> {
  await (await database()).add('events', event, [id, index]);
}

/** Changes what the list knows of a session. */
export async function updateRow(id: string, change: Partial<SessionRow>): Promise<void> {
  const transaction = (await database()).transaction('sessions', 'readwrite');
  const row = await transaction.store.get(id);
  if (row !== undefined) await transaction.store.put({ ...row, ...change });
  await transaction.done;
}

export async function keptRow(id: string): Promise<SessionRow | undefined> {
  return (await database()).get('sessions', id);
}

/** All sessions, the newest first. */
export async function keptRows(): Promise<SessionRow[]> {
  const rows = await (await database()).getAll('sessions');
  return rows.sort((a, b) => b.startedAt - a.startedAt);
}

/** The log of a session; it has been through no check. */
export async function keptSession(id: string): Promise<Session> {
  const events = await (await database()).getAll('events', eventsOf(id));
  return { format: 'headroom/session@1', id, events };
}

export async function forgetSession(id: string): Promise<void> {
  const transaction = (await database()).transaction(['sessions', 'events'], 'readwrite');
  await Promise.all([
    transaction.objectStore('sessions').delete(id),
    transaction.objectStore('events').delete(eventsOf(id)),
    transaction.done,
  ]);
}
