import { describe, expect, test } from 'vitest';
import { estimate, simulate } from '../../simulator/index.ts';
import { open, prompts } from './prompts.ts';

/** Where the estimate of a good day is another on purpose, and says so. */
const elsewhere: Readonly<Record<string, readonly string[]>> = {
  // The fetches of sixteen gateways at their start.
  'api-rate-limiter': ['plans'],
  // What the edge is found to hold at the start of a run so short is more than it would hold for long.
  'search-autocomplete': ['suggest', 'trending'],
  // Taken with as many replicas as there may ever be.
  'ticket-flash-sale': ['tickets'],
  // Taken to send a result for each record, not for each window.
  'video-streaming': ['counting'],
};

/**
 * What an open model of independent stations (Erlang C, lognormal times) says of the same tiers at the same rates: how busy a
 * tier is, and how long the requests take that go through it [s].
 */
const published: readonly [id: string, tier: string, busy: number, request?: string, p99?: number][] = [
  ['notification-system', 'api', 0.55],
  ['payment-system', 'payments', 0.05, 'pay', 0.0366],
  ['ecommerce-checkout', 'catalog', 0.43],
  ['ecommerce-checkout', 'gateway', 0.22],
  ['api-rate-limiter', 'limits', 0.7],
  ['order-processing-kafka', 'orders', 0.145, 'order', 0.0368],
  ['realtime-chat', 'chat', 0.43, 'send', 0.0191],
  ['news-feed', 'feed', 0.38, 'load', 0.0329],
  ['news-feed', 'ranker', 0.58],
  ['ride-dispatch', 'locations', 0.23, 'ping', 0.0016],
  ['auth-jwt-service', 'auth', 0.69, 'login', 0.0521],
];

describe.each(prompts)('%s on a good day', (id) => {
  const { model } = open(id, (topology) => ({ ...topology, faults: [] }));
  const run = simulate(model);

  test('is as busy as the estimate says', () => {
    const { components } = estimate(model);
    const wrong = Object.entries(run.components).filter(([name, { utilization, arrivalRate }]) => {
      const count = Math.max(1, arrivalRate * (run.run.duration - run.run.warmup));
      // Arrivals and times that vary as much as their means; and what is under way at the ends of a run so short.
      const tolerance = Math.min(0.5, 0.02 + 4 * utilization * Math.sqrt(2 / count));
      return Math.abs(components[name].utilization - utilization) > tolerance;
    });
    expect(wrong.map(([name]) => name)).toEqual(elsewhere[id] ?? []);
  });

  test.each(published.filter(([of]) => of === id))(
    'is what an open model of independent stations says: %s, %s %d',
    (_, tier, busy, request, p99) => {
      expect(run.components[tier].utilization / busy).toBeGreaterThan(0.85);
      expect(run.components[tier].utilization / busy).toBeLessThan(1.15);
      if (request === undefined || p99 === undefined) return;
      expect(run.requests[request].latency.p99 / p99).toBeGreaterThan(0.7);
      expect(run.requests[request].latency.p99 / p99).toBeLessThan(1.3);
    },
  );
});
