import { balancer, chain, client, poisson, relay } from '../blocks.ts';
import type { Case, Sketch } from '../case.ts';

/** Shares of time up, from lifetimes alone: no request is simulated. Times in hours. */

const HOUR = 3600;
/** A year as the sources count it [s]. */
const YEAR = 365 * 24 * HOUR;

/** Mean times up and down of a component's instances [h]. */
function lives(component: string, up: number, down: number): { [kind: string]: unknown } {
  return { lifetimes: { component, mtbf: up * HOUR, mttr: down * HOUR } };
}

/** So many nodes of which so many are needed, each up and down for so long [h]. */
function nodes(replicas: number, needs: number, up: number, down: number): Sketch {
  return {
    components: [client, { ...relay('nodes'), replicas, needs }],
    connections: chain('users', 'nodes'),
    workload: poisson(1),
    faults: [lives('nodes', up, down)],
  };
}

/** What calls each other along these chains, each component up for a given share of 10,000 h. */
function graph(chains: readonly string[][], shares: Readonly<Record<string, number>>): Sketch {
  const ids = Object.keys(shares);
  const pairs = new Map(chains.flatMap((of) => chain(...of)).map((call) => [`${call.from}->${call.to}`, call]));
  return {
    components: [client, balancer('lb', 'random'), ...ids.map(relay)],
    connections: [...pairs.values()],
    workload: poisson(1),
    faults: ids.map((id) => lives(id, 10_000 * (shares[id] ?? 1), 10_000 * (1 - (shares[id] ?? 1)))),
  };
}

export const availability: readonly Case[] = [
  {
    id: 'T103',
    title: '2-of-3 with independent repair',
    model: 'Each node: exponential up 1000 h, exponential repair 10 h, own repairer; service up while two are up.',
    source: 'Binomial law of the nodes that are up',
    trials: [
      {
        length: 1e8,
        rows: [
          { metric: 'unavailability', value: 0.0002921476345262297, unit: 'share', se: 5.227244972258331e-6 },
          { metric: 'outages per 1000 h', value: 0.05823540887565867, unit: '', se: 0.000805748347810903 },
        ],
        measure: async ({ simulateAvailability, isQuick }) => {
          // In hours, as is the length for which the standard errors are stated.
          const size = isQuick ? 2e7 : 1e8;
          const { requests } = simulateAvailability(nodes(3, 2, 1000, 10), size * HOUR);
          const { availability: up = Number.NaN, outageRate = Number.NaN } = requests['get'] ?? {};
          return { size, values: [1 - up, outageRate * 1000 * HOUR] };
        },
      },
    ],
  },
  {
    id: 'T105',
    title: 'Dependencies in series and parallel',
    model:
      'Own 99.99 % with two hard dependencies of 99.99 %; two redundant 99.9 % components; 99 % pair in front of a 99 % database.',
    source: 'AWS Well-Architected, reliability pillar (99.97 %; 2 h 37 m); products of probabilities',
    trials: [
      {
        rows: [
          { metric: 'series of three', value: 0.9997000299990001, unit: 'share', exact: true },
          { metric: 'downtime per year', value: 157.66423252555012, unit: 'min', exact: true },
          { metric: 'parallel pair of 99.9 %', value: 0.999999, unit: 'share', exact: true },
          { metric: 'pair + database', value: 0.989901, unit: 'share', exact: true },
        ],
        measure: async ({ exactAvailability }) => {
          const up = (sketch: Sketch) => exactAvailability(sketch)?.requests['get'] ?? Number.NaN;
          const hard = { own: 0.9999, a: 0.9999, b: 0.9999 };
          const series = up(
            graph(
              [
                ['users', 'lb', 'own', 'a'],
                ['own', 'b'],
              ],
              hard,
            ),
          );
          const both = [
            ['users', 'lb', 'a'],
            ['lb', 'b'],
          ];
          const pair = up(graph(both, { a: 0.999, b: 0.999 }));
          const behind = up(graph([...both, ['a', 'db'], ['b', 'db']], { a: 0.99, b: 0.99, db: 0.99 }));
          return { values: [series, (1 - series) * YEAR, pair, behind] };
        },
      },
    ],
  },
  {
    id: 'T107',
    title: 'Failover arithmetic',
    model:
      'Primary fails every 720 h (exponential) and takes 30 s detection + 60 s promotion; SLO 99.9 % over 30 days.',
    source: 'Renewal theory: 90 s in each cycle',
    note: 'The dead machine is repaired within an hour on average and comes back as the copy.',
    trials: [
      {
        length: 1e6,
        rows: [
          { metric: 'unavailability', value: 3.4721016631378276e-5, unit: 'share', se: 9.157e-7 },
          { metric: 'error budget', value: 43.2, unit: 'min', exact: true },
        ],
        measure: async ({ simulateAvailability, isQuick }) => {
          const size = isQuick ? 1e6 : 1e7;
          const failover = { detection: '30 s', promotion: '60 s' };
          const { requests } = simulateAvailability(
            {
              components: [client, relay('api'), { id: 'db', type: 'sql-database', multiZone: true, failover }],
              connections: chain('users', 'api', 'db'),
              workload: poisson(1),
              faults: [lives('db', 720, 1)],
            },
            size * HOUR,
          );
          const up = requests['get']?.availability ?? Number.NaN;
          return { size, values: [1 - up, (1 - 0.999) * 30 * 24 * HOUR] };
        },
      },
    ],
  },
  {
    id: 'T109',
    title: 'Majority quorums',
    model: 'Independent nodes, each up with probability 0.9; majority of 3, 5, 7 (and 0.4).',
    source: 'Binomial law; Peleg and Wool 1995; Brooker 2021',
    trials: [
      {
        rows: [
          { metric: '3 nodes at 0.9', value: 0.972, unit: 'share', exact: true },
          { metric: '5 nodes at 0.9', value: 0.99144, unit: 'share', exact: true },
          { metric: '7 nodes at 0.9', value: 0.997272, unit: 'share', exact: true },
          { metric: '7 nodes at 0.4', value: 0.289792, unit: 'share', exact: true },
        ],
        measure: async ({ exactAvailability }) => {
          const majority = (n: number, up: number, down: number) =>
            exactAvailability(nodes(n, (n + 1) / 2, up, down))?.requests['get'] ?? Number.NaN;
          return { values: [majority(3, 9, 1), majority(5, 9, 1), majority(7, 9, 1), majority(7, 4, 6)] };
        },
      },
    ],
  },
];
