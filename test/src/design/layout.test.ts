import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compile, simulate } from '../../../simulator/index.ts';
import { parseDesign } from '../../../src/index.ts';

/** What of a document may leave no trace in the numbers, and what may. */

function design(ids: { api: string; db: string }, more: object = {}): object {
  const { api, db } = ids;
  return {
    format: 'headroom/design@1',
    name: 'Shop',
    components: [
      { id: 'users', type: 'client' },
      { id: api, type: 'service', threads: 8, queue: 'unbounded', work: { exponential: { mean: '20 ms' } } },
      { id: db, type: 'sql-database', pool: 100 },
    ],
    connections: [
      { from: 'users', to: api },
      { from: api, to: db },
    ],
    workload: {
      streams: [
        { client: 'users', arrivals: { poisson: { rate: 200 } }, requests: { get: {}, put: { kind: 'write' } } },
      ],
    },
    run: { duration: 20, warmup: 2 },
    ...more,
  };
}

function run(document: object, seed: number) {
  const { topology, findings } = parseDesign(document);
  const { model } = topology === undefined ? {} : compile(topology);
  if (model === undefined) throw new Error(JSON.stringify(findings));
  return simulate(model, { seed });
}

test('where components lie on the canvas, and what the design is called, changes no number', () => {
  const plain = run(design({ api: 'api', db: 'db' }), 1);
  const place = fc.record({ x: fc.integer({ min: -5000, max: 5000 }), y: fc.integer({ min: -5000, max: 5000 }) });
  fc.assert(
    fc.property(place, place, fc.stringMatching(/^[A-Za-z ]{1,20}$/), (api, db, name) => {
      expect(run(design({ api: 'api', db: 'db' }, { layout: { api, db }, name }), 1)).toEqual(plain);
    }),
    { seed: 1, numRuns: 10 },
  );
});

test('a renamed component draws other times from the same laws: numbers change as with another seed, and no more', () => {
  const means = (ids: { api: string; db: string }) =>
    Array.from({ length: 16 }, (_, seed) => run(design(ids), seed).requests['*'].latency.mean);
  const [some, others] = [means({ api: 'api', db: 'db' }), means({ api: 'shop', db: 'orders' })];
  // The arrivals belong to the client, whose id stayed: paired by seed, the difference is of service times alone.
  const differences = some.map((mean, i) => mean - others[i]!);
  const mean = differences.reduce((sum, x) => sum + x, 0) / differences.length;
  const variance = differences.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (differences.length - 1);
  expect(variance).toBeGreaterThan(0);
  expect(Math.abs(mean) / Math.sqrt(variance / differences.length)).toBeLessThan(4);
  expect(run(design({ api: 'api', db: 'db' }), 1).requests['*'].counts.offered).toBe(
    run(design({ api: 'shop', db: 'orders' }), 1).requests['*'].counts.offered,
  );
});
