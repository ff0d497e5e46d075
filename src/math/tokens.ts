import { type Dimension, readQuantity } from '../../simulator/index.ts';
import { expressionLimits, Trouble } from './expression.ts';

/** What a text is cut into. Words that are operators are signs. */
export type Token =
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

/** 99.9 % is the number nearest to 0.999, which 99.9 / 100 is not: an availability of 999 in 1000 must meet it. */
function hundredth(digits: string): number {
  const [mantissa = '', exponent = '0'] = digits.toLowerCase().split('e');
  return Number(`${mantissa}e${Number(exponent) - 2}`);
}

function readNumber(text: string, at: number): { readonly token: Token; readonly end: number } | undefined {
  const number = match(NUMBER, text, at);
  if (number === null) return undefined;
  const end = at + number[0].length;
  const value = Number(number[0]);
  if (!Number.isFinite(value)) throw new Trouble(at, 'the number is too large');
  const percent = match(PERCENT, text, end) ?? match(PERCENT_BEFORE_WORD, text, end);
  if (percent !== null) {
    return {
      token: { kind: 'number', at, value: hundredth(number[0]), dimension: 'fraction' },
      end: end + percent[0].length,
    };
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

/** Cuts a text into tokens; behind a function that `takesNames` says so of, a name in parentheses may hold dashes. */
export function tokenize(text: string, takesNames: (name: string) => boolean): Token[] {
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
