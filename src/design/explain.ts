import { z } from 'zod';
import { type Finding, pathText } from '../../simulator/index.ts';
import { didYouMean, listed } from '../names/index.ts';
import { advice, BOUND, capital, error, expectation, shown, takes, typeWord, WHY } from './explain-words.ts';
import { MOST_FINDINGS } from './limits.ts';
import { describedField, discriminated, isGroup, schemaAt, taggedUnion, unwrap } from './schema-at.ts';
import { getIn, type Path } from './set-in.ts';

/** The one place where Zod's issues become findings: what is wrong, why it matters, what to do. */

type Issue = z.core.$ZodIssue;

/** More types than this are not listed in a message. */
const MOST_LISTED = 12;

/** What `explainIssues` has to know about the document besides its schema. */
export interface Vocabulary {
  /** How a person calls the thing at this path: `threads of "api"`. */
  readonly subject: (root: unknown, path: Path) => string;
  /** What else a field that is unknown here may be: the sentence to say, or undefined. */
  readonly elsewhere: (root: unknown, path: Path, name: string) => string | undefined;
  /** What a name that is no type may be known as: the sentence to say, or undefined. */
  readonly product?: (name: string) => string | undefined;
}

interface Context {
  readonly root: unknown;
  readonly schema: z.core.$ZodType;
  readonly words: Vocabulary;
}

function parent(path: Path): Path {
  return path.slice(0, -1);
}

function isMissing({ root }: Context, path: Path): boolean {
  return path.length > 0 && getIn(root, path) === undefined;
}

function missing(context: Context, path: Path, expected: string): Finding {
  const name = path.at(-1);
  const owner = context.words.subject(context.root, parent(path));
  return error(
    'missing',
    path,
    `${capital(owner)} has no ${JSON.stringify(name)}.`,
    WHY.missing,
    `Add "${name}": ${expected}.`,
  );
}

function wrong(context: Context, code: string, path: Path, expected: string, why: string, hint = ''): Finding {
  const subject = context.words.subject(context.root, path);
  const what = `${capital(subject)} is ${shown(getIn(context.root, path))}; expected ${expected}.${hint}`;
  return error(code, path, what, why, advice(expected));
}

function unknownField(context: Context, path: Path, name: string, valid: readonly string[]): Finding {
  const { root, words } = context;
  const at = [...path, name];
  const owner = words.subject(root, path);
  const elsewhere = words.elsewhere(root, path, name);
  const hint = elsewhere === undefined ? didYouMean(name, valid) : ` ${elsewhere}`;
  const fields = valid.length === 0 ? '' : ` It has ${listed(valid, 'and')}.`;
  const what = `${capital(owner)} has no field "${name}".${hint}`;
  return error('unknown-field', at, what, WHY.unknown, `Correct the name or remove the field.${fields}`);
}

/** The fields a group may have, whichever option of a union it is. */
function fieldNames(context: Context, path: Path): readonly string[] {
  const schema = schemaAt(context.schema, context.root, path);
  const inner = schema && unwrap(schema);
  if (inner instanceof z.ZodDiscriminatedUnion) {
    return Object.keys(discriminated(inner, getIn(context.root, path)).option?.shape ?? {});
  }
  return inner instanceof z.ZodObject ? Object.keys(inner.shape) : [];
}

function unknownFields(context: Context, path: Path, names: readonly string[]): Finding[] {
  const valid = fieldNames(context, path);
  // One more than is listed, so that the reader is told that there are more.
  return names.slice(0, MOST_FINDINGS + 1).map((name) => unknownField(context, path, name, valid));
}

function prefixed(issues: readonly Issue[], path: Path): Issue[] {
  return issues.map((issue) => ({ ...issue, path: [...path, ...issue.path] }) as Issue);
}

/** A union of groups: its problem is explained by the option that the author has begun to write. */
function explainTagged(context: Context, path: Path, union: NonNullable<ReturnType<typeof taggedUnion>>): Finding[] {
  const value = getIn(context.root, path);
  const names = [...union.tags.keys()];
  const expected = `a group with exactly one of ${listed(names)}`;
  if (!isGroup(value)) return [wrong(context, 'wrong-type', path, expected, WHY.value)];
  const keys = Object.keys(value);
  const chosen = new Map(keys.filter((key) => union.tags.has(key)).map((key) => [union.tags.get(key), key]));
  const [option] = chosen.keys();
  if (chosen.size === 1 && option !== undefined) {
    const parsed = z.safeParse(option, value);
    return parsed.success ? [] : explainAll(context, prefixed(parsed.error.issues, path));
  }
  if (chosen.size > 1) {
    const what = `${capital(context.words.subject(context.root, path))} holds ${listed([...chosen.values()], 'and')} at once.`;
    return [error('wrong-choice', path, what, 'Only one of them can apply.', `Keep one of ${listed(names)}.`)];
  }
  const strange = keys.filter((key) => !union.shared.includes(key));
  if (strange.length > 0) return strange.map((key) => unknownField(context, path, key, names));
  const what = `${capital(context.words.subject(context.root, path))} does not say which kind it is.`;
  return [error('missing', path, what, WHY.missing, `Write ${expected}.`)];
}

function explainUnion(context: Context, issue: Issue & { code: 'invalid_union' }): Finding[] {
  const at = issue.path as Path;
  const enclosing = schemaAt(context.schema, context.root, at);
  // Zod puts the path of a discriminated union's problem at the field that discriminates.
  const outer = schemaAt(context.schema, context.root, parent(at));
  const union = outer && unwrap(outer);
  if (union instanceof z.ZodDiscriminatedUnion && at.at(-1) === union.def.discriminator) {
    const { names } = discriminated(union, getIn(context.root, parent(at)));
    const expected = names.length > MOST_LISTED ? 'a type that `headroom list` names' : `one of ${listed(names)}`;
    if (isMissing(context, at)) return [missing(context, at, expected)];
    const named = getIn(context.root, at);
    const hint = typeof named === 'string' ? (context.words.product?.(named) ?? didYouMean(named, names)) : '';
    return [
      wrong(
        context,
        'unknown-type',
        at,
        expected,
        'The catalogue says how each type behaves; without one there is no behavior.',
        hint,
      ),
    ];
  }
  const tagged = enclosing && taggedUnion(enclosing);
  if (tagged !== undefined && !isMissing(context, at)) return explainTagged(context, at, tagged);
  const meta = enclosing && describedField(enclosing);
  const described = meta && takes(meta);
  if (isMissing(context, at)) {
    const kinds = tagged && `a group with exactly one of ${listed([...tagged.tags.keys()])}`;
    return [missing(context, at, described ?? kinds ?? expectation(issue.message))];
  }
  if (described !== undefined) return [wrong(context, 'wrong-type', at, described, WHY.quantity)];
  const [nearestBranch] = [...issue.errors].sort((a, b) => a.length - b.length);
  if (issue.message !== 'Invalid input' || nearestBranch === undefined) {
    return [wrong(context, 'wrong-type', at, expectation(issue.message), WHY.value)];
  }
  return explainAll(context, prefixed(nearestBranch, at));
}

/** A message of one of our own schemas or readers. */
/** Groups that may be written in several ways, which the reader of distributions does not name. */
const forms: ReadonlyMap<unknown, string> = new Map([
  ['lognormal', 'a group with "mean" and "cv", or with "p50" and "p99"'],
]);

function explainCustom(context: Context, issue: Issue): Finding {
  const path = issue.path as Path;
  const strange = /^Unrecognized keys?: "([^"]*)"/.exec(issue.message)?.[1];
  if (strange !== undefined) return unknownField(context, path, strange, []);
  const form = issue.message === 'Invalid input' ? forms.get(path.at(-1)) : undefined;
  if (form !== undefined) return wrong(context, 'wrong-value', path, form, WHY.value);
  const schema = schemaAt(context.schema, context.root, path);
  const meta = schema && describedField(schema);
  const expected = expectation(issue.message);
  if (isMissing(context, path)) return missing(context, path, expected);
  const bound = BOUND.test(expected) || expected === 'a whole number';
  // A list of pairs has a dimension, but what is wrong with it as a whole is no unit.
  const isQuantity = meta?.dimension !== undefined && meta.kind !== 'pairs';
  const code = bound ? 'out-of-range' : isQuantity ? 'wrong-quantity' : 'wrong-value';
  return wrong(context, code, path, expected, bound ? WHY.range : isQuantity ? WHY.quantity : WHY.value);
}

function explainBound(context: Context, issue: Issue & { code: 'too_small' | 'too_big' }): Finding {
  const path = issue.path as Path;
  const small = issue.code === 'too_small';
  const limit = small ? issue.minimum : issue.maximum;
  const inclusive = issue.inclusive !== false;
  const words = small ? (inclusive ? 'at least' : 'more than') : inclusive ? 'at most' : 'less than';
  const counted = issue.origin === 'string' ? 'character' : issue.origin === 'array' ? 'entry' : undefined;
  if (counted === undefined) return wrong(context, 'out-of-range', path, `${words} ${limit}`, WHY.range);
  const subject = capital(context.words.subject(context.root, path));
  if (small && limit <= 1)
    return error('missing', path, `${subject} is empty.`, WHY.missing, `Give it at least one ${counted}.`);
  const many = counted === 'entry' ? 'entries' : 'characters';
  const code = small ? 'out-of-range' : counted === 'entry' ? 'too-many' : 'text-too-long';
  return error(
    code,
    path,
    `${subject} is too ${small ? 'short' : 'long'}.`,
    WHY.range,
    `Give it ${words} ${limit} ${many}.`,
  );
}

function explainChoice(context: Context, issue: Issue & { code: 'invalid_value' }): Finding {
  const path = issue.path as Path;
  const values = issue.values.map(String);
  const expected = values.length === 1 ? JSON.stringify(issue.values[0]) : `one of ${listed(values)}`;
  if (isMissing(context, path)) return missing(context, path, expected);
  const value = getIn(context.root, path);
  const hint = typeof value === 'string' ? didYouMean(value, values) : '';
  return wrong(context, 'wrong-value', path, expected, WHY.value, hint);
}

function explain(context: Context, issue: Issue): Finding[] {
  const path = issue.path as Path;
  switch (issue.code) {
    case 'unrecognized_keys':
      return unknownFields(context, path, issue.keys);
    case 'invalid_union':
      return explainUnion(context, issue);
    case 'invalid_value':
      return [explainChoice(context, issue)];
    case 'too_small':
    case 'too_big':
      return [explainBound(context, issue)];
    case 'invalid_type': {
      const expected = typeWord(issue.expected);
      return [
        isMissing(context, path)
          ? missing(context, path, expected)
          : wrong(context, 'wrong-type', path, expected, WHY.value),
      ];
    }
    case 'invalid_key': {
      const expected = expectation(issue.issues[0]?.message ?? '');
      const name = JSON.stringify(path.at(-1));
      return [
        error('wrong-name', path, `${pathText(path)} is named ${name}; expected ${expected}.`, WHY.value, 'Rename it.'),
      ];
    }
    default:
      return [explainCustom(context, issue)];
  }
}

function explainAll(context: Context, issues: readonly Issue[]): Finding[] {
  return issues.flatMap((issue) => explain(context, issue));
}

/** Says in words what a schema found wrong with a value. */
export function explainIssues(
  issues: readonly Issue[],
  root: unknown,
  schema: z.core.$ZodType,
  words: Vocabulary,
): Finding[] {
  return explainAll({ root, schema, words }, issues);
}
