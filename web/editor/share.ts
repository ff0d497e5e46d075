import type { DesignDocument } from '../../src/index.ts';
import { loadEngine } from '../engine/index.ts';
import { announce } from '../state/announce.ts';
import { getDocument } from '../state/document-store.ts';
import { busy } from '../state/idle.ts';
import { openDialog } from '../state/shell.ts';
import { toast } from '../ui/index.ts';
import { openDocument, reportFile } from './files.ts';
import { isShared, LONGEST_LINK, pack, unpack } from './share-link.ts';

/** Copies a link that holds the design: who opens it has a copy, and sees nothing of what is changed later. */
export async function copyLink(): Promise<void> {
  const done = busy('share');
  try {
    const hash = await pack(JSON.stringify(getDocument()));
    if (hash.length > LONGEST_LINK) {
      const [has, most] = [hash.length, LONGEST_LINK].map((length) => length.toLocaleString('en-US'));
      toast({
        tone: 'bad',
        title: 'This design is too large for a link',
        detail: `It would take ${has} characters, and programs cut off links beyond ${most}. Save it as a file and send that.`,
      });
      return;
    }
    const url = `${location.href.replace(/#.*$/, '')}${hash}`;
    try {
      await navigator.clipboard.writeText(url);
      toast({ tone: 'good', title: 'Link copied', detail: 'It holds the design as it is now.' });
      announce('Copied a link to the design.');
    } catch {
      // Permission can be withheld. The address bar needs none.
      history.replaceState(undefined, '', hash);
      toast({
        tone: 'info',
        title: 'The browser did not allow copying',
        detail: 'The link is now in the address bar: copy it there.',
      });
    }
  } finally {
    done();
  }
}

function forgetLink(): void {
  history.replaceState(undefined, '', location.href.replace(/#.*$/, ''));
}

async function readLink(): Promise<void> {
  const done = busy('share');
  try {
    const text = await unpack(location.hash).catch(() => undefined);
    forgetLink();
    if (text === undefined) {
      reportFile('The link', [
        {
          code: 'link-unreadable',
          severity: 'error',
          path: [],
          what: 'The link holds no design that can be unpacked.',
          why: 'Mail and chat programs cut off long links, or change their letters.',
          todo: 'Ask for the link again, or for the design as a file.',
        },
      ]);
      return;
    }
    const { document, findings } = (await loadEngine()).readDesign(text);
    if (document === undefined) reportFile('The link', findings);
    // One's own link, opened where it came from, asks for nothing.
    else if (JSON.stringify(document) !== JSON.stringify(getDocument())) openDialog({ name: 'shared', document });
  } finally {
    done();
  }
}

/** Shows what a link holds that this page was opened with, or is later; nothing is replaced before that. */
export function watchLinks(): void {
  const look = (): void => {
    if (isShared(location.hash)) void readLink();
  };
  globalThis.addEventListener('hashchange', look);
  look();
}

/** Puts a shared design in the place of the present one, as one step of history. */
export function openShared(document: DesignDocument): Promise<void> {
  return openDocument('the shared design', document);
}
