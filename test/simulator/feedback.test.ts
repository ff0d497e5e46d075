import { expect, test } from 'vitest';
import { compile, estimate } from '../../simulator/index.ts';
import { modelOf, type Sketch, topologyOf } from '../support/topology.ts';
import { chain, client, closed, delay, exponential, poisson, relay, requests, servers } from './building-blocks.ts';
import { cold, run, steady } from './support.ts';

const codes = (sketch: Sketch) =>
  compile(topologyOf(sketch))
    .findings.filter(({ severity }) => severity === 'error')
    .map(({ code, path }) => `${code} ${path.join('.')}`);

test('of the calls of one choice each request makes one at most, each with its share', () => {
  const result = run({
    components: [client, relay('api'), delay('a', '1 ms'), delay('b', '1 ms'), delay('c', '1 ms')],
    connections: [
      ...chain('users', 'api'),
      { from: 'api', to: 'a', choice: 1, probability: 0.5 },
      { from: 'api', to: 'b', choice: 1, probability: 0.3 },
      { from: 'api', to: 'c', choice: 2, probability: 0.4 },
    ],
    workload: steady(1000),
    run: cold(20),
  });
  const share = (id: string) => result.components[id].arrivalRate / 1000;
  expect(share('a')).toBeCloseTo(0.5, 1);
  expect(share('b')).toBeCloseTo(0.3, 1);
  expect(share('c')).toBeCloseTo(0.4, 1);
  // None of the first choice: 20 %; and independent of the second: nobody takes 2 ms, 12 % take no time at all.
  const quick = result.requests['*'].histogram
    .filter(({ to }) => to < 0.5e-3)
    .reduce((sum, { count }) => sum + count, 0);
  expect(quick / 20_000).toBeCloseTo(0.2 * 0.6, 1);
  expect(result.requests['*'].latency.max).toBeLessThan(1.01e-3);
});

test('the estimate takes one of a choice, and not the longest', () => {
  const { requests: of, caveats } = estimate(
    modelOf({
      components: [client, relay('api'), delay('a', '10 ms'), delay('b', '20 ms')],
      connections: [
        ...chain('users', 'api'),
        { from: 'api', to: 'a', choice: 1, probability: 0.5 },
        { from: 'api', to: 'b', choice: 1, probability: 0.25 },
      ],
      workload: poisson(10),
    }),
  );
  expect(of['*'].mean).toBeCloseTo(0.01, 12);
  expect(caveats).toEqual([]);
});

/** A processor and a disk; after the processor so many go to the disk, and from the disk all come back. */
const central = (again: number, more: Partial<Sketch> = {}): Sketch => ({
  components: [client, servers('cpu', 1, exponential(0.01)), servers('disk', 1, exponential(0.02))],
  connections: [...chain('users', 'cpu'), { from: 'cpu', to: 'disk', probability: again }, ...chain('disk', 'cpu')],
  workload: poisson(20),
  run: { duration: 2000, warmup: 100 },
  ...more,
});

test('jobs come round again: arrivals and response times are those of a Jackson network', () => {
  const sketch = central(0.5);
  const result = run(sketch);
  // Of the cpu 40/s, of the disk 20/s: utilizations 0.4 and 0.4.
  expect(result.components['cpu'].arrivalRate).toBeCloseTo(40, 0);
  expect(result.components['disk'].resources['cores'].utilization).toBeCloseTo(0.4, 1);
  const response = 2 * (0.01 / 0.6) + 0.02 / 0.6;
  expect(Math.abs(result.requests['*'].latency.mean / response - 1)).toBeLessThan(0.03);
  const twin = estimate(modelOf(sketch));
  expect(twin.requests['*'].mean).toBeCloseTo(response, 9);
  expect(twin.components['cpu'].arrivalRate).toBeCloseTo(40, 9);
  expect(twin.capacity).toBeCloseTo(50, 9);
  expect(result.requests['*'].counts.inFlight).toBe(0);
});

test('circles without end are found, and told from those that end', () => {
  expect(codes(central(0.5))).toEqual([]);
  expect(codes(central(1))).toEqual(['cycle connections.2']);
  const growing = central(0.9);
  growing.connections[2] = { from: 'disk', to: 'cpu', calls: 2 };
  expect(codes(growing).map((code) => code.split(' ')[0])).toEqual(['cycle-grows']);
  const timeless = central(0.5);
  timeless.components[1] = servers('cpu', 1, '0 s');
  timeless.components[2] = servers('disk', 1, '0 s');
  expect(codes(timeless).map((code) => code.split(' ')[0])).toEqual(['cycle-without-time']);
  const holding = central(0.5);
  holding.components[2] = { id: 'disk', type: 'service', work: '1 ms' };
  expect(codes(holding)).toEqual(['cycle-holds connections.1']);
});

test('the probabilities of a choice add up to one at most, and its calls are made at the same time', () => {
  const sketch = (b: object): Sketch => ({
    components: [client, relay('api'), delay('a', '1 ms'), delay('b', '1 ms')],
    connections: [
      ...chain('users', 'api'),
      { from: 'api', to: 'a', choice: 1, probability: 0.6 },
      { from: 'api', to: 'b', choice: 1, ...b },
    ],
    workload: requests({ poisson: { rate: 1 } }),
  });
  expect(codes(sketch({ probability: 0.4 }))).toEqual([]);
  expect(codes(sketch({ probability: 0.5 }))).toEqual(['choice-sum connections.1.choice']);
  expect(codes(sketch({ probability: 0.5, for: ['write'] }))).toEqual([]);
  expect(codes(sketch({ probability: 0.4, order: 2 }))).toEqual(['choice-order connections.2.choice']);
});

test('a closed population goes round and round, and nobody is lost', () => {
  const result = run(central(0.9, { workload: closed(5, exponential(0.1)), run: { duration: 500, warmup: 0 } }));
  const inside = result.components['users'].inSystem.mean;
  // Five users: thinking or inside.
  expect(inside + result.requests['*'].offered * 0.1).toBeCloseTo(5, 0);
  expect(result.components['cpu'].inSystem.max).toBeGreaterThan(5); // its visits that wait for the disk are there too
});
