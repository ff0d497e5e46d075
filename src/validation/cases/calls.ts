import type { RunResult } from '../../../simulator/index.ts';
import { client, delay, exponential, poisson } from '../blocks.ts';
import type { Case, Sketch } from '../case.ts';
import { connection, numberAt, requestsOf, response } from '../readings.ts';
import { steady } from '../steady.ts';

/** What a caller does about one connection. */

/** A leaf of which one answer in twenty is slow, and a copy for those that are not there after 20 ms. */
const hedged = (cancel: string): Sketch => ({
  components: [
    client,
    delay('leaf', {
      mixture: [
        { weight: 0.95, of: exponential('5 ms') },
        { weight: 0.05, of: exponential('100 ms') },
      ],
    }),
  ],
  connections: [{ from: 'users', to: 'leaf', hedge: { after: '20 ms', max: 1, cancel } }],
  workload: poisson(1000),
});

const copies = {
  of: (result: RunResult) => {
    const { hedges = Number.NaN, calls } = connection(result, 'users->leaf');
    return hedges / calls;
  },
};

/** Work done for one request: by Little's law what is in progress over what comes. */
const workEach = { of: (result: RunResult) => numberAt('leaf').of(result) / requestsOf(result).offered };

const hedgeRows = [
  { metric: 'extra requests', value: 0.058336, unit: 'share', se: 0.00034, ...copies },
  { metric: 'p50', value: 3.71585, unit: 'ms', se: 0.0079, ...response('p50') },
  { metric: 'p99', value: 27.90862, unit: 'ms', se: 0.072, ...response('p99') },
  { metric: 'p99.9', value: 56.7142, unit: 'ms', se: 1.6, ...response('p999') },
] as const;

export const calls: readonly Case[] = [
  {
    id: 'T59',
    title: 'Hedged request',
    model:
      'Call: 95 % exponential 5 ms, 5 % exponential 100 ms; if unanswered after 20 ms one identical independent copy, the first answer counts; no queueing.',
    source: 'Survival product: P(L > t) = S(t) up to 20 ms and S(t) S(t − 20 ms) from there on',
    note: 'Work for each request by Little: (1 + S(20 ms)) × 9.75 ms where losers go on; E[L] + E[(L − 20 ms)⁺] where they are stopped.',
    trials: [
      steady({
        name: 'losers go on',
        design: hedged('never'),
        rate: 1000,
        length: 500_000,
        quick: 60_000,
        warmup: 1000,
        rows: [...hedgeRows, { metric: 'work for each', value: 10.31878, unit: 'ms', se: 0.0469, ...workEach }],
      }),
      steady({
        name: 'losers are stopped',
        design: hedged('running'),
        rate: 1000,
        length: 500_000,
        quick: 60_000,
        warmup: 1000,
        rows: [...hedgeRows, { metric: 'work for each', value: 6.235343, unit: 'ms', se: 0.0138, ...workEach }],
      }),
    ],
  },
];
