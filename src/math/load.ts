import type { calculate } from './calculate.ts';
import type { checkEstimate } from './estimate-check.ts';

/** Arithmetic with units; see `calculate` and `checkEstimate`. */
export interface Calculator {
  readonly calculate: typeof calculate;
  readonly checkEstimate: typeof checkEstimate;
}

/** Loads the calculator, which is mathjs and heavy: bundlers make a file of its own of it, read on first use. */
export async function loadCalculator(): Promise<Calculator> {
  return import('./calculator.ts');
}
