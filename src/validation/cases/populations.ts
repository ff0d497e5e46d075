import { balancer, chain, client, closed, delay, exponential, relay, requests, servers } from '../blocks.ts';
import type { Case, Lab, ReadRow } from '../case.ts';
import { component, goodput, meanResponse, numberAt, resource } from '../readings.ts';
import { steady } from '../steady.ts';

/** Closed systems, and loads that change over time. */

/** Jobs that wait or are served: not those that have gone on to another station and will come back through this one. */
function atCores(id: string): Pick<ReadRow, 'of'> {
  return {
    of: (result) => {
      const { queue, busy } = resource(result, id);
      return queue.mean + busy;
    },
  };
}

/** Runs that the standard errors of T123 are stated for. */
const RUNS = 400;

export const populations: readonly Case[] = [
  {
    id: 'T35',
    title: 'Closed interactive system',
    model:
      '20 users think for exponential 4 s; CPU 125 ms × 16 visits, disk A 300 ms × 10, disk B 200 ms × 5, exponential, FIFO.',
    source: 'Exact mean value analysis; Jain, The Art of Computer Systems Performance Analysis, p. 577',
    note: 'The book routes at random: after the CPU a job leaves one time in 16, or goes to disk A ten times and to disk B five. The means depend on the mean numbers of visits alone (BCMP 1975), the scatter does not: the standard errors of the second trial are from forty runs of this engine.',
    trials: [
      steady({
        name: 'jobs that come round again',
        design: {
          components: [
            client,
            servers('cpu', 1, exponential('125 ms')),
            servers('disk-a', 1, exponential('300 ms')),
            servers('disk-b', 1, exponential('200 ms')),
          ],
          connections: [
            ...chain('users', 'cpu'),
            { from: 'cpu', to: 'disk-a', choice: 1, probability: 10 / 16 },
            { from: 'cpu', to: 'disk-b', choice: 1, probability: 5 / 16 },
            ...chain('disk-a', 'cpu'),
            ...chain('disk-b', 'cpu'),
          ],
          workload: closed(20, exponential('4 s')),
        },
        rate: 1 / 3,
        length: 100_000,
        quick: 20_000,
        whole: 400_000,
        rows: [
          { metric: 'throughput', value: 0.333247, unit: '/s', se: 0.00093, ...goodput },
          { metric: 'system response', value: 56.01563, unit: 's', within: 1.1, ...meanResponse },
          { metric: 'queue at disk A', value: 16.17665, unit: '', se: 0.015, ...atCores('disk-a') },
          { metric: 'queue at the CPU', value: 1.99062, unit: '', se: 0.011, ...atCores('cpu') },
        ],
      }),
      steady({
        name: 'as many visits to each',
        design: {
          components: [
            client,
            relay('visits'),
            servers('cpu', 1, exponential('125 ms')),
            servers('disk-a', 1, exponential('300 ms')),
            servers('disk-b', 1, exponential('200 ms')),
          ],
          connections: [
            ...chain('users', 'visits'),
            { from: 'visits', to: 'cpu', calls: 16, order: 1 },
            { from: 'visits', to: 'disk-a', calls: 10, order: 2 },
            { from: 'visits', to: 'disk-b', calls: 5, order: 3 },
          ],
          workload: closed(20, exponential('4 s')),
        },
        rate: 1 / 3,
        length: 100_000,
        quick: 20_000,
        whole: 400_000,
        rows: [
          { metric: 'throughput', value: 0.333247, unit: '/s', se: 0.00035, ...goodput },
          { metric: 'system response', value: 56.01563, unit: 's', within: 1.1, ...meanResponse },
          { metric: 'queue at disk A', value: 16.17665, unit: '', se: 0.026, ...numberAt('disk-a') },
          { metric: 'queue at the CPU', value: 1.99062, unit: '', se: 0.023, ...numberAt('cpu') },
        ],
      }),
    ],
  },
  {
    id: 'T36',
    title: 'Closed network with a station of two servers',
    model:
      '3 customers; A: 2 servers 0.5 s; then B (0.6 s) or C (0.8 s), alike likely; then a delay of 1 s; exponential.',
    source: 'Load-dependent mean value analysis; Bolch et al., Queueing Networks and Markov Chains, example 8.4',
    trials: [
      steady({
        design: {
          components: [
            client,
            relay('cycle'),
            servers('a', 2, exponential('0.5 s')),
            balancer('either', 'random'),
            servers('b', 1, exponential('0.6 s')),
            servers('c', 1, exponential('0.8 s')),
          ],
          connections: [
            ...chain('users', 'cycle'),
            { from: 'cycle', to: 'a', order: 1 },
            { from: 'cycle', to: 'either', order: 2 },
            ...chain('either', 'b'),
            ...chain('either', 'c'),
          ],
          workload: closed(3, exponential('1 s')),
        },
        rate: 1.21746,
        length: 200_000,
        quick: 100_000,
        whole: 2e6,
        rows: [
          { metric: 'mean number at A', value: 0.623679, unit: '', se: 0.0014, ...numberAt('a') },
          { metric: 'mean number at B', value: 0.472872, unit: '', se: 0.0023, ...numberAt('b') },
          { metric: 'mean number at C', value: 0.685988, unit: '', se: 0.0032, ...numberAt('c') },
          { metric: 'cycle rate', value: 1.21746, unit: '/s', se: 0.0017, ...goodput },
        ],
      }),
    ],
  },
  {
    id: 'T122',
    title: 'Little’s law for a limit of concurrency',
    model:
      '64 closed clients without think time; at most 10 requests inside, the rest wait FIFO; every request takes 100 ms.',
    source: 'Little 1961: throughput is limit over latency, response is clients over throughput',
    trials: (
      [
        ['so many threads', { threads: 10 }],
        ['a concurrency limit', { threads: 64, concurrencyLimit: { limit: 10, excess: 'wait' } }],
      ] as const
    ).map(([name, limit]) => ({
      name,
      rows: [
        { metric: 'throughput', value: 100, unit: '/s' as const, exact: true as const },
        { metric: 'response after the first lap', value: 640, unit: 'ms' as const, exact: true as const },
      ],
      measure: async ({ simulate }: Lab) => {
        const result = await simulate(
          {
            components: [client, { id: 'api', type: 'service', ...limit, queue: 'unbounded', work: '100 ms' }],
            connections: chain('users', 'api'),
            workload: closed(64, '1 ns'),
          },
          { duration: 64, warmup: 6.4 },
        );
        return { values: [goodput.of(result), meanResponse.of(result)] };
      },
    })),
  },
  {
    id: 'T123',
    title: 'Step in load',
    model:
      'Poisson 50/s until t = 0, 150/s after; unlimited parallelism, exponential 2 s; mean in flight over 400 runs.',
    source: 'M_t/M/∞: Eick, Massey & Whitt 1993',
    trials: [
      {
        length: RUNS,
        rows: [
          { metric: 'in flight at t = 2 s', value: 226.4241, unit: '', se: 0.78 },
          { metric: 'in flight at t = 5 s', value: 283.583, unit: '', se: 0.88 },
        ],
        measure: async ({ isQuick, seed, simulate }) => {
          const size = isQuick ? 100 : 4 * RUNS;
          const values = [0, 0];
          for (let run = 0; run < size; run++) {
            const { timeline } = await simulate(
              {
                components: [client, delay('station', exponential('2 s'))],
                connections: chain('users', 'station'),
                // 20 s before the step are ten mean service times: what is missing then is 5e-5 of the load.
                workload: requests({ poisson: { rate: 50 } }, {}, { shape: { steps: [['20 s', 3]] } }),
              },
              { duration: 26, warmup: 0, seed: seed + run },
            );
            const inSystem = timeline.components['station']?.inSystem ?? [];
            for (const [i, time] of [22, 25].entries()) {
              // The mean of the two windows around a moment: the curve is straight enough over so short a time.
              const window = Math.round(time / timeline.step);
              const around = ((inSystem[window - 1] ?? Number.NaN) + (inSystem[window] ?? Number.NaN)) / 2;
              values[i] = (values[i] ?? 0) + around / size;
            }
          }
          return { size, values };
        },
      },
    ],
  },
  {
    id: 'T101',
    title: 'Backlog and catch-up',
    model: 'Consumer of 1000/s, production of 800/s, both regular; the consumer stands for 60 s.',
    source: 'Fluid arithmetic',
    trials: [
      {
        rows: [
          { metric: 'largest lag', value: 48_000, unit: 'messages', exact: true },
          { metric: 'catch-up time', value: 240, unit: 's', exact: true },
          { metric: 'largest message delay', value: 60, unit: 's', exact: true },
        ],
        measure: async ({ simulate }) => {
          const result = await simulate(
            {
              components: [
                client,
                relay('api'),
                { id: 'queue', type: 'message-queue', work: '0 s' },
                { id: 'worker', type: 'worker', threads: 1, work: '1 ms' },
              ],
              connections: chain('users', 'api', 'queue', 'worker'),
              workload: requests({ constant: { rate: 800 } }, { kind: 'write' }),
              // It stops between two messages: 1.1 ms after one has come and 0.1 ms after it was done.
              faults: [{ at: 100.0011, for: 60, crash: { component: 'worker' } }],
            },
            { duration: 450, warmup: 0 },
          );
          const { queue, lag } = component(result, 'queue');
          const { step, components } = result.timeline;
          const lastBehind = components['queue']?.queue.findLastIndex((mean) => mean > 1) ?? Number.NaN;
          return { values: [queue.max, (lastBehind + 1) * step - 160, lag?.max ?? Number.NaN] };
        },
      },
    ],
  },
];
