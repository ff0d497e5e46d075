import { expect, test } from 'vitest';
import { compare, Experiment, type Model, type Side, simulate } from '../../simulator/index.ts';
import { modelOf } from '../support/topology.ts';
import { chain, client, exponential, poisson, servers } from './building-blocks.ts';

function model(cores: number, run: object = {}, work: unknown = exponential(0.01)): Model {
  return modelOf({
    components: [client, servers('api', cores, work)],
    connections: chain('users', 'api'),
    workload: poisson(150),
    run: { duration: 60, warmup: 5, replications: 8, ...run },
  });
}

function side(of: Model, seed = 1): Side {
  const experiment = new Experiment(of, { seed });
  while (!experiment.advance(1e6));
  return { name: 'side', whole: experiment.gathering.result(), each: experiment.gathering.each() };
}

test('a design against itself has the same of everything', () => {
  const { metrics } = compare(side(model(2)), side(model(2)));
  expect(metrics.length).toBeGreaterThan(10);
  for (const { verdict, difference } of metrics) expect([verdict, difference]).toEqual(['same', 0]);
});

test('more servers on the same random numbers: less waiting in every pair, and nothing else', () => {
  const [two, three] = [side(model(2)), side(model(3))];
  const { metrics } = compare(two, three);
  const of = (name: string) => metrics.find(({ metric }) => metric === name)!;
  expect(of('requests.*.latency.mean').verdict).toBe('less');
  expect(of('requests.*.latency.p99').verdict).toBe('less');
  expect(of('components.api.utilization').verdict).toBe('less');
  expect(of('requests.*.goodput').verdict).toBe('same');
  expect(of('cost.monthly')).toMatchObject({ verdict: 'more' });
  // M/M/2 against M/M/3 at 1.5 erlangs: mean response 22.857 against 11.579 ms.
  const { difference, ci95 } = of('requests.*.latency.mean');
  // Four standard errors of eight pairs; the interval is t(7) = 2.365 of them.
  expect(Math.abs(difference + 0.011278)).toBeLessThan(((4 / 2.365) * (ci95![1] - ci95![0])) / 2);
});

test('the same random numbers make the interval of a difference much narrower than others would', () => {
  const work = { uniform: { min: '6 ms', max: '14 ms' } };
  const faster = { uniform: { min: '5.7 ms', max: '13.3 ms' } };
  const width = (b: Side) => {
    const { ci95 } = compare(side(model(2, {}, work)), b).metrics.find(({ metric }) => metric.endsWith('mean'))!;
    return ci95![1] - ci95![0];
  };
  expect(width(side(model(2, {}, faster)))).toBeLessThan(width(side(model(2, {}, faster), 77)) / 2);
});

test('no difference is claimed of laws that leave none to be claimed', () => {
  const wild = { pareto: { min: '1 ms', shape: 1.5 } };
  const { metrics } = compare(side(model(2, {}, wild)), side(model(3, {}, wild)));
  const mean = metrics.find(({ metric }) => metric === 'requests.*.latency.mean')!;
  expect(mean.verdict).toBe('unclear');
  expect(mean.ci95).toBeUndefined();
});

test('a side is what simulate says of it', () => {
  const of = model(2, { replications: 3 });
  const { whole, each } = side(of);
  expect(whole).toEqual(simulate(of));
  expect(each.length).toBe(3);
  const mean = each.reduce((sum, { requests }) => sum + requests['*'].goodput, 0) / 3;
  expect(mean).toBeCloseTo(whole.requests['*'].goodput, 9);
});
