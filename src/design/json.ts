import {
  findNodeAtLocation,
  type Node,
  type ParseError,
  parse,
  parseTree,
  printParseErrorCode,
  visit,
} from 'jsonc-parser';
import type { Finding } from '../../simulator/index.ts';
import { limits, MOST_FINDINGS } from './limits.ts';
import type { Path } from './set-in.ts';

/** A place in a text, both counted from 1; a column counts UTF-16 units, as editors do. */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
}

/** A finding with its place in the text, where there is a text. */
export type PlacedFinding = Finding & { readonly place?: TextPlace };

export interface JsonReading {
  /** Absent where the text is no JSON. */
  readonly value?: unknown;
  readonly findings: readonly PlacedFinding[];
}

/** A function from offsets to places: the lines are counted once. */
function placer(text: string): (offset: number) => TextPlace {
  const starts = [0];
  for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) starts.push(i + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
}

function placeAt(text: string, offset: number): TextPlace {
  return placer(text)(offset);
}

function error(
  code: string,
  what: string,
  why: string,
  todo: string,
  place?: TextPlace,
  path: Path = [],
): PlacedFinding {
  return { code, severity: 'error', path, what, why, todo, ...(place && { place }) };
}

/** Offset at which lists and groups become too deep, looked for without recursion and before any parser runs. */
function tooDeepAt(text: string): number | undefined {
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i += 1) {
    const character = text[i];
    if (quoted) {
      if (character === '\\') i += 1;
      else if (character === '"') quoted = false;
    } else if (character === '"') {
      quoted = true;
    } else if (character === '{' || character === '[') {
      depth += 1;
      if (depth > limits.depth) return i;
    } else if (character === '}' || character === ']') {
      depth -= 1;
    }
  }
  return undefined;
}

/** What the parser missed, in words: `comma expected`. */
function problemOf({ error: code }: ParseError): string {
  const words = printParseErrorCode(code)
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase();
  return words.replace('end of file expected', 'nothing more expected after the end');
}

function syntaxError(text: string): PlacedFinding {
  const errors: ParseError[] = [];
  parse(text, errors, { disallowComments: true, allowTrailingComma: false });
  const [first] = errors;
  // What JSON.parse refuses and the tolerant parser lets pass is left: an unusual blank, say.
  const place = placeAt(text, first?.offset ?? 0);
  const problem = first === undefined ? 'not valid JSON' : problemOf(first);
  return error(
    'not-json',
    `The text is not JSON: ${problem} at line ${place.line}, column ${place.column}.`,
    'Nothing of it can be read before it is.',
    'Look there for a missing comma, quote or bracket, a comma too many, or a comment.',
    place,
  );
}

/** Fields that are written twice: a reader would take the second without a word. */
function duplicateFields(text: string): PlacedFinding[] {
  const findings: PlacedFinding[] = [];
  const names: Set<string>[] = [];
  visit(text, {
    onObjectBegin: () => {
      names.push(new Set());
    },
    onObjectEnd: () => {
      names.pop();
    },
    onObjectProperty: (name, _offset, _length, line, column, path) => {
      const known = names.at(-1);
      if (known?.has(name) === true && findings.length < MOST_FINDINGS) {
        findings.push(
          error(
            'duplicate-field',
            `The field "${name}" is written twice in the same group.`,
            'Only one of the two values could apply, and a reader of the file sees both.',
            'Remove one of them.',
            { line: line + 1, column: column + 1 },
            [...path(), name],
          ),
        );
      }
      known?.add(name);
    },
  });
  return findings;
}

/** Some editors begin a file with a byte order mark, which is none of its text. */
function withoutMark(source: string): string {
  return source.startsWith('\ufeff') ? source.slice(1) : source;
}

/** Reads JSON strictly, within the limits; a byte order mark is passed over. Never throws. */
export function readJson(source: string): JsonReading {
  const text = withoutMark(source);
  if (text.length > limits.text) {
    const what = `The text has ${text.length} characters; at most ${limits.text} are read.`;
    return {
      findings: [
        error('too-large', what, 'No design needs so many.', 'Split the file, or check that it is the right one.'),
      ],
    };
  }
  if (text.trim() === '') {
    return {
      findings: [
        error('not-json', 'The text is empty.', 'There is nothing to read.', 'Check that it is the right file.'),
      ],
    };
  }
  const deep = tooDeepAt(text);
  if (deep !== undefined) {
    const what = `Lists and groups lie more than ${limits.depth} deep inside one another.`;
    const finding = error(
      'too-deep',
      what,
      'No design needs it; reading on could exhaust the memory.',
      'Flatten the document.',
      placeAt(text, deep),
    );
    return { findings: [finding] };
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // JSON.parse says where in words that differ between engines; the tolerant parser finds the place for us.
    return { findings: [syntaxError(text)] };
  }
  return { value, findings: duplicateFields(text) };
}

function nodeOffset(root: Node, path: Path): number {
  for (let length = path.length; length > 0; length -= 1) {
    const node = findNodeAtLocation(root, path.slice(0, length));
    // A field's place is where its name stands.
    if (node !== undefined) return (node.parent?.type === 'property' ? node.parent : node).offset;
  }
  return root.offset;
}

/**
 * A function that says where a path stands in the text, or its nearest surroundings where it does not exist (a field
 * that is missing); it says undefined where the text is no JSON at all. The text is parsed once.
 */
export function locator(source: string): (path: Path) => TextPlace | undefined {
  const text = withoutMark(source);
  const readable = text.length <= limits.text && tooDeepAt(text) === undefined;
  const root = readable ? parseTree(text) : undefined;
  if (root === undefined) return () => undefined;
  const place = placer(text);
  return (path) => place(nodeOffset(root, path));
}

/** Where one path stands in the text; see `locator`. */
export function locate(source: string, path: Path): TextPlace | undefined {
  return locator(source)(path);
}
