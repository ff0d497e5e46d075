import { type OpenSession, replay } from '../../src/interview/index.ts';
import { toast } from '../ui/index.ts';
import { exportText, importSession } from './lifecycle.ts';
import { keptSession } from './storage.ts';

/** Larger files are refused unread [bytes]: a long interview has a few hundred kilobytes. */
const LARGEST = 8 * 1024 * 1024;

/** Hands the session to the person as a file. */
export function saveSession(open: OpenSession): void {
  const { scenario, clock } = open.state;
  const day = new Date(clock.startedAt).toISOString().slice(0, 10);
  const url = URL.createObjectURL(new Blob([exportText(open)], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${scenario}-${day}.session.json`;
  link.click();
  // The browser has taken hold of the data once the click is through.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

export async function openSessionFile(file: File): Promise<void> {
  if (file.size > LARGEST) {
    toast({ tone: 'bad', title: 'The file is too large to be a session' });
    return;
  }
  await importSession(await file.text());
}

/** Hands over a session of the list. */
export async function saveKept(id: string): Promise<void> {
  const { session } = replay(await keptSession(id));
  if (session !== undefined) saveSession(session);
  else toast({ tone: 'bad', title: 'The interview cannot be read' });
}
