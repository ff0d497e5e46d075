import type { RefObject } from 'react';
import {
  Menu as AriaMenu,
  MenuItem as AriaMenuItem,
  MenuSection as AriaMenuSection,
  Popover as AriaPopover,
  Header,
  Separator,
} from 'react-aria-components';
import { Keys } from './keys.tsx';
import styles from './menu.module.css';
import type { MenuEntry, MenuGroup } from './menu.tsx';

function Entries({ entries }: { readonly entries: readonly MenuEntry[] }) {
  return entries.map((entry) => (
    <AriaMenuItem
      key={entry.id}
      id={entry.id}
      textValue={entry.label}
      className={styles['item'] ?? ''}
      isDisabled={entry.disabled ?? false}
      data-danger={entry.danger ?? false}
      onAction={entry.run}
    >
      <span className={styles['icon']}>{entry.icon}</span>
      <span className={styles['text']}>
        {entry.label}
        {entry.detail !== undefined && <span className={styles['detail']}>{entry.detail}</span>}
      </span>
      {entry.keys !== undefined && <Keys chord={entry.keys} />}
    </AriaMenuItem>
  ));
}

/** The lines of a menu. */
function MenuList({
  label,
  groups,
  onClose,
}: {
  readonly label: string;
  readonly groups: readonly MenuGroup[];
  readonly onClose: () => void;
}) {
  const shown = groups.filter(({ entries }) => entries.length > 0);
  return (
    <AriaMenu aria-label={label} className={styles['menu'] ?? ''} autoFocus="first" onClose={onClose}>
      {shown.map(({ id, title, entries }, index) => (
        <AriaMenuSection key={id} {...(title === undefined ? { 'aria-label': id } : {})}>
          {index > 0 && title === undefined && <Separator className={styles['separator'] ?? ''} />}
          {title !== undefined && <Header className={styles['title'] ?? ''}>{title}</Header>}
          <Entries entries={entries} />
        </AriaMenuSection>
      ))}
    </AriaMenu>
  );
}

export interface MenuPopoverProps {
  readonly label: string;
  readonly groups: readonly MenuGroup[];
  readonly offset: number;
  readonly onClose: () => void;
  /** Where it opens: a button, or an element of no size at a place. */
  readonly anchor: RefObject<HTMLElement | null>;
}

/** An open menu. */
export function MenuPopover({ label, groups, offset, onClose, anchor }: MenuPopoverProps) {
  return (
    <AriaPopover
      className={styles['popover'] ?? ''}
      triggerRef={anchor}
      isOpen
      placement="bottom start"
      offset={offset}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
    >
      <MenuList label={label} groups={groups} onClose={onClose} />
    </AriaPopover>
  );
}
