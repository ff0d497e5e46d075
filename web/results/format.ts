import { type Dimension, formatQuantity, type ObjectiveResult } from '../../simulator/index.ts';

export const share = (value: number): string => formatQuantity(value, 'fraction');
export const time = (value: number): string => formatQuantity(value, 'time');
export const rate = (value: number): string => formatQuantity(value, 'rate');
export const bandwidth = (value: number): string => formatQuantity(value, 'bandwidth');
export const count = (value: number): string => formatQuantity(value, 'count');
export const money = (value: number): string => `${formatQuantity(value, 'money')}/month`;

const dimensions: Readonly<Record<string, Dimension>> = {
  s: 'time',
  '/s': 'rate',
  B: 'bytes',
  'B/s': 'bandwidth',
};

/** Measures without a unit that are shares, and not counts. */
const SHARES = /%|\b(?:availability|errorRate|utilization|hitRatio|staleReads)\b/;

/** A value of an objective, as its requirement means it. */
export function objectiveValue(
  value: number,
  { unit = '', require }: Pick<ObjectiveResult, 'unit' | 'require'>,
): string {
  if (unit === '') return SHARES.test(require) ? share(value) : count(value);
  if (unit === 'USD/month') return money(value);
  const dimension = Object.hasOwn(dimensions, unit) ? dimensions[unit] : undefined;
  return dimension === undefined ? `${count(value)} ${unit}` : formatQuantity(value, dimension);
}

/** What was measured beside what was asked: `38.2 ms, asked for less than 50 ms`. */
export function measured(objective: ObjectiveResult): string {
  const { value, limit, require } = objective;
  if (value === undefined) return require;
  if (limit === undefined) return objectiveValue(value, objective);
  const relation = />=/.test(require)
    ? '≥'
    : /<=/.test(require)
      ? '≤'
      : />/.test(require)
        ? '>'
        : /==/.test(require)
          ? '='
          : '<';
  return `${objectiveValue(value, objective)} (${relation} ${objectiveValue(limit, objective)})`;
}

/** A verdict that is more likely than this to be chance says so. */
const UNSURE = 0.025;

/** How sure a verdict is, where a longer run could turn it; undefined where it is sure, or where nothing is known. */
export function doubt({ confidence }: ObjectiveResult): string | undefined {
  if (confidence === undefined || confidence <= UNSURE || confidence >= 1 - UNSURE) return undefined;
  return `a close call: ${share(confidence)} likely to hold`;
}
