import { chain, client, delay, exponential, relay, requests, servers, singleStation } from '../blocks.ts';
import type { Case, Sketch } from '../case.ts';
import { failed, meanResponse, requestsOf, response } from '../readings.ts';
import { steady } from '../steady.ts';

/** How requests come: not one by one, not at one rate. */

/** The first example of AsyncFlow: hops in, a core, a wait that holds no core, a hop out; a hop may lose what passes it. */
function asyncFlow(lost: number): Sketch {
  const hop = (id: string) => ({ ...delay(id, exponential('3 ms')), errorRate: lost });
  return {
    components: [
      client,
      relay('app'),
      hop('to-balancer'),
      hop('to-server'),
      servers('cpu', 1, '2 ms'),
      delay('io', '12 ms'),
      hop('to-client'),
    ],
    connections: [
      ...chain('users', 'app'),
      ...['to-balancer', 'to-server', 'cpu', 'io', 'to-client'].map((to, i) => ({ from: 'app', to, order: i + 1 })),
    ],
    workload: requests({ crowd: { users: 100, each: '100/min', every: '60 s' } }),
  };
}

export const workloads: readonly Case[] = [
  {
    id: 'T25',
    title: 'Batches of 4',
    model: 'Poisson 15 batches/s of exactly 4 requests; one exponential 10 ms server.',
    source: 'Closed form: M^X/G/1',
    trials: [
      steady({
        design: singleStation(
          60,
          servers('station', 1, exponential('10 ms')),
          requests({ poisson: { rate: '15/s' }, batch: 4 }),
        ),
        rate: 60,
        length: 2e6,
        quick: 300_000,
        whole: 4e6,
        rows: [{ metric: 'mean response', value: 62.5, unit: 'ms', se: 0.269, ...meanResponse }],
      }),
    ],
  },
  {
    id: 'T116',
    title: 'A crowd redrawn every minute',
    model:
      'Users ~ Poisson(100) redrawn every 60 s, each 100 requests/min; three network hops, exponential 3 ms (two in, one out); one core: 2 ms FIFO, then 12 ms of I/O off the core.',
    source: 'Parameters: the README of AsyncFlow; value: M/D/1 mixed over the number of users',
    note: 'AsyncFlow’s hops lose one request in a hundred each unless told otherwise; such requests then count as if they had never been.',
    trials: [
      steady({
        name: 'no loss',
        design: asyncFlow(0),
        rate: 100 / 0.6,
        length: 50_000,
        quick: 200_000,
        whole: 2e6,
        rows: [
          { metric: 'mean latency', value: 23.511393, unit: 'ms', se: 0.0425, ...meanResponse },
          { metric: 'latency p99', value: 39.8799, unit: 'ms', se: 0.174, ...response('p99') },
          {
            metric: 'throughput',
            value: 166.6667,
            unit: '/s',
            se: 7.67,
            of: (result) => requestsOf(result).throughput,
          },
        ],
      }),
      steady({
        name: '1 % lost per hop',
        design: asyncFlow(0.01),
        rate: 100 / 0.6,
        length: 50_000,
        quick: 100_000,
        whole: 1e6,
        rows: [{ metric: 'lost', value: 0.029701, unit: 'share', se: 0.0007, ...failed('error') }],
      }),
    ],
  },
];
