import { type Dimension, readQuantity } from '../../simulator/index.ts';

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

type Token =
  | { readonly kind: 'number'; readonly at: number; readonly value: number; readonly dimension?: Dimension }
  | { readonly kind: 'text' | 'name' | 'sign'; readonly at: number; readonly text: string }
  | { readonly kind: 'end'; readonly at: number; readonly text: '' };

const NUMBER = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const UNIT = /\s*([A-Za-zµμ]+(?:\s*\/\s*[A-Za-z]+)?)/y;
/** `8000/s`; behind it may be anything but a call, and what is no unit of time is divided by. */
const PER = /\s*(\/\s*[A-Za-z]+)(?!\s*\()/y;
const WORD = /\s*([A-Za-zµμ]+)/y;
/** A percent sign with an operand behind it would be mathjs's remainder, which is left out. */
const PERCENT = /\s*%(?!\s*[\w(."'])/y;
const PERCENT_BEFORE_WORD = /\s*%(?=\s*(?:and|or)\b)/y;
const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const TEXT = /"([^"\\]*)"|'([^'\\]*)'/y;
const SIGN = /<=|>=|==|!=|[-+*/^<>(),?:]/y;
/** A component's id may hold dashes, which in arithmetic would be minus signs: `utilization(order-service)`. */
const ID_IN_PARENTHESES = /(\s*\(\s*)([A-Za-z][A-Za-z0-9_-]*)(?=\s*\))/y;
const BLANK = /\s*/y;

const words: ReadonlySet<string> = new Set(['and', 'or', 'not']);
/** A unit is of the first dimension that knows it. A count is a bare number: `20k` fits wherever `20000` does. */
const unitDimensions: readonly Dimension[] = ['time', 'bytes', 'rate', 'bandwidth', 'money'];

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

function readNumber(text: string, at: number): { readonly token: Token; readonly end: number } | undefined {
  const number = match(NUMBER, text, at);
  if (number === null) return undefined;
  const end = at + number[0].length;
  const value = Number(number[0]);
  if (!Number.isFinite(value)) throw new Trouble(at, 'the number is too large');
  const percent = match(PERCENT, text, end) ?? match(PERCENT_BEFORE_WORD, text, end);
  if (percent !== null) {
    return { token: { kind: 'number', at, value: value / 100, dimension: 'fraction' }, end: end + percent[0].length };
  }
  for (const pattern of [UNIT, WORD, PER]) {
    const unit = match(pattern, text, end);
    if (unit === null || words.has(unit[1] ?? '')) continue;
    const written = `${number[0]} ${unit[1] ?? ''}`;
    for (const dimension of unitDimensions) {
      const reading = readQuantity(written, dimension);
      if (reading.ok)
        return { token: { kind: 'number', at, value: reading.value, dimension }, end: end + unit[0].length };
    }
    const count = readQuantity(written, 'count');
    if (count.ok) return { token: { kind: 'number', at, value: count.value }, end: end + unit[0].length };
  }
  const strange = match(WORD, text, end);
  if (strange !== null && !words.has(strange[1] ?? '')) {
    throw new Trouble(end, `"${strange[1]}" is no unit (units are ms, s, min, KB, GiB, /s, req/s, %, USD/month, k, M)`);
  }
  return { token: { kind: 'number', at, value }, end };
}

function tokenize(text: string, takesNames: (name: string) => boolean): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  for (;;) {
    at += match(BLANK, text, at)?.[0].length ?? 0;
    if (at >= text.length) return [...tokens, { kind: 'end', at, text: '' }];
    if (tokens.length > 2 * expressionLimits.parts) throw new Trouble(at, 'the expression has too many parts');
    const number = readNumber(text, at);
    const name = match(NAME, text, at);
    const quoted = match(TEXT, text, at);
    const sign = match(SIGN, text, at);
    if (number !== undefined) {
      tokens.push(number.token);
      at = number.end;
    } else if (name !== null) {
      tokens.push({ kind: words.has(name[0]) ? 'sign' : 'name', at, text: name[0] });
      at += name[0].length;
      const id = takesNames(name[0]) ? match(ID_IN_PARENTHESES, text, at) : null;
      if (id === null) continue;
      const [, blank = '', written = ''] = id;
      tokens.push({ kind: 'sign', at, text: '(' }, { kind: 'name', at: at + blank.length, text: written });
      at += blank.length + written.length;
    } else if (quoted !== null) {
      tokens.push({ kind: 'text', at, text: quoted[1] ?? quoted[2] ?? '' });
      at += quoted[0].length;
    } else if (sign !== null) {
      tokens.push({ kind: 'sign', at, text: sign[0] });
      at += sign[0].length;
    } else {
      throw new Trouble(at, `"${text[at]}" has no meaning here`);
    }
  }
}

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
