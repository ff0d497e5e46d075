import { requiredQuantity } from '../field.ts';

/** How often on average: the parameter of most processes. */
export const rateField = requiredQuantity('rate', {
  title: 'Rate',
  help: 'Requests per second on average; where requests come in batches, batches per second.',
  above: 0,
  max: 1e8,
});

/** A rate as a file writes it. */
export function perSecond(rate: number): string {
  return `${Number(rate.toPrecision(6))}/s`;
}
