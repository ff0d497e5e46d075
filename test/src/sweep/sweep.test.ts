import { describe, expect, test } from 'vitest';
import { compile, conduct } from '../../../simulator/index.ts';
import {
  type DesignDocument,
  kneeOf,
  parseDesign,
  planSweep,
  readVary,
  type Swept,
  sweep,
  type Vary,
} from '../../../src/index.ts';

function design(over: object = {}): Swept {
  const document = {
    format: 'headroom/design@1',
    name: 'One queue',
    components: [
      { id: 'users', type: 'client' },
      {
        id: 'api',
        type: 'service',
        model: 'event-loop',
        cores: 1,
        queue: 'unbounded',
        work: { exponential: { mean: '10 ms' } },
      },
    ],
    connections: [{ from: 'users', to: 'api', timeout: '5 s' }],
    workload: { streams: [{ client: 'users', arrivals: { poisson: { rate: '50/s' } }, requests: { get: {} } }] },
    objectives: [{ name: 'Fast', require: 'mean() < 50 ms' }],
    run: { duration: '200 s', warmup: '10 s', seed: 2 },
    ...over,
  } as unknown as DesignDocument;
  const { topology, objectives, findings } = parseDesign(document);
  const model = topology === undefined ? undefined : compile(topology).model;
  if (model === undefined) throw new Error(JSON.stringify(findings));
  return { document, model, objectives };
}

function vary(text: string): Vary {
  const read = readVary(text);
  if ('problem' in read) throw new Error(read.problem);
  return read.value;
}

function swept(of: Swept, ...texts: string[]) {
  const varied = texts.map(vary);
  const planned = planSweep(of, varied);
  if ('problem' in planned) throw new Error(planned.problem);
  return conduct(sweep(of, varied, planned.value))!;
}

describe('what is varied', () => {
  test.each([
    ['api.replicas=1..4', 'count', [1, 2, 3, 4]],
    ['api.threads=1..101:3', 'count', [1, 51, 101]],
    ['rate=100/s..1k/s:3:log', 'rate', [100, 316.2, 1000]],
    ['api->db.timeout=10 ms..1 s:3', 'time', [0.01, 0.505, 1]],
    ['cache.capacity=1 MB..3 MB:2', 'bytes', [1e6, 3e6]],
    ['api.cores=8..1', 'count', [8, 7, 6, 5, 4, 3, 2, 1]],
  ])('%s', (text, unit, values) => {
    expect(vary(text)).toEqual({ path: text.split('=')[0], unit, values });
  });

  test.each([
    ['api.replicas', /expected PATH=FROM\.\.TO/],
    ['api.replicas=1..x', /expected PATH=FROM\.\.TO/],
    ['api.timeout=10 ms..5', /expected PATH=FROM\.\.TO/],
    ['api.replicas=1..8:1', /from 2 to 100 steps/],
    ['api.replicas=0..8:log', /begins above zero/],
    ['api.replicas=2..2', /the same/],
  ])('%s is refused', (text, says) => {
    const read = readVary(text);
    expect('problem' in read && read.problem).toMatch(says);
  });

  test.each([
    ['apo.cores=1..2', /no component or connection "apo"\. Did you mean "api"/],
    ['api=1..2', /expected "rate" or a field/],
    ['api.coares=1..2', /at api\.coares = 1:.*coares/],
    ['api.autoscale.max=1..2', /does not write autoscale/],
    ['api.cores=0..2', /at api\.cores = 0:/],
  ])('%s does not fit the design', (text, says) => {
    const planned = planSweep(design(), [vary(text)]);
    expect('problem' in planned && planned.problem).toMatch(says);
  });
});

test('the capacity of a queue with a mean of at most 50 ms is that of M/M/1: 1/(μ − λ) = 50 ms at 80/s', () => {
  const { capacity, points } = swept(design(), 'rate=40/s..120/s:5');
  expect(points.slice(0, 2).every(({ good }) => good)).toBe(true);
  expect(capacity!.bad! - capacity!.good!).toBeLessThanOrEqual(0.02 * capacity!.good!);
  // Of 190 s at 80/s: the mean of M/M/1 has a standard error of some 6 ms, and so the load at which it is 50 ms one of 2.4/s.
  expect(Math.abs(capacity!.good! - 80)).toBeLessThan(10);
  // The points of the search are among them, in order.
  expect(points.length).toBeGreaterThan(5);
  const loads = points.map(({ at }) => at['rate']!);
  expect(loads).toEqual(loads.toSorted((a, b) => a - b));
});

test('a grid has every combination, the last path varying fastest', () => {
  const short = design({ run: { duration: '5 s', warmup: 0 } });
  const { points } = swept(short, 'api.cores=1..2', 'rate=20/s..60/s:3');
  expect(points.map(({ at }) => [at['api.cores'], at['rate']])).toEqual([
    [1, 20],
    [1, 40],
    [1, 60],
    [2, 20],
    [2, 40],
    [2, 60],
  ]);
  const [one, , , two] = points;
  expect(two!.cost).toBeGreaterThan(one!.cost);
});

test('a knee is where a curve bends most, and a line has none', () => {
  // 1/(1 − ρ) on [0, 0.9]: farthest from the chord where the derivative is its slope, ρ = 1 − √0.1 = 0.68.
  const xs = Array.from({ length: 91 }, (_, i) => i / 100);
  const ys = xs.map((x) => 1 / (1 - x));
  expect(xs[kneeOf(xs, ys)!]).toBeCloseTo(1 - Math.sqrt(0.1), 2);
  expect(kneeOf(xs, xs)).toBeUndefined();
  expect(kneeOf([1, 2, 3], [1, 1, 9])).toBeUndefined();
});
