import { createStore } from '@xstate/store';
import { useSelector } from '@xstate/store-react';
import type { DesignDocument, PlacedFinding } from '../../src/index.ts';
import { loadEngine } from '../engine/index.ts';
import { withItsScenario } from '../scenarios/index.ts';
import { announce } from '../state/announce.ts';
import { compiled } from '../state/compiled.ts';
import { emptyDocument, getDocument, replaceDocument, select } from '../state/document-store.ts';
import { busy } from '../state/idle.ts';
import { saveFile } from '../state/save-file.ts';
import { showDock } from '../state/shell.ts';
import { toast } from '../ui/index.ts';
import { counted } from './words.ts';

/** A file that could not be opened. */
export interface FileProblem {
  readonly name: string;
  readonly findings: readonly PlacedFinding[];
}

const store = createStore({
  context: { problem: undefined as FileProblem | undefined },
  on: { set: (_, event: { problem: FileProblem | undefined }) => ({ problem: event.problem }) },
});

export function useFileProblem(): FileProblem | undefined {
  return useSelector(store, (snapshot) => snapshot.context.problem);
}

export function dismissFileProblem(): void {
  store.send({ type: 'set', problem: undefined });
}

/** Larger files are refused unread [bytes]: a browser tab has better uses for its memory. */
const LARGEST = 16 * 1024 * 1024;

/** Says why a file was not taken. */
export function reportFile(name: string, findings: readonly PlacedFinding[]): void {
  store.send({ type: 'set', problem: { name, findings } });
  announce(`${name} was not opened. ${findings[0]?.what ?? ''}`);
}

function shown(document: DesignDocument): void {
  select({});
  announce(`Opened ${document.name}, ${counted(document.components.length, 'component')}.`);
}

/** Opens a design from the text of a file, as one step of history. What cannot be opened is explained, and nothing is lost. */
async function openText(name: string, text: string): Promise<void> {
  const { document, findings } = (await loadEngine()).readDesign(text);
  if (document === undefined) {
    reportFile(name, findings);
    return;
  }
  await openDocument(name, document);
}

/** Puts a design in the place of the present one, as one step of history, and says where it cannot run. */
export async function openDocument(name: string, document: DesignDocument): Promise<void> {
  if (!replaceDocument(`Open ${name}`, await withItsScenario(document))) return;
  shown(document);
  // Nothing to carry yet is no mistake of the file.
  const errors = compiled(getDocument()).findings.filter(
    ({ severity, code }) => severity === 'error' && code !== 'no-workload',
  ).length;
  if (errors > 0) {
    showDock('problems');
    toast({
      tone: 'bad',
      title: `${name} has ${counted(errors, 'problem')}`,
      detail: 'It cannot run until they are solved; they are listed below the canvas.',
    });
  }
}

export function openFile(file: File): Promise<void> {
  return readChosen(file, openText);
}

/** Reads a file that the user chose; what cannot be read is explained. */
export async function readChosen(file: File, use: (name: string, text: string) => Promise<void> | void): Promise<void> {
  const done = busy('open');
  try {
    if (file.size > LARGEST) {
      const megabytes = Math.round(file.size / 1024 / 1024);
      reportFile(file.name, [
        {
          code: 'file-too-large',
          severity: 'error',
          path: [],
          what: `The file has ${megabytes} MiB.`,
          why: 'No file of Headroom is that large: a thousand components take less than 1 MiB.',
          todo: 'Choose a file such as one that was saved here.',
        },
      ]);
      return;
    }
    await use(file.name, await file.text());
  } catch (error) {
    // The file was moved or its disk taken away between choosing and reading.
    toast({
      tone: 'bad',
      title: `${file.name} could not be read`,
      detail: error instanceof Error ? error.message : '',
    });
  } finally {
    done();
  }
}

/** Lets the user choose a file: a design to open, unless told otherwise. */
export function chooseFile(use: (file: File) => void = (file) => void openFile(file)): void {
  const input = document.createElement('input');
  input.type = 'file';
  input.accept = '.json,application/json';
  input.addEventListener('change', () => {
    const file = input.files?.[0];
    if (file !== undefined) use(file);
  });
  input.click();
}

/** The text of a design file. */
export function fileText(design: DesignDocument): string {
  return `${JSON.stringify(design, null, 2)}\n`;
}

/** A file name that every system takes. */
export function fileName(design: DesignDocument): string {
  const stem = design.name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);
  return `${stem === '' ? 'design' : stem}.design.json`;
}

/** Hands the design to the browser as a file. */
export function download(design = getDocument()): void {
  const name = fileName(design);
  saveFile(name, fileText(design));
  announce(`Saved ${name}.`);
}

/** An empty canvas, as one step of history. */
export function newDesign(): void {
  if (replaceDocument('New design', emptyDocument)) shown(emptyDocument);
}
