import { Histogram, type PackedHistogram } from '../kernel/index.ts';
import type { Interval } from '../result.ts';

export function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}

export function mean<T>(items: readonly T[], of: (item: T) => number): number {
  return items.length === 0 ? 0 : sum(items, of) / items.length;
}

export function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

export function merged(histograms: readonly PackedHistogram[]): Histogram {
  const all = new Histogram();
  for (const histogram of histograms) all.add(histogram);
  return all;
}

/** Only the intervals that could be given; nothing at all where there are none. */
export function ci95<K extends string>(intervals: Record<K, Interval | undefined>): { ci95?: { [P in K]?: Interval } } {
  const known = Object.entries(intervals).filter(([, interval]) => interval !== undefined);
  return known.length === 0 ? {} : { ci95: Object.fromEntries(known) as { [P in K]?: Interval } };
}
