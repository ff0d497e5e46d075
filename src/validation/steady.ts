import type { ReadRow, Sketch, Trial } from './case.ts';

/** At the start, so many requests are not counted, or a twentieth of the length where that is more. */
const LEAST_WARMUP = 20_000;

export interface Steady {
  readonly name?: string;
  readonly design: Sketch;
  /** Requests per second, of all clients together: how long a run must be to count so many. */
  readonly rate: number;
  /** Counted requests that the standard errors are stated for. */
  readonly length: number;
  /** Requests counted by the quick form, and by the whole one: `length` unless given. */
  readonly quick: number;
  readonly whole?: number;
  /** Requests not counted at the start, where a design is quicker to settle, or slower, than the rule for all. */
  readonly warmup?: number;
  readonly rows: readonly ReadRow[];
}

/** A trial of one long run in steady state. */
export function steady({ name, design, rate, length, quick, whole = length, warmup, rows }: Steady): Trial {
  return {
    ...(name !== undefined && { name }),
    length,
    counts: 'requests',
    rows,
    measure: async ({ isQuick, simulate }) => {
      const requests = isQuick ? quick : whole;
      const skipped = (warmup ?? Math.max(LEAST_WARMUP, requests / 20)) / rate;
      const result = await simulate(design, { duration: skipped + requests / rate, warmup: skipped });
      const { offered } = result.requests['*']?.counts ?? { offered: 0 };
      return { size: offered, values: rows.map(({ of }) => of(result)) };
    },
  };
}
