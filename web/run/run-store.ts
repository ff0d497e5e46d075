import { useSelector } from '@xstate/store-react';
import { getDocument, useDocument } from '../state/document-store.ts';
import { type RunState, runStore } from './run-state.ts';
import { sameRun } from './stale.ts';

/** The run as the screens see it: its state, and whether the result is of a design that has changed since. */
export interface RunView extends RunState {
  readonly stale: boolean;
}

let last: { state: RunState; stale: boolean; view: RunView } | undefined;

/** The run as it is now; the same object as long as nothing changes. */
export function getRun(): RunView {
  const state = runStore.getSnapshot().context;
  const stale = state.document !== undefined && !sameRun(state.document, getDocument());
  if (last === undefined || last.state !== state || last.stale !== stale)
    last = { state, stale, view: { ...state, stale } };
  return last.view;
}

/** Selects from the run; renders again when the selected value changes, by a run or by an edit that makes it stale. */
export function useRun<T>(select: (run: RunView) => T): T {
  const read = (): T => select(getRun());
  useDocument(read);
  return useSelector(runStore, read);
}

/** Shows the nodes as they were in that window of the timeline, or over the whole run with `undefined`. */
export function scrub(instant: number | undefined): void {
  runStore.send({ type: 'scrubbed', instant });
}

/** Forgets the results: another design was opened. */
export function clearRun(): void {
  runStore.send({ type: 'cleared' });
}
