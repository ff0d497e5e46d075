import { SECONDS_PER_MONTH } from '../../simulator/index.ts';
import { type CalculationScope, calculate } from './calculate.ts';
import { type Calculated, essential } from './calculated.ts';

/** How a typed answer compares with what a formula gives. */
export interface EstimateCheck {
  readonly verdict: 'right' | 'wrong' | 'wrong-unit' | 'unreadable';
  /** Answer over expected value; only where the two can be compared. */
  readonly ratio?: number;
  readonly answer?: Calculated;
  readonly expected?: Calculated;
  /** One sentence for the person who answered. */
  readonly says: string;
}

export interface EstimateOptions {
  readonly scope?: CalculationScope;
  /** The answer may be from expected / tolerance to expected × tolerance; 1 asks for the very number. */
  readonly tolerance: number;
  /** Unit in which the answer is best said. */
  readonly unit?: string;
}

/** A bill for a month and a bill per month are the same answer. */
function monthly({ value, dimensions }: Calculated): Pick<Calculated, 'value' | 'dimensions'> {
  if (dimensions['USD'] !== 1 || dimensions['s'] !== -1) return { value, dimensions };
  const { s: _, ...rest } = dimensions;
  return { value: value * SECONDS_PER_MONTH, dimensions: rest };
}

function verdictText(ratio: number, right: boolean): string {
  const times = Number((ratio >= 1 ? ratio : 1 / ratio).toPrecision(3));
  if (right) return times <= 1 ? 'Right.' : `Right, within a factor of ${times}.`;
  if (!(ratio > 0) || !Number.isFinite(ratio)) return 'It is of another sign or size than the expected value.';
  return `Too ${ratio > 1 ? 'high' : 'low'} by a factor of ${times}.`;
}

/**
 * Compares a typed answer with the value of a formula, by a factor. What is counted may be left out of a unit, and `5B`
 * may mean five billion where bytes would make no sense.
 */
export function checkEstimate(answer: string, formula: string, options: EstimateOptions): EstimateCheck {
  const { scope, tolerance, unit = '' } = options;
  const expected = calculate(formula, scope, unit);
  if (expected.problem !== undefined) {
    return { verdict: 'unreadable', says: `The expected value cannot be calculated: ${expected.problem}` };
  }
  const wanted = monthly(expected);
  const literal = calculate(answer, {}, unit);
  const readings = [literal, calculate(answer.replace(/(\d)\s*B\b/g, '$1e9'), {}, unit)];
  const fitting = readings.find(
    (reading): reading is Calculated =>
      reading.problem === undefined && essential(monthly(reading).dimensions) === essential(wanted.dimensions),
  );
  if (fitting === undefined) {
    if (literal.problem !== undefined) return { verdict: 'unreadable', expected, says: literal.problem };
    const what =
      literal.unit === ''
        ? 'The number has no unit.'
        : `The answer is in ${literal.unit}, which is another kind of unit.`;
    const example = unit === '' ? expected.unit : unit;
    const todo =
      example === '' ? 'Write a number without a unit.' : `Write it in ${example}, or in a unit of that kind.`;
    return { verdict: 'wrong-unit', answer: literal, expected, says: `${what} ${todo}` };
  }
  const { value } = monthly(fitting);
  const ratio = wanted.value === 0 && value === 0 ? 1 : value / wanted.value;
  // The slack is that of arithmetic in another order.
  const right = ratio > 0 && Math.max(ratio, 1 / ratio) <= tolerance * (1 + 1e-9);
  return { verdict: right ? 'right' : 'wrong', ratio, answer: fitting, expected, says: verdictText(ratio, right) };
}
