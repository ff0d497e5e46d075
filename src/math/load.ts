import type { Calculator } from './calculate.ts';

/** Loads the calculator, which is mathjs and heavy: bundlers make a file of its own of it, read on first use. */
export async function loadCalculator(): Promise<Calculator> {
  return import('./calculate.ts');
}
