import { type Interval, type Model, type RunResult, simulate } from '../../simulator/index.ts';
import { erlangC } from '../../simulator/theory/index.ts';
import { modelOf } from '../support/topology.ts';
import { chain, client, exponential, poisson, servers } from './building-blocks.ts';

/** How often 95 % intervals hold the truth, of models whose truths are theorems. */

const SERVICE = 0.01;

export interface Queue {
  readonly name: string;
  readonly servers: number;
  readonly utilization: number;
  /** Requests of one long run. */
  readonly requests: number;
}

export const queues: readonly Queue[] = [
  { name: 'M/M/1 at 50 %', servers: 1, utilization: 0.5, requests: 24_000 },
  { name: 'M/M/1 at 80 %', servers: 1, utilization: 0.8, requests: 100_000 },
  { name: 'M/M/4 at 80 %', servers: 4, utilization: 0.8, requests: 100_000 },
];

/** One long run, of which batches make the interval, or as many requests in several runs. */
export const methods = { 'batch means': 1, '10 replications': 10 } as const;
export type Method = keyof typeof methods;

interface Metric {
  readonly name: string;
  readonly truth: (queue: Queue) => number;
  readonly interval: (result: RunResult) => Interval | undefined;
}

const rateOf = ({ servers: c, utilization }: Queue) => (c * utilization) / SERVICE;

/** [Gross, Shortle, Thompson & Harris, Fundamentals of Queueing Theory, § 3.3: M/M/c] */
function meanOf(queue: Queue): number {
  const { servers: c, utilization } = queue;
  return SERVICE + (erlangC(c, c * utilization) * SERVICE) / (c * (1 - utilization));
}

/** P(response > t) = e^(-μt) (1 + C (1 - e^(-μ(c - 1 - a)t)) / (c - 1 - a)), halved down to its hundredth. */
function p99Of({ servers: c, utilization }: Queue): number {
  const load = c * utilization;
  const waiting = erlangC(c, load);
  const beyond = (t: number) => {
    const x = t / SERVICE;
    const k = c - 1 - load;
    return Math.exp(-x) * (1 + (waiting * (1 - Math.exp(-k * x))) / k);
  };
  let [low, high] = [0, 100 * SERVICE];
  for (let i = 0; i < 100; i++) {
    const middle = (low + high) / 2;
    if (beyond(middle) > 0.01) low = middle;
    else high = middle;
  }
  return low;
}

export const metrics: readonly Metric[] = [
  { name: 'mean', truth: meanOf, interval: ({ requests }) => requests['*'].latency.ci95?.mean },
  { name: 'p99', truth: p99Of, interval: ({ requests }) => requests['*'].latency.ci95?.p99 },
  { name: 'throughput', truth: rateOf, interval: ({ requests }) => requests['*'].ci95?.throughput },
  {
    name: 'utilization',
    truth: ({ utilization }) => utilization,
    interval: ({ components }) => components['station'].ci95?.utilization,
  },
];

function modelFor(queue: Queue, replications: number): Model {
  const rate = rateOf(queue);
  return modelOf({
    components: [client, servers('station', queue.servers, exponential(SERVICE))],
    connections: chain('users', 'station'),
    workload: poisson(rate),
    // The warm-up is detected, as it is for everybody.
    run: { duration: queue.requests / rate / replications, replications },
  });
}

/** By metric: the share of so many intervals, from seeds 1, 2, 3 …, that hold the truth. One that is not given does not. */
export function coverage(queue: Queue, method: Method, seeds: number): Record<string, number> {
  const model = modelFor(queue, methods[method]);
  const held = metrics.map(() => 0);
  const truths = metrics.map(({ truth }) => truth(queue));
  for (let seed = 1; seed <= seeds; seed++) {
    const result = simulate(model, { seed });
    metrics.forEach(({ interval }, i) => {
      const [low, high] = interval(result) ?? [Number.NaN, Number.NaN];
      if (low <= truths[i] && truths[i] <= high) held[i]++;
    });
  }
  return Object.fromEntries(metrics.map(({ name }, i) => [name, held[i] / seeds]));
}
