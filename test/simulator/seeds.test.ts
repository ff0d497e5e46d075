import { expect, test } from 'vitest';
import { type RunResult, simulate } from '../../simulator/index.ts';
import { modelOf } from '../support/topology.ts';
import { chain, client, exponential, poisson, servers } from './building-blocks.ts';

const model = (run: object) =>
  modelOf({
    components: [client, servers('station', 1, exponential(0.01))],
    connections: chain('users', 'station'),
    workload: poisson(50),
    run: { duration: 40, warmup: 4, ...run },
  });
const mean = (result: RunResult) => result.requests['*'].latency.mean;
const count = (result: RunResult) => result.requests['*'].latency.count;

test('of a list of seeds each replication is the run with that seed by itself', () => {
  const listed = simulate(model({ seeds: [7, 1, 42] }));
  const alone = [7, 1, 42].map((seed) => simulate(model({ seed })));
  const all = alone.reduce((sum, result) => sum + count(result), 0);
  expect(listed.run).toMatchObject({ seed: 7, seeds: [7, 1, 42], replications: 3 });
  expect(count(listed)).toBe(all);
  expect(mean(listed)).toBeCloseTo(alone.reduce((sum, result) => sum + mean(result) * count(result), 0) / all, 12);
});

test('who asks for a seed or a number of replications does not get the list', () => {
  expect(simulate(model({ seeds: [7, 1] }), { seed: 3 }).run).toMatchObject({ seed: 3, replications: 1 });
  expect(simulate(model({ seeds: [7, 1] }), { replications: 3 }).run).toMatchObject({ seed: 1, replications: 3 });
});
