import { type Expression, type ExpressionReading, expressionLimits, type Operator, Trouble } from './expression.ts';
import { type Token, tokenize } from './tokens.ts';

/**
 * The expression language of the file format: the part of mathjs's language that requirements and shapes need, read by a
 * parser of our own. mathjs itself is heavy (85 KiB, most of a second to start) and its sine differs in the last bit
 * between engines; this one has no names but those it is given, and gives the same number everywhere. A test compares
 * the two on random expressions. For arithmetic with arbitrary units there is `calculate`, which is mathjs.
 *
 *     choice  := or ('?' choice ':' choice)?
 *     or      := and ('or' and)*            and := compare ('and' compare)*
 *     compare := sum (('<' | '<=' | '>' | '>=' | '==' | '!=') sum)?
 *     sum     := product (('+' | '-') product)*
 *     product := unary (('*' | '/') unary)*
 *     unary   := ('-' | '+' | 'not') unary | power
 *     power   := primary ('^' unary)?
 *     primary := quantity | text | name | name '(' arguments ')' | '(' choice ')'
 *
 * A quantity is a number with a unit of the format right behind it: `100 ms`, `99.9 %`, `20k`, `4000 USD/month`.
 */

const comparisons: ReadonlySet<string> = new Set(['<', '<=', '>', '>=', '==', '!=']);

/** A recursive-descent parser: one method for each rule of the grammar above. */
class Parser {
  readonly #tokens: readonly Token[];
  #next = 0;
  #parts = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  whole(): Expression {
    const expression = this.#choice();
    const rest = this.#peek();
    if (rest.kind !== 'end') throw new Trouble(rest.at, `${this.#shown(rest)} comes unexpected`);
    return expression;
  }

  #peek(): Token {
    return this.#tokens[this.#next] ?? { kind: 'end', at: 0, text: '' };
  }

  #shown(token: Token): string {
    return token.kind === 'end' ? 'the end' : token.kind === 'number' ? 'the number' : `"${token.text}"`;
  }

  /** Takes the sign that comes next if it is one of these. */
  #take(accept: (sign: string) => boolean): string | undefined {
    const token = this.#peek();
    if (token.kind !== 'sign' || !accept(token.text)) return undefined;
    this.#next += 1;
    return token.text;
  }

  #need(sign: string): void {
    if (this.#take((text) => text === sign) !== undefined) return;
    const token = this.#peek();
    throw new Trouble(token.at, `expected "${sign}" before ${this.#shown(token)}`);
  }

  #made(expression: Expression): Expression {
    this.#parts += 1;
    if (this.#parts > expressionLimits.parts) throw new Trouble(expression.at, 'the expression has too many parts');
    return expression;
  }

  #nested(rule: () => Expression): Expression {
    this.#depth += 1;
    if (this.#depth > expressionLimits.depth) throw new Trouble(this.#peek().at, 'the expression is nested too deep');
    const expression = rule();
    this.#depth -= 1;
    return expression;
  }

  #choice(): Expression {
    return this.#nested(() => {
      const condition = this.#either();
      if (this.#take((sign) => sign === '?') === undefined) return condition;
      const yes = this.#choice();
      this.#need(':');
      const no = this.#choice();
      return this.#made({ kind: 'choice', at: condition.at, condition, yes, no });
    });
  }

  #chain(part: () => Expression, accept: (sign: string) => boolean): Expression {
    let left = part();
    for (;;) {
      const { at } = this.#peek();
      const operator = this.#take(accept);
      if (operator === undefined) return left;
      left = this.#made({ kind: 'binary', at, operator: operator as Operator, left, right: part() });
    }
  }

  #either(): Expression {
    const both = () =>
      this.#chain(
        () => this.#compare(),
        (sign) => sign === 'and',
      );
    return this.#chain(both, (sign) => sign === 'or');
  }

  #compare(): Expression {
    const left = this.#sum();
    const { at } = this.#peek();
    const operator = this.#take((sign) => comparisons.has(sign));
    if (operator === undefined) return left;
    const right = this.#sum();
    const again = this.#peek();
    if (again.kind === 'sign' && comparisons.has(again.text)) {
      throw new Trouble(again.at, 'one comparison at a time: join two with "and"');
    }
    return this.#made({ kind: 'binary', at, operator: operator as Operator, left, right });
  }

  #sum(): Expression {
    return this.#chain(
      () => this.#product(),
      (sign) => sign === '+' || sign === '-',
    );
  }

  #product(): Expression {
    let left = this.#unary();
    for (;;) {
      const { at } = this.#peek();
      const operator = this.#take((sign) => sign === '*' || sign === '/');
      if (operator === undefined) return left;
      const first = this.#peek();
      const right = this.#unary();
      // mathjs would divide the numbers first and then multiply by the unit.
      if (operator === '/' && left.kind === 'number' && first.kind === 'number' && first.dimension !== undefined) {
        throw new Trouble(first.at, 'put the divisor in parentheses: 1 / (2 s) or (1 / 2) * 1 s');
      }
      left = this.#made({ kind: 'binary', at, operator: operator as Operator, left, right });
    }
  }

  #unary(): Expression {
    const { at } = this.#peek();
    const operator = this.#take((sign) => sign === '-' || sign === '+' || sign === 'not');
    if (operator === undefined) return this.#power();
    const operand = this.#nested(() => this.#unary());
    return operator === '+' ? operand : this.#made({ kind: 'unary', at, operator: operator as '-' | 'not', operand });
  }

  #power(): Expression {
    const first = this.#peek();
    const base = this.#primary();
    const { at } = this.#peek();
    if (this.#take((sign) => sign === '^') === undefined) return base;
    // mathjs would raise the unit alone.
    if (first.kind === 'number' && first.dimension !== undefined) {
      throw new Trouble(first.at, 'put the quantity in parentheses: (2 s)^2');
    }
    return this.#made({ kind: 'binary', at, operator: '^', left: base, right: this.#nested(() => this.#unary()) });
  }

  #primary(): Expression {
    const token = this.#peek();
    this.#next += 1;
    if (token.kind === 'number') return this.#made(token);
    if (token.kind === 'text') return this.#made({ kind: 'text', at: token.at, text: token.text });
    if (token.kind === 'name') {
      if (this.#take((sign) => sign === '(') === undefined) {
        return this.#made({ kind: 'name', at: token.at, name: token.text });
      }
      return this.#made({ kind: 'call', at: token.at, name: token.text, arguments: this.#arguments() });
    }
    if (token.kind === 'sign' && token.text === '(') {
      const inner = this.#choice();
      this.#need(')');
      return inner;
    }
    throw new Trouble(
      token.at,
      token.kind === 'end' ? 'something is missing at the end' : `${this.#shown(token)} comes unexpected`,
    );
  }

  #arguments(): Expression[] {
    const given: Expression[] = [];
    if (this.#take((sign) => sign === ')') !== undefined) return given;
    do {
      given.push(this.#choice());
    } while (this.#take((sign) => sign === ',') !== undefined);
    this.#need(')');
    return given;
  }
}

/**
 * Reads an expression. `takesNames` says which functions take a name of the design, which may hold dashes. Never throws.
 */
export function readExpression(text: string, takesNames: (name: string) => boolean = () => false): ExpressionReading {
  if (text.length > expressionLimits.characters) {
    return { problem: { at: 0, what: `it has more than ${expressionLimits.characters} characters` } };
  }
  try {
    return { expression: new Parser(tokenize(text, takesNames)).whole() };
  } catch (trouble) {
    // The parser's own way out of its depth; anything else is a bug and goes on up.
    if (trouble instanceof Trouble) return { problem: { at: trouble.at, what: trouble.message } };
    throw trouble;
  }
}
