import type { ReactNode } from 'react';
import { duplicateSelection, remove } from '../editor/actions.ts';
import { connectionByKey, counted } from '../editor/words.ts';
import { type Selection, useDocument, useSelection } from '../state/document-store.ts';
import { Button, later } from '../ui/index.ts';
import styles from './inspector.module.css';

const ComponentInspector = later(
  'inspector',
  async () => (await import('./component-inspector.tsx')).ComponentInspector,
);
const ConnectionInspector = later(
  'inspector',
  async () => (await import('./connection-inspector.tsx')).ConnectionInspector,
);

/** Loads the forms while nothing else is to be done. */
export function prepareInspector(): void {
  ComponentInspector.prepare();
  ConnectionInspector.prepare();
}

function Several({ components, connections }: Selection) {
  const said = [
    components.length > 0 ? counted(components.length, 'component') : '',
    connections.length > 0 ? counted(connections.length, 'connection') : '',
  ];
  return (
    <div className={styles['scroll']}>
      <section className={styles['section']}>
        <h2>{said.filter(Boolean).join(' and ')} selected</h2>
        <p className={styles['note']}>Arrow keys move them, Ctrl+D duplicates, Delete deletes.</p>
        <div className={styles['actions']}>
          <Button size="small" isDisabled={components.length === 0} onPress={duplicateSelection}>
            Duplicate
          </Button>
          <Button size="small" variant="danger" onPress={() => remove()}>
            Delete
          </Button>
        </div>
      </section>
    </div>
  );
}

/** What is selected, to be changed; `children` when nothing is. */
export function Inspector({ children }: { readonly children: ReactNode }) {
  const { components, connections } = useSelection();
  const [id] = components;
  const [key] = connections;
  const component = useDocument((document) => document.components.find((candidate) => candidate.id === id));
  const connection = useDocument((document) =>
    key === undefined ? undefined : connectionByKey(document, key)?.connection,
  );

  if (components.length + connections.length > 1) return <Several components={components} connections={connections} />;
  if (component !== undefined) return <ComponentInspector key={component.id} component={component} />;
  if (connection !== undefined) return <ConnectionInspector key={key} connection={connection} />;
  return <div className={styles['scroll']}>{children}</div>;
}
