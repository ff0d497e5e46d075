/**
 * What the engine costs, as ratios to a bare loop of the same run: absolute figures of a shared machine are gossip.
 * Everything is on that a user has on: histograms, series, books of every component, guards, deterministic mathematics.
 */
import { compile, estimate, type Model, simulate } from '../../simulator/index.ts';
import { modelOf, station, topologyOf } from '../support/topology.ts';
import { bareQueue } from './bare-queue.ts';

const ROUNDS = 5;

interface Timing {
  readonly seconds: number;
  readonly requests: number;
  readonly events: number;
}

/** The quickest of some rounds, interleaved with those of the reference, so that both see the same machine. */
function best(run: () => Timing, reference: () => Timing): { own: Timing; bare: Timing } {
  let own = run();
  let bare = reference();
  for (let round = 1; round < ROUNDS; round++) {
    const again = run();
    if (again.seconds < own.seconds) own = again;
    const bareAgain = reference();
    if (bareAgain.seconds < bare.seconds) bare = bareAgain;
  }
  return { own, bare };
}

function timed(work: () => { requests: number; events: number }): Timing {
  const start = performance.now();
  const counts = work();
  return { seconds: (performance.now() - start) / 1000, ...counts };
}

function runOf(model: Model): () => Timing {
  return () => timed(() => simulate(model, { seed: 1 }).run);
}

const hop = { network: { rtt: { exponential: { mean: '0.5 ms' } } } };

/** Client → balancer → four services → cache → database: the design that the aims are stated for. */
const fiveTier = modelOf({
  components: [
    { id: 'users', type: 'client' },
    { id: 'lb', type: 'load-balancer', work: '0 s' },
    {
      id: 'api',
      type: 'service',
      replicas: 4,
      threads: 8,
      queue: 'unbounded',
      work: { exponential: { mean: '6 ms' } },
    },
    { id: 'cache', type: 'cache', capacity: '50000 entries', start: 'warm' },
    { id: 'db', type: 'sql-database', cores: 16, pool: 1000, work: { exponential: { mean: '16 ms' } } },
  ],
  connections: [
    { from: 'users', to: 'lb', ...hop },
    { from: 'lb', to: 'api', ...hop },
    { from: 'api', to: 'cache', ...hop },
    { from: 'api', to: 'db', ...hop },
  ],
  workload: {
    streams: [
      {
        client: 'users',
        arrivals: { poisson: { rate: '3000/s' } },
        requests: { get: { keys: { count: 100_000, zipf: 0.9 } } },
      },
    ],
  },
  run: { duration: '100 s' },
});

const single = modelOf(station(80, { exponential: { mean: '10 ms' } }, 1, {}, { duration: '5000 s' }));

console.log('workload     requests/s    events/s   ns/event   requests: bare M/M/1 loop = 1');
for (const [name, model] of [
  ['M/M/1', single],
  ['five tiers', fiveTier],
] as const) {
  const { own, bare } = best(runOf(model), () => timed(() => bareQueue(400_000)));
  const perSecond = own.requests / own.seconds;
  console.log(
    [
      name.padEnd(10),
      Math.round(perSecond).toLocaleString('en-US').padStart(12),
      Math.round(own.events / own.seconds)
        .toLocaleString('en-US')
        .padStart(12),
      ((own.seconds * 1e9) / own.events).toFixed(0).padStart(10),
      (perSecond / (bare.requests / bare.seconds)).toFixed(3).padStart(10),
    ].join(' '),
  );
}

/** Fifty services in a row behind a balancer, each with a database of its own. */
const large = {
  components: [
    { id: 'users', type: 'client' },
    { id: 'lb', type: 'load-balancer' },
    ...Array.from({ length: 49 }, (_, i) => ({ id: `service-${i}`, type: 'service' })),
    ...Array.from({ length: 49 }, (_, i) => ({ id: `db-${i}`, type: 'sql-database' })),
  ],
  connections: [
    { from: 'users', to: 'lb' },
    { from: 'lb', to: 'service-0' },
    ...Array.from({ length: 48 }, (_, i) => ({ from: `service-${i}`, to: `service-${i + 1}` })),
    ...Array.from({ length: 49 }, (_, i) => ({ from: `service-${i}`, to: `db-${i}` })),
  ],
  workload: {
    streams: [
      { client: 'users', arrivals: { poisson: { rate: '10/s' } }, requests: { get: {}, put: { kind: 'write' } } },
    ],
  },
};
const topology = topologyOf(large);
const model = modelOf(large);
const nothing = { requests: 0, events: 0 };
for (const [name, work] of [
  ['compile', () => compile(topology)],
  ['estimate', () => estimate(model)],
] as const) {
  const measure = () =>
    timed(() => {
      work();
      return nothing;
    });
  const { own } = best(measure, () => timed(() => nothing));
  console.log(`${name} of 100 components: ${(own.seconds * 1000).toFixed(2)} ms`);
}
