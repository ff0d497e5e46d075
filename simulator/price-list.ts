import { z } from 'zod';
import { HOURS_PER_MONTH } from './quantity.ts';

/**
 * A price list as a file holds it (`headroom/prices@1`): what a bill is made from. A list may hold some items only; what
 * it lacks is priced from the list that comes with the product. USD.
 */

/** Quantities that prices are quoted for, and how many of each one unit of an amount is in a month. */
const units = {
  /** Amount: how many are held through the month. */
  hour: HOURS_PER_MONTH,
  month: 1,
  /** Amount: bytes held through the month. */
  'GB-month': 1e-9,
  'GiB-hour': HOURS_PER_MONTH / 1_073_741_824,
  /** Amount: bytes moved in the month. */
  GB: 1e-9,
  TB: 1e-12,
  /** Amount: bytes × seconds. */
  'GB-second': 1e-9,
  'GiB-second': 1 / 1_073_741_824,
  /** Amount: how many in the month. */
  each: 1,
  thousand: 1e-3,
  '10 thousand': 1e-4,
  million: 1e-6,
} as const;

export type PriceUnit = keyof typeof units;

const usd = z.number().min(0).max(1e9);

const tiersSchema = z
  .array(
    z.strictObject({
      upTo: z.number().positive().optional().meta({
        title: 'Up to',
        description: 'End of the tier, in units of `per` a month; the last tier has none.',
      }),
      usd,
    }),
  )
  .min(1)
  .max(20)
  .superRefine((tiers, context) => {
    for (const [index, { upTo }] of tiers.entries()) {
      const isLast = index === tiers.length - 1;
      if (isLast !== (upTo === undefined)) {
        const message = isLast ? 'expected a last tier without "upTo"' : 'expected "upTo" in each tier but the last';
        context.addIssue({ code: 'custom', message, path: [index] });
      } else if (upTo !== undefined && index > 0 && upTo <= (tiers[index - 1]?.upTo ?? 0)) {
        context.addIssue({ code: 'custom', message: 'expected more than the tier before', path: [index, 'upTo'] });
      }
    }
  });

export const priceItemSchema = z.strictObject({
  title: z.string().min(1).max(200).optional(),
  per: z.enum(Object.keys(units) as [PriceUnit, ...PriceUnit[]]).meta({
    title: 'Per',
    description: 'What the price is for; `hour` and `month` are of one that is held all the time.',
  }),
  usd: z.union([usd, tiersSchema]).meta({
    title: 'USD',
    description:
      'The price in US dollars, or tiers: each price holds up to an amount in the month, the last for all beyond.',
  }),
  source: z.string().min(1).max(500).optional(),
});

export const priceListSchema = z
  .strictObject({
    format: z.literal('headroom/prices@1'),
    name: z.string().min(1).max(200).meta({ title: 'Name', description: 'Whose prices these are.' }),
    region: z.string().min(1).max(100).meta({ title: 'Region', description: 'Where they hold.' }),
    date: z.string().min(1).max(50).meta({ title: 'Date', description: 'When they were collected: 2026-11.' }),
    items: z
      .record(z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/), priceItemSchema)
      .meta({ title: 'Items', description: '`headroom prices` prints the list that comes with the product.' }),
  })
  .meta({
    title: 'Price list',
    description:
      'What the monthly bill is made from. What is not in it has the price of the list that comes with the product.',
  });

export type PriceItem = z.output<typeof priceItemSchema>;
export type PriceList = z.output<typeof priceListSchema>;

/** What an amount of an item costs in a month [USD]; the amount in base units: bytes, requests, machines. */
export function priceOf({ per, usd: price }: PriceItem, amount: number): number {
  const quantity = amount * units[per];
  if (typeof price === 'number') return quantity * price;
  let from = 0;
  let total = 0;
  for (const { upTo = Number.POSITIVE_INFINITY, usd: rate } of price) {
    if (quantity <= from) break;
    total += (Math.min(quantity, upTo) - from) * rate;
    from = upTo;
  }
  return total;
}
