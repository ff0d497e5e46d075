import { createStore } from '@xstate/store';
import { undoRedo } from '@xstate/store/undo';
import { useSelector } from '@xstate/store-react';
import { connectionKey, type DesignDocument } from '../../src/index.ts';

/** What the next command applies to. Connections are named by `connectionKey`. */
export interface Selection {
  readonly components: readonly string[];
  readonly connections: readonly string[];
}

interface Context {
  readonly document: DesignDocument;
  /** What was done to get here, as a menu says it: `Move 3 components`. */
  readonly label: string;
  /** Edits of one gesture carry the same name and are one step of history. */
  readonly transaction: string | undefined;
  readonly selection: Selection;
  /** Ordinal of the document that was put in place of another: the view goes to it. */
  readonly opened: number;
}

/** Steps that can be undone. Snapshots share all that an edit left alone. */
const HISTORY_LIMIT = 500;

const nothing: Selection = { components: [], connections: [] };

export const emptyDocument: DesignDocument = {
  format: 'headroom/design@1',
  name: 'Untitled design',
  components: [],
  connections: [],
};

/** What of a selection is still there; the same object where all of it is. */
function present(selection: Selection, document: DesignDocument): Selection {
  const ids = new Set(document.components.map(({ id }) => id));
  const keys = new Set(document.connections.map(connectionKey));
  const components = selection.components.filter((id) => ids.has(id));
  const connections = selection.connections.filter((key) => keys.has(key));
  const whole =
    components.length === selection.components.length && connections.length === selection.connections.length;
  return whole ? selection : { components, connections };
}

const initial: Context = { document: emptyDocument, label: '', transaction: undefined, selection: nothing, opened: 0 };

const store = createStore({
  context: initial,
  on: {
    edited: (
      context,
      event: { document: DesignDocument; label: string; transaction: string | undefined; opened: number },
    ): Context => ({
      opened: event.opened,
      document: event.document,
      label: event.label,
      transaction: event.transaction,
      selection: present(context.selection, event.document),
    }),
    selected: (context, event: { selection: Selection }): Context => ({
      ...context,
      selection: present(event.selection, context.document),
    }),
    /** The document that was there before this session: nothing to undo. */
    restored: (context, event: { document: DesignDocument }): Context => ({
      ...context,
      document: event.document,
      selection: nothing,
    }),
  },
}).with(
  undoRedo({
    strategy: 'snapshot',
    historyLimit: HISTORY_LIMIT,
    // A later edit of a gesture keeps the snapshot from before the gesture: the limit counts gestures, not edits.
    skipEvent: (event, { context }) =>
      event.type !== 'edited' || (event.transaction !== undefined && event.transaction === context.transaction),
    restore: ({ current, next }) => ({
      document: next.document,
      label: next.label,
      opened: next.opened,
      // A gesture that goes on after an undo is a new step.
      transaction: undefined,
      selection: present(current.selection, next.document),
    }),
  }),
);

let refusal: (() => string | undefined) | undefined;
let onRefused: ((reason: string) => void) | undefined;

/**
 * Sets the condition under which nothing may be edited (another tab has the design) and who is told when an edit is
 * refused for it.
 */
export function guardEdits(reason: () => string | undefined, refused: (reason: string) => void): void {
  refusal = reason;
  onRefused = refused;
}

function refused(): boolean {
  const reason = refusal?.();
  if (reason !== undefined) onRefused?.(reason);
  return reason !== undefined;
}

export function getDocument(): DesignDocument {
  return store.getSnapshot().context.document;
}

export function useDocument<T>(select: (document: DesignDocument) => T, same?: (a: T | undefined, b: T) => boolean): T {
  return useSelector(store, (snapshot) => select(snapshot.context.document), same);
}

/** Calls back after every change of the document, undo and redo included. */
export function onDocumentChanged(listener: (document: DesignDocument) => void): () => void {
  let last = getDocument();
  const { unsubscribe } = store.subscribe((snapshot) => {
    const { document } = snapshot.context;
    if (document === last) return;
    last = document;
    listener(document);
  });
  return unsubscribe;
}

/**
 * Changes the document as one undoable step with a name for the history, written as a command: `Move 3 components`.
 * Edits in a row with the same `transaction` are one step. Returns whether anything changed.
 */
export function edit(
  label: string,
  change: (document: DesignDocument) => DesignDocument,
  options: { readonly transaction?: string } = {},
): boolean {
  if (refused()) return false;
  return commit(label, change(getDocument()), options.transaction, opened());
}

function opened(): number {
  return store.getSnapshot().context.opened;
}

let lastOpened = 0;

function commit(label: string, document: DesignDocument, transaction: string | undefined, ordinal: number): boolean {
  if (document === getDocument()) return false;
  store.send({ type: 'edited', document, label, transaction, opened: ordinal });
  return true;
}

/** Puts another document in place of this one, as one undoable step: an import, a scenario's starter. */
export function replaceDocument(label: string, document: DesignDocument): boolean {
  if (refused()) return false;
  lastOpened += 1;
  return commit(label, document, undefined, lastOpened);
}

/** Changes whenever another document takes the place of the one before, by opening it or by undoing that. */
export function useOpened(): number {
  return useSelector(store, (snapshot) => snapshot.context.opened);
}

/** Takes up a document from an earlier session. No step of history, and not refused. */
export function restoreDocument(document: DesignDocument): void {
  store.send({ type: 'restored', document });
}

export function undo(): void {
  if (!refused()) store.trigger.undo();
}

export function redo(): void {
  if (!refused()) store.trigger.redo();
}

export interface History {
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  readonly undoLabel?: string;
  readonly redoLabel?: string;
}

interface Entry {
  readonly snapshot: { readonly context: Context };
}

type Snapshot = ReturnType<typeof store.getSnapshot> & {
  readonly past?: readonly Entry[];
  readonly future?: readonly Entry[];
};

/** One state of the design on the way through its history. */
export interface Step {
  readonly document: DesignDocument;
  /** What was done to get here. */
  readonly label: string;
  readonly opened: number;
}

/** States of the design, the oldest first; the one at `at` is the present. */
export interface Steps {
  readonly steps: readonly Step[];
  readonly at: number;
}

/** The present with the states around it, as many as `most` each way. */
export function stepsAround(most: number): Steps {
  const { context, past = [], future = [] } = store.getSnapshot() as Snapshot;
  const step = ({ document, label, opened: ordinal }: Context): Step => ({ document, label, opened: ordinal });
  const before = past.slice(Math.max(0, past.length - most)).map(({ snapshot }) => step(snapshot.context));
  const after = future.slice(0, most).map(({ snapshot }) => step(snapshot.context));
  return { steps: [...before, step(context), ...after], at: before.length };
}

/** Takes up a history from an earlier session, as if its steps were taken now. There may be none yet. */
export function restoreSteps({ steps, at }: Steps): void {
  const [first, ...others] = steps;
  if (first === undefined) return;
  store.send({ type: 'restored', document: first.document });
  for (const { document, label, opened: ordinal } of others) {
    lastOpened = Math.max(lastOpened, ordinal);
    store.send({ type: 'edited', document, label, transaction: undefined, opened: ordinal });
  }
  for (let undone = steps.length - 1; undone > at; undone -= 1) store.trigger.undo();
}

/** What undo and redo would do now. */
export function getHistory(): History {
  // The extension keeps both stacks on the snapshot but does not declare them.
  const { context, past = [], future = [] } = store.getSnapshot() as Snapshot;
  const next = future[0]?.snapshot.context.label;
  return {
    canUndo: past.length > 0,
    canRedo: future.length > 0,
    ...(past.length > 0 ? { undoLabel: context.label } : {}),
    ...(next === undefined ? {} : { redoLabel: next }),
  };
}

function sameHistory(a: History | undefined, b: History): boolean {
  return (
    a !== undefined &&
    a.canUndo === b.canUndo &&
    a.canRedo === b.canRedo &&
    a.undoLabel === b.undoLabel &&
    a.redoLabel === b.redoLabel
  );
}

export function useHistory(): History {
  return useSelector(store, getHistory, sameHistory);
}

export function getSelection(): Selection {
  return store.getSnapshot().context.selection;
}

export function useSelection(): Selection {
  return useSelector(store, (snapshot) => snapshot.context.selection);
}

function sameItems(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}

/** Selects components and connections, and nothing else; what is not in the document is left out. No step of history. */
export function select(selection: Partial<Selection>): void {
  const next = { ...nothing, ...selection };
  const now = getSelection();
  if (sameItems(now.components, next.components) && sameItems(now.connections, next.connections)) return;
  store.send({ type: 'selected', selection: next });
}
