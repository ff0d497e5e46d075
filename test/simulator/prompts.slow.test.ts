import { describe, expect, test } from 'vitest';
import { estimate, simulate } from '../../simulator/index.ts';
import { open, prompts } from './prompts.ts';

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
    // What scales itself is estimated with as many replicas as there may ever be, and says so.
    const scaled = model.components.filter(({ spec }) => spec.autoscale !== undefined).map(({ spec }) => spec.id);
    const wrong = Object.entries(run.components).filter(([name, { utilization, arrivalRate, resources }]) => {
      const { limiting } = components[name];
      if (scaled.includes(name)) return false;
      // The partitions of a log are a limit that a run shows by its lag.
      if (limiting !== undefined && resources[limiting] === undefined) return false;
      const count = Math.max(1, arrivalRate * (run.run.duration - run.run.warmup));
      // Arrivals and times that vary as much as their means; and what is under way at the ends of a run so short.
      const tolerance = Math.min(0.5, 0.02 + 4 * utilization * Math.sqrt(2 / count));
      return Math.abs(components[name].utilization - utilization) > tolerance;
    });
    expect(wrong.map(([name]) => name)).toEqual([]);
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
