import { copyFragment, FRAGMENT_FORMAT, type Fragment, paste } from '../../src/index.ts';
import { loadEngine } from '../engine/index.ts';
import { announce } from '../state/announce.ts';
import { edit, getDocument, getSelection, select } from '../state/document-store.ts';
import { viewport } from '../state/viewport.ts';
import { toast } from '../ui/index.ts';
import { refuse, remove, withPlaces } from './actions.ts';
import { placesOf } from './layout.ts';
import { counted, itemsNamed } from './words.ts';

/** The selected components and the calls among them as text, or undefined where no component is selected. */
function selected(): string | undefined {
  const { components } = getSelection();
  if (components.length === 0) return undefined;
  return `${JSON.stringify(copyFragment(withPlaces(getDocument()), components), null, 2)}\n`;
}

/** Where a fragment pasted here comes: beside its original, or in the middle of the view if that is elsewhere. */
function spot(fragment: Fragment) {
  const here = Object.values(placesOf(getDocument()));
  const wanted = Object.values(fragment.layout);
  const beside = wanted.some((place) => here.some((other) => other.x === place.x && other.y === place.y));
  return beside || wanted.length === 0 ? undefined : viewport()?.center();
}

/** Pastes text; what is no fragment of a design is left alone, and a broken one explains itself. */
export async function pasteText(text: string): Promise<boolean> {
  const { fragment, findings } = (await loadEngine()).readFragment(text);
  if (fragment === undefined) {
    const [finding] = findings;
    if (finding !== undefined)
      toast({ tone: 'bad', title: 'Nothing was pasted', detail: `${finding.what} ${finding.todo}` });
    return false;
  }
  const named = counted(fragment.components.length, 'component');
  const pasted = paste(withPlaces(getDocument()), fragment, spot(fragment));
  if ('refused' in pasted) {
    refuse(pasted.refused);
    return false;
  }
  if (!edit(`Paste ${named}`, () => pasted.doc)) return false;
  select({ components: pasted.ids });
  announce(`Pasted ${named}.`);
  return true;
}

/**
 * Answers the browser's own copy, cut and paste events, which need no permission. `applies` says whether they are meant
 * for the canvas: not where text is selected or typed.
 */
export function listenToClipboard(applies: () => boolean): () => void {
  const copy = (event: ClipboardEvent): void => {
    const text = applies() ? selected() : undefined;
    if (text === undefined) return;
    event.preventDefault();
    event.clipboardData?.setData('text/plain', text);
    const { components } = getSelection();
    if (event.type === 'cut') remove();
    else announce(`Copied ${itemsNamed(getDocument(), components, [])}.`);
  };
  const onPaste = (event: ClipboardEvent): void => {
    const text = event.clipboardData?.getData('text/plain') ?? '';
    if (!applies() || !text.includes(FRAGMENT_FORMAT)) return;
    event.preventDefault();
    void pasteText(text);
  };
  document.addEventListener('copy', copy);
  document.addEventListener('cut', copy);
  document.addEventListener('paste', onPaste);
  return () => {
    document.removeEventListener('copy', copy);
    document.removeEventListener('cut', copy);
    document.removeEventListener('paste', onPaste);
  };
}

/** For menus: the same through the clipboard's interface, which may ask for permission. */
export async function copySelection(): Promise<void> {
  const text = selected();
  if (text === undefined) return;
  await navigator.clipboard.writeText(text);
  announce(`Copied ${itemsNamed(getDocument(), getSelection().components, [])}.`);
}

export async function pasteClipboard(): Promise<void> {
  try {
    const text = await navigator.clipboard.readText();
    if (!(await pasteText(text))) announce('The clipboard holds no components.');
  } catch {
    // Reading may be forbidden where the key is not: the browser decides.
    toast({
      tone: 'info',
      title: 'The browser does not let a menu read the clipboard.',
      detail: 'Paste with the keys instead.',
    });
  }
}
