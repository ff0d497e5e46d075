import { type Dimension, formatQuantity, SECONDS_PER_MONTH } from '../../simulator/index.ts';
import { Refusal } from './closed-list.ts';
import { countedNames, dimensionOrder } from './mathjs.ts';

/** A calculated quantity in base units: seconds, bytes, US dollars, and what is counted. */
export interface Calculated {
  readonly value: number;
  /** Base units by name with their exponents, those that are not zero: `{ req: 1, s: -1 }`. */
  readonly dimensions: Readonly<Record<string, number>>;
  /** The base units in writing: `req/s`. */
  readonly unit: string;
  /** For people, in the unit that was asked for or else in one that suits its size: `4167 req/s`. */
  readonly text: string;
}

/** Significant digits in texts: more than an estimate has. */
const DIGITS = 4;

type MathUnit = { readonly type: 'Unit'; readonly value: number | null; readonly dimensions: readonly number[] };

function isUnit(result: unknown): result is MathUnit {
  return typeof result === 'object' && result !== null && (result as { type?: unknown }).type === 'Unit';
}

function written(dimensions: Calculated['dimensions']): string {
  const power = ([name, exponent]: readonly [string, number]) => (exponent === 1 ? name : `${name}^${exponent}`);
  const entries = Object.entries(dimensions);
  const above = entries.filter(([, exponent]) => exponent > 0).map(power);
  const below = entries.filter(([, exponent]) => exponent < 0).map(([name, exponent]) => power([name, -exponent]));
  return [above.join(' '), ...below].join('/');
}

/** Units for which the format has a way to print them, by their writing without what is counted. */
const printed: Readonly<Record<string, Dimension>> = { s: 'time', B: 'bytes', 'B/s': 'bandwidth' };

function textOf(value: number, dimensions: Calculated['dimensions']): string {
  const unit = written(dimensions);
  const dimension = Object.hasOwn(printed, unit) ? printed[unit] : undefined;
  if (dimension !== undefined) return formatQuantity(value, dimension, DIGITS);
  const perMonth = unit === 'USD/s' ? formatQuantity(value * SECONDS_PER_MONTH, 'count', DIGITS) : undefined;
  if (perMonth !== undefined) return `${perMonth} USD/month`;
  // Small numbers keep their digits; large ones get the letter that people read them with.
  const number =
    Math.abs(value) < 1e4 ? String(Number(value.toPrecision(DIGITS))) : formatQuantity(value, 'count', DIGITS);
  return unit === '' ? number : unit.startsWith('/') ? `${number}${unit}` : `${number} ${unit}`;
}

/** Reads what mathjs has calculated. Refused where it is no finite real number. */
export function readResult(result: unknown): Calculated {
  if (typeof result !== 'number' && !isUnit(result)) throw new Refusal('The result is no real number.');
  const dimensions: Record<string, number> = {};
  let value = typeof result === 'number' ? result : result.value;
  if (value === null) throw new Refusal('There is a unit without a number.');
  if (typeof result !== 'number') {
    for (const [index, name] of dimensionOrder.entries()) {
      // Roots leave exponents that are whole but for rounding.
      const exponent = Math.round((result.dimensions[index] ?? 0) * 1e9) / 1e9;
      if (exponent === 0) continue;
      // mathjs keeps information in bits.
      if (name === 'bit') value /= 8 ** exponent;
      dimensions[name === 'bit' ? 'B' : name] = exponent;
    }
  }
  if (!Number.isFinite(value)) throw new Refusal('The result is no finite number.');
  const ordered = Object.fromEntries(Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1)));
  return { value, dimensions: ordered, unit: written(ordered), text: textOf(value, ordered) };
}

/** Base units without those of what is counted, in a form that can be compared: 4167 req/s and 4167 /s are alike. */
export function essential(dimensions: Calculated['dimensions']): string {
  return written(Object.fromEntries(Object.entries(dimensions).filter(([name]) => !countedNames.has(name))));
}

/** The same quantity with its text in a unit, whose own value in base units is `one`. */
export function saidIn(quantity: Calculated, unit: string, one: Calculated): Calculated {
  if (one.value === 0 || essential(one.dimensions) !== essential(quantity.dimensions)) return quantity;
  const value = Number((quantity.value / one.value).toPrecision(DIGITS));
  return { ...quantity, text: `${value}${unit.startsWith('/') ? '' : ' '}${unit}` };
}
