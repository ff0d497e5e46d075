import { dimensions, type FieldMeta, type Finding } from '../../simulator/index.ts';
import { listed } from '../names/index.ts';
import type { Path } from './set-in.ts';

/** The words that `explain.ts` puts together. */

const typeWords: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'a group of fields { … }',
  record: 'a group of fields { … }',
};

export function typeWord(name: string): string {
  return typeWords[name] ?? `a ${name}`;
}

/** What stands there, short enough for a sentence. */
export function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'a group of fields';
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 48 ? `${text.slice(0, 44)}…"` : text;
}

/** What a field takes, from its own description. */
export function takes(meta: FieldMeta): string | undefined {
  switch (meta.kind) {
    case 'quantity':
      return (
        meta.dimension && `${dimensions[meta.dimension].noun}, such as ${listed(dimensions[meta.dimension].examples)}`
      );
    case 'choice':
      return `one of ${listed((meta.options ?? []).map(({ value }) => value))}`;
    case 'choices':
      return `a list of one or more of ${listed((meta.options ?? []).map(({ value }) => value))}`;
    case 'flag':
      return 'true or false';
    case 'distribution':
      return 'a time, such as "5 ms", or a distribution, such as { "exponential": { "mean": "5 ms" } }';
    case 'work':
      return 'a time, such as "5 ms", a distribution, or a group of these by request';
    case 'capacity':
      return 'a number of entries or a size, such as "50000 entries" or "2 GiB"';
    case 'queue':
      return 'a whole number, or "unbounded"';
    case 'group':
      return 'a group of fields { … }';
    case 'pairs': {
      const [first] = (meta.default ?? []) as readonly unknown[];
      return `a list of pairs, such as ${JSON.stringify([first])}`;
    }
    case 'names':
      return 'a name or a list of names';
    case 'name':
      return 'a name of letters, digits, "-" and "_"';
    case 'places':
      return 'the name of a zone, or a list of such names';
  }
}

/**
 * What was expected, without the word. Messages of our own schemas begin with it; Zod's English ones come through where
 * a schema is read by hand, and are put into our words.
 */
export function expectation(message: string): string {
  const type = /^Invalid input: expected (\w+)/.exec(message)?.[1];
  if (type !== undefined) return typeWord(type);
  const bound = /^Too (?:small|big): expected .*?(>=|<=|>|<)\s*(\S+)/.exec(message);
  if (bound !== null) {
    const [, sign = '', limit = ''] = bound;
    const words: Record<string, string> = { '>=': 'at least', '<=': 'at most', '>': 'more than', '<': 'less than' };
    return `${words[sign]} ${limit}`;
  }
  if (message.startsWith('Invalid input')) return 'one of the forms that the format describes';
  return message.replace(/^expected /, '');
}

/** An expectation that is a bound. */
export const BOUND = /^(at least|at most|more than|less than) /;

/** What to write, as an advice. */
export function advice(expected: string): string {
  return BOUND.test(expected) ? `Write a value of ${expected}.` : `Write ${expected}.`;
}

/** Why it matters, by kind of problem. */
export const WHY = {
  missing: 'Without it the design is incomplete, and there is no default that would be right for everyone.',
  unknown: 'A field that nothing reads would look as if it did something.',
  quantity: 'A quantity of another kind would give the answer to another question.',
  range: 'Outside its bounds the model means nothing, or a run would never end.',
  value: 'It cannot be read as what is meant.',
} as const;

export function error(code: string, path: Path, what: string, why: string, todo: string): Finding {
  return { code, severity: 'error', path: [...path], what, why, todo };
}

/** As the beginning of a sentence. The name of a field stays as it is written in the file. */
export function capital(text: string): string {
  return text.includes(' of ') ? text : text.charAt(0).toUpperCase() + text.slice(1);
}
