import { type ReactNode, type RefObject, useState } from 'react';
import {
  Menu as AriaMenu,
  MenuItem as AriaMenuItem,
  MenuSection as AriaMenuSection,
  Popover as AriaPopover,
  Header,
  MenuTrigger,
  Separator,
} from 'react-aria-components';
import { Keys } from './keys.tsx';
import styles from './menu.module.css';

/** One line of a menu. */
export interface MenuEntry {
  readonly id: string;
  readonly label: string;
  readonly icon?: ReactNode;
  readonly keys?: string;
  /** A few words below the label. */
  readonly detail?: string;
  /** Other words that it is found by. */
  readonly alsoFoundBy?: string;
  readonly disabled?: boolean;
  readonly danger?: boolean;
  readonly run: () => void;
}

/** Lines that belong together, under a heading where there is a title. */
export interface MenuGroup {
  readonly id: string;
  readonly title?: string;
  readonly entries: readonly MenuEntry[];
}

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

/** The lines of a menu; it stands in a popover. */
export function MenuList({
  label,
  groups,
  onClose,
}: {
  readonly label: string;
  readonly groups: readonly MenuGroup[];
  readonly onClose?: () => void;
}) {
  const shown = groups.filter(({ entries }) => entries.length > 0);
  return (
    <AriaMenu
      aria-label={label}
      className={styles['menu'] ?? ''}
      autoFocus="first"
      {...(onClose === undefined ? {} : { onClose })}
    >
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

interface MenuButtonProps {
  /** The button that opens it. */
  readonly button: ReactNode;
  readonly label: string;
  /** Asked for when the menu opens. */
  readonly groups: () => readonly MenuGroup[];
}

/** A button that opens a menu. */
export function MenuButton({ button, label, groups }: MenuButtonProps) {
  const [shown, setShown] = useState<readonly MenuGroup[]>([]);
  return (
    <MenuTrigger
      onOpenChange={(open) => {
        if (open) setShown(groups());
      }}
    >
      {button}
      <AriaPopover className={styles['popover'] ?? ''} placement="bottom start" offset={4}>
        <MenuList label={label} groups={shown} />
      </AriaPopover>
    </MenuTrigger>
  );
}

interface ContextMenuProps {
  readonly label: string;
  readonly groups: readonly MenuGroup[];
  readonly isOpen: boolean;
  readonly onClose: () => void;
  /** An element of no size at the place where the menu opens. */
  readonly anchor: RefObject<HTMLElement | null>;
}

/** A menu at a place: the pointer, or the component that has focus. */
export function ContextMenu({ label, groups, isOpen, onClose, anchor }: ContextMenuProps) {
  return (
    <AriaPopover
      className={styles['popover'] ?? ''}
      triggerRef={anchor}
      isOpen={isOpen}
      placement="bottom start"
      offset={2}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
    >
      <MenuList label={label} groups={groups} onClose={onClose} />
    </AriaPopover>
  );
}
