import { type Dimension, formatQuantity, type ObjectiveResult } from '../../simulator/index.ts';

export const share = (value: number): string => formatQuantity(value, 'fraction');
export const time = (value: number): string => formatQuantity(value, 'time');
export const rate = (value: number): string => formatQuantity(value, 'rate');
export const count = (value: number): string => formatQuantity(value, 'count');
export const money = (value: number): string => `${formatQuantity(value, 'money')}/month`;

const units: Readonly<Record<string, Dimension>> = {
  s: 'time',
  '/s': 'rate',
  '1/s': 'rate',
  'req/s': 'rate',
  'USD/month': 'money',
  B: 'bytes',
  'B/s': 'bandwidth',
};

/** A value of an objective in the unit that the objective names; without one, as a bare number. */
export function objectiveValue(value: number, unit: string | undefined): string {
  if (!Number.isFinite(value)) return value > 0 ? 'never' : '–';
  if (unit === undefined || unit === '') return String(Number(value.toPrecision(4)));
  if (unit === 'fraction' || unit === '%') return formatQuantity(value, 'fraction');
  const dimension = Object.hasOwn(units, unit) ? units[unit] : undefined;
  if (dimension === 'money') return money(value);
  return dimension === undefined ? `${Number(value.toPrecision(4))} ${unit}` : formatQuantity(value, dimension);
}

/** What was measured against what was asked: `38.2 ms, at most 50 ms`. */
export function measured({ value, limit, unit, require }: ObjectiveResult): string {
  if (value === undefined) return require;
  if (limit === undefined) return objectiveValue(value, unit);
  return `${objectiveValue(value, unit)} ${/>/.test(require) ? '(at least' : '(at most'} ${objectiveValue(limit, unit)})`;
}
