import { createStore } from '@xstate/store';
import { useSelector } from '@xstate/store-react';
import type { DesignDocument } from '../../src/index.ts';

/** What the studio shows around the canvas. None of it is part of the design, nor of its history. */

export type RailTab = 'palette' | 'outline' | 'interview';
export type DockTab = 'load' | 'results' | 'problems';

/** The dialog that is open; the app shows one at a time. */
export type OpenDialog =
  /** Decide about a design that came with a link. */
  | { readonly name: 'shared'; readonly document: DesignDocument }
  | { readonly name: 'scenarios' | 'commands' | 'shortcuts' | 'places' }
  /** Choose a component to add: called by `from` where given, at a place on the canvas where given. */
  | { readonly name: 'add'; readonly from?: string; readonly at?: { readonly x: number; readonly y: number } }
  /** Choose what `from` shall call. */
  | { readonly name: 'connect'; readonly from: string }
  /** Choose one of the connections of a component. */
  | { readonly name: 'connections'; readonly of: string };

/** What the next click on the canvas will put there: for those who cannot or do not like to drag. */
export type Armed = { readonly kind: 'policy'; readonly name: string } | { readonly kind: 'replica' };

export interface Shell {
  readonly railTab: RailTab;
  readonly railOpen: boolean;
  readonly railWidth: number;
  readonly inspectorOpen: boolean;
  readonly inspectorWidth: number;
  readonly dockTab: DockTab;
  readonly dockOpen: boolean;
  readonly dockHeight: number;
  readonly dialog: OpenDialog | undefined;
  readonly armed: Armed | undefined;
}

/** Narrow windows begin with narrower panels, so that the canvas has room. */
const narrow = globalThis.innerWidth < 1200;

const initial: Shell = {
  railTab: 'palette',
  railOpen: true,
  railWidth: narrow ? 204 : 240,
  inspectorOpen: true,
  inspectorWidth: narrow ? 280 : 320,
  dockTab: 'load',
  dockOpen: true,
  dockHeight: globalThis.innerHeight < 800 ? 232 : 288,
  dialog: undefined,
  armed: undefined,
};

const store = createStore({
  context: initial,
  on: { changed: (shell, event: { change: Partial<Shell> }): Shell => ({ ...shell, ...event.change }) },
});

export function useShell<T>(select: (shell: Shell) => T): T {
  return useSelector(store, (snapshot) => select(snapshot.context));
}

export function getShell(): Shell {
  return store.getSnapshot().context;
}

export function setShell(change: Partial<Shell>): void {
  store.send({ type: 'changed', change });
}

/** Opens the dock at a tab: results when a run has finished, problems when someone asks for them. */
export function showDock(dockTab: DockTab): void {
  setShell({ dockTab, dockOpen: true });
}

export function showRail(railTab: RailTab): void {
  setShell({ railTab, railOpen: true });
}

export function openDialog(dialog: OpenDialog): void {
  setShell({ dialog });
}

export function closeDialog(): void {
  setShell({ dialog: undefined });
}
