import { chain, client, delay, exponential, poisson, relay, servers } from '../blocks.ts';
import type { Case, Sketch } from '../case.ts';
import { component, meanResponse, numberAt, requestsOf, response } from '../readings.ts';
import { steady } from '../steady.ts';

/** Networks of stations, fork and join. */

/** A share of requests of which a run of so many sees so much by chance. */
const binomial = (value: number, length: number) => Math.sqrt((value * (1 - value)) / length);

/** Independent calls of one leaf, all made at the same time. */
function fanOut(calls: number, work: unknown): Sketch {
  return {
    components: [client, relay('root'), delay('leaf', work)],
    connections: [...chain('users', 'root'), { from: 'root', to: 'leaf', calls, parallel: true }],
    workload: poisson(10),
  };
}

/** Leaves of which a share takes more than a second. */
const uneven = (slowShare: number) => ({
  mixture: [
    { weight: 1 - slowShare, of: '10 ms' },
    { weight: slowShare, of: '2 s' },
  ],
});

/** Share of requests above a second, of which there are none near a second. */
const aboveASecond = {
  of: (result: Parameters<typeof requestsOf>[0]) => {
    const { histogram, latency } = requestsOf(result);
    const slow = histogram.filter(({ from }) => from >= 1).reduce((sum, { count }) => sum + count, 0);
    return slow / latency.count;
  },
};

const forkJoin = (other: string): Sketch => ({
  components: [client, relay('fork'), servers('a', 1, exponential('1 s')), servers('b', 1, exponential(other))],
  connections: [...chain('users', 'fork'), { from: 'fork', to: 'a', order: 1 }, { from: 'fork', to: 'b', order: 1 }],
  workload: poisson(0.5),
});

export const networks: readonly Case[] = [
  {
    id: 'T41',
    title: 'Open network (the café of the Ciw tutorial)',
    model:
      'Cold counter: Poisson 0.3/min, 1 server 1 min; 30 % go on to hot, 70 % to the till. Hot: Poisson 0.2/min more, 2 servers 2.5 min, then the till: 2 servers 2 min. Exponential.',
    source: 'Jackson 1957; topology of the Ciw tutorial',
    trials: [
      steady({
        design: {
          components: [
            client,
            { id: 'others', type: 'client' },
            relay('cold-first'),
            relay('hot-first'),
            servers('cold', 1, exponential('1 min')),
            servers('hot', 2, exponential('2.5 min')),
            servers('till', 2, exponential('2 min')),
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
              { client: 'users', arrivals: { poisson: { rate: '0.3/min' } }, requests: { food: {} } },
              { client: 'others', arrivals: { poisson: { rate: '0.2/min' } }, requests: { drink: {} } },
            ],
          },
        },
        rate: 0.5 / 60,
        length: 500_000,
        quick: 100_000,
        whole: 2e6,
        rows: [
          { metric: 'mean number at cold', value: 0.428571, unit: '', se: 0.002, ...numberAt('cold') },
          { metric: 'mean number at hot', value: 0.834682, unit: '', se: 0.0038, ...numberAt('hot') },
          { metric: 'mean number at the till', value: 1.33333, unit: '', se: 0.0056, ...numberAt('till') },
          { metric: 'mean time in system', value: 5.19317, unit: 'min', se: 0.012, ...meanResponse },
        ],
      }),
    ],
  },
  {
    id: 'T43',
    title: 'Chain of three, end-to-end percentiles',
    model: 'Poisson 80/s through single FIFO exponential servers of 100, 125 and 160/s.',
    source: 'Burke 1956, Reich 1957: the responses of the stages are independent exponentials',
    note: 'Adding the p99 of the stages would give 390.2 ms.',
    trials: [
      steady({
        design: {
          components: [
            client,
            servers('first', 1, exponential('10 ms')),
            servers('second', 1, exponential('8 ms')),
            servers('third', 1, exponential('6.25 ms')),
          ],
          connections: chain('users', 'first', 'second', 'third'),
          workload: poisson(80),
        },
        rate: 80,
        length: 5e6,
        quick: 100_000,
        rows: [
          { metric: 'mean response', value: 84.72222, unit: 'ms', se: 0.2, ...meanResponse },
          { metric: 'response p95', value: 193.2554, unit: 'ms', se: 0.73, ...response('p95') },
          { metric: 'response p99', value: 273.9916, unit: 'ms', se: 1.8, ...response('p99') },
        ],
      }),
    ],
  },
  {
    id: 'T45',
    title: 'Retry until success',
    model:
      'Poisson 60/s; one FIFO exponential server of 10 ms; each attempt fails with probability 0.25 on completion and is resent at once, for ever.',
    source: 'Jackson feedback',
    note: 'Resent up to 19 times: one request in 10¹² would need more.',
    trials: [
      steady({
        design: {
          components: [client, servers('station', 1, exponential('10 ms'))],
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
        rate: 60,
        length: 2e6,
        quick: 100_000,
        rows: [
          { metric: 'arrivals at the server', value: 80, unit: '/s', se: 0.06, of: (r) => component(r).arrivalRate },
          { metric: 'mean response', value: 66.66667, unit: 'ms', se: 0.41, ...meanResponse },
        ],
      }),
    ],
  },
  {
    id: 'T51',
    title: 'Fork and join, two alike branches at 50 %',
    model:
      'Poisson 0.5/s; each request goes to both of two FIFO exponential servers of 1 s and completes with the later.',
    source: 'Flatto & Hahn 1984; Nelson & Tantawi 1988: (12 − ρ)/8 of M/M/1',
    trials: [
      steady({
        design: forkJoin('1 s'),
        rate: 0.5,
        length: 200_000,
        quick: 100_000,
        whole: 2e6,
        rows: [{ metric: 'mean response', value: 2.875, unit: 's', se: 0.012, ...meanResponse }],
      }),
    ],
  },
  {
    id: 'T53',
    title: 'Fork and join, unequal branches',
    model: 'Poisson 0.5/s; branches of exponential 1 s and 1.25 s.',
    source: 'Truncated Markov chain with phase recursion, exact to 1e-6',
    trials: [
      steady({
        design: forkJoin('1.25 s'),
        rate: 0.5,
        length: 1e6,
        quick: 100_000,
        whole: 2e6,
        rows: [{ metric: 'mean response', value: 3.92523, unit: 's', se: 0.015, ...meanResponse }],
      }),
    ],
  },
  {
    id: 'T55',
    title: 'Fan-out to ten, no queueing',
    model: 'Ten independent exponential calls of 10 ms in parallel; all are waited for.',
    source: 'Maximum of exponentials',
    trials: [
      steady({
        design: fanOut(10, exponential('10 ms')),
        rate: 10,
        length: 100_000,
        quick: 30_000,
        whole: 400_000,
        warmup: 100,
        rows: [
          { metric: 'mean', value: 29.28968, unit: 'ms', se: 0.048, ...meanResponse },
          { metric: 'p50', value: 27.03555, unit: 'ms', se: 0.054, ...response('p50') },
          { metric: 'p99', value: 69.03237, unit: 'ms', se: 0.32, ...response('p99') },
        ],
      }),
    ],
  },
  {
    id: 'T57',
    title: 'The arithmetic of The Tail at Scale',
    model: 'A leaf takes more than 1 s with probability 1/100 (1/10,000); the root waits for all of 100 (2000) leaves.',
    source: 'Dean & Barroso, CACM 2013: 63 %, and “almost one in five”; binomial',
    trials: [
      steady({
        name: '100 leaves at 1 %',
        design: fanOut(100, uneven(0.01)),
        rate: 10,
        length: 1e6,
        quick: 5000,
        whole: 100_000,
        warmup: 100,
        rows: [
          { metric: 'P(root > 1 s)', value: 0.633968, unit: 'share', se: binomial(0.633968, 1e6), ...aboveASecond },
        ],
      }),
      steady({
        name: '2000 leaves at 0.01 %',
        design: fanOut(2000, uneven(0.0001)),
        rate: 10,
        length: 1e6,
        quick: 500,
        whole: 10_000,
        warmup: 100,
        rows: [
          { metric: 'P(root > 1 s)', value: 0.181277, unit: 'share', se: binomial(0.181277, 1e6), ...aboveASecond },
        ],
      }),
    ],
  },
  {
    id: 'T120',
    title: 'One worker held during a call',
    model:
      'Poisson 40/s; one worker: exponential 5 ms of its own, then a synchronous call to a backend (exponential 10 ms, otherwise idle); the worker is busy until the answer.',
    source: 'M/G/1 with the sum of the two; released during the call, two M/M/1 in a row (Jackson)',
    trials: [
      steady({
        name: 'held',
        design: {
          components: [
            client,
            { id: 'worker', type: 'service', threads: 1, queue: 'unbounded', work: exponential('5 ms') },
            servers('backend', 1, exponential('10 ms')),
          ],
          connections: chain('users', 'worker', 'backend'),
          workload: poisson(40),
        },
        rate: 40,
        length: 500_000,
        quick: 200_000,
        whole: 2e6,
        rows: [{ metric: 'mean response', value: 32.5, unit: 'ms', se: 0.14, ...meanResponse }],
      }),
      steady({
        name: 'released',
        design: {
          components: [client, servers('worker', 1, exponential('5 ms')), servers('backend', 1, exponential('10 ms'))],
          connections: chain('users', 'worker', 'backend'),
          workload: poisson(40),
        },
        rate: 40,
        length: 500_000,
        quick: 200_000,
        whole: 2e6,
        rows: [{ metric: 'mean response', value: 22.91667, unit: 'ms', se: 0.14, ...meanResponse }],
      }),
    ],
  },
];
