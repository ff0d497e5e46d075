import type { Finding } from '../../simulator/index.ts';
import { reservedNames } from '../../simulator/index.ts';

/** What a file may be at most. Far above what a person draws, far below what hurts. */
export const limits = {
  /** Characters of the whole text. */
  text: 2_000_000,
  /** Lists and groups inside one another. */
  depth: 64,
  /** Values of any kind in the whole document. */
  values: 500_000,
  components: 500,
  connections: 2000,
  zones: 100,
  regions: 30,
  faults: 200,
  objectives: 100,
  /** Characters of a name that is shown. */
  name: 120,
  /** Characters of any other text. */
  string: 2000,
} as const;

/** Findings kept of one document: nobody reads more, and a hostile file could ask for millions. */
export const MOST_FINDINGS = 200;

type MutablePath = (string | number)[];

/**
 * Control characters and those that reverse the direction of text (Unicode bidi overrides and isolates): they make a
 * text look like another one. Line breaks and tabs are among them: no text of the format has lines.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is its purpose
const HIDDEN = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

/** Half of a pair that is one character only together: no text of any language. */
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

function error(code: string, path: MutablePath, what: string, why: string, todo: string): Finding {
  return { code, severity: 'error', path, what, why, todo };
}

function hidden(text: string): string | undefined {
  const at = HIDDEN.exec(text) ?? LONE_SURROGATE.exec(text);
  return at === null ? undefined : `U+${at[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
}

function checkText(text: string, path: MutablePath, role: string): Finding | undefined {
  if (text.length > limits.string) {
    return error(
      'text-too-long',
      path,
      `A ${role} has ${text.length} characters; at most ${limits.string} are read.`,
      'So long a text is no name and no quantity, and every screen would carry it.',
      'Shorten it.',
    );
  }
  const character = hidden(text);
  if (character === undefined) return undefined;
  return error(
    'control-character',
    path,
    `A ${role} holds the invisible character ${character}.`,
    'It could make one name look like another, or break a line in a terminal.',
    'Remove the character.',
  );
}

export interface ValueCheck {
  readonly findings: readonly Finding[];
  /** The value must not be looked at further: too deep, too large, or made to reach into objects. */
  readonly hostile: boolean;
}

/**
 * Walks any value before anything else reads it: depth, size, reserved names, hidden characters, numbers that are none,
 * and whatever JSON cannot hold. It takes time in proportion to `limits.values` at most, cyclic values included.
 */
export function checkValue(root: unknown): ValueCheck {
  const findings: Finding[] = [];
  let hostile = false;
  let seen = 0;
  const report = (finding: Finding | undefined): void => {
    if (finding !== undefined && findings.length < MOST_FINDINGS) findings.push(finding);
  };
  const open: { readonly value: unknown; readonly path: MutablePath }[] = [{ value: root, path: [] }];
  for (let item = open.pop(); item !== undefined; item = open.pop()) {
    const { value, path } = item;
    seen += 1;
    if (seen > limits.values || path.length > limits.depth) {
      const deep = path.length > limits.depth;
      report(
        error(
          deep ? 'too-deep' : 'too-large',
          path.slice(0, 3),
          deep
            ? `Lists and groups lie more than ${limits.depth} deep inside one another.`
            : `The document holds more than ${limits.values} values.`,
          'No design needs it; reading on could exhaust the memory.',
          deep ? 'Flatten the document.' : 'Split the document.',
        ),
      );
      return { findings, hostile: true };
    }
    if (typeof value === 'string') {
      report(checkText(value, path, 'text'));
    } else if (typeof value === 'number') {
      if (!Number.isFinite(value)) {
        report(
          error(
            'not-finite',
            path,
            'A number is too large to be one.',
            'With an infinite number nothing can be computed.',
            'Write a number below 1e308, or leave the field out where it may be unlimited.',
          ),
        );
      }
    } else if (typeof value === 'object' && value !== null) {
      // Backwards, so that the walk meets the entries in the order of the file.
      const entries = Object.entries(value);
      for (let i = entries.length - 1; i >= 0; i -= 1) {
        const [key, inner] = entries[i] as [string, unknown];
        const inside = [...path, Array.isArray(value) ? Number(key) : key];
        if (reservedNames.has(key)) {
          hostile = true;
          report(
            error(
              'reserved-name',
              inside,
              `The name "${key}" is reserved.`,
              'In a program it would reach into the inside of every object.',
              'Choose another name, or remove the field.',
            ),
          );
          continue;
        }
        if (!Array.isArray(value)) report(checkText(key, inside, 'field name'));
        if (inner !== undefined) open.push({ value: inner, path: inside });
      }
    } else if (typeof value !== 'boolean' && value !== null) {
      report(
        error(
          'not-json',
          path,
          `A value is a ${typeof value}, which JSON does not know.`,
          'It could not be saved.',
          'Use texts, numbers, true, false, null, lists and groups.',
        ),
      );
    }
  }
  return { findings, hostile };
}
