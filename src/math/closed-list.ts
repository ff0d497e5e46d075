import type { MathNode } from 'mathjs';
import { nearest } from '../names/index.ts';
import { functionNames, unitNames } from './mathjs.ts';

/** What of mathjs an expression may use: everything that is not on this list is refused before it is evaluated. */

const MOST_NODES = 200;

/** Multipliers of everyday speech; a `B` is a byte, so that a billion is written out. */
export const multipliers: Readonly<Record<string, number>> = {
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

/** A mistake in an expression, in words; it ends the calculation and comes out as a problem. */
export class Refusal extends Error {}

function checkName(name: string, scope: ReadonlyMap<string, unknown>): void {
  if (scope.has(name) || Object.hasOwn(multipliers, name) || unitNames.has(name)) return;
  const meant = nearest(name, [...scope.keys(), ...unitNames, ...Object.keys(multipliers)]);
  throw new Refusal(
    `"${name}" is no unit and no name that is known here.${meant === undefined ? '' : ` Did you mean "${meant}"?`}`,
  );
}

/** Lets through what this language has and refuses every other kind of node that mathjs can parse. */
export function checkNodes(root: MathNode, scope: ReadonlyMap<string, unknown>): void {
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
