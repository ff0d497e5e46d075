import type { Between } from './probe-report.ts';
import type { Study } from './study.ts';

/** Whether a value sticks; undefined where that could not be tried, which ends the search. */
type Sticks = (value: number) => Study<boolean | undefined>;

/** Searches end when two tried values are within this factor. */
const CLOSE = 1.15;
const MOST_STEPS = 6;

/** Halves, on a scale of factors, between what recovers and what sticks; taken for granted that more is not better. */
export function* between(low: number, high: number, sticks: Sticks): Study<Between | undefined> {
  let [recovers, stuck] = [low, high];
  for (let step = 0; step < MOST_STEPS && stuck / recovers > CLOSE; step++) {
    const value = threeDigits(Math.sqrt(recovers * stuck));
    if (value <= recovers || value >= stuck) break;
    const does = yield* sticks(value);
    if (does === undefined) return undefined;
    if (does) stuck = value;
    else recovers = value;
  }
  return { recovers, sticks: stuck };
}

/** Grows from what recovers until something sticks, and then halves. */
export function* beyond(low: number, high: number, sticks: Sticks, growth = 2): Study<Between | undefined> {
  let recovers = low;
  for (let value = low * growth; value <= high * (1 + 1e-9); value *= growth) {
    const does = yield* sticks(value);
    if (does === undefined) return undefined;
    if (does) return yield* between(recovers, value, sticks);
    recovers = value;
  }
  return undefined;
}

/** Nobody tries a surge of 2.2795. */
export function threeDigits(value: number): number {
  return Number(value.toPrecision(3));
}
