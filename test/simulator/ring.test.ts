import { expect, test } from 'vitest';
import { Run } from '../../simulator/run.ts';
import { modelOf } from '../support/topology.ts';
import { balancerOf } from './balancers.ts';
import { balancer, chain, client, poisson, relay } from './building-blocks.ts';

const NODES = 1000;
const POINTS = 160;
const KEYS = 2_000_000;

test('T70 on a ring the shares of 1000 nodes spread as the gamma law of their points says [Lamping & Veach 2014]', () => {
  const model = modelOf({
    components: [client, balancer('lb', 'consistent-hash'), { ...relay('node'), cores: 1, replicas: NODES }],
    connections: chain('users', 'lb', 'node'),
    workload: poisson(1),
  });
  const { sites } = new Run(model, 1, 0);
  const links = sites.flat().find((site) => site.component.spec.id === 'lb')!.links;
  const ring = balancerOf(links, 'consistent-hash');
  const counts = new Float64Array(NODES);
  for (let key = 0; key < KEYS; key++) counts[ring.pick(0, key, undefined)]++;
  const shares = counts.map((count) => (count * NODES) / KEYS);
  // The gaps of n·v random points are exponential, so a share is beta; what the finite number of keys adds is binomial.
  const law = Math.sqrt((NODES - 1) / (NODES * POINTS + 1));
  const sampled = Math.sqrt(shares.reduce((sum, share) => sum + (share - 1) ** 2, 0) / (NODES - 1));
  const deviation = Math.sqrt(sampled ** 2 - NODES / KEYS);
  // The catalogue's standard error of 0.0023 at 0.09995 is that of a standard deviation from 1000 values, a 44th of it.
  expect(Math.abs(deviation - law)).toBeLessThan(4 * 0.023 * law);
  const sorted = shares.toSorted();
  // Quantiles of gamma with 160 points at 0.5 and 99.5 %, by Wilson and Hilferty, and the catalogue's tolerances of 100.
  expect(Math.abs(sorted[4] - 0.808)).toBeLessThan(0.04);
  expect(Math.abs(sorted[994] - 1.217)).toBeLessThan(0.06);
});
