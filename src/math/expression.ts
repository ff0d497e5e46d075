import type { Dimension } from '../../simulator/index.ts';

/** What an expression is once it is read: a tree, plain data. `readExpression` makes it, `evaluate` takes it. */

export type Operator = '+' | '-' | '*' | '/' | '^' | '<' | '<=' | '>' | '>=' | '==' | '!=' | 'and' | 'or';

/** `at` is the offset in the text, for messages. */
export type Expression =
  | { readonly kind: 'number'; readonly at: number; readonly value: number; readonly dimension?: Dimension }
  | { readonly kind: 'text'; readonly at: number; readonly text: string }
  | { readonly kind: 'name'; readonly at: number; readonly name: string }
  | { readonly kind: 'call'; readonly at: number; readonly name: string; readonly arguments: readonly Expression[] }
  | { readonly kind: 'unary'; readonly at: number; readonly operator: '-' | 'not'; readonly operand: Expression }
  | {
      readonly kind: 'binary';
      readonly at: number;
      readonly operator: Operator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: 'choice';
      readonly at: number;
      readonly condition: Expression;
      readonly yes: Expression;
      readonly no: Expression;
    };

/** What is wrong with an expression, as the end of a sentence that begins with where. */
export interface ExpressionProblem {
  /** Offset in the text. */
  readonly at: number;
  readonly what: string;
}

export type ExpressionReading =
  | { readonly expression: Expression; readonly problem?: undefined }
  | { readonly expression?: undefined; readonly problem: ExpressionProblem };

/** What an expression may be at most: far more than anyone writes. */
export const expressionLimits = { characters: 500, parts: 200, depth: 32 } as const;

/** Control flow inside this folder only: the public functions turn it into a problem. */
export class Trouble extends Error {
  readonly at: number;
  constructor(at: number, what: string) {
    super(what);
    this.at = at;
  }
}
