import { commands } from '../editor/commands.ts';
import { Dialog, Keys } from '../ui/index.ts';
import styles from './shell.module.css';

/** All keys, by what they are about. */
export function ShortcutSheet({ isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void }) {
  const groups = [...new Set(commands.map(({ group }) => group))];
  return (
    <Dialog title="Keyboard shortcuts" isOpen={isOpen} onClose={onClose} size="large">
      <p className={styles['sheet-note']}>
        Single letters and arrows work while the canvas has the focus, and never while you type. On the canvas, Tab
        leaves it and F6 goes to the next part of the window.
      </p>
      <div className={styles['sheet']}>
        {groups.map((group) => (
          <section key={group}>
            <h3>{group}</h3>
            <dl>
              {commands
                .filter((command) => command.group === group && command.keys.length > 0 && command.sheet !== '')
                .map(({ id, title, sheet, keys }) => (
                  <div key={id}>
                    <dt>{sheet ?? title}</dt>
                    <dd>
                      {keys.map((chord) => (
                        <Keys key={chord} chord={chord} />
                      ))}
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
