import { describe, expect, test } from 'vitest';
import { checkTopology } from '../../simulator/check.ts';
import { topologyOf } from '../support/topology.ts';
import { chain, client, relay } from './building-blocks.ts';
import { cold, run, steady } from './support.ts';

/** A store that takes 50 ms for a write, any number at once. */
const store = (stock: object, more: object = {}) => ({
  id: 'shop',
  type: 'sql-database',
  cores: 256,
  pool: 10_000,
  work: '50 ms',
  commit: 0,
  stock,
  ...more,
});

/** Buyers of one item, a hundred a second for ten seconds. */
const buyers = (count = 1000) => steady(100, { kind: 'write', keys: { count: 1 } }, count / 100 + 0.005);

function sale(stock: object, more: { store?: object; workload?: unknown; users?: object } = {}) {
  return run({
    components: [client, relay('api'), store(stock, more.store)],
    connections: [{ from: 'users', to: 'api', ...more.users }, ...chain('api', 'shop')],
    workload: more.workload ?? buyers(),
    run: cold(30),
  });
}

describe('a conditional write', () => {
  test('sells what there is and not one more, however many buy at once; who comes too late gets a good answer', () => {
    const { outcomes, requests } = sale({ units: 300 });
    expect(outcomes?.counts).toEqual({ oversold: 0 });
    expect(outcomes?.outOf).toEqual({ oversold: 300 });
    expect(outcomes?.soldOut).toBe(700);
    expect(requests['*'].counts.succeeded).toBe(1000);
  });
});

describe('check, then act', () => {
  // The last unit is sold 50 ms after its buyer came. Who comes meanwhile sees it: one each 10 ms.
  test('sells what others sell at the same time: arrival rate × time of the write', () => {
    const { outcomes } = sale({ units: 300, sale: 'check-then-act' });
    expect(outcomes?.counts.oversold).toBe(100 * 0.05);
    expect(outcomes?.outOf.oversold).toBe(305);
    expect(outcomes?.soldOut).toBe(695);
  });

  test('and arrival rate × age of what the buyer saw, where that is older than the write', () => {
    // At the moment at which the sale shows the next buyer comes, and is turned away.
    expect(sale({ units: 300, sale: 'check-then-act', gap: '1.995 s' }).outcomes?.oversold).toBe(
      100 * (1.995 + 0.05) - 0.5,
    );
  });

  test('oversells nothing where buyers come one after the other', () => {
    const workload = steady(10, { kind: 'write', keys: { count: 1 } }, 30.05);
    expect(sale({ units: 50, sale: 'check-then-act' }, { workload }).outcomes?.counts).toEqual({ oversold: 0 });
  });

  test('oversells at random arrivals as much as Poisson says: λ × (gap + write)', () => {
    // 400 items of one unit each; those who come within 0.55 s of the first buyer of an item are sold it too.
    const items = 400;
    const rate = 2; // per item and second
    const { outcomes } = run({
      components: [client, relay('api'), store({ units: 1, sale: 'check-then-act', gap: '0.5 s' })],
      connections: chain('users', 'api', 'shop'),
      workload: {
        streams: [
          {
            client: 'users',
            arrivals: { poisson: { rate: rate * items } },
            requests: { buy: { kind: 'write', keys: { count: items, zipf: 0 } } },
          },
        ],
      },
      run: cold(20),
    });
    const mean = items * rate * 0.55;
    expect(outcomes?.outOf.oversold).toBe(items + (outcomes?.oversold ?? 0));
    expect(Math.abs((outcomes?.oversold ?? 0) - mean) / Math.sqrt(mean)).toBeLessThan(4);
  });
});

test('each item has units of its own, and only the requests named take them', () => {
  const workload = {
    streams: ['buy', 'rate'].map((name) => ({
      client: 'users',
      arrivals: { constant: { rate: 100 } },
      shape: { steps: [[10.005, 0]] },
      requests: { [name]: { kind: 'write', keys: { count: 10, zipf: 0 } } },
    })),
  };
  expect(sale({ units: 30, for: 'buy' }, { workload }).outcomes?.outOf.oversold).toBe(300);
});

test('what is bought twice by a retry is taken twice, unless a key says that it is the same', () => {
  const workload = steady(10, { kind: 'write', idempotent: false, keys: { count: 1 } }, 3.05);
  const retry = { attempts: 2, nonIdempotent: true, backoff: { base: '1 s', jitter: 'none' } };
  const sold = (key: boolean) =>
    run({
      components: [client, relay('api'), store({ units: 1000 }, { work: '500 ms', dedupeWindow: '1 h' })],
      connections: [
        ...chain('users', 'api'),
        { from: 'api', to: 'shop', timeout: '400 ms', retry, idempotencyKey: key },
      ],
      workload,
      run: cold(30),
    }).outcomes?.outOf.oversold;
  expect(sold(false)).toBe(60);
  expect(sold(true)).toBe(30);
});

test('what is sold at the start counts, in a run without a written warm-up too', () => {
  const { run: of, outcomes } = run({
    components: [client, relay('api'), store({ units: 300 })],
    connections: chain('users', 'api', 'shop'),
    workload: steady(100, { kind: 'write', keys: { count: 1 } }),
    run: { duration: 10 },
  });
  expect([of.warmup, outcomes?.outOf.oversold]).toEqual([0, 300]);
});

test('a stock that nobody can run down is a finding', () => {
  const codes = (request: object, stock: object = { units: 1 }) =>
    checkTopology(
      topologyOf({
        components: [client, relay('api'), store(stock)],
        connections: chain('users', 'api', 'shop'),
        workload: steady(1, request),
      }),
    ).map(({ code }) => code);
  expect(codes({ kind: 'write', keys: {} })).toEqual([]);
  expect(codes({ kind: 'write' })).toEqual(['stock-without-items']);
  expect(codes({ kind: 'read' })).toEqual(['stock-without-items']);
  expect(codes({ kind: 'write', keys: {} }, { units: 1, for: 'buy' })).toEqual(['stock-without-items']);
});
