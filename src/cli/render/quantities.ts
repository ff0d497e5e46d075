import { formatQuantity, type Interval } from '../../../simulator/index.ts';

/** Numbers for people. Where nothing was measured there is a dash, and no zero. */

/** Less than a nanosecond is no time. */
export const time = (seconds: number): string => formatQuantity(seconds < 1e-9 ? 0 : seconds, 'time');
export const rate = (perSecond: number): string => formatQuantity(perSecond, 'rate');
export const bandwidth = (perSecond: number): string => formatQuantity(perSecond, 'bandwidth');
export const share = (fraction: number): string => formatQuantity(fraction, 'fraction');
export const money = (usd: number): string => formatQuantity(usd, 'money');
export const NONE = '–';

/** A time, or a dash where no request was there to be measured. */
export const timeOf = (count: number, seconds: number): string => (count === 0 ? NONE : time(seconds));

/** A share of failures: a true zero is told from a rounded one. */
export const errors = (fraction: number): string => (fraction === 0 ? '0' : share(fraction));

/** How many, in whole numbers up to the millions. */
export function amount(count: number): string {
  if (count >= 1e7) return formatQuantity(count, 'count');
  return (count >= 100 ? Math.round(count) : Number(count.toPrecision(3))).toLocaleString('en-US');
}

/** `1 thread`, `32 threads`; only the name where there is no number. */
export function servers(count: number | null, name: string): string {
  if (count === null) return name;
  return `${amount(count)} ${count === 1 ? name.replace(/s$/, '') : name}`;
}

/** Half of an interval's width; none where it is as narrow as rounding makes it: the value is exact. */
function half([low, high]: Interval): number {
  return high - low <= 1e-9 * Math.abs(high) ? 0 : (high - low) / 2;
}

/** Half of an interval's width, as `±30/s`; nothing where there is no interval, or one too narrow for what was recorded. */
export function plusMinus(interval: Interval | undefined, show: (halfWidth: number) => string): string {
  return interval === undefined || half(interval) === 0 ? '' : `±${show(Number(half(interval).toPrecision(2)))}`;
}

/** Half of an interval's width in the unit in which its middle is shown: 12.4 ms goes with ±0.3 ms, not with ±300 µs. */
export function plusMinusTime(interval: Interval | undefined): string {
  if (interval === undefined || half(interval) === 0) return '';
  const [unit = 's', scale = 1] = (
    [
      ['s', 1],
      ['ms', 1e3],
      ['µs', 1e6],
    ] as const
  ).find(([, each]) => interval[1] * each >= 1) ?? ['µs', 1e6];
  return `±${Number((half(interval) * scale).toPrecision(2))} ${unit}`;
}
