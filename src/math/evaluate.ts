import { type Dimension, dimensions } from '../../simulator/index.ts';
import { type Expression, type ExpressionProblem, type Operator, Trouble } from './expression.ts';

/** Exponents of the base units: seconds, bytes, US dollars a month. `{ s: -1 }` is a rate; `{}` has no unit. */
export interface Unit {
  readonly s?: number;
  readonly B?: number;
  readonly usd?: number;
}

/**
 * A number with its unit, in base units. A number written without a unit has none at all (`unit` is undefined): it is
 * in base units of whatever it is compared with or added to.
 */
export interface Quantity {
  readonly kind: 'quantity';
  readonly value: number;
  readonly unit: Unit | undefined;
}

export type Value =
  | Quantity
  | { readonly kind: 'truth'; readonly value: boolean }
  | { readonly kind: 'text'; readonly text: string };

export interface Scope {
  /** The value of a name, or undefined where there is none. */
  readonly name: (name: string) => Value | undefined;
  /**
   * A function's value, or undefined where there is no such function. Arguments that are plain names and not known to
   * `name` come as texts. It may throw nothing; a problem is returned as a text that ends the evaluation.
   */
  readonly call: (name: string, given: readonly Value[]) => Value | { readonly problem: string } | undefined;
  /** x to the power y; the one operator that engines disagree on in the last bit. */
  readonly power: (x: number, y: number) => number;
}

export type Evaluation =
  | { readonly value: Value; readonly problem?: undefined }
  | { readonly value?: undefined; readonly problem: ExpressionProblem };

/** Units of the format's dimensions. */
export const units: Readonly<Record<Dimension, Unit>> = {
  time: { s: 1 },
  rate: { s: -1 },
  bytes: { B: 1 },
  bandwidth: { B: 1, s: -1 },
  fraction: {},
  count: {},
  money: { usd: 1 },
};

const names = ['usd', 'B', 's'] as const;
const symbols = { usd: 'USD/month', B: 'B', s: 's' } as const;

/** A unit in writing: `s`, `/s`, `B/s`, `USD/month`; empty where there is none. */
export function unitText(unit: Unit | undefined): string {
  if (unit === undefined) return '';
  const power = (name: (typeof names)[number], exponent: number) =>
    exponent === 1 ? symbols[name] : `${symbols[name]}^${exponent}`;
  const above = names.flatMap((name) => ((unit[name] ?? 0) > 0 ? [power(name, unit[name] ?? 0)] : []));
  const below = names.flatMap((name) => ((unit[name] ?? 0) < 0 ? [power(name, -(unit[name] ?? 0))] : []));
  return below.length === 0 ? above.join(' ') : `${above.join(' ')}/${below.join('/')}`;
}

/** The format's dimension of a unit, for printing; undefined where the format has none for it. */
export function dimensionOf(unit: Unit | undefined): Dimension | undefined {
  if (unit === undefined) return 'count';
  return (Object.keys(units) as Dimension[]).find((dimension) => sameUnit(units[dimension], unit));
}

function sameUnit(a: Unit, b: Unit): boolean {
  return names.every((name) => (a[name] ?? 0) === (b[name] ?? 0));
}

function scaledUnit(unit: Unit, by: number): Unit {
  return Object.fromEntries(names.map((name) => [name, (unit[name] ?? 0) * by]));
}

/** The unit of a product; a bare number leaves the other's. */
function joined(a: Unit | undefined, b: Unit | undefined, sign: 1 | -1): Unit | undefined {
  if (a === undefined && b === undefined) return undefined;
  return Object.fromEntries(names.map((name) => [name, (a?.[name] ?? 0) + sign * (b?.[name] ?? 0)]));
}

export function quantity(value: number, unit: Unit | undefined): Quantity {
  return { kind: 'quantity', value, unit };
}

export function truth(value: boolean): Value {
  return { kind: 'truth', value };
}

function asQuantity(value: Value, at: number): Quantity {
  if (value.kind === 'quantity') return value;
  // As in mathjs: `1 + 9 * (t > 60)`.
  if (value.kind === 'truth') return quantity(value.value ? 1 : 0, undefined);
  throw new Trouble(at, `"${value.text}" is a name where a number is needed`);
}

function asTruth(value: Value, at: number): boolean {
  if (value.kind === 'truth') return value.value;
  if (value.kind === 'quantity' && value.unit === undefined) return value.value !== 0;
  throw new Trouble(at, 'a comparison is needed here, such as p99() < 100 ms');
}

/** What a quantity of this unit is, for a sentence: `a time`. */
function called(unit: Unit): string {
  const dimension = dimensionOf(unit);
  return dimension === undefined ? `a quantity in ${unitText(unit)}` : dimensions[dimension].noun;
}

/** The unit that two quantities share; bare numbers take the other's. */
function common(a: Quantity, b: Quantity, at: number): Unit | undefined {
  if (a.unit === undefined) return b.unit;
  if (b.unit === undefined || sameUnit(a.unit, b.unit)) return a.unit;
  throw new Trouble(at, `${called(a.unit)} and ${called(b.unit)} cannot be compared or added`);
}

const comparisons: Readonly<Partial<Record<Operator, (a: number, b: number) => boolean>>> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
};

function power(a: Quantity, b: Quantity, at: number, scope: Scope): Quantity {
  if (b.unit !== undefined && !sameUnit(b.unit, {})) throw new Trouble(at, 'an exponent has no unit');
  const value = scope.power(a.value, b.value);
  if (a.unit === undefined || sameUnit(a.unit, {})) return quantity(value, a.unit);
  if (!Number.isInteger(b.value) || Math.abs(b.value) > 4)
    throw new Trouble(at, 'a unit is raised to small whole numbers only');
  return quantity(value, scaledUnit(a.unit, b.value));
}

function operate(operator: Operator, a: Quantity, b: Quantity, at: number, scope: Scope): Value {
  switch (operator) {
    case '+':
      return quantity(a.value + b.value, common(a, b, at));
    case '-':
      return quantity(a.value - b.value, common(a, b, at));
    case '*':
      return quantity(a.value * b.value, joined(a.unit, b.unit, 1));
    case '/':
      return quantity(a.value / b.value, joined(a.unit, b.unit, -1));
    case '^':
      return power(a, b, at, scope);
    default: {
      common(a, b, at);
      return truth(comparisons[operator]?.(a.value, b.value) ?? false);
    }
  }
}

/** All of an expression is evaluated, so that a mistake in a branch not taken is found too. */
function walk(expression: Expression, scope: Scope): Value {
  const { at } = expression;
  switch (expression.kind) {
    case 'number': {
      const { value, dimension } = expression;
      return quantity(value, dimension && units[dimension]);
    }
    case 'text':
      return { kind: 'text', text: expression.text };
    case 'name': {
      const value = scope.name(expression.name);
      if (value === undefined) throw new Trouble(at, `"${expression.name}" is not known`);
      return value;
    }
    case 'call': {
      const given = expression.arguments.map((argument): Value => {
        const known = argument.kind === 'name' ? scope.name(argument.name) : undefined;
        return argument.kind === 'name' && known === undefined
          ? { kind: 'text', text: argument.name }
          : walk(argument, scope);
      });
      const value = scope.call(expression.name, given);
      if (value === undefined) throw new Trouble(at, `there is no function "${expression.name}"`);
      if ('problem' in value) throw new Trouble(at, value.problem);
      return value;
    }
    case 'unary': {
      const operand = walk(expression.operand, scope);
      if (expression.operator === 'not') return truth(!asTruth(operand, at));
      const { value, unit } = asQuantity(operand, at);
      return quantity(-value, unit);
    }
    case 'choice': {
      const condition = asTruth(walk(expression.condition, scope), at);
      const [yes, no] = [walk(expression.yes, scope), walk(expression.no, scope)];
      return condition ? yes : no;
    }
    case 'binary': {
      const { operator } = expression;
      const [left, right] = [walk(expression.left, scope), walk(expression.right, scope)];
      if (operator === 'and' || operator === 'or') {
        const [a, b] = [asTruth(left, expression.left.at), asTruth(right, expression.right.at)];
        return truth(operator === 'and' ? a && b : a || b);
      }
      return operate(operator, asQuantity(left, at), asQuantity(right, at), at, scope);
    }
  }
}

/** The value of an expression in a scope, or why it has none. Never throws. */
export function evaluate(expression: Expression, scope: Scope): Evaluation {
  try {
    return { value: walk(expression, scope) };
  } catch (trouble) {
    // The way out of the recursion; anything else is a bug and goes on up.
    if (trouble instanceof Trouble) return { problem: { at: trouble.at, what: trouble.message } };
    throw trouble;
  }
}
