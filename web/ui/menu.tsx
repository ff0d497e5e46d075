import { type ReactNode, type RefObject, useRef, useState } from 'react';
import { ButtonContext } from 'react-aria-components';
import { later } from './later.tsx';

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

/** A menu is loaded when the first is opened, or before that while nothing else is to be done. */
const MenuPopover = later('menu', async () => (await import('./menu-popover.tsx')).MenuPopover);

/** Loads menus while nothing else is to be done. */
export const prepareMenus = MenuPopover.prepare;

interface MenuButtonProps {
  /** The button that opens it. */
  readonly button: ReactNode;
  readonly label: string;
  /** Asked for when the menu opens. */
  readonly groups: () => readonly MenuGroup[];
}

/** A button that opens a menu. */
export function MenuButton({ button, label, groups }: MenuButtonProps) {
  const [shown, setShown] = useState<readonly MenuGroup[]>();
  const anchor = useRef<HTMLButtonElement>(null);
  const open = (): void => setShown(groups());
  return (
    <>
      <ButtonContext
        value={{
          ref: anchor,
          onPress: open,
          onKeyDown: (event) => {
            if (event.key === 'ArrowDown') open();
            else event.continuePropagation();
          },
          'aria-haspopup': 'menu',
          'aria-expanded': shown !== undefined,
        }}
      >
        {button}
      </ButtonContext>
      {shown !== undefined && (
        <MenuPopover label={label} groups={shown} offset={4} anchor={anchor} onClose={() => setShown(undefined)} />
      )}
    </>
  );
}

interface ContextMenuProps {
  readonly label: string;
  readonly groups: readonly MenuGroup[];
  readonly onClose: () => void;
  /** An element of no size at the place where the menu opens. */
  readonly anchor: RefObject<HTMLElement | null>;
}

/** A menu at a place: the pointer, or the component that has focus. It is open as long as it is there. */
export function ContextMenu(props: ContextMenuProps) {
  return <MenuPopover {...props} offset={2} />;
}
