import { createStore } from '@xstate/store';
import { useSelector } from '@xstate/store-react';

/** How far someone is in a guided tour. Kept, so that a tour can be left and taken up again. */
export interface TourProgress {
  /** Scenario whose tour it is. */
  readonly scenario: string;
  /** Place among its steps. */
  readonly step: number;
  /** Steps that were done once: undoing a change does not undo what was learned. */
  readonly done: readonly string[];
  /** Whether it is on the screen now. */
  readonly open: boolean;
}

const KEY = 'headroom-tour';

function kept(): TourProgress | undefined {
  try {
    const read: unknown = JSON.parse(localStorage.getItem(KEY) ?? 'null');
    if (typeof read !== 'object' || read === null) return undefined;
    const { scenario, step, done, open } = read as Partial<TourProgress>;
    if (typeof scenario !== 'string' || typeof step !== 'number' || !Array.isArray(done)) return undefined;
    return { scenario, step, done, open: open === true };
  } catch {
    // Storage may be blocked or hold what another version wrote: the tour then begins anew.
    return undefined;
  }
}

const store = createStore({
  context: { progress: kept() },
  on: {
    changed: (_, event: { progress: TourProgress }) => ({ progress: event.progress as TourProgress | undefined }),
  },
});

function change(progress: TourProgress): void {
  store.send({ type: 'changed', progress });
  try {
    localStorage.setItem(KEY, JSON.stringify(progress));
  } catch {
    // Storage may be full or blocked; the tour goes on until the page is left.
  }
}

export function useTourProgress(): TourProgress | undefined {
  return useSelector(store, ({ context }) => context.progress);
}

function current(): TourProgress | undefined {
  return store.getSnapshot().context.progress;
}

/** Begins the tour of a scenario from its first step. */
export function startTour(scenario: string): void {
  change({ scenario, step: 0, done: [], open: true });
}

/** Takes the tour of a scenario up where it was left, or begins it. */
export function resumeTour(scenario: string): void {
  const progress = current();
  if (progress?.scenario === scenario) change({ ...progress, open: true });
  else startTour(scenario);
}

export function leaveTour(): void {
  const progress = current();
  if (progress !== undefined) change({ ...progress, open: false });
}

export function goToStep(step: number): void {
  const progress = current();
  if (progress !== undefined) change({ ...progress, step });
}

export function markDone(id: string): void {
  const progress = current();
  if (progress !== undefined && !progress.done.includes(id)) change({ ...progress, done: [...progress.done, id] });
}
