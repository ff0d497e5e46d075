import { ChevronRight, CornerDownRight, Ellipsis } from 'lucide-react';
import { Button, type Selection as Keys, Tree, TreeItem, TreeItemContent } from 'react-aria-components';
import { definitionOf, formatQuantity } from '../../simulator/index.ts';
import { connectionKey, type RawComponent, type RawConnection } from '../../src/index.ts';
import { commandEntry, policyEntries, policyMarks, useLoad } from '../canvas/index.ts';
import { readingOrder } from '../editor/order.ts';
import { nameById, nameOf, typeTitle } from '../editor/words.ts';
import { getDocument, getSelection, select, useDocument, useSelection } from '../state/document-store.ts';
import { openDialog } from '../state/shell.ts';
import { viewport } from '../state/viewport.ts';
import {
  EmptyState,
  Glyph,
  IconButton,
  loadLevel,
  MenuButton,
  type MenuGroup,
  Button as TextButton,
} from '../ui/index.ts';
import styles from './outline.module.css';

/** Keys of components and of connections in one tree must differ. */
const CALL = 'call:';

function componentMenu(id: string): readonly MenuGroup[] {
  if (!getSelection().components.includes(id)) select({ components: [id] });
  return [
    { id: 'one', entries: ['connect', 'add-called', 'rename', 'inspect'].map((command) => commandEntry(command)) },
    {
      id: 'edit',
      entries: [
        commandEntry('duplicate'),
        { id: 'show', label: 'Show on the canvas', run: () => viewport()?.focus(id) },
      ],
    },
    { id: 'delete', entries: [commandEntry('delete', true)] },
  ];
}

function callMenu(key: string): readonly MenuGroup[] {
  select({ connections: [key] });
  return [
    { id: 'policies', entries: policyEntries(key) },
    { id: 'inspect', entries: [commandEntry('inspect')] },
    { id: 'delete', entries: [commandEntry('delete', true)] },
  ];
}

function RowMenu({ label, groups }: { readonly label: string; readonly groups: () => readonly MenuGroup[] }) {
  return (
    <MenuButton
      label={label}
      groups={groups}
      button={
        <IconButton label={label} size="small">
          <Ellipsis aria-hidden />
        </IconButton>
      }
    />
  );
}

function LoadNumber({ id }: { readonly id: string }) {
  const load = useLoad(id);
  if (load?.limiting === undefined) return null;
  return (
    <span
      className={styles['load']}
      data-level={loadLevel(load.utilization)}
      title={load.measured ? 'Utilization' : 'Estimated utilization'}
    >
      {formatQuantity(load.utilization, 'fraction', 2)}
    </span>
  );
}

function CallItem({ connection }: { readonly connection: RawConnection }) {
  const to = useDocument((document) => nameById(document, connection.to));
  const key = connectionKey(connection);
  return (
    <TreeItem id={`${CALL}${key}`} textValue={`calls ${to}`} className={styles['item'] ?? ''}>
      <TreeItemContent>
        <span className={styles['row']}>
          <span className={styles['indent']} />
          <CornerDownRight aria-hidden />
          <span className={styles['name']}>{to}</span>
          {policyMarks(connection).map(({ name, icon, words }) => (
            <span key={name} title={words} className={styles['mark']}>
              <Glyph name={icon} size={12} />
              <span className="visually-hidden">{words}</span>
            </span>
          ))}
          <RowMenu label={`Commands for the call to ${to}`} groups={() => callMenu(key)} />
        </span>
      </TreeItemContent>
    </TreeItem>
  );
}

function ComponentItem({
  component,
  calls,
}: {
  readonly component: RawComponent;
  readonly calls: readonly RawConnection[];
}) {
  const { id, type } = component;
  const name = nameOf(component);
  return (
    <TreeItem id={id} textValue={`${name}, ${typeTitle(type)}`} className={styles['item'] ?? ''}>
      <TreeItemContent>
        <span className={styles['row']}>
          {calls.length > 0 ? (
            <Button slot="chevron" className={styles['chevron'] ?? ''}>
              <ChevronRight aria-hidden />
            </Button>
          ) : (
            <span className={styles['chevron']} />
          )}
          <Glyph name={definitionOf(type)?.icon ?? 'box'} size={16} />
          <span className={styles['name']}>{name}</span>
          <LoadNumber id={id} />
          <RowMenu label={`Commands for ${name}`} groups={() => componentMenu(id)} />
        </span>
      </TreeItemContent>
      {calls.map((connection) => (
        <CallItem key={connectionKey(connection)} connection={connection} />
      ))}
    </TreeItem>
  );
}

function selectKeys(keys: Keys): void {
  const document = getDocument();
  const chosen = keys === 'all' ? document.components.map(({ id }) => id) : [...keys].map(String);
  select({
    components: chosen.filter((key) => !key.startsWith(CALL)),
    connections: chosen.filter((key) => key.startsWith(CALL)).map((key) => key.slice(CALL.length)),
  });
}

/** The design as a tree of components and their calls: everything the canvas can do, without a canvas. */
export function Outline() {
  const document = useDocument((whole) => whole);
  const { components, connections } = useSelection();
  const add = (
    <TextButton size="small" onPress={() => openDialog({ name: 'add' })}>
      Add a component…
    </TextButton>
  );
  if (document.components.length === 0) {
    return (
      <EmptyState title="Nothing drawn yet" actions={add}>
        The outline lists components and their calls, for work without dragging.
      </EmptyState>
    );
  }
  const byId = new Map(document.components.map((component) => [component.id, component]));
  return (
    <div className={styles['outline']} data-outline>
      <Tree
        aria-label="Components and their calls"
        className={styles['tree'] ?? ''}
        selectionMode="multiple"
        selectionBehavior="replace"
        defaultExpandedKeys={document.components.map(({ id }) => id)}
        selectedKeys={[...components, ...connections.map((key) => `${CALL}${key}`)]}
        onSelectionChange={selectKeys}
        onAction={(key) => {
          const id = String(key);
          if (byId.has(id)) viewport()?.reveal(id);
        }}
      >
        {readingOrder(document).map((id) => {
          const component = byId.get(id);
          return component === undefined ? null : (
            <ComponentItem
              key={id}
              component={component}
              calls={document.connections.filter(({ from }) => from === id)}
            />
          );
        })}
      </Tree>
      <div className={styles['add']}>{add}</div>
    </div>
  );
}
