import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RunResult } from '../../simulator/index.ts';
import type { Sketch } from '../support/topology.ts';
import { balancer, client, servers } from './building-blocks.ts';
import { cold, run } from './support.ts';

/**
 * Networks of lines served first come, first served, with requests of one kind. Gaps, service times and routes are drawn
 * in the order in which they are needed, so that two networks of different capacity have the same n-th gap, the same n-th
 * service time at each station and the same n-th route: then the n-th to leave leaves no later where there is more
 * capacity. [Shanthikumar & Yao, Stochastic monotonicity in general queueing networks, J. Appl. Prob. 26, 1989]
 */

const law = fc.constantFrom<(mean: number) => unknown>(
  (mean) => mean,
  (mean) => ({ exponential: { mean } }),
  (mean) => ({ lognormal: { mean, cv: 2.5 } }),
  (mean) => ({
    hyperexponential: [
      { weight: 0.9, mean: mean / 2 },
      { weight: 0.1, mean: mean * 5.5 },
    ],
  }),
);
const station = fc.record({
  cores: fc.integer({ min: 1, max: 4 }),
  mean: fc.constantFrom(0.002, 0.005, 0.01, 0.02),
  law,
  /** Share of the requests that go on from here; the others are answered. */
  on: fc.constantFrom(1, 0.6),
  more: fc.constantFrom(0, 0, 1, 3),
  faster: fc.constantFrom(1, 1, 0.5),
});
const network = fc.record({
  /** One after the other, but for the second and the third, between which a balancer splits the requests. */
  stations: fc.array(station, { minLength: 1, maxLength: 6 }),
  split: fc.constantFrom('random', 'round-robin'),
  arrivals: fc.constantFrom<object>(
    { poisson: { rate: 150 } },
    { poisson: { rate: 400 } },
    { constant: { rate: 200 } },
    { closed: { users: 5, think: { exponential: { mean: 0.02 } } } },
    { closed: { users: 30, think: { exponential: { mean: 0.05 } } } },
  ),
  seed: fc.nat(1000),
});
type Network = typeof network extends fc.Arbitrary<infer T> ? T : never;

function build({ stations, split, arrivals, seed }: Network, hasMore: boolean): Sketch {
  const all = stations.map((of, i) => ({ ...of, id: `s${i}` }));
  const components = [
    client,
    ...all.map(({ id, cores, mean, law: of, more, faster }) =>
      servers(id, hasMore ? cores + more : cores, of(hasMore ? mean * faster : mean)),
    ),
  ];
  const connections = [{ from: 'users', to: 's0' }];
  const link = (from: (typeof all)[number], to: string) =>
    connections.push({ from: from.id, to, ...{ probability: from.on } });
  if (all.length < 3) {
    for (let i = 1; i < all.length; i++) link(all[i - 1], all[i].id);
  } else {
    components.push(balancer('lb', split));
    link(all[0], 'lb');
    for (const branch of [all[1], all[2]]) {
      connections.push({ from: 'lb', to: branch.id });
      if (all.length > 3) link(branch, 's3');
    }
    for (let i = 4; i < all.length; i++) link(all[i - 1], all[i].id);
  }
  return {
    components,
    connections,
    workload: { streams: [{ client: 'users', arrivals, requests: { get: {} } }] },
    run: { ...cold(8), seed },
  };
}

/** How many had been answered by the end of each window. */
function answered({ timeline }: RunResult): number[] {
  let total = 0;
  return timeline.requests['*'].ok.map((rate) => (total += rate * timeline.step));
}

test('more servers or faster ones anywhere in a network of FIFO lines: at no moment have fewer been answered', () => {
  fc.assert(
    fc.property(network, (of) => {
      const [few, more] = [run(build(of, false)), run(build(of, true))];
      const before = answered(few);
      const lower = answered(more).filter((count, window) => count < before[window] - 1e-6);
      expect(lower).toEqual([]);
      expect(more.requests['*'].counts.succeeded).toBeGreaterThanOrEqual(few.requests['*'].counts.succeeded);
    }),
    { seed: 61, numRuns: 80 },
  );
});

test('and somewhere more have been', () => {
  const of = (hasMore: boolean) =>
    answered(
      run(
        build(
          {
            stations: [{ cores: 1, mean: 0.01, law: (mean) => mean, on: 1, more: 1, faster: 1 }],
            split: 'random',
            arrivals: { poisson: { rate: 150 } },
            seed: 1,
          },
          hasMore,
        ),
      ),
    ).at(-1);
  expect(of(true)).toBeGreaterThan(1.3 * (of(false) ?? Number.NaN));
});
