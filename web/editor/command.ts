/** Anything that can be done by key, menu or command palette: one table feeds them all. */
export interface Command {
  readonly id: string;
  /** As a menu says it. */
  readonly title: string;
  readonly group: 'Design' | 'Edit' | 'Add and connect' | 'Arrange' | 'View' | 'Move about' | 'Run';
  /** Chords, the one to show first: `Mod+Shift+Z`. Mod is Ctrl, or ⌘ on a Mac. */
  readonly keys: readonly string[];
  /**
   * Where its keys work: anywhere; on the page but not while typing; where components are selected (canvas and
   * outline); on the canvas only, as single letters do.
   */
  readonly when: 'anywhere' | 'page' | 'selection' | 'canvas';
  /** Makes no sense in the palette: it is about where the focus is. */
  readonly keysOnly?: boolean;
  /** As the shortcut sheet says it, where one line there stands for several commands; empty for the others. */
  readonly sheet?: string;
  /** Why it cannot be done now, or undefined. */
  readonly unavailable?: () => string | undefined;
  readonly run: () => void;
}

const isMac = /Mac|iPhone|iPad/.test(globalThis.navigator?.platform ?? '');

type KeyPress = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

const arrows: Readonly<Record<string, string>> = {
  Left: 'ArrowLeft',
  Right: 'ArrowRight',
  Up: 'ArrowUp',
  Down: 'ArrowDown',
};

/** Whether the key pressed is the one a chord ends in. Letters and digits go by place: Alt and Shift change the character. */
function isKey(name: string, press: KeyPress): boolean {
  if (/^[A-Z]$/.test(name)) return press.code === `Key${name}` || press.key.toUpperCase() === name;
  if (/^\d$/.test(name)) return press.code === `Digit${name}` || press.key === name;
  return press.key === (arrows[name] ?? name);
}

/** Whether a key press is a chord. */
export function isChord(chord: string, press: KeyPress): boolean {
  const parts = chord.split('+');
  const name = parts.pop() ?? '';
  const has = (modifier: string): boolean => parts.includes(modifier);
  const mod = isMac ? press.metaKey : press.ctrlKey;
  const other = isMac ? press.ctrlKey : press.metaKey;
  // A character that is itself made with Shift (`?`) does not ask for it.
  const shift = /^[^\w\s]$/.test(name) || has('Shift') === press.shiftKey;
  return mod === has('Mod') && !other && press.altKey === has('Alt') && shift && isKey(name, press);
}

/** `Mod+Shift+Z` as ARIA writes it: `Control+Shift+Z`. */
export function ariaChord(chord: string): string {
  return chord.replace('Mod', isMac ? 'Meta' : 'Control');
}
