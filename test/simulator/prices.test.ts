import { describe, expect, test } from 'vitest';
import {
  defaultPrices,
  estimate,
  type PriceItem,
  type PriceList,
  priceListSchema,
  priceOf,
  pricesOf,
  SECONDS_PER_MONTH,
} from '../../simulator/index.ts';
import { modelOf, poisson } from '../support/topology.ts';

const shop = (prices?: PriceList) => {
  const model = modelOf({
    components: [
      { id: 'users', type: 'client' },
      { id: 'api', type: 'service', replicas: 3, cores: 2 },
    ],
    connections: [{ from: 'users', to: 'api' }],
    workload: poisson(10, { response: '100 KB' }),
  });
  return { ...model, topology: { ...model.topology, ...(prices !== undefined && { prices }) } };
};

const own = (items: Record<string, PriceItem>): PriceList => ({
  format: 'headroom/prices@1',
  name: 'Ours',
  region: 'cellar',
  date: '2026-01',
  items,
});

describe('a price', () => {
  test('is for what it says', () => {
    expect(priceOf({ usd: 0.5, per: 'hour' }, 2)).toBe(2 * 730 * 0.5);
    expect(priceOf({ usd: 0.09, per: 'GB' }, 5e9)).toBeCloseTo(0.45, 12);
    expect(priceOf({ usd: 0.4, per: 'million' }, 2.5e6)).toBeCloseTo(1, 12);
    expect(priceOf({ usd: 1, per: 'GiB-hour' }, 1_073_741_824)).toBeCloseTo(730, 9);
  });

  test('in tiers holds for the part of the amount that is in the tier', () => {
    const item: PriceItem = { usd: [{ upTo: 10, usd: 3 }, { upTo: 30, usd: 2 }, { usd: 1 }], per: 'each' };
    expect([0, 4, 10, 20, 30, 100].map((amount) => priceOf(item, amount))).toEqual([0, 12, 30, 50, 70, 140]);
  });

  test.each([
    [[{ upTo: 10, usd: 3 }]],
    [[{ usd: 3 }, { usd: 2 }]],
    [[{ upTo: 10, usd: 3 }, { upTo: 10, usd: 2 }, { usd: 1 }]],
  ])('is refused where its tiers leave a gap or overlap: %j', (usd) => {
    expect(priceListSchema.safeParse(own({ egress: { usd, per: 'GB' } })).success).toBe(false);
  });
});

test('tiers are those of the whole bill: what two components use reaches the next tier together, each at the mean price', () => {
  const model = modelOf({
    components: [
      { id: 'near', type: 'client' },
      { id: 'far', type: 'client' },
      { id: 'api', type: 'service' },
    ],
    connections: [
      { from: 'near', to: 'api' },
      { from: 'far', to: 'api' },
    ],
    workload: {
      streams: ['near', 'far'].map((id, i) => ({
        client: id,
        arrivals: { poisson: { rate: 1 + 2 * i } },
        requests: { [id]: { response: '100 KB' } },
      })),
    },
  });
  const prices = own({ egress: { usd: [{ upTo: 100, usd: 2 }, { usd: 0.5 }], per: 'GB' } });
  const { lines } = estimate({ ...model, topology: { ...model.topology, prices } }).cost;
  const total = (4 * 100e3 * SECONDS_PER_MONTH) / 1e9;
  const bill = 100 * 2 + (total - 100) * 0.5;
  const paid = Object.fromEntries(lines.map(({ component, monthly }) => [component, monthly]));
  expect(paid['near']).toBeCloseTo(bill / 4, 9);
  expect(paid['far']).toBeCloseTo((bill * 3) / 4, 9);
});

describe('a price list', () => {
  test('that comes with the product is one that a file could hold', () => {
    expect(priceListSchema.parse(defaultPrices)).toEqual(defaultPrices);
    for (const [name, item] of Object.entries(defaultPrices.items)) expect(item.source, name).toBeDefined();
  });

  test('of the user’s own prices the bill, and says what it lacked', () => {
    const { cost } = estimate(shop(own({ 'compute-vcpu': { usd: 10, per: 'month' } })));
    // Ten requests a second of 100 KB through a month of 730 hours are 2,628 GB.
    const gigabytes = 10 * 1e5 * 730 * 3600 * 1e-9;
    expect(cost.components).toEqual({ users: expect.closeTo(gigabytes * 0.09, 6), api: 60 });
    expect(cost.prices).toEqual({ name: 'Ours', region: 'cellar', date: '2026-01', missing: ['egress'] });
  });

  test('names itself, its region and its date on the bill', () => {
    const { name, region, date } = defaultPrices;
    expect(estimate(shop()).cost.prices).toEqual({ name, region, date });
  });

  test('has every item that a component asks for', () => {
    expect(() => pricesOf(undefined)('moon-dust', 1)).toThrow('no price list has');
  });
});
