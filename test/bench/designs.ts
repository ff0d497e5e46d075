import { modelOf, station } from '../support/topology.ts';

/** The workloads of the benchmarks as designs, each for so many requests; only what they are about takes time. */

/** A hop of the wire; a round trip is two, so that each has half of its mean. */
const hop = (roundTrip: string) => ({ network: { rtt: { exponential: { mean: roundTrip } } } });

const lasting = (requests: number, rate: number) => ({
  duration: `${requests / rate} s`,
  warmup: '0 s',
  replications: 1,
});

/** M/M/1 at a load of 0.8. */
export function single(requests: number) {
  return modelOf(station(80, { exponential: { mean: '10 ms' } }, 1, {}, lasting(requests, 80)));
}

/** M/M/1 queues in a row at 0.8; event loops, so that nobody holds a server while the next one works. */
export function tandem(requests: number, stations = 5) {
  const names = Array.from({ length: stations }, (_, i) => `s${i + 1}`);
  return modelOf({
    components: [
      { id: 'users', type: 'client' },
      ...names.map((id) => ({
        id,
        type: 'service',
        model: 'event-loop',
        cores: 1,
        queue: 'unbounded',
        work: { exponential: { mean: '10 ms' } },
      })),
    ],
    connections: names.map((to, i) => ({ from: names[i - 1] ?? 'users', to })),
    workload: { streams: [{ client: 'users', arrivals: { poisson: { rate: '80/s' } }, requests: { get: {} } }] },
    run: lasting(requests, 80),
  });
}

/**
 * The web topology: Poisson 4,000/s, hop, balancer over four services of 8 cores and 6 ms, hop, cache that hits four
 * times in five, or hop and database of 16 cores and 16 ms, and hops home. As many hops on the way of a hit as the
 * external limit program has; its database needs one more to come home. `policy` goes on the clients' connection.
 */
export function web(requests: number, policy: object = {}) {
  return modelOf({
    components: [
      { id: 'users', type: 'client' },
      { id: 'lb', type: 'load-balancer', policy: 'round-robin', work: '0 s' },
      {
        id: 'api',
        type: 'service',
        replicas: 4,
        model: 'event-loop',
        cores: 8,
        queue: 'unbounded',
        work: { exponential: { mean: '6 ms' } },
      },
      { id: 'cache', type: 'cache', capacity: '800 entries', start: 'warm', work: '0 s' },
      { id: 'db', type: 'sql-database', cores: 16, pool: 1000, work: { exponential: { mean: '16 ms' } } },
    ],
    connections: [
      { from: 'users', to: 'lb', ...hop('1 ms'), ...policy },
      { from: 'lb', to: 'api' },
      { from: 'api', to: 'cache', ...hop('1 ms') },
      { from: 'api', to: 'db', ...hop('1 ms') },
    ],
    workload: {
      streams: [
        {
          client: 'users',
          arrivals: { poisson: { rate: '4000/s' } },
          requests: { get: { keys: { count: 1000, zipf: 0 } } },
        },
      ],
    },
    run: lasting(requests, 4000),
  });
}

/** The same shape as a user would draw it: every hop both ways, threads, a Zipf law over many keys. */
export function fiveTiers(requests: number, replicas = 4, rate = 3000) {
  return modelOf({
    components: [
      { id: 'users', type: 'client' },
      { id: 'lb', type: 'load-balancer', work: '0 s' },
      {
        id: 'api',
        type: 'service',
        replicas,
        threads: 8,
        queue: 'unbounded',
        work: { exponential: { mean: '6 ms' } },
      },
      { id: 'cache', type: 'cache', capacity: '50000 entries', start: 'warm' },
      { id: 'db', type: 'sql-database', cores: 4 * replicas, pool: 1000, work: { exponential: { mean: '16 ms' } } },
    ],
    connections: [
      { from: 'users', to: 'lb', ...hop('0.5 ms') },
      { from: 'lb', to: 'api', ...hop('0.5 ms') },
      { from: 'api', to: 'cache', ...hop('0.5 ms') },
      { from: 'api', to: 'db', ...hop('0.5 ms') },
    ],
    workload: {
      streams: [
        {
          client: 'users',
          arrivals: { poisson: { rate: `${rate}/s` } },
          requests: { get: { keys: { count: 100_000, zipf: 0.9 } } },
        },
      ],
    },
    run: lasting(requests, rate),
  });
}

/** Twice the load that one server can take, and a line without end: half of all requests wait. */
export function overloaded(requests: number) {
  return modelOf(station(200, { exponential: { mean: '10 ms' } }, 1, {}, lasting(requests, 200)));
}
