import type { Between } from './probe-report.ts';
import type { Study } from './study.ts';

/** Whether a value sticks; undefined where that could not be tried, which ends the search. */
type Sticks = (value: number) => Study<boolean | undefined>;

/** Up to this value nothing sticks; beyond it nothing was tried. */
export interface UpTo {
  readonly upTo: number;
}

/** Searches end when two tried values are within this factor. */
const CLOSE = 1.15;
const MOST_STEPS = 6;

/**
 * Halves, on a scale of factors, between what recovers and what sticks; taken for granted that more is not better. What
 * it returns has been tried. A `low` of which it is not known that it recovers is tried last, where all above it sticks.
 */
export function* between(low: number, high: number, sticks: Sticks, isLowKnown = true): Study<Between | undefined> {
  let recovers: number | undefined = isLowKnown ? low : undefined;
  let stuck = high;
  for (let step = 0; step < MOST_STEPS && stuck / (recovers ?? low) > CLOSE; step++) {
    const value = threeDigits(Math.sqrt((recovers ?? low) * stuck));
    if (value <= (recovers ?? low) || value >= stuck) break;
    const does = yield* sticks(value);
    if (does === undefined) return undefined;
    if (does) stuck = value;
    else recovers = value;
  }
  if (recovers !== undefined) return { recovers, sticks: stuck };
  const does = yield* sticks(low);
  if (does === undefined) return undefined;
  return does ? { sticks: low } : { recovers: low, sticks: stuck };
}

/** Grows from what recovers until something sticks, and then halves; or says how far was tried in vain. */
export function* beyond(low: number, high: number, sticks: Sticks, growth = 2): Study<Between | UpTo | undefined> {
  let recovers = low;
  for (let value = low * growth; value <= high * (1 + 1e-9); value *= growth) {
    const does = yield* sticks(value);
    if (does === undefined) break;
    if (does) return yield* between(recovers, value, sticks);
    recovers = value;
  }
  return { upTo: recovers };
}

/** Nobody tries a surge of 2.2795. */
export function threeDigits(value: number): number {
  return Number(value.toPrecision(3));
}
