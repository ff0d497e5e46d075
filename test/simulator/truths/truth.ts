import { type RunResult, simulate } from '../../../simulator/index.ts';
import { modelOf, type Sketch } from '../../support/topology.ts';

/**
 * A model whose answers are theorems, published tables or published simulations. The values stand in the literature
 * named by `source`; none of them was read off this program.
 */
export interface Truth {
  /** Number in the catalogue of ground truths that the values were taken from. */
  readonly id: string;
  readonly model: string;
  readonly source: string;
  /** Counted requests that the standard errors are stated for. */
  readonly length: number;
  /** Requests per second. */
  readonly rate: number;
  readonly design: Omit<Sketch, 'run'>;
  readonly rows: readonly Row[];
  /** Requests counted by the quick test and by the slow one. */
  readonly quick: number;
  readonly slow: number;
  /** Requests not counted at the start; a twentieth of the length, and 20,000 at least, unless it is quicker to settle. */
  readonly warmup?: number;
}

export interface Row {
  readonly metric: string;
  readonly value: number;
  /** Standard deviation of the metric over independent runs of the stated length. */
  readonly error: number;
  readonly of: (result: RunResult) => number;
  /** Read from a histogram, which may be off by a 256th of the value. */
  readonly isPercentile?: boolean;
}

export interface Judgment {
  readonly metric: string;
  readonly measured: number;
  readonly value: number;
  /** Greatest distance that a right simulator keeps, but for one run in 16,000. */
  readonly tolerance: number;
  /** Distance in standard errors of this run's length. */
  readonly deviation: number;
}

const HISTOGRAM_ERROR = 1 / 256;
/** Never judged more finely than this share of the value, or of its complement for a probability above one half. */
const FINEST = 0.002;
const LEAST_WARMUP = 20_000;

/** Runs the truth for so many counted requests after its warm-up, and judges every row. */
export function judge(truth: Truth, requests: number, seed: number): Judgment[] {
  const warmup = (truth.warmup ?? Math.max(LEAST_WARMUP, requests / 20)) / truth.rate;
  const duration = warmup + requests / truth.rate;
  const model = modelOf({ ...truth.design, run: { duration, warmup, seed } });
  const result = simulate(model, { maxEvents: 4e9 });
  const counted = result.requests['*'].counts.offered;
  return truth.rows.map(({ metric, value, error, of, isPercentile }) => {
    const measured = of(result);
    const standardError = error * Math.sqrt(truth.length / counted);
    const finest = FINEST * (value > 0.5 && value < 1 ? 1 - value : value);
    const tolerance = Math.max(4 * standardError, finest) + (isPercentile === true ? value * HISTOGRAM_ERROR : 0);
    return { metric, measured, value, tolerance, deviation: (measured - value) / standardError };
  });
}

/** Rows that are not within their tolerance, in words; none where all is well. */
export function misses(judgments: readonly Judgment[]): string[] {
  return judgments
    .filter(({ measured, value, tolerance }) => !(Math.abs(measured - value) <= tolerance))
    .map(
      ({ metric, measured, value, tolerance, deviation }) =>
        `${metric}: ${measured} is not ${value} ± ${tolerance} (${deviation.toFixed(1)} standard errors)`,
    );
}
