import { createReadStream } from 'node:fs';
import { addAbortSignal, type Readable } from 'node:stream';
import { type Host, Refusal } from './host.ts';

/** A file as read: what messages call it, and its text. */
export interface TextFile {
  readonly name: string;
  readonly text: string;
}

/** Longer files are refused without reading on. Documents have a lower limit of their own, which says more. */
const LARGEST = 16 * 1024 * 1024;

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder; name the file in it',
  EACCES: 'reading it is not permitted',
  ENOTDIR: 'a part of the path is a file and no folder',
};

/** Reads a file, or standard input where it is called `-`. Throws an abort error where the user interrupts it. */
export async function readText(path: string, host: Host): Promise<TextFile> {
  const name = path === '-' ? '(standard input)' : path;
  try {
    const stream = path === '-' ? host.input : createReadStream(path);
    return { name, text: await textOf(addAbortSignal(host.signal, stream)) };
  } catch (error) {
    // Whoever types a file at the terminal may think better of it.
    if (host.signal.aborted) throw error;
    const { code = '', message } = error as NodeJS.ErrnoException;
    throw new Refusal(`${name}: ${reasons[code] ?? message}.`);
  }
}

async function textOf(stream: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    chunks.push(Buffer.from(chunk));
    size += chunk.length;
    if (size > LARGEST) throw new Error(`it is larger than ${LARGEST / 1024 / 1024} MiB, which no document is`);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    throw new Error('it is not UTF-8 text'); // the decoder's own message names no remedy
  }
}
