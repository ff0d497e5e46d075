/**
 * A design in the address of a page: after the `#`, which browsers keep to themselves. Its text is compressed as raw
 * DEFLATE (RFC 1951) and written in the alphabet for addresses of base 64 (RFC 4648).
 */
const PREFIX = '#design=';

/** Longer addresses are cut off by mail and chat programs, and by some browsers [characters]. */
export const LONGEST_LINK = 32_000;

/** No design is that large, whatever few bytes say that they unpack to [bytes]. */
const LARGEST_TEXT = 4 * 1024 * 1024;

export function isShared(hash: string): boolean {
  return hash.startsWith(PREFIX);
}

async function bytesOf(stream: ReadableStream<Uint8Array>, most: number): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = stream.getReader();
  for (let step = await reader.read(); !step.done; step = await reader.read()) {
    length += step.value.length;
    if (length > most) throw new RangeError('the link unpacks to more than any design has');
    chunks.push(step.value);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

/** The part of an address that holds a text. */
export async function pack(text: string): Promise<string> {
  const packed = new Blob([text]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  const bytes = await bytesOf(packed, Number.POSITIVE_INFINITY);
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return `${PREFIX}${btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')}`;
}

/** The text in such a part. Rejects where it is none, was cut off, or unpacks to too much. */
export async function unpack(hash: string): Promise<string> {
  const binary = atob(hash.slice(PREFIX.length).replaceAll('-', '+').replaceAll('_', '/'));
  const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
  const text = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  return new TextDecoder('utf-8', { fatal: true }).decode(await bytesOf(text, LARGEST_TEXT));
}
