import { useSyncExternalStore } from 'react';
import { busy } from '../state/idle.ts';
import type * as toaster from './toaster.tsx';

export interface ToastMessage {
  readonly tone: 'info' | 'good' | 'bad';
  readonly title: string;
  readonly detail?: string;
  readonly action?: { readonly label: string; readonly run: () => void };
}

let loaded: typeof toaster | undefined;
const listeners = new Set<() => void>();

/** Shows a message at the edge of the screen; a screen reader reads it aloud. What shows it is loaded for the first. */
export function toast(message: ToastMessage): void {
  const done = busy('toast');
  void import('./toaster.tsx')
    .then((module) => {
      loaded = module;
      for (const listener of listeners) listener();
      module.show(message);
    })
    .finally(done);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Where toasts appear; the app has one. */
export function Toaster() {
  const here = useSyncExternalStore(subscribe, () => loaded);
  return here === undefined ? null : <here.Toasts />;
}
