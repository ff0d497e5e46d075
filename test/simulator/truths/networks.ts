import type { RunResult } from '../../../simulator/index.ts';
import { balancer, chain, client, closed, delay, exponential, poisson, relay, servers } from '../building-blocks.ts';
import type { Row, Truth } from './truth.ts';

/** Networks of stations, fan-out, balancing. Times in seconds. */

const all = (result: RunResult) => result.requests['*'];

const meanResponse = (value: number, error: number): Row => ({
  metric: 'mean response',
  value,
  error,
  of: (result) => all(result).latency.mean,
});
const response = (p: 'p50' | 'p95' | 'p99', value: number, error: number): Row => ({
  metric: `response ${p}`,
  value,
  error,
  of: (result) => all(result).latency[p],
  isPercentile: true,
});
const numberAt = (id: string, value: number, error: number): Row => ({
  metric: `mean number at ${id}`,
  value,
  error,
  of: (result) => result.components[id].inSystem.mean,
});
const cycles = (value: number, error: number): Row => ({
  metric: 'cycles per second',
  value,
  error,
  of: (result) => all(result).goodput,
});

/** Independent leaves, all called at the same time by one root. */
function fanOut(leaves: number, work: unknown) {
  const ids = Array.from({ length: leaves }, (_, i) => `leaf${i}`);
  return {
    components: [client, relay('root'), ...ids.map((id) => delay(id, work))],
    connections: [...chain('users', 'root'), ...ids.map((to) => ({ from: 'root', to, order: 1 }))],
    workload: poisson(10),
  };
}

/** A caller can have 64 callees: a root, so many middle ones, and so many leaves at each. */
function fanOutTwice(middles: number, leaves: number, slowShare: number) {
  const work = {
    mixture: [
      { weight: 1 - slowShare, of: '10 ms' },
      { weight: slowShare, of: '2 s' },
    ],
  };
  const middle = Array.from({ length: middles }, (_, i) => `m${i}`);
  const leaf = middle.flatMap((from) => Array.from({ length: leaves }, (_, i) => ({ from, to: `${from}-${i}` })));
  return {
    components: [client, relay('root'), ...middle.map(relay), ...leaf.map(({ to }) => delay(to, work))],
    connections: [
      ...chain('users', 'root'),
      ...middle.map((to) => ({ from: 'root', to, order: 1 })),
      ...leaf.map(({ from, to }) => ({ from, to, order: 1 })),
    ],
    workload: poisson(10),
  };
}

/** Share of requests above a second, of which there are none near a second. */
const aboveASecond = (value: number, length: number): Row => ({
  metric: 'P(root > 1 s)',
  value,
  error: Math.sqrt((value * (1 - value)) / length),
  of: (result) => {
    const { histogram, latency } = all(result);
    const slow = histogram.filter(({ from }) => from >= 1).reduce((sum, { count }) => sum + count, 0);
    return slow / latency.count;
  },
});

function balanced(policy: string, replicas: number, rate: number) {
  return {
    rate,
    design: {
      components: [client, balancer('lb', policy), { ...servers('pool', 1, exponential(1)), replicas }],
      connections: chain('users', 'lb', 'pool'),
      workload: poisson(rate),
    },
  };
}

export const networks: readonly Truth[] = [
  {
    id: 'T35',
    model: 'Closed: 20 users think 4 s; CPU 125 ms × 16, disk A 300 ms × 10, disk B 200 ms × 5, exponential',
    // The catalogue routes at random with these mean numbers of visits; means depend on nothing else (BCMP 1975).
    source: 'exact mean value analysis; Jain, The Art of Computer Systems Performance Analysis, p. 577',
    length: 100_000,
    rate: 1 / 3,
    design: {
      components: [
        client,
        relay('visits'),
        servers('cpu', 1, exponential(0.125)),
        servers('disk-a', 1, exponential(0.3)),
        servers('disk-b', 1, exponential(0.2)),
      ],
      connections: [
        ...chain('users', 'visits'),
        { from: 'visits', to: 'cpu', calls: 16, order: 1 },
        { from: 'visits', to: 'disk-a', calls: 10, order: 2 },
        { from: 'visits', to: 'disk-b', calls: 5, order: 3 },
      ],
      workload: closed(20, exponential(4)),
    },
    rows: [
      cycles(0.333247, 0.00093),
      numberAt('disk-a', 16.17665, 0.015),
      numberAt('cpu', 1.99062, 0.011),
      // A fixed tolerance of 1.1 in the catalogue.
      meanResponse(56.01563, 1.1 / 4),
    ],
    quick: 20_000,
    slow: 400_000,
  },
  {
    id: 'T36',
    model: 'Closed: 3 customers; A two servers 0.5 s, then B 0.6 s or C 0.8 s alike likely, then a delay of 1 s',
    source: 'load-dependent mean value analysis; Bolch et al., Queueing Networks and Markov Chains, example 8.4',
    length: 200_000,
    rate: 1.21746,
    design: {
      components: [
        client,
        relay('cycle'),
        servers('a', 2, exponential(0.5)),
        balancer('either', 'random'),
        servers('b', 1, exponential(0.6)),
        servers('c', 1, exponential(0.8)),
      ],
      connections: [
        ...chain('users', 'cycle'),
        { from: 'cycle', to: 'a', order: 1 },
        { from: 'cycle', to: 'either', order: 2 },
        ...chain('either', 'b'),
        ...chain('either', 'c'),
      ],
      workload: closed(3, exponential(1)),
    },
    rows: [
      numberAt('a', 0.623679, 0.0014),
      numberAt('b', 0.472872, 0.0023),
      numberAt('c', 0.685988, 0.0032),
      cycles(1.21746, 0.0017),
    ],
    quick: 100_000,
    slow: 2_000_000,
  },
  {
    id: 'T41',
    model: 'Open network, the café of the Ciw tutorial: cold 0.3, hot 0.2, till (minutes there, seconds here)',
    source: 'Jackson 1957',
    length: 500_000,
    rate: 0.5,
    design: {
      components: [
        client,
        { id: 'others', type: 'client' },
        relay('cold-first'),
        relay('hot-first'),
        servers('cold', 1, exponential(1)),
        servers('hot', 2, exponential(2.5)),
        servers('till', 2, exponential(2)),
      ],
      connections: [
        ...chain('users', 'cold-first'),
        ...chain('others', 'hot-first'),
        { from: 'cold-first', to: 'cold', order: 1 },
        { from: 'cold-first', to: 'hot', order: 2, probability: 0.3 },
        { from: 'cold-first', to: 'till', order: 3 },
        { from: 'hot-first', to: 'hot', order: 1 },
        { from: 'hot-first', to: 'till', order: 2 },
      ],
      workload: {
        streams: [
          { client: 'users', arrivals: { poisson: { rate: 0.3 } }, requests: { food: {} } },
          { client: 'others', arrivals: { poisson: { rate: 0.2 } }, requests: { drink: {} } },
        ],
      },
    },
    rows: [
      numberAt('cold', 0.428571, 0.002),
      numberAt('hot', 0.834682, 0.0038),
      numberAt('till', 1.33333, 0.0056),
      meanResponse(5.19317, 0.012),
    ],
    quick: 100_000,
    slow: 2_000_000,
  },
  {
    id: 'T43',
    model: 'Three stations in a row: Poisson 80/s through exponential servers of 100, 125 and 160/s',
    source: 'Burke 1956, Reich 1957: the stages are independent exponentials',
    length: 5e6,
    rate: 80,
    design: {
      components: [
        client,
        servers('first', 1, exponential(1 / 100)),
        servers('second', 1, exponential(1 / 125)),
        servers('third', 1, exponential(1 / 160)),
      ],
      connections: chain('users', 'first', 'second', 'third'),
      workload: poisson(80),
    },
    rows: [
      meanResponse(84.72222e-3, 0.2e-3),
      response('p95', 193.2554e-3, 0.73e-3),
      response('p99', 273.9916e-3, 1.8e-3),
    ],
    quick: 100_000,
    slow: 5_000_000,
  },
  {
    id: 'T45',
    model: 'Retry until success: Poisson 60/s, exponential 10 ms, each attempt fails one time in four',
    source: 'Jackson feedback',
    length: 2e6,
    rate: 60,
    design: {
      components: [client, servers('station', 1, exponential(0.01))],
      connections: [
        {
          from: 'users',
          to: 'station',
          retry: { attempts: 20, backoff: { base: 0, cap: 0, jitter: 'none' } },
        },
      ],
      workload: poisson(60),
      faults: [{ at: 0, errors: { component: 'station', rate: 0.25 } }],
    },
    rows: [
      { metric: 'arrivals', value: 80, error: 0.06, of: (result) => result.components['station'].arrivalRate },
      meanResponse(66.66667e-3, 0.41e-3),
    ],
    quick: 100_000,
    slow: 2_000_000,
  },
  ...[
    {
      id: 'T51',
      other: 1,
      value: 2.875,
      error: 0.012,
      length: 200_000,
      source: 'Flatto & Hahn 1984; Nelson & Tantawi 1988',
    },
    {
      id: 'T53',
      other: 1.25,
      value: 3.92523,
      error: 0.015,
      length: 1e6,
      source: 'truncated Markov chain, exact to 1e-6',
    },
  ].map(
    ({ id, other, value, error, length, source }): Truth => ({
      id,
      model: `Fork and join: Poisson 0.5/s to an exponential server of 1 s and one of ${other} s; the later one counts`,
      source,
      length,
      rate: 0.5,
      design: {
        components: [client, relay('fork'), servers('a', 1, exponential(1)), servers('b', 1, exponential(other))],
        connections: [
          ...chain('users', 'fork'),
          { from: 'fork', to: 'a', order: 1 },
          { from: 'fork', to: 'b', order: 1 },
        ],
        workload: poisson(0.5),
      },
      rows: [meanResponse(value, error)],
      quick: 100_000,
      slow: 2_000_000,
    }),
  ),
  {
    id: 'T55',
    model: 'Fan-out to ten independent exponential calls of 10 ms, the last one counts',
    source: 'maximum of exponentials',
    length: 100_000,
    rate: 10,
    design: fanOut(10, exponential(0.01)),
    warmup: 100,
    rows: [
      meanResponse(29.28968e-3, 0.048e-3),
      response('p50', 27.03555e-3, 0.054e-3),
      response('p99', 69.03237e-3, 0.32e-3),
    ],
    quick: 30_000,
    slow: 400_000,
  },
  {
    id: 'T57',
    model: 'A root waits for 100 leaves, each of which takes more than a second one time in a hundred',
    source: 'Dean & Barroso, The Tail at Scale, CACM 2013: 63 %',
    length: 1e6,
    rate: 10,
    design: fanOutTwice(10, 10, 0.01),
    warmup: 100,
    rows: [aboveASecond(0.633968, 1e6)],
    quick: 5000,
    slow: 100_000,
  },
  {
    id: 'T57',
    model: 'A root waits for 2000 leaves, each of which takes more than a second one time in ten thousand',
    source: 'Dean & Barroso, The Tail at Scale, CACM 2013: almost one in five',
    length: 1e6,
    rate: 10,
    design: fanOutTwice(40, 50, 0.0001),
    warmup: 100,
    rows: [aboveASecond(0.181277, 1e6)],
    quick: 0,
    slow: 5000,
  },
  {
    id: 'T63',
    model: 'Power of two choices: 100 exponential servers of 1 s, Poisson 90/s',
    source: 'reference simulation; Mitzenmacher 2001 simulated 2.6454 at this size',
    length: 10e6,
    ...balanced('power-of-two', 100, 90),
    rows: [meanResponse(2.64473, 0.0052), response('p99', 8.91203, 0.014)],
    quick: 200_000,
    slow: 5_000_000,
  },
  {
    id: 'T65',
    model: 'Random routing to four exponential servers of 1 s, Poisson 3.6/s',
    source: 'four M/M/1',
    length: 10e6,
    ...balanced('random', 4, 3.6),
    rows: [meanResponse(10, 0.059), response('p99', 46.0517, 0.61)],
    quick: 200_000,
    slow: 5_000_000,
  },
  {
    id: 'T65',
    model: 'Round robin to four exponential servers of 1 s, Poisson 3.6/s',
    source: 'four E4/M/1',
    length: 10e6,
    ...balanced('round-robin', 4, 3.6),
    rows: [meanResponse(6.38305, 0.032), response('p99', 29.39503, 0.3)],
    quick: 200_000,
    slow: 5_000_000,
  },
  {
    id: 'T120',
    model: 'One worker, exponential 5 ms of its own, held through a call of exponential 10 ms; Poisson 40/s',
    source: 'M/G/1 with the sum of the two',
    length: 500_000,
    rate: 40,
    design: {
      components: [
        client,
        { id: 'worker', type: 'service', threads: 1, queue: 'unbounded', work: exponential(0.005) },
        servers('backend', 1, exponential(0.01)),
      ],
      connections: chain('users', 'worker', 'backend'),
      workload: poisson(40),
    },
    rows: [meanResponse(32.5e-3, 0.14e-3)],
    quick: 200_000,
    slow: 2_000_000,
  },
  {
    id: 'T120',
    model: 'The same with the worker released during the call',
    source: 'Jackson: two M/M/1 in a row',
    length: 500_000,
    rate: 40,
    design: {
      components: [client, servers('worker', 1, exponential(0.005)), servers('backend', 1, exponential(0.01))],
      connections: chain('users', 'worker', 'backend'),
      workload: poisson(40),
    },
    rows: [meanResponse(22.91667e-3, 0.14e-3)],
    quick: 200_000,
    slow: 2_000_000,
  },
];
