import { cancelRun, getRun, runLock, startRun } from '../run/index.ts';
import { getDocument, getHistory, getSelection, redo, select, undo } from '../state/document-store.ts';
import { openDialog, setShell, showDock, showRail } from '../state/shell.ts';
import { getTheme, setTheme } from '../state/theme.ts';
import { viewport } from '../state/viewport.ts';
import { duplicateSelection, nudge, remove, selectAll } from './actions.ts';
import { copySelection, pasteClipboard } from './clipboard.ts';
import type { Command } from './command.ts';
import { chooseFile, download, newDesign } from './files.ts';
import { type Direction, neighbor, readingOrder } from './order.ts';
import { addRegion, addZone } from './places.ts';
import { focusRegion } from './regions.ts';
import { copyLink } from './share.ts';
import { tidy } from './tidy.ts';
import { connectionByKey } from './words.ts';

const needsComponent = (): string | undefined =>
  getSelection().components.length === 0 ? 'Select a component first.' : undefined;

const needsOneComponent = (): string | undefined =>
  getSelection().components.length === 1 ? undefined : 'Select one component first.';

const needsSelection = (): string | undefined => {
  const { components, connections } = getSelection();
  return components.length + connections.length === 0 ? 'Select something first.' : undefined;
};

const needsDesign = (): string | undefined =>
  getDocument().components.length === 0 ? 'There is nothing on the canvas yet.' : undefined;

/** The component that the keyboard is at: the one selected last, or the first in reading order. */
export function current(): string | undefined {
  return getSelection().components.at(-1) ?? readingOrder(getDocument())[0];
}

function goTo(id: string | undefined): void {
  if (id === undefined) return;
  select({ components: [id] });
  viewport()?.focus(id);
}

/** Goes along a call, or to one of its ends where a connection is selected. */
function walk(direction: Direction): void {
  const { components, connections } = getSelection();
  const document = getDocument();
  const selected = connectionByKey(document, connections.at(-1) ?? '')?.connection;
  const id = current();
  if (components.length === 0 && selected !== undefined) goTo(direction === 'left' ? selected.from : selected.to);
  else if (id !== undefined) goTo(components.length === 0 ? id : neighbor(document, id, direction));
}

function one(run: (id: string) => void): void {
  const [id] = getSelection().components;
  if (id !== undefined) run(id);
}

const walks: readonly (readonly [Direction, string, string])[] = [
  ['right', 'Right', 'Go to what it calls'],
  ['left', 'Left', 'Go to its caller'],
  ['down', 'Down', 'Go to the next one'],
  ['up', 'Up', 'Go to the previous one'],
];

const nudges: readonly (readonly [string, number, number])[] = [
  ['Right', 1, 0],
  ['Left', -1, 0],
  ['Down', 0, 1],
  ['Up', 0, -1],
];

/** Everything a user can do to the design and the studio, in the order of the shortcut sheet. */
export const commands: readonly Command[] = [
  {
    id: 'scenarios',
    title: 'Open a scenario…',
    group: 'Design',
    keys: [],
    when: 'page',
    run: () => openDialog({ name: 'scenarios' }),
  },
  { id: 'new', title: 'New design', group: 'Design', keys: [], when: 'page', unavailable: needsDesign, run: newDesign },
  { id: 'open', title: 'Open a file…', group: 'Design', keys: ['Mod+O'], when: 'anywhere', run: () => chooseFile() },
  { id: 'save', title: 'Save as a file', group: 'Design', keys: ['Mod+S'], when: 'anywhere', run: () => download() },
  {
    id: 'share',
    title: 'Copy a link to the design',
    group: 'Design',
    keys: [],
    when: 'page',
    unavailable: needsDesign,
    run: () => void copyLink(),
  },
  {
    id: 'commands',
    title: 'Command palette…',
    group: 'Design',
    keys: ['Mod+K'],
    when: 'anywhere',
    keysOnly: true,
    run: () => openDialog({ name: 'commands' }),
  },
  {
    id: 'undo',
    title: 'Undo',
    group: 'Edit',
    keys: ['Mod+Z'],
    when: 'page',
    unavailable: () => (getHistory().canUndo ? undefined : 'There is nothing to undo.'),
    run: undo,
  },
  {
    id: 'redo',
    title: 'Redo',
    group: 'Edit',
    keys: ['Mod+Shift+Z', 'Mod+Y'],
    when: 'page',
    unavailable: () => (getHistory().canRedo ? undefined : 'There is nothing to redo.'),
    run: redo,
  },
  {
    id: 'copy',
    title: 'Copy',
    group: 'Edit',
    keys: ['Mod+C'],
    when: 'selection',
    unavailable: needsComponent,
    run: () => void copySelection(),
  },
  { id: 'paste', title: 'Paste', group: 'Edit', keys: ['Mod+V'], when: 'selection', run: () => void pasteClipboard() },
  {
    id: 'duplicate',
    title: 'Duplicate',
    group: 'Edit',
    keys: ['Mod+D'],
    when: 'page',
    unavailable: needsComponent,
    run: duplicateSelection,
  },
  {
    id: 'delete',
    title: 'Delete',
    group: 'Edit',
    keys: ['Delete', 'Backspace'],
    when: 'selection',
    unavailable: needsSelection,
    run: () => remove(),
  },
  {
    id: 'select-all',
    title: 'Select all',
    group: 'Edit',
    keys: ['Mod+A'],
    when: 'selection',
    unavailable: needsDesign,
    run: selectAll,
  },
  {
    id: 'rename',
    title: 'Rename',
    group: 'Edit',
    keys: ['F2'],
    when: 'page',
    unavailable: needsOneComponent,
    run: () => focusRegion('inspector', 'name'),
  },
  {
    id: 'inspect',
    title: 'Go to its settings',
    group: 'Edit',
    keys: ['Enter'],
    when: 'canvas',
    unavailable: needsSelection,
    run: () => focusRegion('inspector'),
  },
  {
    id: 'add',
    title: 'Add a component…',
    group: 'Add and connect',
    keys: ['A', '/'],
    when: 'canvas',
    run: () => openDialog({ name: 'add' }),
  },
  {
    id: 'add-called',
    title: 'Add a component that it calls…',
    group: 'Add and connect',
    keys: ['Mod+Right'],
    when: 'canvas',
    unavailable: needsOneComponent,
    run: () => one((from) => openDialog({ name: 'add', from })),
  },
  {
    id: 'connect',
    title: 'Connect to…',
    group: 'Add and connect',
    keys: ['C'],
    when: 'canvas',
    unavailable: needsOneComponent,
    run: () => one((from) => openDialog({ name: 'connect', from })),
  },
  {
    id: 'connections',
    title: 'Choose one of its connections…',
    group: 'Add and connect',
    keys: ['E'],
    when: 'canvas',
    unavailable: needsOneComponent,
    run: () => one((of) => openDialog({ name: 'connections', of })),
  },
  { id: 'add-zone', title: 'Add a zone', group: 'Arrange', keys: [], when: 'canvas', run: () => addZone() },
  { id: 'add-region', title: 'Add a region', group: 'Arrange', keys: [], when: 'canvas', run: () => addRegion() },
  {
    id: 'places',
    title: 'Zones and regions…',
    group: 'Arrange',
    keys: ['Z'],
    when: 'canvas',
    run: () => openDialog({ name: 'places' }),
  },
  {
    id: 'tidy',
    title: 'Tidy the layout',
    group: 'Arrange',
    keys: ['Shift+Alt+T'],
    when: 'page',
    unavailable: needsDesign,
    run: tidy,
  },
  ...nudges.flatMap(([key, dx, dy]): Command[] => [
    {
      id: `nudge-${key}`,
      title: `Move ${key.toLowerCase()}`,
      sheet: key === 'Right' ? 'Move by a step, with any arrow' : '',
      group: 'Arrange',
      keys: [key],
      when: 'canvas',
      keysOnly: true,
      unavailable: needsComponent,
      run: () => nudge(dx, dy),
    },
    {
      id: `push-${key}`,
      title: `Move far ${key.toLowerCase()}`,
      sheet: key === 'Right' ? 'Move by five steps, with any arrow' : '',
      group: 'Arrange',
      keys: [`Shift+${key}`],
      when: 'canvas',
      keysOnly: true,
      unavailable: needsComponent,
      run: () => nudge(5 * dx, 5 * dy),
    },
  ]),
  ...walks.map(
    ([direction, key, title]): Command => ({
      id: `walk-${direction}`,
      title,
      group: 'Move about',
      keys: [`Alt+${key}`],
      when: 'canvas',
      keysOnly: true,
      unavailable: needsDesign,
      run: () => walk(direction),
    }),
  ),
  {
    id: 'first',
    title: 'Go to the first component',
    group: 'Move about',
    keys: ['Home'],
    when: 'canvas',
    keysOnly: true,
    run: () => goTo(readingOrder(getDocument())[0]),
  },
  {
    id: 'last',
    title: 'Go to the last component',
    group: 'Move about',
    keys: ['End'],
    when: 'canvas',
    keysOnly: true,
    run: () => goTo(readingOrder(getDocument()).at(-1)),
  },
  {
    id: 'next-region',
    title: 'Next part of the window',
    group: 'Move about',
    keys: ['F6'],
    when: 'anywhere',
    keysOnly: true,
    run: () => focusRegion('next'),
  },
  {
    id: 'previous-region',
    title: 'Previous part of the window',
    group: 'Move about',
    keys: ['Shift+F6'],
    when: 'anywhere',
    keysOnly: true,
    run: () => focusRegion('previous'),
  },
  {
    id: 'deselect',
    title: 'Select nothing',
    group: 'Move about',
    keys: ['Escape'],
    when: 'canvas',
    keysOnly: true,
    run: () => {
      setShell({ armed: undefined });
      select({});
    },
  },
  {
    id: 'fit',
    title: 'Fit the design',
    group: 'View',
    keys: ['Shift+1'],
    when: 'page',
    unavailable: needsDesign,
    run: () => viewport()?.fit(),
  },
  {
    id: 'fit-selection',
    title: 'Fit the selection',
    group: 'View',
    keys: ['Shift+2'],
    when: 'page',
    unavailable: needsComponent,
    run: () => viewport()?.fit(getSelection().components),
  },
  { id: 'zoom-in', title: 'Zoom in', group: 'View', keys: ['Mod+='], when: 'page', run: () => viewport()?.zoomIn() },
  { id: 'zoom-out', title: 'Zoom out', group: 'View', keys: ['Mod+-'], when: 'page', run: () => viewport()?.zoomOut() },
  {
    id: 'zoom-actual',
    title: 'Zoom to 100 %',
    group: 'View',
    keys: ['Mod+0'],
    when: 'page',
    run: () => viewport()?.zoomToActualSize(),
  },
  { id: 'outline', title: 'Show the outline', group: 'View', keys: [], when: 'page', run: () => showRail('outline') },
  { id: 'results', title: 'Show the results', group: 'View', keys: [], when: 'page', run: () => showDock('results') },
  { id: 'load', title: 'Show load and faults', group: 'View', keys: [], when: 'page', run: () => showDock('load') },
  {
    id: 'problems',
    title: 'Show the problems',
    group: 'View',
    keys: [],
    when: 'page',
    run: () => showDock('problems'),
  },
  {
    id: 'theme',
    title: 'Light or dark',
    group: 'View',
    keys: ['Shift+Alt+D'],
    when: 'page',
    run: () => {
      const dark =
        getTheme() === 'dark' || (getTheme() === 'system' && matchMedia('(prefers-color-scheme: dark)').matches);
      setTheme(dark ? 'light' : 'dark');
    },
  },
  {
    id: 'shortcuts',
    title: 'Keyboard shortcuts',
    group: 'View',
    keys: ['?'],
    when: 'page',
    run: () => openDialog({ name: 'shortcuts' }),
  },
  {
    id: 'run',
    title: 'Run',
    group: 'Run',
    keys: ['Mod+Enter'],
    when: 'anywhere',
    unavailable: () => runLock() ?? (getRun().status === 'running' ? 'A run is going on.' : undefined),
    run: () => {
      startRun();
      showDock('results');
    },
  },
  {
    id: 'cancel-run',
    title: 'Cancel the run',
    group: 'Run',
    keys: [],
    when: 'page',
    unavailable: () => (getRun().status === 'running' ? undefined : 'No run is going on.'),
    run: cancelRun,
  },
];

export function commandById(id: string): Command {
  const command = commands.find((candidate) => candidate.id === id);
  if (command === undefined) throw new Error(`no command ${id}`);
  return command;
}
