import { chain, client, delay, requests } from '../blocks.ts';
import type { Case } from '../case.ts';
import { component, meanResponse, numberAt, requestsOf } from '../readings.ts';

/**
 * What the words of every other case mean, by counting. They are not in the catalogue of ground truths, which takes these
 * meanings for granted.
 */

/** So many requests, the k-th of which takes k × 10 ms. */
const COUNT = 11;
const KINDS = Array.from({ length: COUNT }, (_, i) => ({ name: `r${i + 1}`, ms: 10 * (i + 1) }));

export const definitions: readonly Case[] = [
  {
    id: 'D01',
    title: 'Which request is the 95th percentile',
    model: '11 requests, which take 10, 20, … 110 ms.',
    source: 'Percentile p of n values is the ⌈pn⌉-th smallest: the 6th, the 10th and the 11th',
    trials: [
      {
        rows: [
          { metric: 'p50', value: 60, unit: 'ms', exact: true, isPercentile: true },
          { metric: 'p90', value: 100, unit: 'ms', exact: true, isPercentile: true },
          { metric: 'p95', value: 110, unit: 'ms', exact: true, isPercentile: true },
        ],
        measure: async ({ simulate }) => {
          const work = Object.fromEntries(KINDS.map(({ name, ms }) => [name, `${ms} ms`]));
          const result = await simulate(
            {
              components: [client, delay('station', work)],
              connections: chain('users', 'station'),
              workload: {
                streams: KINDS.map(({ name }) => ({
                  client: 'users',
                  // One arrival, in the middle of the run.
                  arrivals: { constant: { rate: 2 } },
                  shape: { steps: [['0.6 s', 0]] },
                  requests: { [name]: {} },
                })),
              },
            },
            { duration: 1, warmup: 0 },
          );
          const { count, p50, p90, p95 } = requestsOf(result).latency;
          return { values: count === COUNT ? [p50, p90, p95] : [] };
        },
      },
    ],
  },
  {
    id: 'D02',
    title: 'Who is counted after a warm-up of half the run',
    model:
      '10 requests/s, evenly spaced, for 20 s; they take 100 ms, in the first 9 s ten times as long; 10 s of warm-up.',
    source: 'Those that come after the warm-up are counted, and nothing of before is remembered',
    trials: [
      {
        rows: [
          { metric: 'counted requests', value: 100, unit: '', within: 0 },
          { metric: 'mean response', value: 100, unit: 'ms', exact: true },
          { metric: 'mean number in system', value: 1, unit: '', exact: true },
          { metric: 'arrival rate at the station', value: 10, unit: '/s', exact: true },
        ],
        measure: async ({ simulate }) => {
          const result = await simulate(
            {
              components: [client, delay('station', '100 ms')],
              connections: chain('users', 'station'),
              workload: requests({ constant: { rate: 10 } }),
              faults: [{ at: 0, for: 9, slow: { component: 'station', factor: 10 } }],
            },
            // Half a gap after an arrival, so that no arrival falls on an edge.
            { duration: 20.05, warmup: 10.05 },
          );
          const { arrivalRate } = component(result);
          return {
            values: [requestsOf(result).counts.offered, meanResponse.of(result), numberAt().of(result), arrivalRate],
          };
        },
      },
    ],
  },
  {
    id: 'D03',
    title: 'A rate that changes in the middle of a gap',
    model: 'Evenly spaced requests, 0.1/s for 15 s and 10/s from then on, for 20 s.',
    source:
      'The k-th comes when the integral of the rate reaches k: one before, and 50 at 15.05 s and every 0.1 s after it',
    trials: [
      {
        rows: [{ metric: 'requests', value: 51, unit: '', exact: true }],
        measure: async ({ simulate }) => {
          const result = await simulate(
            {
              components: [client, delay('station', '1 ms')],
              connections: chain('users', 'station'),
              workload: requests({ constant: { rate: '0.1/s' } }, {}, { shape: { steps: [['15 s', 100]] } }),
            },
            { duration: 20, warmup: 0 },
          );
          return { values: [requestsOf(result).counts.offered] };
        },
      },
    ],
  },
];
