import { assert } from './kernel/index.ts';
import { type PriceList, priceOf } from './price-list.ts';
import { awsUsEast1 } from './price-lists/aws-us-east-1.ts';

/** The list that prices what no other does. */
export const defaultPrices = awsUsEast1;

/**
 * What an amount of an item of the price list costs in a month [USD]. The amount is in base units: machines or vCPUs held,
 * bytes held or moved, requests made. Tiers apply to each component by itself.
 */
export type Prices = (item: string, amount: number) => number;

/** The prices of a list; what it lacks has the default price, and is told to `missing`. */
export function pricesOf(list: PriceList | undefined, missing: (item: string) => void = () => {}): Prices {
  return (item, amount) => {
    const own = list?.items[item];
    if (list !== undefined && own === undefined) missing(item);
    const found = own ?? defaultPrices.items[item];
    assert(found !== undefined, 'a component asks for an item that no price list has');
    return priceOf(found, amount);
  };
}
