import type { Impact, Measurement } from '../../../src/interview/index.ts';

/** A run of client → service → cache → database that met its objectives; what differs is said. */
export function measured(change: Partial<Measurement> = {}): Measurement {
  const request = (rate: number, p99: number) => ({
    offered: rate,
    throughput: rate,
    goodput: rate,
    errorRate: 0,
    availability: 1,
    latency: { count: 10 * rate, mean: p99 / 5, p50: p99 / 8, p95: p99 / 2, p99 },
    failures: [],
  });
  const component = (type: string, arrivalRate: number, utilization: number, instances = 1) => ({
    type,
    title: type,
    instances,
    utilization,
    limiting: 'threads',
    arrivalRate,
    errorRate: 0,
  });
  const call = (rate: number) => ({ calls: rate, attempts: rate });
  return {
    run: { seed: 1, duration: 12, warmup: 2, replications: 1, requests: 200_000, digest: '0123456789abcdef' },
    requests: { '*': request(21_209, 0.01), redirect: request(20_833, 0.01), create: request(376, 0.02) },
    components: {
      users: component('client', 0, 0),
      api: component('service', 21_209, 0.46, 18),
      cache: component('cache', 20_833, 0.25),
      db: component('sql-database', 1418, 0.2),
    },
    connections: {
      'users->api': call(21_209),
      'api->cache': call(20_833),
      'api->db': call(1418),
    },
    bottleneck: { component: 'api', resource: 'cores', utilization: 0.46 },
    cost: { monthly: 3777 },
    objectives: [],
    ...change,
  };
}

export function impact(change: Partial<Impact> = {}): Impact {
  return { from: 5, to: 9, before: 1, goodput: 0.95, worst: 0.9, recovery: 1, expectations: [], ...change };
}
