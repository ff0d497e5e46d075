import { assert } from './kernel/index.ts';
import { type PriceList, priceOf } from './price-list.ts';
import { awsUsEast1 } from './price-lists/aws-us-east-1.ts';

/** The list that prices what no other does. */
export const defaultPrices = awsUsEast1;

/**
 * What an amount of an item of the price list costs in a month [USD]. The amount is in base units: machines or vCPUs held,
 * bytes held or moved, requests made. Tiers apply to the whole bill, as those of an account do: each part of an amount has
 * the mean price of all of it.
 */
export type Prices = (item: string, amount: number) => number;

/**
 * The prices of a list; what it lacks has the default price, and is told to `missing`. `totals` of the whole bill by item
 * decide on the tiers; absent where the amount is all there is.
 */
export function pricesOf(
  list: PriceList | undefined,
  missing: (item: string) => void = () => {},
  totals?: ReadonlyMap<string, number>,
): Prices {
  return (item, amount) => {
    const own = list?.items[item];
    if (list !== undefined && own === undefined) missing(item);
    const found = own ?? defaultPrices.items[item];
    assert(found !== undefined, 'a component asks for an item that no price list has');
    const total = totals?.get(item) ?? amount;
    // What has one price is not divided and multiplied again.
    return total === amount || typeof found.usd === 'number'
      ? priceOf(found, amount)
      : (priceOf(found, total) * amount) / total;
  };
}
