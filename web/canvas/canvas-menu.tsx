import { useRef } from 'react';
import { definitionOf, policies } from '../../simulator/index.ts';
import { applyPolicy, applyReplica } from '../editor/actions.ts';
import { commandById } from '../editor/commands.ts';
import { connectionByKey } from '../editor/words.ts';
import { getDocument, getSelection } from '../state/document-store.ts';
import { ContextMenu, Glyph, type MenuEntry, type MenuGroup } from '../ui/index.ts';
import styles from './canvas.module.css';

/** A line of the menu for a command of the table. */
export function commandEntry(id: string, danger = false): MenuEntry {
  const { title, keys, unavailable, run } = commandById(id);
  const [chord] = keys;
  return {
    id,
    label: title,
    danger,
    disabled: unavailable?.() !== undefined,
    run,
    ...(chord === undefined ? {} : { keys: chord }),
  };
}

/** The policies that a connection does not have yet. */
export function policyEntries(key: string): readonly MenuEntry[] {
  const found = connectionByKey(getDocument(), key);
  if (found === undefined) return [];
  return policies
    .filter(({ field }) => found.connection[field] === undefined)
    .map(({ name, title, icon }) => ({
      id: `policy-${name}`,
      label: `Add ${title.toLowerCase()}`,
      icon: <Glyph name={icon} size={16} />,
      run: () => applyPolicy(name, key),
    }));
}

function replicaEntry(id: string): readonly MenuEntry[] {
  const component = getDocument().components.find((candidate) => candidate.id === id);
  const field = component === undefined ? undefined : definitionOf(component.type)?.replicaField;
  return field === undefined ? [] : [{ id: 'replica', label: 'Add a replica', run: () => applyReplica(id) }];
}

/** What can be done to what is selected. */
function groupsFor(): readonly MenuGroup[] {
  const { components, connections } = getSelection();
  const [component] = components;
  const [connection] = connections;
  if (component !== undefined) {
    const alone = components.length === 1;
    return [
      {
        id: 'one',
        entries: alone
          ? [
              commandEntry('connect'),
              commandEntry('add-called'),
              ...replicaEntry(component),
              commandEntry('rename'),
              commandEntry('inspect'),
            ]
          : [],
      },
      { id: 'edit', entries: ['copy', 'duplicate', 'add-zone'].map((id) => commandEntry(id)) },
      { id: 'delete', entries: [commandEntry('delete', true)] },
    ];
  }
  if (connection !== undefined) {
    return [
      { id: 'policies', entries: connections.length === 1 ? policyEntries(connection) : [] },
      { id: 'inspect', entries: [commandEntry('inspect')] },
      { id: 'delete', entries: [commandEntry('delete', true)] },
    ];
  }
  return [
    { id: 'add', entries: ['add', 'paste', 'select-all'].map((id) => commandEntry(id)) },
    { id: 'view', entries: ['add-zone', 'places', 'tidy', 'fit'].map((id) => commandEntry(id)) },
  ];
}

/** The context menu at a point of the window. */
export function CanvasMenu({
  at,
  onClose,
}: {
  readonly at: { x: number; y: number } | undefined;
  readonly onClose: () => void;
}) {
  const anchor = useRef<HTMLSpanElement>(null);
  return (
    <>
      <span ref={anchor} className={styles['anchor']} style={{ left: at?.x ?? 0, top: at?.y ?? 0 }} />
      {at !== undefined && <ContextMenu label="Commands" groups={groupsFor()} onClose={onClose} anchor={anchor} />}
    </>
  );
}
