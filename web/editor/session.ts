import type { DesignDocument } from '../../src/index.ts';
import { loadEngine } from '../engine/index.ts';
import { presence } from '../interview/presence.ts';
import { keepRuns, restoreRun } from '../run/index.ts';
import { firstDesign } from '../scenarios/index.ts';
import { flush, startAutosave } from '../state/autosave.ts';
import { edit, getDocument, getHistory, guardEdits, restoreDocument, restoreSteps } from '../state/document-store.ts';
import { busy } from '../state/idle.ts';
import { type Kept, kept, putAside } from '../state/storage.ts';
import { getOwnership, shareDesign } from '../state/tab-lock.ts';
import { toast } from '../ui/index.ts';
import { refuse } from './actions.ts';
import { download } from './files.ts';
import { keepHistory, keptHistory } from './kept-history.ts';
import { isShared } from './share-link.ts';

/** The kept design, if there is one that can still be opened. */
async function usable(last: Kept): Promise<DesignDocument | undefined> {
  const { parseDesign } = await loadEngine();
  const { document } = parseDesign(last.document);
  if (document !== undefined) return document;
  void putAside(last);
  toast({
    tone: 'bad',
    title: 'Your last design cannot be read by this version',
    detail: 'It is kept. Download it to open it elsewhere.',
    action: { label: 'Download', run: () => download(last.document) },
  });
  return undefined;
}

/** An address that ends so asks for an empty canvas. */
export const EMPTY = '#new';

/** Who comes for the first time finds a small design that runs, and not an empty canvas; unless they bring one along. */
async function newcomers(): Promise<DesignDocument | undefined> {
  return location.hash === EMPTY || isShared(location.hash) ? undefined : firstDesign();
}

async function load(): Promise<void> {
  try {
    const last = await kept();
    const document = last === undefined ? await newcomers() : await usable(last);
    if (document === undefined || JSON.stringify(document) === JSON.stringify(getDocument())) return;
    // What was done here before another tab took over can still be undone to.
    if (getHistory().canUndo) {
      edit('Take over from another tab', () => document);
      return;
    }
    const isOwn = last !== undefined && getOwnership() !== 'reader';
    // Steps that cannot be read keep nobody from their design, and neither do results.
    const steps = isOwn ? await keptHistory(document).catch(() => undefined) : undefined;
    if (steps === undefined) restoreDocument(document);
    else restoreSteps(steps);
    // An interview takes up its own.
    if (last !== undefined && presence() === undefined) await restoreRun().catch(() => undefined);
  } catch (error) {
    const detail = `Changes cannot be kept in this browser (${error instanceof Error ? error.message : String(error)}). Save the design as a file.`;
    toast({ tone: 'bad', title: 'No storage', detail });
  }
}

/** Takes up the design where it was left, and keeps it from now on. */
export async function startSession(): Promise<void> {
  const done = busy('restore');
  guardEdits(
    () =>
      getOwnership() === 'reader'
        ? 'This design is being edited in another tab. Take over to edit it here.'
        : undefined,
    refuse,
  );
  await shareDesign({ acquired: load, yielding: flush });
  if (getOwnership() === 'reader') await load();
  startAutosave(keepHistory);
  keepRuns();
  done();
}
