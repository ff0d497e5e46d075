import type { RunResult } from '../../../simulator/index.ts';
import { chain, client, delay, exponential, poisson, requests, servers } from '../building-blocks.ts';
import type { Row, Truth } from './truth.ts';

/** Single stations: one waiting line, one law of service. Times in seconds. */

const at = (result: RunResult) => result.components['station'];
const all = (result: RunResult) => result.requests['*'];
const cores = (result: RunResult) => at(result).resources['cores'];

const meanResponse = (value: number, error: number): Row => ({
  metric: 'mean response',
  value,
  error,
  of: (result) => all(result).latency.mean,
});
const meanWait = (value: number, error: number): Row => ({
  metric: 'mean wait',
  value,
  error,
  of: (result) => at(result).wait.mean,
});
const waits = (value: number, error: number): Row => ({
  metric: 'P(wait)',
  value,
  error,
  of: (result) => at(result).wait.probability,
});
const response = (p: 'p50' | 'p95' | 'p99', value: number, error: number): Row => ({
  metric: `response ${p}`,
  value,
  error,
  of: (result) => all(result).latency[p],
  isPercentile: true,
});
const wait = (p: 'p50' | 'p99', value: number, error: number): Row => ({
  metric: `wait ${p}`,
  value,
  error,
  of: (result) => cores(result).wait[p],
  isPercentile: true,
});

function single(rate: number, count: number, work: unknown, more: object = {}, workload = poisson(rate)) {
  return {
    rate,
    design: {
      components: [client, { ...servers('station', count, work), ...more }],
      connections: chain('users', 'station'),
      workload,
    },
  };
}

const QUICK = { quick: 200_000, slow: 5_000_000 };

export const stations: readonly Truth[] = [
  {
    id: 'T01',
    model: 'M/M/1 at 80 %: Poisson 80/s, exponential 10 ms',
    source: 'Kleinrock, Queueing Systems I, § 3.2',
    length: 5e6,
    ...single(80, 1, exponential(0.01)),
    rows: [
      meanResponse(0.05, 0.22e-3),
      meanWait(0.04, 0.22e-3),
      response('p50', 34.65736e-3, 0.12e-3),
      response('p95', 149.7866e-3, 0.89e-3),
      response('p99', 230.2585e-3, 2.1e-3),
      { metric: 'utilization', value: 0.8, error: 0.00055, of: (result) => at(result).utilization },
      { metric: 'mean number in system', value: 4, error: 0.018, of: (result) => at(result).inSystem.mean },
    ],
    quick: 400_000,
    slow: 10_000_000,
  },
  {
    id: 'T03',
    model: 'M/M/3, the bank of the Ciw tutorial: Poisson 0.2, exponential 10 (minutes there, seconds here)',
    source: 'Erlang C',
    length: 5e6,
    ...single(0.2, 3, exponential(10)),
    rows: [waits(0.444444, 0.00065), meanWait(4.44444, 0.019)],
    quick: 400_000,
    slow: 10_000_000,
  },
  {
    id: 'T03',
    model: 'M/M/4, the same bank with a fourth server',
    source: 'Erlang C',
    length: 5e6,
    ...single(0.2, 4, exponential(10)),
    rows: [waits(0.173913, 0.00041), meanWait(0.869565, 0.0038)],
    quick: 400_000,
    slow: 10_000_000,
  },
  {
    id: 'T06',
    model: 'M/D/1: Poisson 80/s, exactly 10 ms',
    source: 'Pollaczek–Khinchine; Erlang 1909, Crommelin 1932',
    length: 5e6,
    ...single(80, 1, '10 ms'),
    rows: [meanWait(0.02, 0.067e-3), wait('p50', 12.7594e-3, 0.042e-3), wait('p99', 103.5589e-3, 0.67e-3)],
    ...QUICK,
  },
  {
    id: 'T08',
    model: 'M/G/1: Poisson 70/s, lognormal of mean 10 ms and σ = 1',
    source: 'Pollaczek–Khinchine; percentile by the geometric-sum form',
    length: 10e6,
    ...single(70, 1, { lognormal: { mean: '10 ms', cv: Math.sqrt(Math.E - 1) } }),
    rows: [meanWait(31.71329e-3, 0.12e-3), wait('p99', 233.1101e-3, 1.5e-3), waits(0.7, 0.00039)],
    ...QUICK,
  },
  {
    id: 'T10',
    model: 'M/H2/1: Poisson 70/s, nine in ten exponential 5 ms, the rest exponential 55 ms',
    source: 'Pollaczek–Khinchine',
    length: 10e6,
    ...single(70, 1, {
      hyperexponential: [
        { weight: 0.9, mean: '5 ms' },
        { weight: 0.1, mean: '55 ms' },
      ],
    }),
    rows: [meanWait(75.83333e-3, 0.41e-3), wait('p50', 21.23721e-3, 0.2e-3), wait('p99', 523.2193e-3, 4.1e-3)],
    ...QUICK,
  },
  {
    id: 'T13',
    model: 'M/M/1/5 in overload: Poisson 120/s, exponential 10 ms, at most five inside',
    source: 'birth–death equations; Kleinrock I, § 3.6',
    length: 500_000,
    ...single(120, 1, exponential(0.01), { queue: 4 }),
    rows: [
      { metric: 'rejected', value: 0.250588, error: 0.0011, of: (result) => all(result).errors['rejected'] },
      meanResponse(33.59493e-3, 0.083e-3),
      // The catalogue gives ± 0.9 and no standard error: a quarter of it stands in.
      { metric: 'goodput', value: 89.92943, error: 0.225, of: (result) => all(result).goodput },
    ],
    quick: 500_000,
    slow: 2_000_000,
  },
  {
    id: 'T15',
    model: 'Erlang loss: 15 lines, Poisson 81.08/s, exponential 100 ms, nobody waits',
    source: 'Erlang B; tables give 8.108 erlangs for 15 lines at 1 %',
    length: 10e6,
    ...single(81.08, 15, exponential(0.1), { queue: 0 }),
    rows: [{ metric: 'blocked', value: 0.01, error: 5.5e-5, of: (result) => all(result).errors['rejected'] }],
    quick: 400_000,
    slow: 5_000_000,
  },
  {
    id: 'T20',
    model: 'D/M/1: a request every 12.5 ms, exponential 10 ms',
    source: 'root of the GI/M/1 equation; Kleinrock I, § 6.4',
    length: 5e6,
    ...single(80, 1, exponential(0.01), {}, requests({ constant: { rate: 80 } })),
    rows: [meanWait(16.92731e-3, 0.073e-3), waits(0.62863, 0.00071), response('p99', 124.0048e-3, 0.7e-3)],
    ...QUICK,
  },
  {
    id: 'T31',
    model: 'M/M/∞: Poisson 100/s, exponential 50 ms',
    source: 'Poisson law',
    length: 200_000,
    rate: 100,
    design: {
      components: [client, delay('station', exponential(0.05))],
      connections: chain('users', 'station'),
      workload: poisson(100),
    },
    rows: [
      { metric: 'mean in flight', value: 5, error: 0.019, of: (result) => at(result).inSystem.mean },
      meanResponse(0.05, 0.12e-3),
    ],
    ...QUICK,
  },
  {
    id: 'T95',
    model: 'M/M/1 at 80 %, whose clients ignore answers later than 100 ms; the server does not know',
    source: 'exponential response law; Kleinrock I, § 5.7',
    length: 500_000,
    rate: 80,
    design: {
      components: [client, servers('station', 1, exponential(0.01))],
      connections: [{ from: 'users', to: 'station', timeout: '100 ms' }],
      workload: poisson(80),
    },
    rows: [
      { metric: 'goodput', value: 69.17318, error: 0.31, of: (result) => all(result).goodput },
      { metric: 'work completed', value: 80, error: 0.15, of: (result) => at(result).throughput },
      {
        metric: 'utilization, most of it useful',
        value: 0.8,
        error: 0.00055 * Math.sqrt(10),
        of: (result) => at(result).utilization,
      },
    ],
    quick: 400_000,
    slow: 5_000_000,
  },
];
