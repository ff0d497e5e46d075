import { Search } from 'lucide-react';
import { useState } from 'react';
import {
  Autocomplete,
  Dialog,
  Header,
  Input,
  Menu,
  MenuItem,
  MenuSection,
  Modal,
  ModalOverlay,
  SearchField,
  useFilter,
} from 'react-aria-components';
import { bestFirst } from './best-first.ts';
import { Keys } from './keys.tsx';
import menu from './menu.module.css';
import type { MenuGroup } from './menu.tsx';
import styles from './quick-pick.module.css';

interface QuickPickProps {
  /** What is chosen; its accessible name. */
  readonly title: string;
  readonly placeholder: string;
  readonly groups: readonly MenuGroup[];
  /** What it says when nothing fits. */
  readonly nothing: string;
  readonly onClose: () => void;
}

/** Choose by typing: a list that narrows, arrows to walk it, Enter to take. */
export function QuickPick({ title, placeholder, groups, nothing, onClose }: QuickPickProps) {
  const { contains } = useFilter({ sensitivity: 'base' });
  const [typed, type] = useState('');
  const ordered = bestFirst(groups, typed, {
    itemsOf: ({ entries }) => entries,
    nameOf: ({ label }) => label,
    withItems: (group, entries) => ({ ...group, entries }),
  });
  return (
    <ModalOverlay
      className={styles['overlay'] ?? ''}
      isOpen
      isDismissable
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
    >
      <Modal className={styles['modal'] ?? ''}>
        <Dialog aria-label={title} className={styles['dialog'] ?? ''}>
          <Autocomplete filter={contains}>
            <SearchField aria-label={title} autoFocus value={typed} onChange={type} className={styles['search'] ?? ''}>
              <Search aria-hidden />
              <Input placeholder={placeholder} className={styles['input'] ?? ''} />
            </SearchField>
            <Menu
              aria-label={title}
              className={styles['list'] ?? ''}
              renderEmptyState={() => <p className={styles['nothing']}>{nothing}</p>}
            >
              {ordered
                .filter(({ entries }) => entries.length > 0)
                .map((group) => (
                  <MenuSection key={group.id} aria-label={group.title ?? group.id}>
                    {group.title !== undefined && <Header className={menu['title'] ?? ''}>{group.title}</Header>}
                    {group.entries.map((entry) => (
                      <MenuItem
                        key={entry.id}
                        id={entry.id}
                        textValue={
                          entry.alsoFoundBy === undefined ? entry.label : `${entry.label} ${entry.alsoFoundBy}`
                        }
                        aria-label={entry.label}
                        className={menu['item'] ?? ''}
                        isDisabled={entry.disabled ?? false}
                        onAction={() => {
                          onClose();
                          entry.run();
                        }}
                      >
                        <span className={menu['icon']}>{entry.icon}</span>
                        <span className={menu['text']}>
                          {entry.label}
                          {entry.detail !== undefined && <span className={menu['detail']}>{entry.detail}</span>}
                        </span>
                        {entry.keys !== undefined && <Keys chord={entry.keys} />}
                      </MenuItem>
                    ))}
                  </MenuSection>
                ))}
            </Menu>
          </Autocomplete>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
