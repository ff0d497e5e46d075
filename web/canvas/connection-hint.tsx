import { useConnection, ViewportPortal } from '@xyflow/react';
import { useEffect } from 'react';
import { refusal } from '../../src/index.ts';
import { nameById } from '../editor/words.ts';
import { announce } from '../state/announce.ts';
import { getDocument } from '../state/document-store.ts';
import styles from './connection-hint.module.css';

/** While a connection is drawn: what letting go here would do, in words beside the pointer. */
export function ConnectionHint() {
  const from = useConnection((connection) => (connection.inProgress ? connection.fromNode.id : undefined));
  const over = useConnection((connection) => (connection.inProgress ? connection.toNode?.id : undefined));
  const pointer = useConnection((connection) => (connection.inProgress ? connection.pointer : undefined));
  const refused =
    from === undefined || over === undefined || over === from ? undefined : refusal(getDocument(), from, over);

  useEffect(() => {
    if (refused !== undefined) announce(refused);
  }, [refused]);

  if (from === undefined || pointer === undefined) return null;
  const allowed = over !== undefined && over !== from && refused === undefined;
  const text = allowed
    ? `Connect to ${nameById(getDocument(), over)}`
    : (refused ?? 'Let go over a component, or over empty space to add one');
  return (
    <ViewportPortal>
      <div
        className={styles['hint']}
        data-refused={refused !== undefined}
        style={{ transform: `translate(${pointer.x + 16}px, ${pointer.y + 16}px)` }}
      >
        {text}
      </div>
    </ViewportPortal>
  );
}
