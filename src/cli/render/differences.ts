import type { Compared, Interval } from '../../../simulator/index.ts';
import { errors, money, rate, share, time } from './quantities.ts';

/** A figure of a comparison in its unit. */
export function shown(value: number, unit: Compared['unit']): string {
  if (unit === 'time') return time(value);
  if (unit === 'rate') return rate(value);
  return unit === 'money' ? money(value) : errors(value);
}

/** A difference, with its sign. */
export function signed(value: number, unit: Compared['unit']): string {
  const size = Math.abs(value);
  const text = unit === 'fraction' ? share(size) : shown(Number(size.toPrecision(3)), unit);
  return value === 0 ? text : `${value < 0 ? '−' : '+'}${text}`;
}

/** The interval of a difference. */
export function signedInterval([low, high]: Interval, unit: Compared['unit']): string {
  return `${signed(low, unit)} … ${signed(high, unit)}`;
}

/** A difference with half of its interval's width, in one unit: `+103 ±7.4 ms`. */
export function signedAround(difference: number, ci95: Interval | undefined, unit: Compared['unit']): string {
  const text = signed(difference, unit);
  if (ci95 === undefined) return text;
  const half = (ci95[1] - ci95[0]) / 2;
  const [, number = '', rest = ''] = /^[−+]?([\d.,]+)(.*)$/.exec(text) ?? [];
  const scale = Number(number.replaceAll(',', '')) / Math.abs(difference);
  // A difference of nothing has no unit that the width could share.
  if (!(scale > 0)) return `±${shown(Number(half.toPrecision(2)), unit)}`;
  const width = Number((half * scale).toPrecision(2));
  return width === 0 ? text : `${text.slice(0, text.length - rest.length)} ±${width}${rest}`;
}
