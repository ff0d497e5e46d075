import { X } from 'lucide-react';
import type { MouseEvent } from 'react';
import { policies } from '../../simulator/index.ts';
import { applyPolicy, applyReplica, refuse } from '../editor/actions.ts';
import { type Armed, getShell, setShell, useShell } from '../state/shell.ts';
import { IconButton } from '../ui/index.ts';
import styles from './canvas.module.css';
import { itemAt } from './item-at.ts';

/** What an armed chip asks for. */
export function armedText(armed: Armed): string {
  if (armed.kind === 'replica') return 'Click the component that gets a replica.';
  const title = policies.find(({ name }) => name === armed.name)?.title ?? armed.name;
  return `${title}: click the connection that gets it.`;
}

/** Uses an armed chip on what was clicked; other clicks on the canvas go on as ever. */
export function fireAt(event: MouseEvent): void {
  const { armed } = getShell();
  const target = event.target as Element;
  if (armed === undefined || target.closest('button') !== null) return;
  const { component, connection } = itemAt(target);
  event.stopPropagation();
  if (armed.kind === 'policy' && connection !== undefined) applyPolicy(armed.name, connection);
  else if (armed.kind === 'replica' && component !== undefined) applyReplica(component);
  else {
    refuse(armedText(armed));
    return;
  }
  setShell({ armed: undefined });
}

export function ArmedBanner() {
  const armed = useShell((shell) => shell.armed);
  if (armed === undefined) return null;
  return (
    <div className={styles['armed']}>
      {armedText(armed)}
      <IconButton label="Never mind" size="small" onPress={() => setShell({ armed: undefined })}>
        <X aria-hidden />
      </IconButton>
    </div>
  );
}
