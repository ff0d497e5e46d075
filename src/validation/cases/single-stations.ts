import type { RunResult } from '../../../simulator/index.ts';
import { chain, client, delay, exponential, poisson, requests, servers, singleStation } from '../blocks.ts';
import type { Case, ReadRow, Sketch } from '../case.ts';
import {
  component,
  failed,
  goodput,
  meanResponse,
  meanWait,
  numberAt,
  requestsOf,
  response,
  wait,
  waits,
} from '../readings.ts';
import { steady } from '../steady.ts';

/** One waiting line before one law of service. */

const bank = (tellers: number): Sketch =>
  singleStation(0, servers('station', tellers, exponential('10 min')), poisson('0.2/min'));

/** Standard deviation of all response times, from a histogram of eight bars an octave: off by less than 0.2 %. */
const responseDeviation: Pick<ReadRow, 'of' | 'isPercentile'> = {
  of: (result) => {
    const { histogram, latency } = requestsOf(result);
    let squares = 0;
    for (const { from, to, count } of histogram) squares += count * ((from + to) / 2 - latency.mean) ** 2;
    return Math.sqrt(squares / latency.count);
  },
  isPercentile: true,
};

/** The wait is independent of the service that follows it, whose standard deviation here is its mean, 10 ms. */
const waitDeviation: Pick<ReadRow, 'of' | 'isPercentile'> = {
  ...responseDeviation,
  of: (result) => Math.sqrt(responseDeviation.of(result) ** 2 - 0.01 ** 2),
};

/** Of the number at the station over time; levels above 63, which are counted together, do not come here. */
function varianceAt(result: RunResult): number {
  const { mean, distribution } = component(result).inSystem;
  return distribution.reduce((sum, share, level) => sum + share * (level - mean) ** 2, 0);
}

const disciplined = (discipline: string): Sketch =>
  singleStation(80, { ...servers('station', 1, exponential('10 ms')), discipline });

export const singleStations: readonly Case[] = [
  {
    id: 'T01',
    title: 'M/M/1 at 80 %',
    model: 'Poisson 80/s; one server, exponential 10 ms; FIFO, unbounded.',
    source: 'Closed form: Kleinrock, Queueing Systems I, § 3.2',
    trials: [
      steady({
        design: singleStation(80, servers('station', 1, exponential('10 ms'))),
        rate: 80,
        length: 5e6,
        quick: 400_000,
        whole: 10e6,
        rows: [
          { metric: 'mean response', value: 50, unit: 'ms', se: 0.22, ...meanResponse },
          { metric: 'mean wait', value: 40, unit: 'ms', se: 0.22, ...meanWait },
          { metric: 'response p50', value: 34.65736, unit: 'ms', se: 0.12, ...response('p50') },
          { metric: 'response p95', value: 149.7866, unit: 'ms', se: 0.89, ...response('p95') },
          { metric: 'response p99', value: 230.2585, unit: 'ms', se: 2.1, ...response('p99') },
          { metric: 'utilization', value: 0.8, unit: 'share', se: 0.00055, of: (r) => component(r).utilization },
          { metric: 'mean number in system', value: 4, unit: '', se: 0.018, ...numberAt() },
        ],
      }),
    ],
  },
  {
    id: 'T03',
    title: 'M/M/3 then M/M/4 (the bank of the Ciw tutorial)',
    model: 'Poisson 0.2/min; 3 (then 4) servers, exponential 10 min, one FIFO queue.',
    source: 'Erlang C; parameters of the Ciw tutorial, whose own ten short runs print 5.626 and 0.799 min',
    trials: [
      steady({
        name: '3 servers',
        design: bank(3),
        rate: 0.2 / 60,
        length: 5e6,
        quick: 400_000,
        // Ten years, which is as long as a run may be.
        whole: 1e6,
        rows: [
          { metric: 'P(wait)', value: 0.444444, unit: 'share', se: 0.00065, ...waits },
          { metric: 'mean wait', value: 4.44444, unit: 'min', se: 0.019, ...meanWait },
        ],
      }),
      steady({
        name: '4 servers',
        design: bank(4),
        rate: 0.2 / 60,
        length: 5e6,
        quick: 400_000,
        // Ten years, which is as long as a run may be.
        whole: 1e6,
        rows: [
          { metric: 'P(wait)', value: 0.173913, unit: 'share', se: 0.00041, ...waits },
          { metric: 'mean wait', value: 0.869565, unit: 'min', se: 0.0038, ...meanWait },
        ],
      }),
    ],
  },
  {
    id: 'T06',
    title: 'M/D/1',
    model: 'Poisson 80/s; one server, exactly 10 ms.',
    source: 'Pollaczek–Khinchine; distribution by Erlang 1909 and Crommelin 1932',
    trials: [
      steady({
        design: singleStation(80, servers('station', 1, '10 ms')),
        rate: 80,
        length: 5e6,
        quick: 200_000,
        rows: [
          { metric: 'mean wait', value: 20, unit: 'ms', se: 0.067, ...meanWait },
          { metric: 'wait p99', value: 103.5589, unit: 'ms', se: 0.67, ...wait('p99') },
          { metric: 'wait p50', value: 12.7594, unit: 'ms', se: 0.042, ...wait('p50') },
        ],
      }),
    ],
  },
  {
    id: 'T08',
    title: 'M/G/1, lognormal with σ = 1',
    model: 'Poisson 70/s; one server, lognormal of mean 10 ms and squared coefficient of variation e − 1.',
    source: 'Pollaczek–Khinchine; percentile by the geometric-sum form and FFT (grid error 0.093 ms)',
    trials: [
      steady({
        design: singleStation(70, servers('station', 1, { lognormal: { mean: '10 ms', cv: Math.sqrt(Math.E - 1) } })),
        rate: 70,
        length: 10e6,
        quick: 200_000,
        whole: 5e6,
        rows: [
          { metric: 'mean wait', value: 31.71329, unit: 'ms', se: 0.12, ...meanWait },
          { metric: 'wait p99', value: 233.1101, unit: 'ms', se: 1.5, ...wait('p99') },
          { metric: 'P(wait)', value: 0.7, unit: 'share', se: 0.00039, ...waits },
        ],
      }),
    ],
  },
  {
    id: 'T10',
    title: 'M/H2/1: service of two modes',
    model: 'Poisson 70/s; one server, exponential 5 ms nine times in ten and 55 ms otherwise.',
    source: 'Pollaczek–Khinchine; the wait is a mixture of two exponentials',
    trials: [
      steady({
        design: singleStation(
          70,
          servers('station', 1, {
            hyperexponential: [
              { weight: 0.9, mean: '5 ms' },
              { weight: 0.1, mean: '55 ms' },
            ],
          }),
        ),
        rate: 70,
        length: 10e6,
        quick: 200_000,
        whole: 5e6,
        rows: [
          { metric: 'mean wait', value: 75.83333, unit: 'ms', se: 0.41, ...meanWait },
          { metric: 'wait p50', value: 21.23721, unit: 'ms', se: 0.2, ...wait('p50') },
          { metric: 'wait p99', value: 523.2193, unit: 'ms', se: 4.1, ...wait('p99') },
        ],
      }),
    ],
  },
  {
    id: 'T13',
    title: 'M/M/1/5 in overload',
    model:
      'Poisson 120/s; one exponential server of 10 ms; at most 5 inside, the one in service included; others are rejected.',
    source: 'Birth–death equations: Kleinrock I, § 3.6',
    trials: [
      steady({
        design: singleStation(120, { ...servers('station', 1, exponential('10 ms')), queue: 4 }),
        rate: 120,
        length: 500_000,
        quick: 500_000,
        whole: 2e6,
        rows: [
          { metric: 'rejected', value: 0.250588, unit: 'share', se: 0.0011, ...failed('rejected') },
          { metric: 'mean response of the accepted', value: 33.59493, unit: 'ms', se: 0.083, ...meanResponse },
          { metric: 'throughput', value: 89.92943, unit: '/s', within: 0.9, ...goodput },
        ],
      }),
    ],
  },
  {
    id: 'T15',
    title: 'Erlang loss, 15 lines',
    model: 'Poisson 81.08/s; 15 servers, exponential 100 ms, no waiting room.',
    source: 'Erlang B; published tables give 8.108 erlangs for 15 lines at 1 %',
    trials: [
      steady({
        design: singleStation(81.08, { ...servers('station', 15, exponential('100 ms')), queue: 0 }),
        rate: 81.08,
        length: 10e6,
        quick: 400_000,
        rows: [{ metric: 'blocked', value: 0.0099996, unit: 'share', se: 5.5e-5, ...failed('rejected') }],
      }),
    ],
  },
  {
    id: 'T20',
    title: 'D/M/1',
    model: 'A request every 12.5 ms exactly; one exponential server of 10 ms.',
    source: 'Root of the GI/M/1 equation: Kleinrock I, § 6.4',
    trials: [
      steady({
        design: singleStation(80, servers('station', 1, exponential('10 ms')), requests({ constant: { rate: 80 } })),
        rate: 80,
        length: 5e6,
        quick: 200_000,
        rows: [
          { metric: 'mean wait', value: 16.92731, unit: 'ms', se: 0.073, ...meanWait },
          { metric: 'P(wait)', value: 0.62863, unit: 'share', se: 0.00071, ...waits },
          { metric: 'response p99', value: 124.0048, unit: 'ms', se: 0.7, ...response('p99') },
        ],
      }),
    ],
  },
  {
    id: 'T31',
    title: 'M/M/∞',
    model: 'Poisson 100/s; unlimited parallelism, exponential 50 ms.',
    source: 'Poisson law',
    trials: [
      steady({
        design: singleStation(100, delay('station', exponential('50 ms'))),
        rate: 100,
        length: 200_000,
        quick: 200_000,
        whole: 2e6,
        rows: [
          { metric: 'mean in flight', value: 5, unit: '', se: 0.019, ...numberAt() },
          { metric: 'variance in flight', value: 5, unit: '', se: 0.035, of: varianceAt },
          { metric: 'mean response', value: 50, unit: 'ms', se: 0.12, ...meanResponse },
        ],
      }),
    ],
  },
  {
    id: 'T33',
    title: 'LIFO versus FIFO',
    model: 'M/M/1 at 80 % (T01) under first come first served, and under last come first served without preemption.',
    source: 'Takács 1963; Kleinrock: the same mean, the second moment of the wait larger by 1/(1 − ρ)',
    trials: [
      steady({
        name: 'FIFO',
        design: disciplined('fifo'),
        rate: 80,
        length: 10e6,
        quick: 300_000,
        whole: 5e6,
        rows: [
          { metric: 'mean wait', value: 40, unit: 'ms', se: 0.153, ...meanWait },
          { metric: 'standard deviation of the wait', value: 48.98979, unit: 'ms', se: 0.43, ...waitDeviation },
        ],
      }),
      steady({
        name: 'LIFO',
        design: disciplined('lifo'),
        rate: 80,
        length: 10e6,
        quick: 300_000,
        whole: 5e6,
        rows: [
          { metric: 'mean wait', value: 40, unit: 'ms', se: 0.13, ...meanWait },
          { metric: 'standard deviation of the wait', value: 135.6466, unit: 'ms', se: 0.94, ...waitDeviation },
        ],
      }),
    ],
  },
  {
    id: 'T95',
    title: 'Goodput with client timeouts',
    model:
      'M/M/1, 80/s, 10 ms, FIFO; the client ignores answers later than 100 ms and does not retry; the server is unaware.',
    source: 'Exponential law of the response time: Kleinrock I, § 5.7',
    trials: [
      steady({
        design: {
          components: [client, servers('station', 1, exponential('10 ms'))],
          connections: chain('users', 'station').map((call) => ({ ...call, timeout: '100 ms' })),
          workload: poisson(80),
        },
        rate: 80,
        length: 500_000,
        quick: 400_000,
        whole: 5e6,
        rows: [
          { metric: 'throughput', value: 80, unit: '/s', within: 0.6, of: (r) => component(r).throughput },
          { metric: 'goodput', value: 69.17318, unit: '/s', se: 0.31, ...goodput },
        ],
      }),
    ],
  },
];
