import type { ReactNode } from 'react';
import { select } from '../state/document-store.ts';
import { useNames } from './names.ts';
import styles from './place-link.module.css';

interface PlaceLinkProps {
  /** Id of a component, or name of a connection; one of them. */
  readonly component?: string;
  readonly connection?: string;
  /** Whether it is selected now, where that is shown. */
  readonly selected?: boolean;
  /** Its name unless given. */
  readonly children?: ReactNode;
}

/** Leads to the component or connection that a number is about: selects it on the canvas. */
export function PlaceLink({ component, connection, selected, children }: PlaceLinkProps) {
  const nameOf = useNames();
  const show = (): void =>
    select(component === undefined ? { connections: [connection ?? ''] } : { components: [component] });
  return (
    <button type="button" className={styles['link']} aria-pressed={selected} onClick={show}>
      {children ?? (component === undefined ? connection : nameOf(component))}
    </button>
  );
}
