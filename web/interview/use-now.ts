import { useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    for (const each of listeners) each();
  }, 250);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** Whole seconds since 1970: renders again when one has passed, and only then. */
function second(): number {
  return Math.floor(Date.now() / 1000);
}

/** The time [ms since 1970], to the second. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, second) * 1000;
}
