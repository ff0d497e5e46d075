import { createStore } from '@xstate/store';
import { useSelector } from '@xstate/store-react';
import { getDocument, onDocumentChanged } from './document-store.ts';
import { busy } from './idle.ts';
import { keep } from './storage.ts';
import { getOwnership } from './tab-lock.ts';

/** Where the work is: kept in this browser, on its way there, or not kept and why. */
export type SaveState =
  | { readonly state: 'saved'; readonly at?: number }
  | { readonly state: 'saving' }
  | { readonly state: 'failed'; readonly why: string };

/** From the first change until it is written [ms]; a crash loses no more than that. */
const DELAY = 300;

const store = createStore({
  context: { state: 'saved' } as SaveState,
  on: { became: (_, event: { save: SaveState }) => event.save },
});

export function useSaveState(): SaveState {
  return useSelector(store, (snapshot) => snapshot.context);
}

let timer: ReturnType<typeof setTimeout> | undefined;
let done: (() => void) | undefined;
let writing: Promise<void> = Promise.resolve();

async function write(): Promise<void> {
  try {
    const at = await keep(getDocument());
    // The design is kept; without what belongs to it, nothing that was drawn is lost.
    await alongside?.().catch(() => undefined);
    if (timer === undefined) store.send({ type: 'became', save: { state: 'saved', at } });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    store.send({ type: 'became', save: { state: 'failed', why } });
  }
}

/** Writes now what is waiting to be written. */
export async function flush(): Promise<void> {
  if (timer !== undefined) {
    clearTimeout(timer);
    timer = undefined;
    writing = writing.then(write);
  }
  await writing;
  if (timer === undefined) {
    done?.();
    done = undefined;
  }
}

function changed(): void {
  if (getOwnership() === 'reader' || timer !== undefined) return;
  done ??= busy('autosave');
  store.send({ type: 'became', save: { state: 'saving' } });
  timer = setTimeout(() => void flush(), DELAY);
}

let alongside: (() => Promise<void>) | undefined;

/** Keeps every change of the document in this browser from now on, and what belongs to it: `also` keeps that. */
export function startAutosave(also?: () => Promise<void>): void {
  alongside = also;
  onDocumentChanged(changed);
  // The last moment in which a page can count on running.
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') void flush();
  });
  globalThis.addEventListener('pagehide', () => void flush());
}
