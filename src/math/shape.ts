import { cos, exp, ln, pow, type ShapePoints, sin } from '../../simulator/index.ts';
import { evaluate, quantity, type Scope, type Value } from './evaluate.ts';
import type { Expression, ExpressionProblem } from './expression.ts';
import { readExpression } from './read-expression.ts';

/** A load over time written as an expression in `t`: seconds since the start of the run. */

const MOST_POINTS = 2000;
/** Even spacing to begin with: a spike narrower than a 256th of the run may be missed. */
const FIRST_INTERVALS = 256;
/** Halvings of an interval at most: a jump is then a slope of a millionth of the run. */
const MOST_HALVINGS = 12;
/** Deviation from a straight line that is not refined further, in parts of the greatest factor. */
const TOLERANCE = 1e-3;
const GREATEST_FACTOR = 1e6;

const constants: Readonly<Record<string, number>> = { pi: Math.PI, e: Math.E };

/** Made from the simulator's own functions: a factor must be the same number in Node and in every browser. */
const functions: Readonly<
  Record<string, { readonly least: number; readonly most: number; readonly of: (...x: number[]) => number }>
> = {
  abs: { least: 1, most: 1, of: (x = 0) => Math.abs(x) },
  ceil: { least: 1, most: 1, of: (x = 0) => Math.ceil(x) },
  cos: { least: 1, most: 1, of: (x = 0) => cos(x) },
  exp: { least: 1, most: 1, of: (x = 0) => exp(x) },
  floor: { least: 1, most: 1, of: (x = 0) => Math.floor(x) },
  log: { least: 1, most: 1, of: (x = 0) => ln(x) },
  max: { least: 1, most: 8, of: (...x) => Math.max(...x) },
  min: { least: 1, most: 8, of: (...x) => Math.min(...x) },
  mod: { least: 2, most: 2, of: (x = 0, y = 1) => x - y * Math.floor(x / y) },
  sin: { least: 1, most: 1, of: (x = 0) => sin(x) },
  sqrt: { least: 1, most: 1, of: (x = 0) => Math.sqrt(x) },
};

function callFunction(name: string, given: readonly Value[]): Value | { readonly problem: string } | undefined {
  const known = Object.hasOwn(functions, name) ? functions[name] : undefined;
  if (known === undefined) return undefined;
  const { least, most, of } = known;
  if (given.length < least || given.length > most) {
    return {
      problem: `${name}() takes ${least === most ? least : `${least} to ${most}`} number${most === 1 ? '' : 's'}`,
    };
  }
  const values: number[] = [];
  for (const value of given) {
    if (value.kind === 'truth') values.push(value.value ? 1 : 0);
    else if (value.kind === 'quantity') values.push(value.value);
    else return { problem: `"${value.text}" is not known; there is t, and ${Object.keys(constants).join(', ')}` };
  }
  return quantity(of(...values), undefined);
}

function factorOf(expression: Expression, t: number): { readonly factor: number } | ExpressionProblem {
  const scope: Scope = {
    name: (name) => {
      if (name === 't') return quantity(t, undefined);
      return Object.hasOwn(constants, name) ? quantity(constants[name] ?? 0, undefined) : undefined;
    },
    call: callFunction,
    power: pow,
  };
  const { value, problem } = evaluate(expression, scope);
  if (problem !== undefined) return problem;
  if (value.kind === 'text') return { at: 0, what: 'the result is a text, not a factor' };
  const factor = value.kind === 'truth' ? Number(value.value) : value.value;
  if (!(factor >= 0 && factor <= GREATEST_FACTOR)) {
    return { at: 0, what: `at t = ${t} s the factor is ${factor}; it must lie between 0 and ${GREATEST_FACTOR}` };
  }
  return { factor };
}

export type ShapeReading =
  | { readonly points: ShapePoints; readonly problem?: undefined }
  | { readonly points?: undefined; readonly problem: ExpressionProblem };

/**
 * Turns an expression into breakpoints joined by straight lines, over `[0, horizon]` seconds: evenly spaced ones first,
 * then intervals halved wherever a line would miss the middle, until nothing is missed or the cap on points is reached.
 */
export function shapeFromExpression(text: string, horizon: number): ShapeReading {
  const reading = readExpression(text);
  if (reading.problem !== undefined) return reading;
  const { expression } = reading;
  const sampled = new Map<number, number>();
  let greatest = 0;
  const sample = (t: number): ExpressionProblem | undefined => {
    const result = factorOf(expression, t);
    if ('what' in result) return result;
    sampled.set(t, result.factor);
    greatest = Math.max(greatest, result.factor);
    return undefined;
  };
  let intervals: (readonly [number, number])[] = [];
  for (let i = 0; i <= FIRST_INTERVALS; i += 1) {
    const t = (horizon * i) / FIRST_INTERVALS;
    const problem = sample(t);
    if (problem !== undefined) return { problem };
    if (i > 0) intervals.push([(horizon * (i - 1)) / FIRST_INTERVALS, t]);
  }
  const at = (t: number): number => sampled.get(t) ?? 0;
  for (let halving = 0; halving < MOST_HALVINGS; halving += 1) {
    const next: (readonly [number, number])[] = [];
    for (const [from, to] of intervals) {
      if (sampled.size >= MOST_POINTS) break;
      const middle = (from + to) / 2;
      const problem = sample(middle);
      if (problem !== undefined) return { problem };
      if (Math.abs(at(middle) - (at(from) + at(to)) / 2) > TOLERANCE * greatest)
        next.push([from, middle], [middle, to]);
      else sampled.delete(middle);
    }
    intervals = next;
  }
  return { points: { interpolation: 'linear', points: [...sampled].sort(([a], [b]) => a - b) } };
}
