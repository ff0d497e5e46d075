import { mechanisms } from '../../../simulator/index.ts';
import { balancer, chain, client, delay, exponential, poisson, requests, servers } from '../blocks.ts';
import type { Case, Sketch, Trial } from '../case.ts';
import { component, meanResponse, response } from '../readings.ts';
import { steady } from '../steady.ts';

/** Where a balancer sends requests. */

function balanced(policy: string, replicas: number, rate: number): Sketch {
  return {
    components: [client, balancer('lb', policy), { ...servers('pool', 1, exponential('1 s')), replicas }],
    connections: chain('users', 'lb', 'pool'),
    workload: poisson(rate),
  };
}

/** Runs that the standard errors of T68 are stated for. */
const RUNS = 400;
const TENS = Array.from({ length: 10 }, (_, ten) => `ten${ten}`);
const BINS = TENS.flatMap((ten) => Array.from({ length: 10 }, (_, i) => `${ten}-${i}`));

/**
 * So many balls in a second into bins that nothing leaves before its end. A balancer has at most 64 targets: ten at random
 * behind ten at random are a hundred at random.
 */
function ballsIntoBins(balls: number, value: number, se: number): Trial {
  const design: Sketch = {
    components: [
      client,
      balancer('lb', 'random'),
      ...TENS.map((id) => balancer(id, 'random')),
      ...BINS.map((id) => delay(id, '5 s')),
    ],
    connections: [
      ...chain('users', 'lb'),
      ...TENS.flatMap((id) => chain('lb', id)),
      ...BINS.flatMap((id) => chain(id.slice(0, 'ten0'.length), id)),
    ],
    workload: requests({ constant: { rate: balls } }),
  };
  return {
    name: `${balls} requests`,
    length: RUNS,
    rows: [{ metric: 'mean of the fullest', value, unit: '', se }],
    measure: async ({ isQuick, seed, simulate }) => {
      const size = isQuick ? RUNS / 20 : RUNS;
      let sum = 0;
      for (let run = 0; run < size; run++) {
        const result = await simulate(design, { duration: 1 + 0.5 / balls, warmup: 0, seed: seed + run });
        sum += Math.max(...BINS.map((id) => component(result, id).inSystem.max));
      }
      return { size, values: [sum / size] };
    },
  };
}

/** Shares of a hash ring that its nodes have, relative to the mean: exact, without any request. */
function ringShares(nodes: number, points: number): Trial {
  return {
    rows: [
      { metric: 'relative standard deviation', value: 0.099949, unit: '', within: 0.009024 },
      { metric: '0.5 % quantile over nodes', value: 0.761205, unit: '', within: 0.04 },
      { metric: '99.5 % quantile over nodes', value: 1.27632, unit: '', within: 0.06 },
    ],
    measure: async ({ seed }) => {
      const names = Array.from({ length: nodes }, (_, node) => `node-${seed}-${node}`);
      const shares = new mechanisms.HashRing(names, points).shares().map((share) => share * nodes);
      const sorted = shares.toSorted();
      const variance = shares.reduce((sum, share) => sum + (share - 1) ** 2, 0) / (nodes - 1);
      const quantile = (p: number) => sorted[Math.round(p * nodes - 0.5)] ?? Number.NaN;
      return { values: [Math.sqrt(variance), quantile(0.005), quantile(0.995)] };
    },
  };
}

export const balancing: readonly Case[] = [
  {
    id: 'T63',
    title: 'Power of two choices at 90 %',
    model:
      '100 FIFO exponential servers of 1 s, Poisson 90/s; join the shorter of two distinct random queues, ties at random.',
    source:
      'Reference simulation; Mitzenmacher 2001 simulated 2.6454 s at this size, and 2.6141 s is its limit for many servers',
    trials: [
      steady({
        design: balanced('power-of-two', 100, 90),
        rate: 90,
        length: 10e6,
        quick: 200_000,
        whole: 5e6,
        rows: [
          { metric: 'mean response', value: 2.644731, unit: 's', se: 0.0052, ...meanResponse },
          { metric: 'response p99', value: 8.91203, unit: 's', se: 0.0138, ...response('p99') },
        ],
      }),
    ],
  },
  {
    id: 'T65',
    title: 'Random versus round robin',
    model: '4 FIFO exponential servers of 1 s, Poisson 3.6/s; uniformly at random, and in turn.',
    source: 'M/M/1; E4/M/1',
    trials: [
      steady({
        name: 'random',
        design: balanced('random', 4, 3.6),
        rate: 3.6,
        length: 10e6,
        quick: 200_000,
        whole: 5e6,
        rows: [
          { metric: 'mean response', value: 10, unit: 's', se: 0.059, ...meanResponse },
          { metric: 'response p99', value: 46.0517, unit: 's', se: 0.61, ...response('p99') },
        ],
      }),
      steady({
        name: 'round robin',
        design: balanced('round-robin', 4, 3.6),
        rate: 3.6,
        length: 10e6,
        quick: 200_000,
        whole: 5e6,
        rows: [
          { metric: 'mean response', value: 6.38305, unit: 's', se: 0.0323, ...meanResponse },
          { metric: 'response p99', value: 29.39503, unit: 's', se: 0.3, ...response('p99') },
        ],
      }),
    ],
  },
  {
    id: 'T68',
    title: 'Balls into bins',
    model:
      'Requests are sent uniformly at random to 100 backends, and nothing leaves; the expected greatest number at one.',
    source: 'Exact multinomial; Brooker 2018 reports about 4.2 and 18.8',
    trials: [ballsIntoBins(100, 4.2326, 0.037), ballsIntoBins(1000, 18.76166, 0.081)],
  },
  {
    id: 'T70',
    title: 'Ring of a consistent hash',
    model: '1000 nodes, 100 random points each; the share of the key space of each, relative to the mean.',
    source: 'Gamma law; Lamping & Veach 2014 find a standard deviation of 0.0997 and 99 % between 0.76 and 1.28',
    trials: [ringShares(1000, 100)],
  },
];
