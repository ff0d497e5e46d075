import { type Compared, formatQuantity, type Interval } from '../../simulator/index.ts';

/** Figures of comparisons for people, on the screen and on the command line. */

type Unit = Compared['unit'];

/** A figure in its unit. Less than a nanosecond is no time, and a true zero of failures is told from a rounded one. */
export function shown(value: number, unit: Unit): string {
  if (unit === 'fraction' && value === 0) return '0';
  return formatQuantity(unit === 'time' && Math.abs(value) < 1e-9 ? 0 : value, unit);
}

/** A difference, with its sign. */
export function signed(value: number, unit: Unit): string {
  const size = Math.abs(value);
  const text = unit === 'fraction' ? formatQuantity(size, unit) : shown(Number(size.toPrecision(3)), unit);
  return value === 0 ? text : `${value < 0 ? '−' : '+'}${text}`;
}

/** The interval of a difference. */
export function signedInterval([low, high]: Interval, unit: Unit): string {
  return `${signed(low, unit)} … ${signed(high, unit)}`;
}

/** A difference with half of its interval's width, in one unit: `+103 ±7.4 ms`. */
export function signedAround(difference: number, ci95: Interval | undefined, unit: Unit): string {
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
