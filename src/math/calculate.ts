import type { MathNode } from 'mathjs';
import { type Calculated, readResult, saidIn } from './calculated.ts';
import { checkNodes, multipliers, Refusal } from './closed-list.ts';
import { math } from './mathjs.ts';

/**
 * Arithmetic with units, for estimates typed by a person and formulas written by an instructor: `500M users * 20
 * req/user / day to req/s`. It is mathjs behind a closed list of node types, functions and units: nothing else of it can
 * be reached, and nothing can be assigned, defined or imported. This module is heavy; `loadCalculator` loads it late.
 */

/** A result, or the mistake in the expression in words. */
export type Calculation = (Calculated & { readonly problem?: undefined }) | { readonly problem: string };

/** Names that a formula may use, each with a number or an expression of its own: `{ redirects: '360e6 req/day' }`. */
export type CalculationScope = Readonly<Record<string, number | string>>;

const LONGEST = 500;

/** What people write beside the language itself: `$4,000`, `≈ 4167 requests per second`, `5 µs`, `3 × 4`. */
function normalized(text: string): string {
  return (
    text
      .trim()
      .replace(/^[≈~=]\s*/, '')
      .replace(/(\d),(?=\d{3}(?:\D|$))/g, '$1')
      .replace(
        /\$\s*(\d[\d.]*(?:[eE][+-]?\d+)?)(\s*[kMB]\b)?/g,
        (_, digits: string, letter: string | undefined = '') => {
          const prefix = letter.trim();
          return `${digits}${prefix === 'B' ? 'e9' : prefix} USD`;
        },
      )
      .replace(/[µμ]s\b/g, 'us')
      // A minute, where it is not the function.
      .replace(/\bmin\b(?!\s*\()/g, 'minute')
      .replace(/[×·]/g, '*')
      .replace(/÷/g, '/')
      .replace(/\bper\b/g, '/')
  );
}

/** mathjs's own messages speak of its types; these speak of units. */
function inWords(message: string): string {
  if (/Units do not match/.test(message)) return 'The two units are of different kinds and cannot be converted.';
  if (/Unexpected type|Too few arguments|Too many arguments|Cannot convert|valueless|dimensionless/.test(message)) {
    return 'Units of different kinds were added or compared, or a function was given a unit: divide the unit out first, as in ceil(x / (1 req)).';
  }
  const place = /\(char (\d+)\)/.exec(message)?.[1];
  return place === undefined
    ? 'The expression cannot be calculated.'
    : `The expression cannot be read at character ${place}.`;
}

type Names = ReadonlyMap<string, unknown>;

function parsed(text: string, names: Names): MathNode {
  if (text.length > LONGEST) throw new Refusal(`The expression has more than ${LONGEST} characters.`);
  const source = normalized(text);
  if (source === '') throw new Refusal('There is nothing to calculate.');
  const root = math.parse(source);
  checkNodes(root, names);
  return root;
}

function evaluated(root: MathNode, names: Names): unknown {
  return root.compile().evaluate(new Map<string, unknown>([...Object.entries(multipliers), ...names]));
}

/** The unit that an expression itself asks for: what stands behind its last `to`. */
function askedUnit(root: MathNode): string {
  const { fn, args } = root as MathNode & { readonly fn?: unknown; readonly args?: readonly MathNode[] };
  return root.type === 'OperatorNode' && fn === 'to' ? (args?.[1]?.toString().replace(/ \/ /g, '/') ?? '') : '';
}

/**
 * Calculates an expression. `scope` gives names their values; `unit` is what the text is wanted in, and passed over where
 * it is of another kind. A mistake in the expression is a `problem` in words; nothing is thrown.
 */
export function calculate(expression: string, scope: CalculationScope = {}, unit = ''): Calculation {
  try {
    const names = new Map<string, unknown>();
    for (const [name, given] of Object.entries(scope)) {
      names.set(name, typeof given === 'number' ? given : evaluated(parsed(given, new Map()), new Map()));
    }
    const root = parsed(expression, names);
    const result = readResult(evaluated(root, names));
    const wanted = unit === '' ? askedUnit(root) : unit;
    const one = wanted === '' ? undefined : readResult(evaluated(parsed(`1 ${wanted}`, new Map()), new Map()));
    return one === undefined ? result : saidIn(result, wanted, one);
  } catch (error) {
    // mathjs reports every mistake in an expression by throwing; it is the writer's mistake and not ours.
    if (error instanceof Refusal) return { problem: error.message };
    return { problem: inWords(error instanceof Error ? error.message : '') };
  }
}
