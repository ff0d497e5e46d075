import type { MathNode } from 'mathjs';
import { nearest } from '../nearest.ts';
import { countedNames, dimensionOrder, functionNames, math, unitNames } from './mathjs.ts';

/**
 * Arithmetic with units, for estimates typed by a person and formulas written by an instructor: `500M users * 20
 * req/user / day to req/s`. It is mathjs behind a closed list of node types, functions and units: nothing else of it can
 * be reached, and nothing can be assigned, defined or imported. This module is heavy; `loadCalculator` loads it late.
 */

export interface Calculated {
  /** In base units: seconds, bytes, US dollars, requests, users. */
  readonly value: number;
  /** Base units by name with their exponents, those that are not zero: `{ req: 1, s: -1 }`. */
  readonly dimensions: Readonly<Record<string, number>>;
  /** The base units in writing: `req/s`. */
  readonly unit: string;
  /** For people, in the unit it was asked for or came out in: `4167 req / s`. */
  readonly text: string;
}

export type Calculation = (Calculated & { readonly problem?: undefined }) | { readonly problem: string };

/** Names that a formula may use, each with a number or an expression of its own: `{ redirects: '360e6 req/day' }`. */
export type CalculationScope = Readonly<Record<string, number | string>>;

const LONGEST = 500;
const MOST_NODES = 200;

/** Multipliers of everyday speech; a `B` is a byte, so that a billion is written out. */
const multipliers: Readonly<Record<string, number>> = {
  k: 1e3,
  K: 1e3,
  thousand: 1e3,
  M: 1e6,
  million: 1e6,
  G: 1e9,
  billion: 1e9,
  T: 1e12,
  trillion: 1e12,
  pi: Math.PI,
};

const operators: ReadonlySet<string> = new Set([
  'add',
  'subtract',
  'multiply',
  'divide',
  'pow',
  'unaryMinus',
  'unaryPlus',
  'to',
]);

/** What people write beside the language itself: `$4,000`, `≈ 4167 requests per second`, `5 µs`, `3 × 4`. */
function normalized(text: string): string {
  return text
    .trim()
    .replace(/^[≈~=]\s*/, '')
    .replace(/(\d),(?=\d{3}(?:\D|$))/g, '$1')
    .replace(
      /\$\s*(\d[\d.]*(?:[eE][+-]?\d+)?)(\s*[kMB]\b)?/g,
      (_, digits: string, prefix = '') => `${digits}${prefix === 'B' ? 'e9' : prefix} USD`,
    )
    .replace(/[µμ]s\b/g, 'us')
    .replace(/[×·]/g, '*')
    .replace(/÷/g, '/')
    .replace(/\bper\b/g, '/');
}

class Refusal extends Error {}

function checkName(name: string, scope: ReadonlyMap<string, unknown>): void {
  if (scope.has(name) || Object.hasOwn(multipliers, name) || unitNames.has(name)) return;
  const meant = nearest(name, [...scope.keys(), ...unitNames, ...Object.keys(multipliers)]);
  throw new Refusal(
    `"${name}" is no unit and no name that is known here.${meant === undefined ? '' : ` Did you mean "${meant}"?`}`,
  );
}

/** Lets through what this language has and refuses every other kind of node that mathjs can parse. */
function check(root: MathNode, scope: ReadonlyMap<string, unknown>): void {
  let nodes = 0;
  const refuse = (what: string): never => {
    throw new Refusal(`${what} is not part of the language: use numbers, units, + - * / ^ and parentheses.`);
  };
  root.traverse((node, path) => {
    nodes += 1;
    if (nodes > MOST_NODES) throw new Refusal('The expression has too many parts.');
    const known = node as MathNode & {
      readonly name?: string;
      readonly fn?: { readonly name?: string } | string;
      readonly value?: unknown;
    };
    switch (node.type) {
      case 'ConstantNode':
        if (typeof known.value !== 'number') refuse(`"${String(known.value)}"`);
        return;
      case 'ParenthesisNode':
        return;
      case 'OperatorNode':
        if (!operators.has(String(known.fn))) refuse(`The operator ${String((node as { op?: string }).op)}`);
        return;
      case 'FunctionNode': {
        const called = typeof known.fn === 'object' ? known.fn.name : undefined;
        if (called === undefined || !(functionNames as readonly string[]).includes(called)) {
          refuse(called === undefined ? 'A computed function' : `The function ${called}()`);
        }
        return;
      }
      case 'SymbolNode':
        // The name of a function that is called stands below the call as a symbol of its own.
        if (path !== 'fn') checkName(known.name ?? '', scope);
        return;
      default:
        refuse('This notation');
    }
  });
}

type MathUnit = { readonly type: 'Unit'; readonly value: number | null; readonly dimensions: readonly number[] };

function isUnit(result: unknown): result is MathUnit {
  return typeof result === 'object' && result !== null && (result as { type?: unknown }).type === 'Unit';
}

function written(dimensions: Readonly<Record<string, number>>): string {
  const power = ([name, exponent]: readonly [string, number]) => (exponent === 1 ? name : `${name}^${exponent}`);
  const entries = Object.entries(dimensions);
  const above = entries.filter(([, exponent]) => exponent > 0).map(power);
  const below = entries.filter(([, exponent]) => exponent < 0).map(([name, exponent]) => power([name, -exponent]));
  return [above.join(' '), ...below].join('/');
}

function formatted(result: unknown): string {
  return math.format(result as number, { precision: 4, lowerExp: -4, upperExp: 12 });
}

function calculated(result: unknown): Calculation {
  if (typeof result === 'number') {
    if (!Number.isFinite(result)) return { problem: 'The result is no finite number.' };
    return { value: result, dimensions: {}, unit: '', text: formatted(result) };
  }
  if (!isUnit(result)) return { problem: 'The result is no real number.' };
  const dimensions: Record<string, number> = {};
  let value = result.value ?? 1;
  dimensionOrder.forEach((name, index) => {
    // Exponents are rounded by mathjs's own arithmetic on roots.
    const exponent = Math.round((result.dimensions[index] ?? 0) * 1e9) / 1e9;
    if (exponent === 0) return;
    // mathjs keeps information in bits.
    if (name === 'bit') value /= 8 ** exponent;
    dimensions[name === 'bit' ? 'B' : name] = exponent;
  });
  if (!Number.isFinite(value)) return { problem: 'The result is no finite number.' };
  const bare = Object.keys(dimensions).length === 0;
  return { value, dimensions, unit: written(dimensions), text: formatted(bare ? value : result) };
}

/** mathjs's own messages speak of its types; these speak of units. */
function inWords(message: string): string {
  if (/Units do not match/.test(message)) return 'The two units are of different kinds and cannot be converted.';
  if (/Unexpected type|Too few arguments|Cannot convert|valueless|dimensionless/.test(message)) {
    return 'Units of different kinds were added or compared, or a function was given a unit: divide the unit out first, as in ceil(x / (1 req)).';
  }
  const place = /\(char (\d+)\)/.exec(message)?.[1];
  return place === undefined
    ? 'The expression cannot be calculated.'
    : `The expression cannot be read at character ${place}.`;
}

function run(text: string, scope: ReadonlyMap<string, unknown>): unknown {
  if (text.length > LONGEST) throw new Refusal(`The expression has more than ${LONGEST} characters.`);
  const source = normalized(text);
  if (source === '') throw new Refusal('There is nothing to calculate.');
  const root = math.parse(source);
  check(root, scope);
  return root.compile().evaluate(new Map<string, unknown>([...Object.entries(multipliers), ...scope]));
}

function attempt<T>(work: () => T): T | { readonly problem: string } {
  try {
    return work();
  } catch (error) {
    // mathjs reports every mistake in an expression by throwing; it is the writer's mistake and not ours.
    if (error instanceof Refusal) return { problem: error.message };
    return { problem: inWords(error instanceof Error ? error.message : '') };
  }
}

function resolved(scope: CalculationScope): Map<string, unknown> {
  const values = new Map<string, unknown>();
  for (const [name, given] of Object.entries(scope)) {
    values.set(name, typeof given === 'number' ? given : run(given, new Map()));
  }
  return values;
}

/**
 * Calculates an expression. `scope` gives names their values, `unit` asks for the text in that unit. A mistake in the
 * expression is a `problem` in words; nothing is thrown.
 */
export function calculate(expression: string, scope: CalculationScope = {}, unit = ''): Calculation {
  return attempt((): Calculation => {
    const result = run(expression, resolved(scope));
    const described = calculated(result);
    if (unit === '' || described.problem !== undefined || !isUnit(result)) return described;
    const asked = attempt(() => {
      check(math.parse(unit), new Map());
      return calculated(math.to(result as never, math.unit(unit)));
    });
    // A result that is not of the unit asked for is shown in its own.
    return asked.problem === undefined ? asked : described;
  });
}

export interface EstimateCheck {
  /** Whether the answer lies within the tolerance. */
  readonly verdict: 'right' | 'wrong' | 'wrong-unit' | 'unreadable';
  /** Answer over expected value; only where the two can be compared. */
  readonly ratio?: number;
  readonly answer?: Calculated;
  readonly expected?: Calculated;
  /** One sentence for the person who answered. */
  readonly says: string;
}

/** Without the units of what is counted: 4167 req/s and 4167 /s are the same answer. */
function essential(dimensions: Calculated['dimensions']): string {
  const kept = Object.entries(dimensions).filter(([name]) => !countedNames.has(name));
  return JSON.stringify(kept.sort(([a], [b]) => (a < b ? -1 : 1)));
}

const MONTH_SECONDS = 730 * 3600;

/** A bill for a month and a bill per month are the same answer. */
function monthly({ value, dimensions }: Calculated): Pick<Calculated, 'value' | 'dimensions'> {
  if (dimensions['USD'] !== 1 || dimensions['s'] !== -1) return { value, dimensions };
  const { s: _, ...rest } = dimensions;
  return { value: value * MONTH_SECONDS, dimensions: rest };
}

function ratioText(ratio: number): string {
  const times = ratio >= 1 ? ratio : 1 / ratio;
  return times < 1.005 ? 'exact' : `${Number(times.toPrecision(3))} times too ${ratio > 1 ? 'high' : 'low'}`;
}

/**
 * Compares a typed answer with the value of a formula. It is right from expected / tolerance to expected × tolerance.
 * What is counted may be left out of a unit, and `5B` may mean five billion where bytes would make no sense.
 */
export function checkEstimate(
  answer: string,
  formula: string,
  options: { readonly scope?: CalculationScope; readonly tolerance: number; readonly unit?: string },
): EstimateCheck {
  const expected = calculate(formula, options.scope, options.unit);
  if (expected.problem !== undefined) {
    return { verdict: 'unreadable', says: `The expected value cannot be calculated: ${expected.problem}` };
  }
  const example = options.unit === undefined || options.unit === '' ? expected.unit : options.unit;
  const wanted = monthly(expected);
  const readings = [answer, answer.replace(/(\d)\s*B\b/g, '$1e9')].map((text) => calculate(text));
  const fitting = readings.find(
    (reading): reading is Calculated =>
      reading.problem === undefined && essential(monthly(reading).dimensions) === essential(wanted.dimensions),
  );
  if (fitting === undefined) {
    const [first] = readings;
    if (first?.problem !== undefined) return { verdict: 'unreadable', expected, says: first.problem };
    const bare = first === undefined || first.unit === '';
    const what = bare ? 'The number has no unit.' : `The answer is in ${first.unit}, which is another kind of unit.`;
    const todo = example === '' ? 'Write a number without a unit.' : `Write it in ${example}, or a unit of that kind.`;
    return { verdict: 'wrong-unit', ...(first && { answer: first }), expected, says: `${what} ${todo}` };
  }
  const value = monthly(fitting).value;
  const ratio = wanted.value === 0 ? (value === 0 ? 1 : Number.POSITIVE_INFINITY) : value / wanted.value;
  const right = ratio > 0 && Math.max(ratio, 1 / ratio) <= options.tolerance * (1 + 1e-9);
  const says = right
    ? `Right: ${ratioText(ratio)}.`
    : `Not within the tolerance: ${ratio > 0 && Number.isFinite(ratio) ? ratioText(ratio) : 'of another sign or size'}.`;
  return { verdict: right ? 'right' : 'wrong', ratio, answer: fitting, expected, says };
}

/** What `loadCalculator` gives. */
export interface Calculator {
  readonly calculate: typeof calculate;
  readonly checkEstimate: typeof checkEstimate;
}
