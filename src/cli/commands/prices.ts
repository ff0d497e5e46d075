import { defaultPrices } from '../../../simulator/index.ts';
import type { Host, Outcome } from '../host.ts';
import { jsonText } from '../json.ts';

/** Prints the price list that comes with the product: the file to start one's own from. */
export async function prices(host: Host): Promise<Outcome> {
  host.out(jsonText(defaultPrices));
  return 'done';
}
