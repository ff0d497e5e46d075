import styles from './keys.module.css';

const isMac = /Mac|iPhone|iPad/.test(globalThis.navigator?.platform ?? '');

const names: Readonly<Record<string, string>> = {
  Mod: isMac ? '⌘' : 'Ctrl',
  Shift: isMac ? '⇧' : 'Shift',
  Alt: isMac ? '⌥' : 'Alt',
  Left: '←',
  Right: '→',
  Up: '↑',
  Down: '↓',
};

/** A chord as written in tables (`Mod+Shift+Z`), shown as the keys of this computer. */
export function Keys({ chord }: { readonly chord: string }) {
  return (
    <span className={styles['chord']}>
      {chord.split('+').map((key) => (
        <kbd key={key} className={styles['key']}>
          {names[key] ?? key}
        </kbd>
      ))}
    </span>
  );
}
