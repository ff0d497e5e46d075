/** Names that would reach into an object's inside are refused wherever a file may choose a key. */
export const reservedNames: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** Ids of components and places, and names of requests: short, printable, and nothing that a language gives a meaning to. */
export const idPattern = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;

/** Whether a text may be such an id. */
export function isId(text: string): boolean {
  return idPattern.test(text) && !reservedNames.has(text);
}
